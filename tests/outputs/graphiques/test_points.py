"""Dots: one shape by series, joined to zero when they are gaps, with their interval when they are measures."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.outputs.graphiques import Repere, render_figure
from gef.outputs.graphiques.declaration import FORMES, GraphiqueInvalideError, GraphiquePoints, Serie
from gef.outputs.graphiques.points import draw_points

NOMS = ("État", "Ville")
ECARTS = GraphiquePoints(
    "e",
    "Écarts",
    "D",
    NOMS,
    (Serie("Part pondérée", (Fraction(3), None)), Serie("Négociée", (Fraction(-2), Fraction(1, 2)))),
    decimales=1,
    signe=True,
)
MESURE = GraphiquePoints(
    "m",
    "Taux",
    "D",
    NOMS,
    (Serie("Taux", (Fraction(8), Fraction(12))),),
    ((Fraction(4), Fraction(14)), None),
    decimales=1,
    unite="% du parc",
)


def layers(spec: dict[str, Any], mark: str) -> list[dict[str, Any]]:
    return [layer for layer in spec["layer"] if layer["mark"]["type"] == mark]


def rows(spec: dict[str, Any], layer: dict[str, Any]) -> list[dict[str, Any]]:
    data = layer["data"]
    values: list[dict[str, Any]] = spec["datasets"][data["name"]] if "name" in data else data["values"]
    return values


def test_each_series_has_its_shape_and_its_height_in_the_line() -> None:
    spec = draw_points(ECARTS, 560)
    dots = layers(spec, "point")
    assert [layer["mark"]["shape"] for layer in dots] == list(FORMES[:2])
    assert [len(rows(spec, layer)) for layer in dots] == [1, 2]
    assert all(layer["encoding"]["yOffset"]["field"] == "serie" for layer in dots)
    assert not layers(spec, "text")


def test_gaps_are_joined_to_zero_and_a_lone_series_is_labelled_with_its_sign() -> None:
    lone = GraphiquePoints("l", "L", "D", NOMS, (Serie("Écart", (Fraction(3), Fraction(-2))),), decimales=1, signe=True)
    spec = draw_points(lone, 560)
    stems = [layer for layer in layers(spec, "rule") if "x2" in layer["encoding"]]
    assert [{row["zero"] for row in rows(spec, layer)} for layer in stems] == [{0.0}]
    assert [row["etiquette"] for row in rows(spec, layers(spec, "text")[0])] == ["+3,0", "−2,0"]
    assert "yOffset" not in layers(spec, "point")[0]["encoding"]


def test_an_interval_is_drawn_from_end_to_end_and_the_value_written_beyond_it() -> None:
    spec = draw_points(MESURE, 560)
    [span] = [layer for layer in layers(spec, "rule") if layer["encoding"].get("x2", {}).get("field") == "haut"]
    assert [(row["nom"], row["valeur"], row["haut"]) for row in rows(spec, span)] == [("État", 4.0, 14.0)]
    assert sorted(row["valeur"] for row in rows(spec, layers(spec, "tick")[0])) == [4.0, 14.0]
    labels = rows(spec, layers(spec, "text")[0])
    assert [(row["etiquette"], row["valeur"]) for row in labels] == [("8,0", 14.0), ("12,0", 12.0)]
    low, high = layers(spec, "point")[0]["encoding"]["x"]["scale"]["domain"]
    assert low <= 0
    assert high >= 14


def test_the_legend_tells_series_by_shape_and_one_series_needs_none() -> None:
    assert render_figure(ECARTS).legende == (
        Repere("prune", "Part pondérée", forme="square"),
        Repere("avance", "Négociée", forme="circle"),
    )
    assert render_figure(MESURE).legende == ()


@given(st.lists(st.fractions(0, 100), min_size=3, max_size=3).map(sorted), st.permutations(range(3)))
def test_a_value_out_of_its_interval_is_refused(values: list[Fraction], order: list[int]) -> None:
    low, value, high = (values[rank] for rank in order)
    serie = (Serie("Taux", (value,)),)
    if low <= value <= high:
        assert GraphiquePoints("g", "G", "D", ("x",), serie, ((low, high),)).intervalles
    else:
        with pytest.raises(GraphiqueInvalideError, match="attendu : une valeur dans son intervalle"):
            GraphiquePoints("g", "G", "D", ("x",), serie, ((low, high),))


@pytest.mark.parametrize(
    ("series", "intervals"),
    [
        ((Serie("a", (1, 2)), Serie("b", (1, 2))), ((Fraction(0), Fraction(3)), None)),
        ((Serie("a", (1, 2)),), ((Fraction(0), Fraction(3)),)),
    ],
)
def test_intervals_are_those_of_one_series_one_by_category(
    series: tuple[Serie, ...], intervals: tuple[tuple[Fraction, Fraction] | None, ...]
) -> None:
    with pytest.raises(GraphiqueInvalideError, match="un par catégorie, et une seule série"):
        GraphiquePoints("g", "G", "D", NOMS, series, intervals)
