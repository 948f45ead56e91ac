"""The yearly update of a convention: the annex before and after, and what changed in between.

The figures of both sides are those of kept runs. A cause is told, never turned into a figure: what a programme or the
end of a right moves is computed by the conversion and the objectives, like everything else.

Source:
    CCH art. R. 441-5: updated every year for the programmes delivered and the rights that ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, Literal

from gef.core.motifs import Source
from gef.core.termes import ObjectifConvenu, Termes

GenreCause = Literal["livraison", "droit_echu", "droit_nouveau", "revoyure"]
GENRES_CAUSES: Final[Mapping[str, str]] = {
    "livraison": "programme mis en service",
    "droit_echu": "droits arrivés à leur terme",
    "droit_nouveau": "droits nouveaux",
    "revoyure": "revoyure de l’année",
}
R441_5: Final = Source("CCH art. R. 441-5", "legale")


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that happened since the version in force.

    Attributes:
        genre: A code of `GENRES_CAUSES`.
        libelle: What, in French.
        jour: When; None for a trend.
        compte: Account concerned; "" for all.
        commune: Where; "" when it has no place.
        nombre: Dwellings or rights.
    """

    genre: GenreCause
    libelle: str
    jour: date | None = None
    compte: str = ""
    commune: str = ""
    nombre: int | None = None


@dataclass(frozen=True, slots=True)
class LigneActualisee:
    """An account in a commune before and after; None is absent, or unknown, on that side."""

    compte: str
    commune: str
    lieu: str
    droits_avant: int | None
    droits_apres: int | None
    part_avant: Fraction | None
    part_apres: Fraction | None
    avant: int | None
    apres: int | None

    @property
    def ecart(self) -> int | None:
        """Whole dwellings that the update adds; None when a side is unknown."""
        return None if self.avant is None or self.apres is None else self.apres - self.avant

    @property
    def is_changee(self) -> bool:
        """Whether anything differs."""
        return (self.droits_avant, self.part_avant, self.avant) != (self.droits_apres, self.part_apres, self.apres)


@dataclass(frozen=True, slots=True)
class Actualisation:
    """The update of a convention.

    Attributes:
        exercice_avant: Year of the figures in force.
        exercice_apres: Year of the new ones.
        lignes: By account and commune, in order of code.
        avant: Whole dwellings before; None while one is unknown.
        apres: Whole dwellings after.
        part_avant: Parts together before.
        part_apres: Parts together after.
        causes: What changed, the oldest first.
    """

    exercice_avant: int
    exercice_apres: int
    lignes: tuple[LigneActualisee, ...]
    avant: int | None
    apres: int | None
    part_avant: Fraction | None
    part_apres: Fraction | None
    causes: tuple[Cause, ...]

    @property
    def ecart(self) -> int | None:
        """Whole dwellings that the update adds."""
        return None if self.avant is None or self.apres is None else self.apres - self.avant

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to update."""
        return self.part_avant == self.part_apres and not any(ligne.is_changee for ligne in self.lignes)


def actualiser(avant: Termes, apres: Termes, causes: Iterable[Cause] = ()) -> Actualisation:
    """Put the annex in force and the new one side by side.

    A line that one side lacks counts zero there, provided that the side has figures at all.

    Args:
        avant: Version in force.
        apres: The same terms with the figures of today.
        causes: What happened in between, in any order.
    """
    before = {(row.compte, row.commune): row for row in avant.contractuels}
    after = {(row.compte, row.commune): row for row in apres.contractuels}
    lignes = tuple(
        _pair(
            before.get(cle), after.get(cle), has_avant=avant.objectif is not None, has_apres=apres.objectif is not None
        )
        for cle in sorted({*before, *after})
    )
    return Actualisation(
        exercice_avant=avant.exercice,
        exercice_apres=apres.exercice,
        lignes=lignes,
        avant=avant.objectif,
        apres=apres.objectif,
        part_avant=avant.part_totale,
        part_apres=apres.part_totale,
        causes=tuple(sorted(causes, key=lambda cause: (cause.jour is None, cause.jour or date.min, cause.libelle))),
    )


def _pair(
    avant: ObjectifConvenu | None, apres: ObjectifConvenu | None, *, has_avant: bool, has_apres: bool
) -> LigneActualisee:
    known = apres or avant
    assert known is not None
    return LigneActualisee(
        compte=known.compte,
        commune=known.commune,
        lieu=known.lieu,
        droits_avant=avant.droits if avant else None,
        droits_apres=apres.droits if apres else None,
        part_avant=avant.part if avant else None,
        part_apres=apres.part if apres else None,
        avant=avant.nombre if avant else (0 if has_avant else None),
        apres=apres.nombre if apres else (0 if has_apres else None),
    )
