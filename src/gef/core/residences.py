"""Classes of the residences, and what moved in them lately: context for who orients, never a term of the rule.

A residence is named by its commune and by its programme, as the parc and the liberations write it. A class is dated and
never changed: the newest one holds. A programme that nobody names has no residence: nothing is counted for it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from gef.core.errors import DonneeInvalideError
from gef.core.periodes import add_mois

CLASSES: Mapping[str, str] = {
    "accueillir": "peut accueillir",
    "equilibrer": "équilibre à maintenir",
    "reequilibrer": "à rééquilibrer",
}
MOIS_MOUVEMENTS = 12
_JOUR = timedelta(days=1)

Cle = tuple[str, str]


def fold_nom(nom: str) -> str:
    """Fold a name for comparison: neither case, nor accents, nor punctuation, nor the number of spaces count.

    Examples:
        >>> fold_nom("  Les  GOÉLANDS, bât. B ")
        'les goelands bat b'
    """
    opened = unicodedata.normalize("NFD", nom.casefold().replace("œ", "oe").replace("æ", "ae"))
    letters = (c for c in opened if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())


def cle_residence(commune: str, programme: str) -> Cle | None:
    """Name a residence; None when the programme is not known.

    Examples:
        >>> cle_residence("06029", "Les Goélands") == cle_residence("06029", "les goelands ")
        True
    """
    nom = fold_nom(programme)
    return (commune, nom) if nom else None


@dataclass(frozen=True, slots=True)
class Classement:
    """The class given to a residence, from a day on.

    Attributes:
        commune: Its code.
        programme: Its name, as the bailleur wrote it.
        classe: A code of `CLASSES`.
        depuis: First day on which it holds.
    """

    commune: str
    programme: str
    classe: str
    depuis: date

    def __post_init__(self) -> None:
        where = f"Résidence « {self.programme} », {self.commune}"
        if not fold_nom(self.programme):
            raise DonneeInvalideError(f"{where} : programme sans nom ; attendu : celui que le parc lui donne.")
        if self.classe not in CLASSES:
            raise DonneeInvalideError(f"{where} : classe « {self.classe} » ; attendu : {', '.join(CLASSES)}.")


def find_classes(classements: Iterable[Classement], jour: date) -> dict[Cle, Classement]:
    """Give the class of each residence on a day: the newest one; of two of the same day, the last written.

    Args:
        classements: In the order they were written.
        jour: The day.

    Source:
        Source 004 (HSO Occitanie, 2023), the three categories; docs/metier/contexte-orientation.md.
    """
    found: dict[Cle, Classement] = {}
    for row in classements:
        cle = cle_residence(row.commune, row.programme)
        former = found.get(cle) if cle else None
        if cle and row.depuis <= jour and (former is None or former.depuis <= row.depuis):
            found[cle] = row
    return found


@dataclass(frozen=True, slots=True)
class Passage:
    """A freed dwelling of a residence: the day it was free, and those of the leases signed since that stand."""

    libere_le: date
    baux: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Mouvements:
    """What moved in a residence from `debut` to `fin` (excluded): dwellings freed, leases signed."""

    debut: date
    fin: date
    liberes: int
    baux: int


def count_mouvements(passages: Iterable[Passage], jour: date) -> Mouvements:
    """Count what moved in the twelve months that end on a day, that day included.

    Examples:
        >>> passages = [Passage(date(2025, 6, 16), (date(2025, 9, 1),)), Passage(date(2025, 6, 15))]
        >>> found = count_mouvements(passages, date(2026, 6, 15))
        >>> found.liberes, found.baux
        (1, 1)
    """
    debut, fin = add_mois(jour, -MOIS_MOUVEMENTS) + _JOUR, jour + _JOUR
    rows = tuple(passages)
    return Mouvements(
        debut,
        fin,
        liberes=sum(debut <= row.libere_le < fin for row in rows),
        baux=sum(debut <= bail < fin for row in rows for bail in row.baux),
    )
