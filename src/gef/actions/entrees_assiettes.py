"""One dataclass in, one dataclass out: the comparison of two assiettes, and the forecasts of an exercice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gef.core.assiette import EntreeAssiette, calculer_assiette
from gef.core.comparaison_assiettes import ComparaisonAssiettes, comparer_assiettes
from gef.core.previsions import Declaration, PrevisionCategorie, dresser_previsions


@dataclass(frozen=True, slots=True)
class EntreeComparaisonAssiettes:
    """Two assiettes to compare, by their inputs."""

    avant: EntreeAssiette
    apres: EntreeAssiette


def comparer_entrees(entree: EntreeComparaisonAssiettes) -> ComparaisonAssiettes:
    """Compute both assiettes, then compare them line by line."""
    return comparer_assiettes(calculer_assiette(entree.avant), calculer_assiette(entree.apres))


@dataclass(frozen=True, slots=True)
class EntreePrevisions:
    """Declarations in order of entry; `jour` None: all that is known."""

    exercice: int
    declarations: tuple[Declaration, ...]
    jour: date | None = None


@dataclass(frozen=True, slots=True)
class PrevisionsExercice:
    """Forecasts in force of an exercice, one per category that has a declaration."""

    exercice: int
    previsions: tuple[PrevisionCategorie, ...]


def dresser_exercice(entree: EntreePrevisions) -> PrevisionsExercice:
    """Give the forecasts in force of an exercice."""
    return PrevisionsExercice(entree.exercice, dresser_previsions(entree.declarations, entree.exercice, entree.jour))
