"""Dots on a common axis, in Altair: gaps from a situation to another, rates and their interval."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import altair as alt

from gef.outputs import nombres
from gef.outputs.graphiques import cadre as cadres
from gef.outputs.graphiques.declaration import FORMES, GraphiquePoints
from gef.outputs.graphiques.trace import GRIS, SERIES

TAILLE: Final = 75  # area of a dot
ECART_ETIQUETTE: Final = 9  # beyond the dot
PAS_SERIE, PAS_SEUL = 13, 30  # height that a dot takes in its line
_COULEUR_TRAIT: Final = alt.Stroke("couleur:N", scale=None, legend=None)


def draw_points(graphique: GraphiquePoints, place: int) -> dict[str, Any]:
    """Draw dots by category and series; each series has its shape, and its own height in the line.

    Args:
        graphique: Declaration.
        place: Width, in pixels.

    Returns:
        A Vega-Lite specification.
    """
    rangs = len(graphique.series)
    haut = PAS_SERIE * rangs
    cadre = cadres.lay_out(graphique.categories, place, max(PAS_SEUL, haut + cadres.MARGE))
    rows = _rows(graphique, cadre.noms)
    intervals = _intervals(graphique, cadre.noms)
    labels = _place_labels(rows, intervals) if rangs == 1 else []
    ends = [Fraction(v) for serie in graphique.series for v in serie.valeurs if v is not None]
    ends += [end for interval in graphique.intervalles if interval for end in interval]
    domaine = cadres.find_domaine(ends, cadre.champ, [str(row["etiquette"]) for row in labels])
    x = cadres.quantity_axis(domaine, graphique.unite, cadre.champ)
    y = cadres.name_axis(cadre, haut / cadre.pas)
    place_in_line = {"yOffset": alt.YOffset("serie:O", sort=None)} if rangs > 1 else {}
    layers = []
    if intervals:
        spans = cadres.chart(intervals)
        ticks = cadres.chart([{**row, "valeur": row[end]} for row in intervals for end in ("valeur", "haut")])
        layers.append(spans.mark_rule(color=GRIS, strokeWidth=2).encode(x=x, x2="haut:Q", y=y))
        layers.append(ticks.mark_tick(color=GRIS, thickness=2, size=9).encode(x=x, y=y))
    elif graphique.signe:
        stems = cadres.chart([{**row, "zero": 0.0} for row in rows])
        stem = stems.mark_rule(strokeWidth=1.5)
        layers.append(stem.encode(x=x, x2="zero:Q", y=y, stroke=_COULEUR_TRAIT, **place_in_line))
    layers.append(cadres.zero_rule().encode(x=x))
    for rang, forme in enumerate(FORMES[:rangs]):
        dots = cadres.chart([row for row in rows if row["serie"] == rang])
        mark = dots.mark_point(shape=forme, filled=True, size=TAILLE, opacity=1)
        layers.append(mark.encode(x=x, y=y, fill=cadres.COULEUR, **place_in_line))
    if labels:
        layers.append(cadres.label_bars(labels, ECART_ETIQUETTE).encode(x=x, y=y, text="etiquette:N"))
    return cadres.finish(layers, cadre, cadres.BAS_AXE + (cadres.BAS_UNITE if graphique.unite else 0))


def _rows(graphique: GraphiquePoints, noms: tuple[str, ...]) -> list[dict[str, Any]]:
    write = nombres.solde if graphique.signe else nombres.decimal
    return [
        {
            "nom": nom,
            "serie": rang,
            "valeur": float(valeur),
            "etiquette": write(valeur, graphique.decimales),
            "couleur": SERIES[rang],
        }
        for rang, serie in enumerate(graphique.series)
        for nom, valeur in zip(noms, serie.valeurs, strict=True)
        if valeur is not None
    ]


def _intervals(graphique: GraphiquePoints, noms: tuple[str, ...]) -> list[dict[str, Any]]:
    pairs = zip(noms, graphique.intervalles, strict=False)
    return [{"nom": nom, "valeur": float(ends[0]), "haut": float(ends[1])} for nom, ends in pairs if ends]


def _place_labels(rows: list[dict[str, Any]], intervals: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Place each value beyond the end of its interval, so that neither hides the other."""
    ends = {row["nom"]: row["haut"] for row in intervals}
    return [{**row, "valeur": max(row["valeur"], ends.get(row["nom"], row["valeur"]))} for row in rows]
