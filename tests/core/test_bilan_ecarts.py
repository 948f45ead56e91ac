"""What differs between two JSON data: everything, named by its row, and nothing when they are the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.bilan_ecarts import list_ecarts

scalars = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "1/2"])
data = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "id", "code", "x"]), inner, max_size=3)
    ),
    max_leaves=12,
)


def found(avant: Any, apres: Any) -> list[tuple[tuple[str, ...], Any, Any]]:
    return [(ecart.path, ecart.avant, ecart.apres) for ecart in list_ecarts(avant, apres)]


@given(data)
def test_the_same_data_have_no_difference(value: Any) -> None:
    assert found(value, value) == []


@given(data, data)
def test_a_difference_one_way_is_the_opposite_the_other_way(avant: Any, apres: Any) -> None:
    there = {(path, repr(a), repr(b)) for path, a, b in found(avant, apres)}
    back = {(path, repr(b), repr(a)) for path, a, b in found(apres, avant)}
    assert there == back


@given(st.dictionaries(st.sampled_from("abc"), scalars), st.dictionaries(st.sampled_from("abc"), scalars))
def test_every_value_that_differs_is_told(avant: dict[str, Any], apres: dict[str, Any]) -> None:
    expected = {key for key in (*avant, *apres) if repr(avant.get(key)) != repr(apres.get(key))}
    assert {path[0] for path, _, _ in found(avant, apres)} == expected


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ({"id": "VILLE", "nom": "Ville"}, "VILLE"),
        ({"axe": "commune", "total": {}}, "commune"),
        ({"code": None, "libelle": "non renseigné"}, "None"),
        ({"reservataire": "AL", "reference": "L-1"}, "AL / L-1"),
        ({"reservataire": "AL", "partie": "menage", "cause": ""}, "AL / menage / "),
        ({"reservataire": "", "code": "mixite_qpv", "portee": "epci:1"}, " / mixite_qpv / epci:1"),
        ({"epci": "200039915", "par_type": {}}, "200039915"),
        ({"valeur": 1}, "1"),
    ],
)
def test_rows_are_matched_by_what_names_them(row: dict[str, Any], name: str) -> None:
    other = {"id": "AUTRE", "axe": "autre", "code": "autre", "reservataire": "autre", "categorie": "c"}
    paths = {path[:2] for path, _, _ in found({"t": [other]}, {"t": [row, other]})}
    assert ("t", name) in paths
    assert not any("AUTRE" in path[1] for path in paths)


def test_true_is_not_one_and_twins_are_told_apart() -> None:
    assert found({"a": 1}, {"a": True}) == [(("a",), 1, True)]
    assert found([{"id": "A", "n": 1}, {"id": "A", "n": 1}], [{"id": "A", "n": 1}, {"id": "A", "n": 2}]) == [
        (("A (2)", "n"), 1, 2)
    ]


def test_an_empty_list_is_not_nothing() -> None:
    assert found({"t": []}, {"t": None}) == [(("t",), [], None)]
    assert found({"t": []}, {"t": True}) == [(("t",), [], True)]
