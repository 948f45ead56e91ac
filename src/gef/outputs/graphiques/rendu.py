"""Declaration to SVG: trace, theme, Vega in process, cleaning. No network, no file but the packaged theme."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import vl_convert

from gef.outputs.graphiques import carte, multiples, points, trace
from gef.outputs.graphiques.declaration import (
    Graphique,
    GraphiqueBarres,
    GraphiqueCarte,
    GraphiqueMarches,
    GraphiqueMultiples,
    GraphiquePoints,
    GraphiqueSoldes,
    GraphiqueSuivi,
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


# Each declaration and what draws it.
_TRACES: Final[Mapping[type[Graphique], Callable[[Any, int], dict[str, Any]]]] = {
    GraphiqueSoldes: trace.draw_soldes,
    GraphiqueBarres: trace.draw_barres,
    GraphiquePoints: points.draw_points,
    GraphiqueMarches: trace.draw_marches,
    GraphiqueSuivi: trace.draw_suivi,
    GraphiqueMultiples: multiples.draw_multiples,
    GraphiqueCarte: carte.draw_carte,
}


def _draw(graphique: Graphique, place: int) -> dict[str, Any]:
    return _TRACES[type(graphique)](graphique, place)
