"""The commands that read the folder of a bailleur's files, from the rights to the objectives; no database is needed."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gef.cli import options
from gef.cli.sortie import Format, say, write_result
from gef.errors import GefError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gef.actions.donnees import Dossier
    from gef.actions.entrees_conversion import Comparaison
    from gef.actions.entrees_objectifs import ReportObjectif
    from gef.actions.rapprochement import Rapprochement
    from gef.core.etat_des_lieux import EtatDesLieux
    from gef.core.suivi_uniques import SuivisUniques
    from gef.outputs.tables import Table


class NomMethode(StrEnum):
    """Methods of conversion."""

    PART_DU_PARC = "part_du_parc"
    PONDEREE_ROTATION = "ponderee_rotation"
    DROITS_UNIQUES = "droits_uniques"
    NEGOCIEE = "negociee"


class NomTableau(StrEnum):
    """Tables of the état des lieux."""

    RESERVATAIRES = "reservataires"
    DESACCORDS = "desaccords"
    DROITS = "droits"
    LOGEMENTS = "logements"


class TableauConversion(StrEnum):
    """Tables of the conversion."""

    METHODES = "methodes"
    CONTROLES = "controles"
    ANOMALIES = "anomalies"
    ANNEES = "annees"
    STOCKS = "stocks"
    NEGOCIES = "negocies"


Tableau = Annotated[
    NomTableau,
    typer.Option(
        metavar="TABLEAU", help="En CSV : reservataires, desaccords, droits ou logements.", show_default=False
    ),
]


class ReportsIllisiblesError(GefError):
    """The objectives of the year before cannot be read."""


def register(application: typer.Typer) -> None:
    """Add the commands."""
    application.command("etat-des-lieux")(etat_des_lieux)
    application.command("convertir")(convertir)
    application.command("objectifs")(objectifs)


def read_dossier(dossier: Path, bailleur: str, exercice: int) -> Dossier:
    """Read a bailleur's files, with a word on the screen when it lasts."""
    from gef.actions.dossier_fichiers import read_dossier_fichiers
    from gef.cli.avancement import wait

    with wait(f"Lecture de {dossier}"):
        return read_dossier_fichiers(dossier, bailleur=bailleur, millesime=exercice)


def etat_des_lieux(
    dossier: options.Dossier,
    *,
    au: options.Jour = None,
    tableau: Tableau = NomTableau.RESERVATAIRES,
    bailleur: options.Bailleur = "Bailleur",
    format_: options.FormatSortie = Format.JSON,
    sortie: options.Sortie = None,
) -> None:
    """Dresse l’état des lieux des droits. En cours, échus, à venir, et désaccords entre registre, liste et parc.

    En CSV, --tableau choisit : droits par réservataire, désaccords, droits dont le nombre diffère, ou logements en
    désaccord.
    """
    from gef.actions.codec import encode
    from gef.actions.entrees_etat_des_lieux import build_etat_des_lieux
    from gef.actions.rapprochement import rapprocher_dossier
    from gef.actions.releves import preparer_releves

    jour = au.date() if au else date.today()  # noqa: DTZ011  (the reader's own calendar)
    data = read_dossier(dossier, bailleur, jour.year)
    etat, found = build_etat_des_lieux(data, jour), rapprocher_dossier(preparer_releves(data, jour))
    rapprochement = encode(found.desaccords)
    del rapprochement["genres"]  # of each group of dwellings: the list of the dwellings says it better
    table = _find_tableau(tableau, etat, found, data.noms())
    write_result({**encode(etat), "rapprochement": rapprochement}, table, sortie, format_)


def _find_tableau(tableau: NomTableau, etat: EtatDesLieux, found: Rapprochement, noms: Mapping[str, str]) -> Table:
    from gef.actions.tableaux_droits import table_par_reservataire
    from gef.actions.tableaux_rapprochement import table_desaccords, table_ecarts, table_tous

    if tableau is NomTableau.DESACCORDS:
        return table_desaccords(found.desaccords, {})
    if tableau is NomTableau.DROITS:
        return table_ecarts(found.desaccords.ecarts, noms, found.desaccords)
    if tableau is NomTableau.LOGEMENTS:
        return table_tous(found.list_tous().iter_rows(named=True), noms)
    return table_par_reservataire(etat, noms)


