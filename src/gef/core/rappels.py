"""The calendar of the conventions: what falls due, for whom, on which day, by which text.

Days only: nobody is told an hour. What lies before the first day asked for is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from gef.core.conventions import APPLIQUEES, ETATS_CONVENTION, MOIS_PAR_AN, Vie
from gef.core.motifs import Source
from gef.core.periodes import add_mois, echeance_bilan
from gef.core.registre_droits import DroitSitue

GenreRappel = Literal[
    "bilan", "echeance", "denonciation", "reconduction", "revoyure", "actualisation", "pret", "survie"
]
GENRES_RAPPELS: Final[Mapping[str, str]] = {
    "bilan": "Bilan annuel",
    "echeance": "Fin de convention",
    "denonciation": "Dénonciation possible",
    "reconduction": "Reconduction",
    "revoyure": "Revoyure",
    "actualisation": "Actualisation",
    "pret": "Prêt garanti remboursé",
    "survie": "Fin de droits",
}
ONE_DAY: Final = timedelta(days=1)
BILAN: Final = Source("CCH art. R. 441-5 et R. 441-5-1 : avant le 28 février", "legale")
CONTRAT: Final = Source("la convention, article « Durée »", "locale")
REVUE: Final = Source("la convention, article « Actualisation »", "locale")
ANNUELLE: Final = Source("CCH art. R. 441-5 : actualisation annuelle", "legale")
PRET: Final = Source("CCH art. R. 441-6, rédaction de 2017, que la source 002 dit en vigueur", "legale")
USAGE: Final = Source("usage ; le texte ne nomme que la commune et l’EPCI garants", "pratique")
GARANTS: Final = frozenset({"commune", "epci"})
PROCHE: Final = 90  # days: what is nearer is told


@dataclass(frozen=True, slots=True)
class Rappel:
    """A day to keep.

    Attributes:
        code: Stable name, the same from one reading to the next.
        jour: The day; the last one on which to act for a deadline.
        genre: A code of `GENRES_RAPPELS`.
        titre: With whom it is about.
        detail: One sentence.
        source: The text, or the convention.
        convention: Number of the convention; 0 for what is about all of them.
    """

    code: str
    jour: date
    genre: GenreRappel
    titre: str
    detail: str
    source: Source
    convention: int = 0

    def is_proche(self, jour: date) -> bool:
        """Whether it is near on a day."""
        return 0 <= (self.jour - jour).days <= PROCHE


@dataclass(frozen=True, slots=True)
class ConventionSuivie:
    """What the calendar reads of a convention; `revoyure` is the month of the yearly review."""

    numero: int
    nom: str
    vie: Vie
    revoyure: int


def lister_rappels(
    conventions: Iterable[ConventionSuivie], droits: Iterable[DroitSitue], debut: date, annees: int = 2
) -> tuple[Rappel, ...]:
    """List the days to keep, the nearest first.

    Args:
        conventions: Those of the reader.
        droits: Rights of the register that he sees.
        debut: First day wanted.
        annees: How far one looks.

    Source:
        CCH art. R. 441-5, R. 441-5-1, L. 441-1; source 003 (convention d’Ornex, 2025), art. 6 and 7.

    Examples:
        >>> [rappel.jour.isoformat() for rappel in lister_rappels((), (), date(2026, 12, 1), 1)]
        ['2027-02-27']
    """
    fin = add_mois(debut, MOIS_PAR_AN * annees)
    found = [*_list_bilans(debut, annees), *(row for c in conventions for row in _list_convention(c, debut, annees))]
    found += [row for droit in droits for row in _list_droit(droit)]
    kept = {row.code: row for row in found if debut <= row.jour < fin}
    return tuple(sorted(kept.values(), key=lambda row: (row.jour, row.genre, row.code)))


def _list_bilans(debut: date, annees: int) -> Iterator[Rappel]:
    for annee in range(debut.year - 1, debut.year + annees + 1):
        detail = (
            f"Bilan {annee} à chaque réservataire, et prévision {annee + 1} des logements soustraits. Avant le 28 : le "
            "27 est le dernier jour."
        )
        titre = f"Bilan {annee} et prévision {annee + 1}"
        yield Rappel(f"bilan-{annee}", echeance_bilan(annee) - ONE_DAY, "bilan", titre, detail, BILAN)


def _list_convention(convention: ConventionSuivie, debut: date, annees: int) -> Iterator[Rappel]:
    vie, nom = convention.vie, convention.nom
    if vie.etat not in APPLIQUEES or vie.debut is None or vie.fin is None:
        return
    said = ETATS_CONVENTION[vie.etat]

    def make(genre: GenreRappel, jour: date, detail: str, source: Source) -> Rappel:
        return Rappel(f"{genre}-{convention.numero}-{jour}", jour, genre, nom, detail, source, convention.numero)

    if vie.is_reconductible:
        assert vie.denonciable_jusqu_au is not None
        detail = (
            f"Dernier jour pour dénoncer : passé ce jour, la convention est reconduite d’un an le {vie.fin:%d/%m/%Y}."
        )
        yield make("denonciation", vie.denonciable_jusqu_au, detail, CONTRAT)
        yield make("reconduction", vie.fin, "À constater, pour que la part continue de s’appliquer.", CONTRAT)
    else:
        detail = f"Convention {said} : le lendemain, sa part ne s’applique plus."
        yield make("echeance", vie.fin - ONE_DAY, detail, CONTRAT)
    for annee in range(debut.year, debut.year + annees + 1):
        revue = date(annee, convention.revoyure, 1)
        if vie.debut <= revue < vie.fin:
            yield make("revoyure", revue, "Où en est l’année, et la prévision tient-elle ?", REVUE)
        update = date(annee, vie.debut.month, min(vie.debut.day, 28))
        if vie.debut < update < vie.fin:
            detail = "Programmes mis en service et droits échus depuis un an : proposer l’avenant."
            yield make("actualisation", update, detail, ANNUELLE)


def _list_droit(situe: DroitSitue) -> Iterator[Rappel]:
    droit = situe.droit
    code = droit.reference or f"{droit.reservataire}-{droit.programme}"
    said = f"{droit.nombre} droit{'s' if droit.nombre > 1 else ''}"
    where = droit.programme or droit.territoire or "droits de réservation"
    if droit.echeance_pret is not None and droit.nature == "garantie":
        source = PRET if droit.type_reservataire in GARANTS else USAGE
        detail = f"{where}, {said} : prévenir le garant du remboursement du prêt."
        yield Rappel(f"pret-{code}", droit.echeance_pret, "pret", droit.reservataire, detail, source)
    if situe.fin_retenue is not None and situe.is_prolonge:
        detail = f"{where}, {said} : nés d’une garantie, ils s’éteignent le lendemain."
        yield Rappel(f"survie-{code}", situe.fin_retenue - ONE_DAY, "survie", droit.reservataire, detail, PRET)
