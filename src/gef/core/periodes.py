"""Years, delays and construction periods.

An exercice is a civil year. Every period is half open: `debut` belongs to it, `fin` does not. Nothing here reads a
clock: the day is always given.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from gef.core.errors import DonneeInvalideError

PREMIER_EXERCICE = 1900
DERNIER_EXERCICE = 2199
PREMIERE_CONSTRUCTION = 1000


def check_exercice(annee: int) -> int:
    """Return `annee` when it can be an exercice.

    Raises:
        DonneeInvalideError: the year is out of any use, e.g. 26 for 2026.
    """
    if not PREMIER_EXERCICE <= annee <= DERNIER_EXERCICE:
        raise DonneeInvalideError(
            f"exercice : {annee} ; attendu : une année entre {PREMIER_EXERCICE} et {DERNIER_EXERCICE}."
        )
    return annee


def exercice_de(jour: date) -> int:
    """Return the exercice to which a day belongs.

    Examples:
        >>> exercice_de(date(2026, 12, 31))
        2026
    """
    return jour.year


def debut_exercice(annee: int) -> date:
    """Return the first day of the exercice."""
    return date(check_exercice(annee), 1, 1)


def fin_exercice(annee: int) -> date:
    """Return the day after the last day of the exercice (`fin` is excluded)."""
    return date(check_exercice(annee) + 1, 1, 1)


def jours_exercice(annee: int) -> int:
    """Return how many days the exercice has: 365 or 366."""
    return (fin_exercice(annee) - debut_exercice(annee)).days


def jours_ecoules(annee: int, jour: date) -> int:
    """Count the days of the exercice that are over when `jour` begins, from 0 to `jours_exercice(annee)`.

    Examples:
        >>> jours_ecoules(2026, date(2026, 1, 1)), jours_ecoules(2026, date(2026, 11, 22))
        (0, 325)
        >>> jours_ecoules(2026, date(2025, 6, 1)), jours_ecoules(2026, date(2027, 6, 1))
        (0, 365)
    """
    ecoules = (jour - debut_exercice(annee)).days
    return min(max(ecoules, 0), jours_exercice(annee))


def echeance_bilan(annee: int) -> date:
    """Return 28 February of the next year: the bilan of `annee` is sent before that day.

    "Before" excludes it: the last day in time is the 27th.

    Source:
        CCH art. R. 441-5 (forecast of the subtractions) and R. 441-5-1 (bilan): "avant le 28 février".
    """
    return date(check_exercice(annee) + 1, 2, 28)


def add_mois(jour: date, mois: int) -> date:
    """Move a day by whole months; a day that the month lacks becomes the last one of that month.

    Not reversible: 31 January + 1 month − 1 month is 28 January.

    Examples:
        >>> add_mois(date(2026, 1, 31), 1), add_mois(date(2024, 2, 29), 60)
        (datetime.date(2026, 2, 28), datetime.date(2029, 2, 28))
    """
    annee, index = divmod(jour.year * 12 + jour.month - 1 + mois, 12)
    dernier = monthrange(annee, index + 1)[1]
    return date(annee, index + 1, min(jour.day, dernier))


@dataclass(frozen=True, slots=True)
class PeriodeConstruction:
    """A band of years of construction; `debut` None: open to the past, `fin` (excluded) None: open to the future."""

    code: str
    libelle: str
    debut: int | None
    fin: int | None


PERIODE_INCONNUE = PeriodeConstruction("inconnue", "non renseignée", None, None)
PERIODES_CONSTRUCTION = (
    PeriodeConstruction("avant_1949", "avant 1949", None, 1949),
    PeriodeConstruction("1949_1974", "1949–1974", 1949, 1975),
    PeriodeConstruction("1975_1989", "1975–1989", 1975, 1990),
    PeriodeConstruction("1990_1999", "1990–1999", 1990, 2000),
    PeriodeConstruction("2000_2009", "2000–2009", 2000, 2010),
    PeriodeConstruction("2010_et_apres", "2010 et après", 2010, None),
)


def periode_construction(annee: int | None) -> PeriodeConstruction:
    """Return the band of a year of construction; a missing year stays unknown, it is never guessed.

    Args:
        annee: Year in which the dwelling was completed; None when the file does not say.

    Raises:
        DonneeInvalideError: the year cannot be one of a dwelling, e.g. 0 or 20 26.

    Source:
        CCH art. R. 441-5-1 asks for the "période de construction" and fixes no band; these are the usual ones of the
        RPLS publications.

    Examples:
        >>> periode_construction(1974).code, periode_construction(None).code
        ('1949_1974', 'inconnue')
    """
    if annee is None:
        return PERIODE_INCONNUE
    if not PREMIERE_CONSTRUCTION <= annee <= DERNIER_EXERCICE:
        raise DonneeInvalideError(
            f"annee de construction : {annee} ; attendu : une année entre {PREMIERE_CONSTRUCTION} et "
            f"{DERNIER_EXERCICE}, ou rien quand elle est inconnue."
        )
    return next(p for p in PERIODES_CONSTRUCTION if p.fin is None or annee < p.fin)
