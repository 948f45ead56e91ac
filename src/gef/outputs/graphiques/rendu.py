"""Declaration to SVG: trace, theme, Vega in process, cleaning. No network, no file but the packaged theme."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import vl_convert

from gef.outputs.graphiques import carte, points, trace
from gef.outputs.graphiques.declaration import (
    Graphique,
    GraphiqueBarres,
    GraphiqueCarte,
    GraphiqueMarches,
    GraphiquePoints,
    GraphiqueSoldes,
)
from gef.outputs.graphiques.svg import nettoyer
from gef.outputs.nombres import FINE

VERSION: Final = "6.4"  # of Vega-Lite, the one that Altair 6 writes for
FRANCAIS: Final = {"decimal": ",", "thousands": FINE, "grouping": [3], "currency": ["", f"{FINE}€"], "minus": "−"}


@lru_cache(maxsize=1)
def load_theme() -> dict[str, Any]:
    """Read the packaged theme.

    Returns:
        A Vega configuration.
    """
    theme: dict[str, Any] = json.loads(files(__package__).joinpath("theme.json").read_text("utf-8"))
    return theme["config"]  # type: ignore[no-any-return]  # JSON has no finer type


def render_svg(graphique: Graphique, place: int) -> str:
    """Draw a chart at one width.

    Args:
        graphique: Declaration.
        place: Width, in pixels.

    Returns:
        SVG markup ready for a page.
    """
    svg = vl_convert.vegalite_to_svg(
        _draw(graphique, place),
        vl_version=VERSION,
        config=load_theme(),
        format_locale=FRANCAIS,
        allowed_base_urls=[],
    )
    return nettoyer(
        svg, identifiant=f"{graphique.code}-{place}", titre=graphique.titre, description=graphique.description
    )


def _draw(graphique: Graphique, place: int) -> dict[str, Any]:
    if isinstance(graphique, GraphiqueSoldes):
        return trace.draw_soldes(graphique, place)
    if isinstance(graphique, GraphiqueBarres):
        return trace.draw_barres(graphique, place)
    if isinstance(graphique, GraphiquePoints):
        return points.draw_points(graphique, place)
    if isinstance(graphique, GraphiqueMarches):
        return trace.draw_marches(graphique, place)
    if isinstance(graphique, GraphiqueCarte):
        return carte.draw_carte(graphique, place)
    return trace.draw_suivi(graphique, place)
