"""The bilans of the years that are over: one contested and kept, one contested, corrected and accepted.

Three leases of December 2025 were entered late: the first bilan of 2025 could not count them, and the réservataire saw
it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from gef.access.acteur import Acteur
from gef.actions.avis_bilans import maintenir_bilan, repondre_bilan, transmettre_bilan
from gef.actions.bilans_figes import figer_bilan
from gef.demo.acces import ACTION_LOGEMENT, ETAT, GRASSE
from gef.demo.flux import FaitDemo

PARIS: Final = ZoneInfo("Europe/Paris")
COMPTE_TARDIF: Final = "AL"
TARDIFS: Final = 3
DECEMBRE: Final = (date(2025, 12, 8), date(2026, 1, 1))
SAISIS_LE: Final = date(2026, 3, 10)


def list_tardifs(faits: Sequence[FaitDemo]) -> tuple[FaitDemo, ...]:
    """Choose the leases that were entered late: the last fact of dwellings of one account, so that nothing follows."""
    last = {fait.liberation.reference: fait for fait in faits}
    debut, fin = DECEMBRE
    late = [
        fait
        for fait in faits
        if fait.type == "bail" and fait.reservataire == COMPTE_TARDIF and debut <= fait.date < fin
    ]
    return tuple(fait for fait in late if last[fait.liberation.reference] is fait)[:TARDIFS]


def order_saisies(faits: Sequence[FaitDemo]) -> list[tuple[FaitDemo, date]]:
    """Put the facts in the order in which they were entered, each with the day of its entry."""
    late = list_tardifs(faits)
    entered = [(fait, SAISIS_LE if fait in late else fait.date) for fait in faits]
    return sorted(entered, key=lambda row: row[1] if row[0] in late else row[0].date)


def tell_bilans(acteur: Acteur, partenaires: Mapping[str, Acteur]) -> None:
    """Freeze, send and answer the bilans of 2024 and 2025, through the product's own acts.

    Args:
        acteur: Who signs for the bailleur.
        partenaires: Who acts, by address.
    """
    etat, grasse, al = (partenaires[acces.email] for acces in (ETAT, GRASSE, ACTION_LOGEMENT))
    _tell_2024(acteur, etat, grasse, al)
    first = figer_bilan(acteur, 2025, at(date(2026, 2, 23), 9))
    transmettre_bilan(acteur, first, [], at(date(2026, 2, 24), 10))
    motif = "Trois baux signés en décembre par nos salariés ne sont pas comptés."
    repondre_bilan(al, first, "conteste", motif=motif, rang_vu=1, moment=at(date(2026, 3, 4), 11))
    motif = "Trois baux de décembre 2025, saisis le 10 mars 2026, manquaient au compte d’Action Logement."
    corrected = figer_bilan(acteur, 2025, at(date(2026, 3, 12), 15), motif)
    transmettre_bilan(acteur, corrected, [], at(date(2026, 3, 12), 16))
    for partner, jour in ((al, date(2026, 3, 17)), (etat, date(2026, 3, 24))):
        repondre_bilan(partner, corrected, "accepte", rang_vu=1, moment=at(jour, 9))


def _tell_2024(acteur: Acteur, etat: Acteur, grasse: Acteur, al: Acteur) -> None:
    bilan = figer_bilan(acteur, 2024, at(date(2025, 2, 24), 9))
    transmettre_bilan(acteur, bilan, [], at(date(2025, 2, 25), 10))
    for partner, jour in ((etat, date(2025, 3, 3)), (al, date(2025, 3, 6))):
        repondre_bilan(partner, bilan, "accepte", rang_vu=1, moment=at(jour, 9))
    motif = "Notre solde devrait tenir compte des logements refusés par les ménages."
    repondre_bilan(grasse, bilan, "conteste", motif=motif, rang_vu=1, moment=at(date(2025, 3, 11), 14))
    motif = "La convention compte à l’orientation : le refus d’un ménage ne rend pas le logement."
    maintenir_bilan(acteur, bilan, grasse.organisation.pk, motif=motif, rang_vu=2, moment=at(date(2025, 3, 18), 10))


def at(jour: date, heure: int) -> datetime:
    """Moment of a day."""
    return datetime(jour.year, jour.month, jour.day, heure, tzinfo=PARIS)
