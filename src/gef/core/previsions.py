"""Forecasts of what leaves the flux: which declarations are in force, month by month, against what happened.

A forecast is declared, then revised as the year goes; nothing is erased. This module says which declarations count on a
day. It does not decide whether a forecast is right.

Source:
    CCH art. R. 441-5: « logements nécessaires […] pendant une année », by category of operation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Protocol, TypeVar

from gef.core.errors import DonneeInvalideError
from gef.core.periodes import check_exercice
from gef.core.rotation import CATEGORIES

MOIS = range(1, 13)


class Declaree(Protocol):
    """A forecast as it was declared; `mois` None is the whole year, `declaree_le` None is before every dated one."""

    @property
    def exercice(self) -> int: ...  # noqa: D102  (said above)
    @property
    def categorie(self) -> str: ...  # noqa: D102
    @property
    def mois(self) -> int | None: ...  # noqa: D102
    @property
    def nombre(self) -> int: ...  # noqa: D102
    @property
    def document(self) -> str: ...  # noqa: D102
    @property
    def declaree_le(self) -> date | None: ...  # noqa: D102


D = TypeVar("D", bound=Declaree)


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declared forecast, for callers that have no row of their own."""

    exercice: int
    categorie: str
    nombre: int
    document: str = ""
    mois: int | None = None
    declaree_le: date | None = None

    def __post_init__(self) -> None:
        lieu = f"prévision {check_exercice(self.exercice)}"
        if self.categorie not in CATEGORIES:
            raise DonneeInvalideError(f"{lieu}, catégorie « {self.categorie} » ; attendu : {', '.join(CATEGORIES)}.")
        if self.mois is not None and self.mois not in MOIS:
            raise DonneeInvalideError(f"{lieu}, {self.categorie}, mois : {self.mois} ; attendu : de 1 à 12.")
        if self.nombre < 0:
            raise DonneeInvalideError(f"{lieu}, {self.categorie} : {self.nombre} ; attendu : positif ou nul.")


def list_en_vigueur(declarations: Iterable[D], jour: date | None = None) -> tuple[D, ...]:
    """Keep the declarations in force: the last of each exercice, category and month.

    A declaration for the whole year starts the category afresh: the months declared before it no longer count. Months
    declared after it detail it.

    Args:
        declarations: In order of entry, which settles two declarations of one day.
        jour: Day of the question; None for all that is known.

    Returns:
        The declarations in force, oldest first.

    Examples:
        >>> an = Declaration(2026, "anru", 8, declaree_le=date(2026, 2, 1))
        >>> revision = Declaration(2026, "anru", 12, declaree_le=date(2026, 6, 9))
        >>> [d.nombre for d in list_en_vigueur([an, revision])]
        [12]
        >>> [d.nombre for d in list_en_vigueur([an, revision], date(2026, 6, 8))]
        [8]
    """
    known = [d for d in declarations if jour is None or d.declaree_le is None or d.declaree_le <= jour]
    dated = sorted(known, key=lambda d: d.declaree_le or date.min)
    kept: dict[tuple[int, str], dict[int | None, int]] = {}
    for rank, declaration in enumerate(dated):
        key = (declaration.exercice, declaration.categorie)
        months = {} if declaration.mois is None else kept.get(key, {})
        kept[key] = months | {declaration.mois: rank}
    ranks = sorted(rank for months in kept.values() for rank in months.values())
    return tuple(dated[rank] for rank in ranks)


@dataclass(frozen=True, slots=True)
class PrevisionCategorie:
    """What is expected for a category of operation in an exercice.

    Attributes:
        categorie: Code of CCH art. R. 441-5.
        total: Dwellings of the year.
        mois: Dwellings of each month, 12 of them; what no month declares is spread evenly, for display only.
        declares: Months that were declared by themselves.
        documents: Documents behind the declarations in force, oldest first.
        declaree_le: Day of the last declaration; None when none is dated.
    """

    categorie: str
    total: int
    mois: tuple[Fraction, ...]
    declares: frozenset[int]
    documents: tuple[str, ...]
    declaree_le: date | None

    @property
    def is_etalee(self) -> bool:
        """Whether some months only show an even share of the year."""
        return len(self.declares) < len(MOIS)


