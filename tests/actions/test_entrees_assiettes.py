"""The calculations that compare two assiettes and list the forecasts in force, by their one argument."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from gef.actions.entrees_assiettes import (
    EntreeComparaisonAssiettes,
    EntreePrevisions,
    comparer_entrees,
    dresser_exercice,
)
from gef.core.assiette import EntreeAssiette, TauxRotation
from gef.core.motifs import Source
from gef.core.previsions import Declaration

BRUT = TauxRotation(Fraction(10, 100), frozenset(), frozenset(), "bailleur", (2025,), Source("exemple"))


def test_two_inputs_make_a_comparison() -> None:
    avant, apres = (EntreeAssiette(2026, parc, (), BRUT, ()) for parc in (1000, 1100))
    assert comparer_entrees(EntreeComparaisonAssiettes(avant, apres)).ecart == 10


def test_declarations_make_the_forecasts_of_a_day() -> None:
    rows = (
        Declaration(2026, "anru", 8, declaree_le=date(2026, 2, 1)),
        Declaration(2026, "anru", 12, declaree_le=date(2026, 6, 9)),
    )
    assert dresser_exercice(EntreePrevisions(2026, rows)).previsions[0].total == 12
    assert dresser_exercice(EntreePrevisions(2026, rows, date(2026, 6, 8))).previsions[0].total == 8
