"""Charts and maps: a declaration in, accessible SVGs out (a page and a phone), drawn on the server without any script.

    figure = render_figure(GraphiqueSoldes("soldes", "Soldes", "Grasse attend un logement.", barres, Fraction(9, 10)))

Rendering takes some tens of milliseconds and depends on the declaration alone: the last drawings are kept in memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from gef.outputs.graphiques.declaration import (
    FORMES,
    BarreSolde,
    Graphique,
    GraphiqueBarres,
    GraphiqueCarte,
    GraphiqueInvalideError,
    GraphiqueMarches,
    GraphiqueMultiples,
    GraphiquePoints,
    GraphiqueSoldes,
    GraphiqueSuivi,
    Marche,
    Panneau,
    PointSuivi,
    Serie,
    Zone,
)

__all__ = [
    "BarreSolde",
    "Figure",
    "Graphique",
    "GraphiqueBarres",
    "GraphiqueCarte",
    "GraphiqueInvalideError",
    "GraphiqueMarches",
    "GraphiqueMultiples",
    "GraphiquePoints",
    "GraphiqueSoldes",
    "GraphiqueSuivi",
    "Marche",
    "Panneau",
    "PointSuivi",
    "Repere",
    "Serie",
    "Zone",
    "draw",
    "render_figure",
]

AMPLE, ETROIT = 560, 320  # pixels: a column of a page, a phone
MEMOIRE: Final = 256
JETONS_SERIES: Final = ("prune", "avance", "serie-3", "serie-4")


@dataclass(frozen=True, slots=True)
class Repere:
    """An entry of a legend: the token of its colour, how full it is (""), what it stands for, and its shape."""

    jeton: str
    libelle: str
    opacite: str = ""
    forme: str = "square"


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart ready for a page: two widths of the same drawing, and the legend that stands beside in HTML.

    A map, which bears a few large marks at most, has one width that any screen scales: `etroit` is then empty.
    """

    ample: str
    etroit: str
    legende: tuple[Repere, ...] = ()


def render_figure(graphique: Graphique) -> Figure:
    """Draw a chart for a page.

    Args:
        graphique: Declaration.

    Returns:
        The two widths, and a legend when there are several series.
    """
    etroit = "" if isinstance(graphique, GraphiqueCarte) else draw(graphique, ETROIT)
    return Figure(draw(graphique, AMPLE), etroit, _legende(graphique))


@lru_cache(maxsize=MEMOIRE)
def draw(graphique: Graphique, place: int) -> str:
    """Draw a chart at one width.

    Args:
        graphique: Declaration.
        place: Width, in pixels.

    Returns:
        SVG markup: no style, no script, ids that start with the code and the width.
    """
    # Late: Altair takes most of a second to import, which neither the command line nor a page without chart should pay.
    from gef.outputs.graphiques import rendu

    return rendu.render_svg(graphique, place)


def _legende(graphique: Graphique) -> tuple[Repere, ...]:
    if isinstance(graphique, GraphiqueCarte):
        return tuple(
            Repere("prune", texte, f"{graphique.opacite(rang):g}") for rang, texte in enumerate(graphique.legendes)
        )
    if not isinstance(graphique, GraphiqueBarres | GraphiquePoints) or len(graphique.series) == 1:
        return ()
    if isinstance(graphique, GraphiquePoints):
        marks = zip(JETONS_SERIES, FORMES, graphique.series, strict=False)
        return tuple(Repere(jeton, serie.libelle, forme=forme) for jeton, forme, serie in marks)
    return tuple(Repere(jeton, serie.libelle) for jeton, serie in zip(JETONS_SERIES, graphique.series, strict=False))
