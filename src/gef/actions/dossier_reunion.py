"""The pack of a meeting of the conférence: the figures of a year, the map, the obligations, the decisions to follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from django.utils.timezone import localtime

from gef.access.territoires import Territoire
from gef.actions.activite import AnneeTerritoire, read_annee
from gef.actions.carte_territoire import INDICATEURS_TERRITOIRE, carte_activite, table_premieres_communes
from gef.actions.conference import ReunionLue, find_precedente
from gef.actions.obligations_vues import list_obligations_territoire
from gef.actions.tableaux_conference import order_ouvertes, table_decisions
from gef.actions.tableaux_obligations import table_obligations
from gef.actions.tableaux_territoire import table_activite, table_menages
from gef.core.activite import AXES_ACTIVITE, TABLES_MENAGES
from gef.core.bilan import JOURNAL, R441_5_1
from gef.core.conference import GENRES_REUNION
from gef.outputs.graphiques import draw
from gef.outputs.nombres import date_longue, pluriel
from gef.outputs.pdf import ImagePdf, write_pdf
from gef.outputs.tables import Colonne, Ligne, Table, ligne

CARTE: Final = "liberations"
PLACE: Final = 420  # pixels of the map: half a page
DERNIER_MOIS_DU_BILAN: Final = 3  # until March, a meeting looks back on the year before
_CHIFFRES: Final = (
    Colonne("chiffre", "Chiffre", entete=True),
    Colonne("nombre", "Nombre", "decimal", decimales=0),
    Colonne("part", "Part", "taux", absent="–"),
    Colonne("base", "De quoi"),
)


def default_exercice(reunion: date) -> int:
    """Give the year that a meeting looks at: its own, or the year before while its bilan is fresh.

    Examples:
        >>> default_exercice(date(2026, 3, 12)), default_exercice(date(2026, 10, 8))
        (2025, 2026)
    """
    return reunion.year - 1 if reunion.month <= DERNIER_MOIS_DU_BILAN else reunion.year


def write_dossier(
    territoire: Territoire, lue: ReunionLue, lues: Sequence[ReunionLue], *, exercice: int, moment: datetime
) -> bytes:
    """Write the pack of a meeting.

    Args:
        territoire: That of the EPCI which holds the meeting.
        lue: The meeting.
        lues: Every meeting of its conférence.
        exercice: Year of the figures.
        moment: When it is drawn up, in the reader's time zone.

    Returns:
        The PDF; the same bytes for the same arguments and the same data.
    """
    jour = localtime(moment).date()
    annee = read_annee(territoire, exercice, jour)
    tables, images = list_tables(annee, lue, lues, jour), {}
    if carte := carte_activite(annee, INDICATEURS_TERRITOIRE[CARTE]):
        legende = tuple((f"{carte.opacite(rang):g}", texte) for rang, texte in enumerate(carte.legendes))
        images["premieres-communes"] = ImagePdf(draw(carte, PLACE), carte.description, legende)
    return write_pdf(
        tables,
        titre=f"Dossier de la {GENRES_REUNION[lue.row.genre]} du {date_longue(lue.reunion.jour)}",
        moment=moment,
        sous_titre=f"{territoire.nom}, {lue.reunion.lieu}. Année {exercice}, "
        f"{pluriel(len(annee.bailleurs), 'bailleur', 'bailleurs')} : "
        f"{', '.join(annee.noms_bailleurs().values()) or 'aucun'}.",
        auteur=lue.row.organisation.nom,
        images=images,
    )


def list_tables(annee: AnneeTerritoire, lue: ReunionLue, lues: Sequence[ReunionLue], jour: date) -> tuple[Table, ...]:
    """Lay the pack out: what is to be discussed, what was decided, the figures, the obligations."""
    precedente = find_precedente(lues, lue)
    former = precedente.decisions if precedente else ()
    known = {decision.row.pk for decision in former}
    older = [decision for decision in order_ouvertes(lues) if decision.row.pk not in known]
    older = [decision for decision in older if decision.decision.prise_le < lue.reunion.jour]
    titre = f"Décisions du {date_longue(precedente.reunion.jour)} et leur suivi" if precedente else ""
    first, *others = (table_activite(annee, axe) for axe in AXES_ACTIVITE)
    carte = INDICATEURS_TERRITOIRE[CARTE]
    obligations = list_obligations_territoire(
        lue.row.organisation, annee.bailleurs, min(jour, date(annee.exercice, 12, 31))
    )
    return (
        *_list_points(lue),
        table_decisions(former, jour, code="precedentes", titre=titre or "Décisions de la réunion précédente"),
        *(
            [table_decisions(older, jour, code="anciennes", titre="Décisions plus anciennes, ouvertes")]
            if older
            else []
        ),
        table_chiffres(annee),
        replace(table_premieres_communes(annee, carte), titre=f"{carte.libelle}, par commune"),
        first,
        *(_shorten(table) for table in others),
        *(table_menages(annee, code) for code in TABLES_MENAGES),
        table_obligations(obligations, min(jour, date(annee.exercice, 12, 31))),
    )


def _shorten(table: Table) -> Table:
    """Leave out what the first table of the year has said: what its columns are, and where they come from."""
    return replace(table, colonnes=tuple(replace(c, aide="") for c in table.colonnes), notes=(), sources=())


def _list_points(lue: ReunionLue) -> list[Table]:
    points = [point.strip() for point in lue.row.ordre_du_jour.splitlines() if point.strip()]
    colonnes = (Colonne("rang", "N°", "entier"), Colonne("point", "Point", entete=True))
    rows = tuple(ligne(colonnes, rang, point) for rang, point in enumerate(points, start=1))
    return [Table("ordre-du-jour", "Ordre du jour", colonnes, rows)] if rows else []


def table_chiffres(annee: AnneeTerritoire) -> Table:
    """Give the figures of the year, each with its base."""
    total = annee.table("commune").total
    rows = (
        ("Parc", total.parc, None, "logements du dernier parc importé"),
        ("Libérés", total.liberations, total.rotation, "du parc"),
        ("Dont hors flux", total.hors_flux, total.part_hors_flux, "des libérés"),
        ("Proposés", total.propositions, total.part("propositions", total.liberations), "des libérés"),
        ("Attribués", total.attributions, total.part("attributions", total.liberations), "des libérés"),
        ("Baux signés", total.baux, total.part("baux", total.liberations), "des libérés"),
        ("Refus des réservataires", total.refus, total.part("refus", total.propositions), "des proposés"),
        ("Vacance moyenne, en jours", total.vacance, None, "de la libération au bail"),
    )
    lignes = tuple(
        Ligne({"chiffre": nom, "nombre": nombre, "part": part, "base": base}) for nom, nombre, part, base in rows
    )
    return Table(
        "chiffres-territoire",
        f"{annee.territoire.nom} en {annee.exercice}",
        _CHIFFRES,
        lignes,
        notes=("Chaque nombre à la date de son fait ; un logement proposé à deux réservataires l’est deux fois.",),
        sources=(R441_5_1, JOURNAL),
    )