def convertir(
    dossier: options.Dossier,
    exercice: options.Exercice,
    *,
    methode: Annotated[
        NomMethode | None,
        typer.Option(
            metavar="METHODE",
            help="part_du_parc, ponderee_rotation, droits_uniques ou negociee ; toutes, côte à côte, sinon.",
            show_default=False,
        ),
    ] = None,
    tableau: Annotated[
        TableauConversion,
        typer.Option(metavar="TABLEAU", help="En CSV : methodes, controles, anomalies, annees, stocks ou negocies."),
    ] = TableauConversion.METHODES,
    bailleur: options.Bailleur = "Bailleur",
    format_: options.FormatSortie = Format.JSON,
    sortie: options.Sortie = None,
) -> None:
    """Convertit les droits en parts du flux. Plafonds de la loi appliqués.

    En CSV, --tableau choisit : les méthodes côte à côte, chaque contrôle de la loi, ce qui est à régler, les droits
    uniques année par année, leurs stocks, ou les volumes déjà négociés. Avec --methode, le code de sortie est 1 quand
    ces parts ne peuvent pas servir.
    """
    from gef.actions.codec import encode
    from gef.actions.entrees_conversion import compute_comparaison
    from gef.actions.entrees_uniques import compute_uniques

    data = read_dossier(dossier, bailleur, exercice)
    comparaison = compute_comparaison(data, exercice)
    suivis = compute_uniques(data, comparaison.entree.conversion)
    table = _find_table_conversion(tableau, comparaison, suivis)
    if methode is None:
        whole: dict[str, object] = {"conversions": comparaison.conversions, "planchers": comparaison.planchers}
        whole |= {"en_vigueur": comparaison.en_vigueur, "droits_uniques": suivis}
        write_result(encode(whole), table, sortie, format_)
        return
    conversion = next(c for c in comparaison.conversions if c.methode == methode)
    write_result(encode(conversion), table, sortie, format_)
    if bloquantes := [a.message for a in conversion.anomalies if a.gravite == "bloquant"]:
        say(f"gef : ces parts ne peuvent pas servir. {' '.join(bloquantes)}")
        raise typer.Exit(1)


def _find_table_conversion(tableau: TableauConversion, comparaison: Comparaison, suivis: SuivisUniques) -> Table:
    from gef.actions.tableaux_conversion import Contexte, mean_rotations, table_methodes
    from gef.actions.tableaux_plafonds import table_anomalies, table_controles
    from gef.actions.tableaux_uniques import table_annees, table_negocies, table_stocks

    match tableau:
        case TableauConversion.CONTROLES:
            return table_controles(comparaison)
        case TableauConversion.ANOMALIES:
            return table_anomalies(comparaison)
        case TableauConversion.ANNEES:
            return table_annees(suivis)
        case TableauConversion.STOCKS:
            return table_stocks(suivis)
        case TableauConversion.NEGOCIES:
            return table_negocies(suivis)
        case _:
            contexte = Contexte(comparaison.uniques, mean_rotations(comparaison.entree.conversion))
            return table_methodes(comparaison.conversions, contexte=contexte)


def objectifs(
    dossier: options.Dossier,
    exercice: options.Exercice,
    *,
    reports: Annotated[
        Path | None,
        typer.Option(
            metavar="FICHIER", help="Objectifs de l’année précédente, écrits en JSON ; sinon refaits année après année."
        ),
    ] = None,
    methode: Annotated[
        NomMethode | None,
        typer.Option(
            metavar="METHODE",
            help="Parts de cette méthode de conversion, sans report, au lieu des conventions en vigueur.",
            show_default=False,
        ),
    ] = None,
    bailleur: options.Bailleur = "Bailleur",
    format_: options.FormatSortie = Format.JSON,
    sortie: options.Sortie = None,
) -> None:
    """Arrondit les objectifs à l’unité. Lignes, colonnes et total restent à moins d’un logement du droit exact."""
    from gef.actions.codec import encode
    from gef.actions.entrees_objectifs import compute_objectifs, compute_objectifs_reportes
    from gef.actions.entrees_parts import compute_objectifs_methode
    from gef.actions.tableaux_objectifs import table_objectifs

    former = _read_reports(reports, exercice - 1) if reports else None
    data = read_dossier(dossier, bailleur, exercice)
    if methode is not None:
        resultat = compute_objectifs_methode(data, exercice, methode)
    elif former is None:
        resultat = compute_objectifs_reportes(data, exercice)
    else:
        resultat = compute_objectifs(data, exercice, former)
    write_result(encode(resultat), table_objectifs(resultat, data.noms()), sortie, format_)


def _read_reports(fichier: Path, exercice: int) -> tuple[ReportObjectif, ...]:
    """Read what rounding left the year before from the result of `gef objectifs`."""
    import json

    from gef.actions.codec import decode
    from gef.actions.entrees_objectifs import ObjectifsRendus, list_reports

    try:
        former = decode(ObjectifsRendus, json.loads(fichier.read_bytes(), parse_float=str))
    except (OSError, ValueError) as error:
        raise ReportsIllisiblesError(f"{fichier} : {error} Attendu : un résultat de gef objectifs.") from error
    if former.exercice != exercice:
        raise ReportsIllisiblesError(f"{fichier} : objectifs de {former.exercice} ; attendu : ceux de {exercice}.")
    return list_reports(former)
