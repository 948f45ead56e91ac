"""The ledger of what leaves the flux: by category and month, forecast against realised, and who was housed there.

Who was housed is a coarse public, said by a person; what nobody said is counted as unknown, never guessed. The bilan of
the year asks for these attributions (source 003, art. 6), to the benefit of priority publics too (source 001).

Source:
    CCH art. R. 441-5 (dwellings subtracted from the flux); docs/metier/hors-flux.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from gef.core.bilan_tables import is_in_exercice
from gef.core.errors import DonneeInvalideError
from gef.core.rotation import CATEGORIES

PUBLICS: Mapping[str, str] = {
    "dalo": "reconnu DALO",
    "prioritaire": "autre public prioritaire",
    "autre": "non prioritaire",
}
PRIORITAIRES = ("dalo", "prioritaire")


@dataclass(frozen=True, slots=True)
class LogementHorsFlux:
    """A dwelling out of the flux.

    Attributes:
        logement: Identifier.
        categorie: A code of `CATEGORIES`.
        libere_le: Day it was freed.
        attribue_le: Day of its last attribution that stands; None without any.
        bail_le: Day of its lease; None while it is not let.
        public: A code of `PUBLICS`; "" when nobody said it.
    """

    logement: str
    categorie: str
    libere_le: date
    attribue_le: date | None = None
    bail_le: date | None = None
    public: str = ""

    def __post_init__(self) -> None:
        if self.categorie not in CATEGORIES:
            raise DonneeInvalideError(
                f"{self.logement}, catégorie « {self.categorie} » ; attendu : {', '.join(CATEGORIES)}."
            )
        if self.public and self.public not in PUBLICS:
            raise DonneeInvalideError(f"{self.logement}, public « {self.public} » ; attendu : {', '.join(PUBLICS)}.")


@dataclass(frozen=True, slots=True)
class LigneRegistre:
    """One category of an exercice; None stands for all of them.

    Attributes:
        categorie: Its code, or None.
        prevu: Dwellings forecast; None when nothing is.
        liberes: Dwellings freed out of the flux in the exercice.
        attribues: Of the exercice's attributions, those made in a dwelling of the category.
        loues: Leases signed in the exercice.
        prioritaires: Of these leases, those of a priority public, DALO included.
        dalo: Of these leases, those of a household recognised DALO.
        inconnus: Of these leases, those whose public nobody said.
    """

    categorie: str | None
    prevu: Fraction | None
    liberes: int
    attribues: int
    loues: int
    prioritaires: int
    dalo: int
    inconnus: int

    @property
    def ecart(self) -> Fraction | None:
        """Freed minus forecast; None without a forecast."""
        return None if self.prevu is None else self.liberes - self.prevu


def dresser_registre(
    logements: Sequence[LogementHorsFlux], previsions: Mapping[str, Fraction], exercice: int
) -> tuple[LigneRegistre, ...]:
    """Draw up the ledger of an exercice: one row per category in the order of the law, then all of them together.

    Args:
        logements: Every dwelling out of the flux, whatever its year.
        previsions: Dwellings forecast, by category; a category without any is unknown, not 0.
        exercice: Year.

    Examples:
        >>> rows = [LogementHorsFlux("L", "anru", date(2026, 3, 1), bail_le=date(2026, 5, 1), public="dalo")]
        >>> total = dresser_registre(rows, {"anru": Fraction(4)}, 2026)[-1]
        >>> total.liberes, str(total.ecart), total.prioritaires
        (1, '-3', 1)
    """
    rows = [
        _count(code, [r for r in logements if r.categorie == code], previsions.get(code), exercice)
        for code in CATEGORIES
    ]
    known = [previsions[code] for code in CATEGORIES if code in previsions]
    whole = _count(None, logements, sum(known, Fraction(0)) if known else None, exercice)
    return (*rows, whole)


def _count(
    categorie: str | None, rows: Sequence[LogementHorsFlux], prevu: Fraction | None, exercice: int
) -> LigneRegistre:
    let = Counter(row.public for row in rows if is_in_exercice(row.bail_le, exercice))
    return LigneRegistre(
        categorie=categorie,
        prevu=prevu,
        liberes=sum(is_in_exercice(row.libere_le, exercice) for row in rows),
        attribues=sum(is_in_exercice(row.attribue_le, exercice) for row in rows),
        loues=let.total(),
        prioritaires=sum(let[code] for code in PRIORITAIRES),
        dalo=let["dalo"],
        inconnus=let[""],
    )
