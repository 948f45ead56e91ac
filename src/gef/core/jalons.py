"""The days of a dwelling from the préavis to the lease, step by step, and their exact quartiles.

A step goes from one dated jalon to the next one that is dated. A jalon that precedes the former one, as an orientation
during the préavis does, counts no day: times never go back, so that the steps of a dwelling add up to its whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Final

from gef.core.errors import DonneeInvalideError

JALONS: Final[Mapping[str, str]] = {
    "preavis": "préavis",
    "disponibilite": "disponibilité",
    "orientation": "orientation",
    "transmission": "transmission",
    "candidats": "candidats",
    "attribution": "CALEOL",
    "bail": "bail",
}
_ORDRE: Final = {code: rank for rank, code in enumerate(JALONS)}
Bornes = tuple[str, str]


@dataclass(frozen=True, slots=True)
class LogementLoue:
    """A dwelling that was let: its reference, the account that holds it, its dated jalons.

    The days of its availability and of its lease are needed.
    """

    logement: str
    reservataire: str
    jours: Mapping[str, date]

    def __post_init__(self) -> None:
        for code in ("disponibilite", "bail"):
            if code not in self.jours:
                raise DonneeInvalideError(
                    f"logement {self.logement} : jalon « {code} » sans date ; attendu : une date."
                )

    @property
    def vacance(self) -> int:
        """Days from the availability to the lease; none when the lease came first."""
        return max(0, (self.jours["bail"] - self.jours["disponibilite"]).days)


@dataclass(frozen=True, slots=True)
class DureeEtape:
    """Days of a step of a dwelling, and those during which it was empty."""

    bornes: Bornes
    ecoules: int
    vacants: int


@dataclass(frozen=True, slots=True)
class Quartiles:
    """How many values there are, and the three that cut them in four equal parts."""

    nombre: int
    bas: Fraction
    mediane: Fraction
    haut: Fraction


@dataclass(frozen=True, slots=True)
class LigneVacance:
    """The days of a step, over all the dwellings in which it is dated."""

    bornes: Bornes
    ecoules: Quartiles
    vacants: Quartiles


def list_etapes(logement: LogementLoue) -> tuple[DureeEtape, ...]:
    """Cut the time of a dwelling into steps.

    Source:
        docs/metier/pilotage.md, « Les jours de vacance, étape par étape ».

    Examples:
        >>> jours = {"preavis": date(2026, 3, 1), "disponibilite": date(2026, 3, 31), "bail": date(2026, 4, 20)}
        >>> [(e.bornes, e.ecoules, e.vacants) for e in list_etapes(LogementLoue("L-1", "VILLE", jours))]
        [(('preavis', 'disponibilite'), 30, 0), (('disponibilite', 'bail'), 20, 20)]
    """
    codes = sorted((code for code in logement.jours if code in _ORDRE), key=_ORDRE.__getitem__)
    libre, bail = logement.jours["disponibilite"], logement.jours["bail"]
    etapes = []
    reached = min(logement.jours[codes[0]], libre, bail)
    for before, after in pairwise(codes):
        end = min(max(reached, logement.jours[after]), bail)
        vacants = max(0, (end - max(reached, libre)).days)
        etapes.append(DureeEtape((before, after), (end - reached).days, vacants))
        reached = end
    return tuple(etapes)


def calculer_quartiles(valeurs: Sequence[int]) -> Quartiles:
    """Give the quartiles of some values, exactly: place 1 + q (n − 1), interpolated between two places.

    Raises:
        DonneeInvalideError: there is no value.

    Examples:
        >>> q = calculer_quartiles([8, 3, 14, 5])
        >>> str(q.bas), str(q.mediane), str(q.haut)
        ('9/2', '13/2', '19/2')
    """
    if not valeurs:
        raise DonneeInvalideError("quartiles : aucune valeur ; attendu : une au moins.")
    rows = sorted(valeurs)
    bas, mediane, haut = (_value_at(rows, Fraction(q, 4)) for q in (1, 2, 3))
    return Quartiles(len(rows), bas, mediane, haut)


def _value_at(rows: Sequence[int], q: Fraction) -> Fraction:
    place = q * (len(rows) - 1)
    low = int(place)
    high = min(low + 1, len(rows) - 1)
    return rows[low] + (place - low) * (rows[high] - rows[low])


def mesurer_etapes(logements: Iterable[LogementLoue]) -> tuple[LigneVacance, ...]:
    """Sum the steps of some dwellings up, in the order of the jalons."""
    ecoules: defaultdict[Bornes, list[int]] = defaultdict(list)
    vacants: defaultdict[Bornes, list[int]] = defaultdict(list)
    for logement in logements:
        for etape in list_etapes(logement):
            ecoules[etape.bornes].append(etape.ecoules)
            vacants[etape.bornes].append(etape.vacants)
    order = sorted(ecoules, key=lambda bornes: (_ORDRE[bornes[0]], _ORDRE[bornes[1]]))
    return tuple(LigneVacance(row, calculer_quartiles(ecoules[row]), calculer_quartiles(vacants[row])) for row in order)


def mesurer_vacance(logements: Iterable[LogementLoue]) -> Mapping[str, Quartiles]:
    """Give the quartiles of the vacancy of each account that received a dwelling."""
    days: defaultdict[str, list[int]] = defaultdict(list)
    for logement in logements:
        days[logement.reservataire].append(logement.vacance)
    return {code: calculer_quartiles(found) for code, found in sorted(days.items())}
