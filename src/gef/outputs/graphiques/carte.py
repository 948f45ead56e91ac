"""A map, in Altair: territories shaded by class, on a plane where a degree of longitude has its true width."""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import cos, radians
from typing import Any, Final

import altair as alt

from gef.outputs.graphiques.declaration import GraphiqueCarte

PAPIER, ENCRE, PRUNE = "#fbf8f3", "#5c514a", "#64274f"
MARGE: Final = 6
TRAIT: Final = 0.6
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
        feature["properties"] = {"opacite": opacite, "couleur": PRUNE if opacite else PAPIER, "plein": opacite or 1.0}
    largeur, hauteur = _size(features)
    champ = place - 2 * MARGE
    layer = (
        alt.Chart(alt.InlineData(values=features))
        .mark_geoshape(stroke=ENCRE, strokeWidth=TRAIT)
        .encode(
            fill=alt.Fill("properties.couleur:N", scale=None, legend=None),
            fillOpacity=alt.FillOpacity("properties.plein:Q", scale=None, legend=None),
        )
        .properties(
            width=champ,
            height=int(champ * hauteur / largeur),
            autosize=alt.AutoSizeParams(type="none"),
            padding=MARGE,
            projection={"type": "identity", "reflectY": True},
        )
    )
    specification: dict[str, Any] = layer.to_dict()
    return specification


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