def dresser_previsions(
    declarations: Iterable[Declaree], exercice: int, jour: date | None = None
) -> tuple[PrevisionCategorie, ...]:
    """Give the forecast of each category declared for an exercice, in the order of the law.

    The number of the year is the declared one, months detailing it, or the sum of the months when all are declared,
    when no year was, or when they exceed it: a forecast is never lowered by its own detail.

    Args:
        declarations: All that was declared, in order of entry.
        exercice: Year.
        jour: Day of the question; None for all that is known.

    Returns:
        One forecast per category that has a declaration; a category without any is unknown, not 0.

    Source:
        CCH art. R. 441-5; source 002 (réseau champardennais, 2022) for a forecast revised during the year.

    Examples:
        >>> an = Declaration(2026, "vente", 14)
        >>> mars = Declaration(2026, "vente", 3, mois=3)
        >>> (prevision,) = dresser_previsions([an, mars], 2026)
        >>> prevision.total, prevision.mois[2], prevision.mois[0]
        (14, Fraction(3, 1), Fraction(1, 1))
    """
    en_vigueur = [d for d in list_en_vigueur(declarations, jour) if d.exercice == exercice]
    by_categorie = {code: [d for d in en_vigueur if d.categorie == code] for code in CATEGORIES}
    return tuple(_dresser(code, rows) for code, rows in by_categorie.items() if rows)


def _dresser(categorie: str, rows: list[Declaree]) -> PrevisionCategorie:
    months = {row.mois: row.nombre for row in rows if row.mois is not None}
    annee = next((row.nombre for row in rows if row.mois is None), 0)
    detailed = sum(months.values())
    free = len(MOIS) - len(months)
    total = max(annee, detailed) if free else detailed
    rest = Fraction(total - detailed, free) if free else Fraction(0)
    dates = [row.declaree_le for row in rows if row.declaree_le is not None]
    return PrevisionCategorie(
        categorie=categorie,
        total=total,
        mois=tuple(Fraction(months[m]) if m in months else rest for m in MOIS),
        declares=frozenset(months),
        documents=tuple(dict.fromkeys(row.document for row in rows if row.document)),
        declaree_le=max(dates, default=None),
    )


@dataclass(frozen=True, slots=True)
class SuiviMois:
    """Forecast and realised of a month, and since January; `realise` None: the month has not begun."""

    mois: int
    prevu: Fraction
    realise: int | None
    prevu_cumule: Fraction
    realise_cumule: int | None


def suivre_previsions(
    prevu: Iterable[Fraction], realise: Mapping[int, int], dernier_mois: int = 12
) -> tuple[SuiviMois, ...]:
    """Set the twelve months of a forecast against what happened.

    Args:
        prevu: Dwellings expected each month, from January.
        realise: Dwellings freed by month; a month that is not there had none.
        dernier_mois: Last month that has begun, 0 before the exercice.

    Returns:
        Twelve rows, with both running totals.

    Examples:
        >>> mars = suivre_previsions([Fraction(1)] * 12, {1: 2, 3: 2}, dernier_mois=3)[2]
        >>> mars.realise, mars.prevu_cumule, mars.realise_cumule
        (2, Fraction(3, 1), 4)
    """
    rows = []
    prevu_cumule, realise_cumule = Fraction(0), 0
    for mois, attendu in zip(MOIS, prevu, strict=True):
        prevu_cumule += attendu
        realise_cumule += realise.get(mois, 0)
        begun = mois <= dernier_mois
        rows.append(
            SuiviMois(
                mois, attendu, realise.get(mois, 0) if begun else None, prevu_cumule, realise_cumule if begun else None
            )
        )
    return tuple(rows)
