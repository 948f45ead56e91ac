"""A map: territories shaded by class, on a plane where a degree of longitude has its true width.

The specification is written out: Altair would check each of some ten thousand points, for seconds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from math import cos, radians
from typing import Any, Final

from gef.outputs.graphiques.declaration import GraphiqueCarte

PAPIER, ENCRE, PRUNE, NOIR = "#fbf8f3", "#5c514a", "#64274f", "#241e1c"
MARGE: Final = 6
TRAIT: Final = 0.6
HALO: Final = 4
CORPS: Final = 16  # still nine pixels on a phone, where the map is scaled
Point = list[float]


def draw_carte(graphique: GraphiqueCarte, place: int) -> dict[str, Any]:
    """Draw a map.

    Args:
        graphique: Declaration.
        place: Width, in pixels.

    Returns:
        A Vega-Lite specification, as high as the territory asks.
    """
    features = json.loads(graphique.contours)["features"]
    _flatten(features)
    opacites = {
        zone.code: graphique.opacite(rang) for zone in graphique.zones if (rang := graphique.classe(zone)) is not None
    }
    for feature in features:
        opacite = opacites.get(feature["properties"]["code"], 0.0)
        feature["properties"] |= {"opacite": opacite, "couleur": PRUNE if opacite else PAPIER, "plein": opacite or 1.0}
    largeur, hauteur = _size(features)
    champ = place - 2 * MARGE
    shapes = {
        "data": {"values": features},
        "mark": {"type": "geoshape", "stroke": ENCRE, "strokeWidth": TRAIT},
        "encoding": {
            "fill": {"field": "properties.couleur", "type": "nominal", "scale": None, "legend": None},
            "fillOpacity": {"field": "properties.plein", "type": "quantitative", "scale": None, "legend": None},
        },
    }
    return {
        "layer": [shapes, *_write_reperes(graphique, features)],
        "width": champ,
        "height": int(champ * hauteur / largeur),
        "autosize": {"type": "none"},
        "padding": MARGE,
        "projection": {"type": "identity", "reflectY": True},
    }


def _write_reperes(graphique: GraphiqueCarte, features: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Write each mark in the middle of its zone, on a halo of paper that keeps it readable on any shade."""
    marks = dict(graphique.reperes)
    rows = [
        {"x": x, "y": y, "repere": marks[code]}
        for feature in features
        if (code := feature["properties"]["code"]) in marks
        for x, y in [_middle(feature)]
    ]
    if not rows:
        return []
    encoding = {
        "longitude": {"field": "x", "type": "quantitative"},
        "latitude": {"field": "y", "type": "quantitative"},
        "text": {"field": "repere", "type": "nominal"},
    }
    mark = {"type": "text", "fontSize": CORPS, "fontWeight": 700, "fill": NOIR}
    halo = mark | {"stroke": PAPIER, "strokeWidth": HALO}
    return [{"data": {"values": rows}, "mark": style, "encoding": encoding} for style in (halo, mark)]


def _middle(feature: dict[str, Any]) -> Point:
    """Centre of mass of the largest ring of a zone, by the formula of the shoelace."""
    rings = [polygone[0] for polygone in feature["geometry"]["coordinates"]]
    area, x, y = max((_weigh(ring) for ring in rings), key=lambda weighed: abs(weighed[0]))
    return [x / (3 * area), y / (3 * area)] if area else list(rings[0][0])


def _weigh(ring: list[Point]) -> tuple[float, float, float]:
    """Twice the area of a ring, signed, and three times its moments."""
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]]):
        cross = x1 * y2 - x2 * y1
        area, x, y = area + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return area, x, y


def _points(features: list[dict[str, Any]]) -> Iterator[Point]:
    for feature in features:
        for polygone in feature["geometry"]["coordinates"]:
            for anneau in polygone:
                yield from anneau


def _flatten(features: list[dict[str, Any]]) -> None:
    """Narrow the longitudes by the cosine of the mean latitude, in place."""
    latitudes = [point[1] for point in _points(features)]
    etroit = cos(radians((min(latitudes) + max(latitudes)) / 2))
    for point in _points(features):
        point[0] *= etroit


def _size(features: list[dict[str, Any]]) -> tuple[float, float]:
    points = list(_points(features))
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return max(xs) - min(xs), max(ys) - min(ys)
