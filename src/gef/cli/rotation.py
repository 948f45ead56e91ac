"""The commands of the rotation: rates side by side or by maille, and the projection of the year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gef.cli import options
from gef.cli.fichiers import read_dossier
from gef.cli.sortie import Format, write_result

if TYPE_CHECKING:
    from gef.actions.donnees import Dossier


class NomMaille(StrEnum):
    """Where rates are counted."""

    COMMUNE = "commune"
    EPCI = "epci"
    TYPOLOGIE = "typologie"
    FINANCEMENT = "financement"
    QPV = "qpv"
    CONTINGENT = "contingent"
    RESERVATAIRE = "reservataire"


class NomVariante(StrEnum):
    """What the departures leave out."""

    BRUT = "brut"
    NET_MUTATIONS = "net_mutations"
    NET_RELOGEMENTS = "net_relogements"
    NET = "net"


def register(application: typer.Typer) -> None:
    """Add the commands."""
    application.command("taux")(taux)
    application.command("rotation")(rotation)
    application.command("projection")(projection)


def taux(
    dossier: options.Dossier,
    exercice: options.Exercice,
    *,
    sdes: Annotated[
        Path | None,
        typer.Option(metavar="FICHIER", help="Classeur « résultats RPLS » du SDES, à comparer.", show_default=False),
    ] = None,
    bailleur: options.Bailleur = "Bailleur",
    format_: options.FormatSortie = Format.JSON,
    sortie: options.Sortie = None,
) -> None:
    """Compare les taux de rotation possibles. Chacun avec ses libérations, son intervalle et l’assiette qu’il donne."""
    from gef.actions.codec import encode
    from gef.actions.entrees import build_assiette
    from gef.actions.entrees_taux import compare_candidats, list_candidats_dossier
    from gef.actions.tableaux_taux import table_candidats

    data = read_dossier(dossier, bailleur, exercice)
    if sdes is not None:
        data = _add_sdes(data, sdes)
    entree = build_assiette(data, exercice)
    comparaison = compare_candidats(entree, list_candidats_dossier(data, exercice), entree.taux)
    write_result(encode(comparaison), table_candidats(comparaison), sortie, format_)


def rotation(
    dossier: options.Dossier,
    exercice: options.Exercice,
    *,
    maille: Annotated[
        NomMaille,
        typer.Option(metavar="MAILLE", help="commune, epci, typologie, financement, qpv, contingent ou reservataire."),
    ] = NomMaille.COMMUNE,
    annees: Annotated[int, typer.Option(metavar="N", min=1, max=3, help="Nombre d’années avant l’exercice.")] = 2,
    variante: Annotated[
        NomVariante, typer.Option(metavar="VARIANTE", help="brut, net_mutations, net_relogements ou net.")
    ] = NomVariante.BRUT,
    bailleur: options.Bailleur = "Bailleur",
    format_: options.FormatSortie = Format.JSON,
    sortie: options.Sortie = None,
) -> None:
    """Mesure la rotation par maille. Par commune, EPCI, typologie, financement, QPV, contingent ou réservataire."""
    from gef.actions.codec import encode
    from gef.actions.mailles import mesurer_mailles, observe
    from gef.actions.tableaux_taux import list_publies, table_mailles

    data = read_dossier(dossier, bailleur, exercice)
    observations = observe(data)
    years = observations.annees_before(exercice)[-annees:]
    resultat = mesurer_mailles(observations, maille.value, years, variante.value)
    publies = list_publies(data.taux_publies, maille.value)
    write_result(encode(resultat), table_mailles(resultat, data.noms(), publies), sortie, format_)


def _add_sdes(data: Dossier, fichier: Path) -> Dossier:
    """Add the published rates of the territories of a parc."""
    from gef.actions.entrees_taux import list_territoires, to_taux_inscrits
    from gef.cli.avancement import wait
    from gef.imports.taux_publies import read_sdes

    with wait(f"Lecture de {fichier.name}"):
        lecture = read_sdes(fichier, nom=fichier.name, territoires=list_territoires(data.parc, data.departement))
    return replace(data, taux_publies=(*data.taux_publies, *to_taux_inscrits(lecture)))


def projection(
    dossier: options.Dossier,
    *,
    au: options.Jour = None,
    bailleur: options.Bailleur = "Bailleur",
    format_: options.FormatSortie = Format.JSON,
    sortie: options.Sortie = None,
) -> None:
    """Projette la fin de l’année. Libérations, flux, et part de chaque réservataire, avec leur intervalle.

    L’exercice est l’année du jour ; en CSV, les libérations prévues, réalisées et projetées.
    """
    from gef.actions.codec import encode
    from gef.actions.entrees import compute_assiette
    from gef.actions.projection import compute_projection
    from gef.actions.tableaux_projection import table_projection

    jour = au.date() if au else date.today()  # noqa: DTZ011  (the reader's own calendar)
    data = read_dossier(dossier, bailleur, jour.year)
    resultat = compute_projection(data, compute_assiette(data, jour.year), jour)
    write_result(encode(resultat), table_projection(resultat), sortie, format_)
