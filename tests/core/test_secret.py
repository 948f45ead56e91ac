"""The secret of the tables of households: against an oracle that tries every table that the reader could imagine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.errors import DonneeInvalideError
from gef.core.secret import SEUIL_MENAGES, Arc, Cle, LigneMenages, find_masques, list_arcs, masquer

COLONNES = ("non", "oui", "inconnu")
SEUIL = 3


def a_ligne(commune: str, *nombres: int, epci: str = "E", departement: str = "06") -> LigneMenages:
    return LigneMenages(commune, epci, departement, dict(zip(COLONNES, nombres, strict=False)))


def list_ways(total: int, places: int) -> Iterator[tuple[int, ...]]:
    """Every way of sharing a total between columns."""
    if places == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in list_ways(total - first, places - 1):
            yield (first, *rest)


def cells(rows: Sequence[LigneMenages]) -> dict[Cle, int]:
    return {arc.cle: arc.nombre for arc in list_arcs(rows)}


def imagine(rows: Sequence[LigneMenages], masques: frozenset[Cle]) -> dict[Cle, set[int]]:
    """Values that each cell may have for who knows what is published: he tries every table."""
    colonnes = sorted(rows[0].nombres)
    published = {cle: nombre for cle, nombre in cells(rows).items() if cle not in masques}
    possible: dict[Cle, set[int]] = {cle: set() for cle in cells(rows)}
    for tried in product(*(list_ways(row.total, len(colonnes)) for row in rows)):
        table = [
            replace(row, nombres=dict(zip(colonnes, way, strict=True))) for row, way in zip(rows, tried, strict=True)
        ]
        found = cells(table)
        if all(found[cle] == nombre for cle, nombre in published.items()):
            for cle, nombre in found.items():
                possible[cle].add(nombre)
    return possible


@st.composite
def tables(draw: st.DrawFn) -> list[LigneMenages]:
    width = draw(st.integers(2, 3))
    places = [("A", "06"), ("A", "06"), ("B", "06"), ("", "06"), ("C", "83")]
    # Three columns or four communes, not both: the oracle tries every table.
    chosen = draw(st.lists(st.sampled_from(places), min_size=1, max_size=4 if width == 2 else 2))
    counts = st.tuples(*[st.integers(0, 4)] * width)
    return [
        LigneMenages(f"0600{rank}", epci, departement, dict(zip(COLONNES, draw(counts), strict=False)))
        for rank, (epci, departement) in enumerate(chosen)
    ]


@given(tables())
def test_every_hidden_cell_keeps_two_possible_values(rows: list[LigneMenages]) -> None:
    masques = masquer(rows, SEUIL)
    possible = imagine(rows, masques)
    for cle in masques:
        assert len(possible[cle]) >= 2, cle


@given(tables())
def test_small_counts_and_small_places_are_hidden(rows: list[LigneMenages]) -> None:
    masques = masquer(rows, SEUIL)
    totals: Counter[str] = Counter()
    for (place, _), nombre in cells(rows).items():
        totals[place] += nombre
    for cle, nombre in cells(rows).items():
        if cle not in masques:
            assert nombre == 0 or nombre >= SEUIL
            assert totals[cle[0]] == 0 or totals[cle[0]] >= SEUIL


@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(rows: list[LigneMenages], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a Random
    assert masquer(shuffled, SEUIL) == masquer(rows, SEUIL)


@given(st.lists(st.tuples(st.integers(5, 30), st.integers(5, 30)), max_size=6))
def test_without_a_small_count_nothing_is_hidden(counts: list[tuple[int, int]]) -> None:
    assert masquer(a_ligne(f"0600{rank}", *pair) for rank, pair in enumerate(counts)) == frozenset()


def test_a_lone_small_cell_would_be_found_by_subtraction() -> None:
    rows = [a_ligne("06001", 9, 3), a_ligne("06002", 7, 8)]
    naive = frozenset({("commune:06001", "oui")})
    assert imagine(rows, naive)["commune:06001", "oui"] == {3}  # the oracle sees what hiding one cell is worth
    assert imagine(rows, masquer(rows))["commune:06001", "oui"] > {3}


def test_the_smallest_cells_that_close_a_cycle_are_hidden() -> None:
    rows = [a_ligne("06001", 90, 3), a_ligne("06002", 70, 80), a_ligne("06003", 6, 7)]
    hidden = {place for place, _ in masquer(rows)}
    assert hidden == {"commune:06001", "commune:06003"}


def test_a_total_is_hidden_after_the_communes_below_it() -> None:
    rows = [a_ligne("06001", 6, 3, epci="A"), a_ligne("06002", 70, 80, epci="B")]
    hidden = {place for place, _ in masquer(rows)}
    assert hidden == {"commune:06001", "epci:A", "commune:06002", "epci:B"}


def test_a_zero_protects_badly_and_is_hidden_last() -> None:
    rows = [a_ligne("06001", 9, 3, 0), a_ligne("06002", 7, 8, 0)]
    assert not any(column == "inconnu" for _, column in masquer(rows))
    alone = [a_ligne("06001", 0, 3, 0, departement="83"), a_ligne("06002", 0, 8, 0, departement="83")]
    assert {("commune:06001", "inconnu"), ("commune:06001", "non")} & masquer(alone)


def test_zeros_of_a_small_commune_are_hidden_and_those_of_a_large_one_are_not() -> None:
    rows = [a_ligne("06001", 2, 0), a_ligne("06002", 40, 0), a_ligne("06003", 20, 30)]
    masques = masquer(rows)
    assert ("commune:06001", "oui") in masques
    assert ("commune:06002", "oui") not in masques


def test_a_commune_without_any_household_has_nothing_to_hide() -> None:
    assert masquer([a_ligne("06001", 0, 0), a_ligne("06002", 10, 10)]) == frozenset()


def test_one_commune_alone_hides_its_territory_too() -> None:
    masques = masquer([a_ligne("06001", 9, 3)])
    assert masques == {
        (place, column) for place in ("commune:06001", "epci:E", "departement:06") for column in ("oui", "non")
    }


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([a_ligne("06001", 1, 2), a_ligne("06001", 1, 2)], "figure 2 fois"),
        ([a_ligne("06001", 1, 2), a_ligne("06002", 1)], "colonnes"),
        ([a_ligne("06001", -1, 2)], "négatif"),
        ([a_ligne("06001", 9, 9), a_ligne("83001", 9, 9, departement="83")], "2 départements"),
        ([a_ligne("06001", 3)], "deux colonnes"),
    ],
)
def test_what_cannot_be_kept_is_refused(rows: list[LigneMenages], said: str) -> None:
    with pytest.raises(DonneeInvalideError, match=said):
        masquer(rows)


def test_the_threshold_is_said_where_it_is_used() -> None:
    cell = Arc(("a", "x"), ("a", ""), ("t", "x"), SEUIL_MENAGES)
    assert find_masques([cell], []) == frozenset()
    rows = [a_ligne("06001", SEUIL_MENAGES, SEUIL_MENAGES)]
    assert masquer(rows) == frozenset()
    assert masquer(rows, SEUIL_MENAGES + 1)
