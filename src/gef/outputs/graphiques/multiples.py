"""Small multiples, in Altair: one solde through the year by panel, all on the same scale."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import altair as alt

from gef.outputs import nombres
from gef.outputs.graphiques import cadre as cadres
from gef.outputs.graphiques.declaration import GraphiqueMultiples, Panneau
from gef.outputs.graphiques.texte import GRAS, couper
from gef.outputs.graphiques.trace import GRIS, PRUNE

COURBE, TITRE, ENTRE = 56, 20, 14  # heights, in pixels: the curve, the name above it, the room under it
VALEUR: Final = 46  # width kept for the last value
GOUTTIERE: Final = 22
BAS: Final = 20
Point = dict[str, Any]


def draw_multiples(graphique: GraphiqueMultiples, place: int) -> dict[str, Any]:
    """Draw one panel by account, two abreast in a page and one on a phone.

    Every mark is placed in pixels: the panels share their scale, and no other one is needed.

    Args:
        graphique: Declaration.
        place: Width, in pixels.

    Returns:
        A Vega-Lite specification.
    """
    abreast = 2 if place >= cadres.ETROIT and len(graphique.panneaux) > 1 else 1
    width = (place - 2 * cadres.MARGE - GOUTTIERE * (abreast - 1)) // abreast
    rows = -(-len(graphique.panneaux) // abreast)
    height = rows * (TITRE + COURBE + ENTRE) + BAS
    sheet = _Sheet(graphique, width, height)
    for rank, panneau in enumerate(graphique.panneaux):
        left = (rank % abreast) * (width + GOUTTIERE)
        sheet.add(
            panneau, left, rank // abreast * (TITRE + COURBE + ENTRE), is_last=rank + abreast >= len(graphique.panneaux)
        )
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, place - 2 * cadres.MARGE], nice=False, zero=False), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[height, 0], nice=False, zero=False), axis=None)
    cadre = cadres.Cadre(("",), cadres.MARGE, place - 2 * cadres.MARGE, height, cadres.TAILLE_ETROITE)
    return cadres.finish(sheet.layers(x, y), cadre, 0)


class _Sheet:
    """The marks of every panel, in pixels from the top left corner."""

    def __init__(self, graphique: GraphiqueMultiples, width: int, height: int) -> None:
        self.graphique, self.width, self.height = graphique, width, height
        ends = [float(p.solde) for panneau in graphique.panneaux for p in panneau.points]
        seuil = [] if graphique.seuil is None else [float(graphique.seuil)]
        self.low, self.high = min(0.0, *ends), max(0.0, *ends, *seuil)
        if self.low == self.high:
            self.high = 1.0
        self.first, self.last = graphique.panneaux[0].points[0].jour, graphique.panneaux[0].points[-1].jour
        self.curves: list[Point] = []
        self.ends: list[Point] = []
        self.zeros: list[Point] = []
        self.seuils: list[Point] = []
        self.texts: dict[str, list[Point]] = {"nom": [], "valeur": [], "mois": []}

    def add(self, panneau: Panneau, left: int, top: int, *, is_last: bool) -> None:
        """Place the marks of a panel whose corner is given; the last of a column names the months."""
        plot = self.width - VALEUR
        under = top + TITRE
        name = couper(panneau.libelle, (self.width - 2 * cadres.MARGE) / GRAS, cadres.TAILLE_VALEUR)
        self.texts["nom"].append({"x": left, "y": top + 8, "texte": name[0] + ("…" if len(name) > 1 else "")})
        points = [(left + self._x(p.jour, plot), under + self._y(float(p.solde))) for p in panneau.points]
        self.curves += [
            {"x": x, "y": y, "panneau": f"{left}-{top}", "rang": rank} for rank, (x, y) in enumerate(points)
        ]
        x, y = points[-1]
        self.ends.append({"x": x, "y": y})
        self.texts["valeur"].append({"x": x + 8, "y": y, "texte": nombres.solde(panneau.points[-1].solde)})
        self.zeros.append({"x": left, "x2": left + plot, "y": under + self._y(0.0)})
        if self.graphique.seuil is not None:
            self.seuils.append({"x": left, "x2": left + plot, "y": under + self._y(float(self.graphique.seuil))})
        if is_last:
            self._name_months(left, under + COURBE + ENTRE + 4, plot)

    def _name_months(self, left: int, top: int, plot: int) -> None:
        for mois in range(self.first.month, self.last.month + 1, 3):
            x = left + self._x(date(self.first.year, mois, 1), plot)
            self.texts["mois"].append({"x": x, "y": top, "texte": nombres.MOIS_COURTS[mois - 1]})

    def _x(self, jour: date, plot: int) -> float:
        return round((jour - self.first).days * plot / max(1, (self.last - self.first).days), 2)

    def _y(self, solde: float) -> float:
        return round((self.high - solde) * COURBE / (self.high - self.low), 2)

    def layers(self, x: alt.X, y: alt.Y) -> list[alt.Chart]:
        """Give the layers, from the back to the front."""
        place = {"x": x, "y": y}
        rules = cadres.chart(self.zeros).mark_rule(color=cadres.ENCRE, strokeWidth=1).encode(x2="x2:Q", **place)
        curves = cadres.chart(self.curves).mark_line(color=PRUNE, strokeWidth=2)
        dots = cadres.chart(self.ends).mark_point(color=PRUNE, filled=True, size=42, opacity=1)
        layers = [
            rules,
            curves.encode(detail="panneau:N", order="rang:Q", **place),
            dots.encode(**place),
            *(self._write(code, place) for code in self.texts),
        ]
        if self.seuils:
            seuils = cadres.chart(self.seuils).mark_rule(color=GRIS, strokeDash=[3, 3], strokeWidth=1)
            layers.insert(0, seuils.encode(x2="x2:Q", **place))
        return layers

    def _write(self, code: str, place: dict[str, Any]) -> alt.Chart:
        is_mois = code == "mois"
        mark = cadres.chart(self.texts[code]).mark_text(
            align="left",
            baseline="middle",
            fontSize=cadres.TAILLE_VALEUR,
            fontWeight=400 if is_mois else 600,
            color=GRIS if is_mois else cadres.ENCRE,
        )
        layer: alt.Chart = mark.encode(text="texte:N", **place)
        return layer
