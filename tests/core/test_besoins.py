"""Which needs a freed dwelling could meet, in which order, and how many households that makes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.besoins import CATEGORIES_BESOIN, BesoinHorsFlux, CompteBesoins, count_besoins, list_possibles
from gef.core.errors import DonneeInvalideError

EPCI = "200039915"


def a_besoin(reference: str = "M-1", **fields: Any) -> BesoinHorsFlux:
    defaults: dict[str, Any] = {"categorie": "mutations", "nombre": 1, "declare_le": date(2026, 1, 5)}
    return BesoinHorsFlux(reference, **defaults | fields)


def possibles(*besoins: BesoinHorsFlux, typologie: str = "T3", commune: str = "06029", epci: str = EPCI) -> list[str]:
    return [b.reference for b in list_possibles(besoins, typologie=typologie, commune=commune, epci=epci)]


def test_the_categories_are_those_of_the_law_without_the_sales() -> None:
    assert list(CATEGORIES_BESOIN) == ["mutations", "anru", "orcod", "lhi"]
    with pytest.raises(DonneeInvalideError, match="catégorie « vente » ; attendu : mutations"):
        a_besoin(categorie="vente")


def test_nobody_is_no_need() -> None:
    with pytest.raises(DonneeInvalideError, match="0 ménage ; attendu : 1 ou plus"):
        a_besoin(nombre=0)


@pytest.mark.parametrize(
    ("typologies", "portees", "expected"),
    [
        (set(), set(), True),
        ({"T3"}, set(), True),
        ({"T2", "T4"}, set(), False),
        (set(), {"commune:06029"}, True),
        (set(), {"commune:06004", f"epci:{EPCI}"}, True),
        (set(), {"commune:06004"}, False),
        ({"T3"}, {"epci:240600585"}, False),
    ],
)
def test_typology_and_place_must_both_suit(typologies: set[str], portees: set[str], *, expected: bool) -> None:
    besoin = a_besoin(typologies=frozenset(typologies), portees=frozenset(portees))
    assert bool(possibles(besoin)) is expected


def test_a_typology_that_is_not_known_suits_who_asks_for_none() -> None:
    assert possibles(a_besoin("A"), a_besoin("B", typologies=frozenset({"T3"})), typologie="") == ["A"]


def test_a_commune_whose_epci_is_not_known_is_in_no_epci() -> None:
    assert possibles(a_besoin(portees=frozenset({f"epci:{EPCI}"})), epci="") == []


def test_priority_publics_come_first_then_the_oldest() -> None:
    old, new = date(2025, 1, 1), date(2026, 1, 1)
    rows = [
        a_besoin("D", declare_le=new, is_prioritaire=False),
        a_besoin("C", declare_le=old),
        a_besoin("B", declare_le=new, is_prioritaire=True),
        a_besoin("A", declare_le=old, is_prioritaire=True),
    ]
    assert possibles(*rows) == ["A", "B", "C", "D"]


def test_households_are_counted_by_category_in_the_order_of_the_law() -> None:
    rows = [
        a_besoin(categorie="lhi", nombre=2, is_prioritaire=True),
        a_besoin(nombre=3),
        a_besoin(nombre=1, is_prioritaire=False),
    ]
    assert count_besoins(rows) == (CompteBesoins("mutations", 4, 0, 3), CompteBesoins("lhi", 2, 2, 0))


BESOINS = st.lists(
    st.builds(
        a_besoin,
        st.text("AB", min_size=1, max_size=3),
        categorie=st.sampled_from(list(CATEGORIES_BESOIN)),
        nombre=st.integers(1, 9),
        is_prioritaire=st.sampled_from([True, False, None]),
        typologies=st.frozensets(st.sampled_from(["T2", "T3"])),
    ),
    max_size=10,
)


@given(BESOINS)
def test_nothing_is_lost_in_the_counts(besoins: list[BesoinHorsFlux]) -> None:
    counts = count_besoins(besoins)
    assert sum(c.nombre for c in counts) == sum(b.nombre for b in besoins)
    assert all(c.prioritaires + c.inconnus <= c.nombre for c in counts)


@given(BESOINS)
def test_the_order_of_the_file_changes_nothing(besoins: list[BesoinHorsFlux]) -> None:
    once, again = (list_possibles(rows, typologie="T3", commune="06029", epci="") for rows in (besoins, besoins[::-1]))
    assert [b.reference for b in once] == [b.reference for b in again]
    assert sum(b.nombre for b in once) == sum(b.nombre for b in besoins if not b.typologies or "T3" in b.typologies)
