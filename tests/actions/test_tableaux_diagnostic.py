"""Table and map of a diagnosis."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.actions.tableaux_diagnostic import (
    INDICATEURS,
    carte_diagnostic,
    find_bornes,
    table_diagnostic,
    table_premieres,
)
from gef.core.diagnostic import CommuneDiagnostic, Diagnostic, EntreeDiagnostic, dresser_diagnostic
from gef.core.motifs import Source

RPLS = Source("RPLS", "donnee")


def a_diagnostic(*communes: CommuneDiagnostic) -> Diagnostic:
    return dresser_diagnostic(EntreeDiagnostic("Lys", 2025, communes, RPLS))


DIAGNOSTIC = a_diagnostic(
    CommuneDiagnostic("06029", "200039915", 6821, 50, 40, 10, 20, 5, 90, 30),
    CommuneDiagnostic("06004", "240600585", None, 10, 10, 0, 0, 1),
)


def test_each_commune_has_its_row_and_the_whole_its_total() -> None:
    table = table_diagnostic(DIAGNOSTIC, (RPLS,))
    assert [row.valeurs["commune"] for row in table.lignes] == ["Antibes", "Cannes"]
    assert table.lignes[1].valeurs["tension"] == 3
    assert table.total is not None
    assert (table.total.valeurs["parc_bailleur"], table.total.valeurs["part_bailleur"]) == (60, Fraction(50, 6821))
    assert "Parc social non publié : 1 communes sur 2." in table.notes


@pytest.mark.parametrize("code", INDICATEURS)
def test_every_indicator_can_be_drawn(code: str) -> None:
    carte = carte_diagnostic(DIAGNOSTIC, INDICATEURS[code], "06")
    assert carte is not None
    assert "Cannes" in carte.description or "Antibes" in carte.description
    assert len(carte.bornes) == len(carte.legendes)


def test_without_outline_or_value_there_is_no_map() -> None:
    assert carte_diagnostic(DIAGNOSTIC, INDICATEURS["droits"], "2A") is None
    nothing = a_diagnostic(CommuneDiagnostic("06029", "", None))
    assert carte_diagnostic(nothing, INDICATEURS["droits"], "06") is None


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=60))
def test_classes_increase_and_hold_every_value(valeurs: list[int]) -> None:
    bornes = find_bornes(valeurs)
    assert 1 <= len(bornes) <= 5
    assert list(bornes) == sorted(set(bornes))
    assert bornes[0] == min(valeurs)


def test_the_highest_communes_stand_beside_the_map() -> None:
    table = table_premieres(DIAGNOSTIC, INDICATEURS["parc_bailleur"])
    assert [tuple(row.valeurs.values()) for row in table.lignes] == [("Cannes", 50), ("Antibes", 10)]
    # The tension of Antibes is not known: it is not in the list.
    assert [row.valeurs["commune"] for row in table_premieres(DIAGNOSTIC, INDICATEURS["tension"]).lignes] == ["Cannes"]
