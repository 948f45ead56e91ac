"""A map: each zone in its class, what is not known in none, the page free of style and script."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from math import cos, radians
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from gef.outputs.graphiques import GraphiqueCarte, GraphiqueInvalideError, Zone, render_figure
from gef.outputs.graphiques.carte import draw_carte


def square(code: str, x: float) -> dict[str, Any]:
    ring = [[x, 44.0], [x + 1, 44.0], [x + 1, 45.0], [x, 45.0], [x, 44.0]]
    geometry = {"type": "MultiPolygon", "coordinates": [[ring]]}
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry}


CONTOURS = json.dumps({"type": "FeatureCollection", "features": [square("A", 6.0), square("B", 7.0), square("C", 8.0)]})
CARTE = GraphiqueCarte(
    "carte",
    "Parc & part",
    "Tout est à A.",
    (Zone("A", "Avon", 50), Zone("B", "Bure", Fraction(1, 2)), Zone("C", "Cuse", None), Zone("Z", "Zed", 9)),
    CONTOURS,
    (1, 10, 100),
    ("1 à 9", "10 à 99", "100 et plus"),
)


def values(spec: dict[str, Any], rank: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = spec["layer"][rank]["data"]["values"]
    return found


def test_a_zone_is_in_the_class_of_its_lower_bound() -> None:
    zones = [CARTE.classe(Zone("x", "x", n)) for n in (None, 0, 1, 9, 10, 99, 100, 5000)]
    assert zones == [None, None, 0, 0, 1, 1, 2, 2]
    assert [CARTE.opacite(rang) for rang in range(3)] == [0.15, 0.57, 1.0]


def test_what_is_in_no_class_keeps_the_colour_of_the_paper() -> None:
    spec = draw_carte(CARTE, 560)
    drawn = values(spec, 0)
    assert [f["properties"]["opacite"] for f in drawn] == [0.57, 0.0, 0.0]
    assert {f["properties"]["couleur"] for f in drawn[1:]} == {"#fbf8f3"}


def test_a_degree_of_longitude_has_its_width() -> None:
    spec = draw_carte(CARTE, 560)
    # Three degrees by one, at 44.5° north: 3 × cos(44.5°) = 2.14 times as wide as high.
    assert spec["width"] / spec["height"] == pytest.approx(2.14, abs=0.02)


def test_the_drawing_is_named_and_bears_no_style() -> None:
    figure = render_figure(CARTE)
    root = ET.fromstring(figure.ample)
    texts = [root.findtext(f"{{http://www.w3.org/2000/svg}}{nom}") for nom in ("title", "desc")]
    assert texts == ["Parc & part", "Tout est à A."]
    assert "style" not in figure.ample
    assert figure.etroit == ""
    assert [(r.libelle, r.opacite) for r in figure.legende] == [
        ("1 à 9", "0.15"),
        ("10 à 99", "0.57"),
        ("100 et plus", "1"),
    ]


def test_marks_stand_in_the_middle_of_their_zone() -> None:
    marked = replace(CARTE, reperes=(("A", "1"), ("B", "2"), ("Z", "9")))
    spec = draw_carte(marked, 560)
    narrow = cos(radians(44.5))
    places = {row["repere"]: (row["x"] / narrow, row["y"]) for row in values(spec, 2)}
    assert places == {"1": pytest.approx((6.5, 44.5)), "2": pytest.approx((7.5, 44.5))}  # Z has no outline
    assert values(spec, 1) == values(spec, 2)
    figure = render_figure(marked)
    assert ">1</text>" in figure.ample
    assert figure.etroit == ""


def test_the_middle_is_that_of_the_largest_ring() -> None:
    zone = square("A", 6.0)
    islet = [[9.0, 44.0], [9.1, 44.0], [9.1, 44.1], [9.0, 44.0]]
    zone["geometry"]["coordinates"].insert(0, [islet])
    contours = json.dumps({"type": "FeatureCollection", "features": [zone]})
    marked = replace(CARTE, contours=contours, reperes=(("A", "1"),))
    [row] = values(draw_carte(marked, 560), 2)
    assert row["y"] == pytest.approx(44.5)


@pytest.mark.parametrize(
    ("bornes", "legendes"),
    [((), ()), ((1, 1), ("a", "b")), ((2, 1), ("a", "b")), ((1,), ("a", "b")), (tuple(range(6)), tuple("abcdef"))],
)
def test_classes_that_cannot_be_told_apart_are_refused(bornes: tuple[int, ...], legendes: tuple[str, ...]) -> None:
    with pytest.raises(GraphiqueInvalideError, match="classes"):
        GraphiqueCarte("c", "C", "D.", (), CONTOURS, bornes, legendes)


def test_two_zones_of_one_code_are_refused() -> None:
    with pytest.raises(GraphiqueInvalideError, match="en double"):
        GraphiqueCarte("c", "C", "D.", (Zone("A", "a", 1), Zone("A", "b", 2)), CONTOURS, (1,), ("a",))
