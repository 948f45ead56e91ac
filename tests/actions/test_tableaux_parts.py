"""What is to be retained: everybody's part, and who would lose what where the parts exceed the whole."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.actions.test_tableaux_conversion import compare, row
from tests.builders_conversion import PARTS, a_convention, a_dossier

from gef.actions.tableaux_parts import table_parts, table_pertes
from gef.core.conversion import Conversion


@pytest.fixture(scope="module")
def excess() -> Conversion:
    conventions = tuple(a_convention(code, part) for code, part in (PARTS | {"AL": "75/100"}).items())
    return compare(a_dossier(conventions=conventions)).conversions[3]


def test_without_a_reduction_the_table_has_no_loss() -> None:
    conversion = compare(a_dossier()).conversions[0]
    table = table_parts(conversion)
    assert [c.code for c in table.colonnes] == ["reservataire", "territoire", "part", "logements"]
    assert table.lignes[-1].valeurs["reservataire"] == "Non réservé"
    assert table.total is not None
    assert sum(x.valeurs["logements"] for x in table.lignes) == table.total.valeurs["logements"] == 40  # type: ignore[misc]
    assert table_pertes(conversion).lignes == ()


def test_losses_are_the_same_by_reservataire_and_by_commune(excess: Conversion) -> None:
    table, pertes = table_parts(excess), table_pertes(excess)
    al = row(table, "Action").valeurs
    assert isinstance(al["reduite"], Fraction)
    assert al["reduite"] < al["part"] == Fraction(75, 100)  # type: ignore[operator]
    by_commune = sum(x.valeurs["perte"] for x in pertes.lignes if x.valeurs["reservataire"] == "Action Logement")  # type: ignore[misc]
    assert by_commune == al["perte"]
    assert row(table, "État, publics").valeurs["perte"] is None
    assert {x.valeurs["commune"] for x in pertes.lignes} == {"Antibes", "Cannes"}
