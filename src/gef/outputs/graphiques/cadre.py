"""Where things stand in a drawing: names, bars, axis. Laid out from measured texts: no installed font moves them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import altair as alt

from gef.outputs.graphiques.texte import couper, largeur

ENCRE: Final = "#241e1c"
ETROIT: Final = 420  # under this width the drawing is the one of a phone
PART_NOMS, PART_NOMS_ETROITE = 0.42, 0.36  # of the width, at most, for names
PAPIER: Final = "#fbf8f3"
TAILLE, TAILLE_ETROITE, TAILLE_VALEUR = 14, 13, 13
INTERLIGNE: Final = 16
MARGE: Final = 8
HAUT: Final = 4
BAS_AXE, BAS_UNITE = 24, 20
COULEUR: Final = alt.Fill("couleur:N", scale=None, legend=None)


@dataclass(frozen=True, slots=True)
class Cadre:
    """Places of a drawing, in pixels.

    Attributes:
        noms: Names of the lines, in order; a line feed where they break.
        gauche: Width of the names.
        champ: Width of the bars.
        pas: Height of a line.
        taille: Type size of the names.
    """

    noms: tuple[str, ...]
    gauche: int
    champ: int
    pas: int
    taille: int

    @property
    def hauteur(self) -> int:
        """Height of the bars."""
        return self.pas * len(self.noms)


def lay_out(libelles: Sequence[str], place: int, pas: int) -> Cadre:
    """Share the width between names and bars; long names take several lines.

    Args:
        libelles: Names, in order.
        place: Width of the whole drawing.
        pas: Least height of a line.

    Returns:
        The places.
    """
    taille, part = (TAILLE, PART_NOMS) if place >= ETROIT else (TAILLE_ETROITE, PART_NOMS_ETROITE)
    coupes = [couper(libelle, place * part, taille) for libelle in libelles]
    colonne = max((largeur(texte, taille) for nom in coupes for texte in nom), default=0.0)
    gauche = int(colonne) + 2 * MARGE
    hauts = max((len(nom) for nom in coupes), default=1)
    return Cadre(
        noms=tuple("\n".join(nom) for nom in coupes),
        gauche=gauche,
        champ=place - gauche - MARGE,
        pas=max(pas, hauts * INTERLIGNE + MARGE),
        taille=taille,
    )


def find_domaine(bornes: Iterable[Fraction | int], champ: int, etiquettes: Iterable[str]) -> list[float]:
    """Choose the ends of an axis so that the labels beyond the bars hold in the drawing.

    Args:
        bornes: Values to hold; zero is always held.
        champ: Width of the bars, in pixels.
        etiquettes: Labels written beyond the ends of the bars.

    Returns:
        The two ends, in the unit of the values.

    Examples:
        >>> find_domaine([4], 100, [])
        [0.0, 4.0]
    """
    valeurs = [float(b) for b in bornes]
    bas, haut = min(0.0, *valeurs), max(0.0, *valeurs)
    if bas == haut:
        haut = 1.0
    reserve = max((largeur(e, TAILLE_VALEUR, gras=True) + MARGE for e in etiquettes), default=0.0)
    cotes = (bas < 0) + (haut > 0)
    par_pixel = (haut - bas) / max(champ - cotes * reserve, champ / 4)
    return [bas - reserve * par_pixel * (bas < 0), haut + reserve * par_pixel * (haut > 0)]


def name_axis(cadre: Cadre, occupation: float = 0.5) -> alt.Y:
    """Make the axis of the names.

    Args:
        cadre: Places.
        occupation: Part of a line that its bars take.

    Returns:
        The channel, in the order given.
    """
    axis = alt.Axis(
        title=None,
        labelExpr="split(datum.label, '\\n')",
        labelFontSize=cadre.taille,
        labelLineHeight=INTERLIGNE,
        labelLimit=0,
        labelOverlap=False,
        labelPadding=MARGE,
    )
    scale = alt.Scale(paddingInner=1 - occupation, paddingOuter=(1 - occupation) / 2)
    return alt.Y("nom:N", sort=None, axis=axis, scale=scale)


def quantity_axis(domaine: Sequence[float], unite: str, champ: int) -> alt.X:
    """Make the axis of the quantities.

    Args:
        domaine: Ends of the axis.
        unite: Its name, "" for none.
        champ: Width of the bars, in pixels.

    Returns:
        The channel.
    """
    axis = alt.Axis(
        title=unite or None,
        tickCount=max(2, champ // 90),
        format=",~r",
        grid=True,
        labelFlush=False,
        labelOverlap=False,
        titlePadding=MARGE,
    )
    return alt.X("valeur:Q", scale=_fixed(domaine), axis=axis)


def repere_axis(domaine: Sequence[float], reperes: Sequence[tuple[float, str]], champ: str = "valeur") -> alt.X:
    """Make an axis that names a few places only.

    Args:
        domaine: Ends of the axis.
        reperes: (value, label) pairs; a line feed breaks a label.
        champ: Field of the values.

    Returns:
        The channel.
    """
    lookup = " : ".join(f"datum.value == {valeur!r} ? {_quote(texte)}" for valeur, texte in reperes)
    axis = alt.Axis(
        values=[valeur for valeur, _ in reperes],
        labelExpr=f"split({lookup} : '', '\\n')" if reperes else alt.Undefined,
        labelLineHeight=INTERLIGNE,
        labelFlush=False,
        labelOverlap=False,
        grid=False,
        title=None,
    )
    return alt.X(f"{champ}:Q", scale=_fixed(domaine), axis=axis)


def chart(rows: Sequence[dict[str, Any]]) -> alt.Chart:
    """Make a chart of rows.

    Args:
        rows: One mark each.

    Returns:
        A layer without a mark yet.
    """
    return alt.Chart(alt.InlineData(values=list(rows)))


def label_bars(rows: Sequence[dict[str, Any]], ecart: int = 5) -> alt.Chart:
    """Write the value of each bar beyond its end, on its side of zero.

    Args:
        rows: Rows with `valeur` and `etiquette`.
        ecart: Distance from the end, in pixels.

    Returns:
        A layer, not yet placed.
    """
    side = "datum.valeur < 0"
    layer: alt.Chart = chart(rows).mark_text(
        align=alt.expr(f"{side} ? 'right' : 'left'"),
        dx=alt.expr(f"{side} ? {-ecart} : {ecart}"),
        baseline="middle",
        fontSize=TAILLE_VALEUR,
        fontWeight=600,
        color=ENCRE,
        # A halo of paper keeps the figure legible where it crosses a rule.
        stroke=PAPIER,
        strokeWidth=3,
    )
    return layer


def zero_rule() -> alt.Chart:
    """Make the line of zero.

    Returns:
        A layer, not yet placed.
    """
    layer: alt.Chart = chart([{"valeur": 0}]).mark_rule(color=ENCRE, strokeWidth=1.5)
    return layer


def finish(layers: Sequence[alt.Chart], cadre: Cadre, bas: int, droite: int = MARGE) -> dict[str, Any]:
    """Assemble layers in a drawing whose size depends on the declaration alone.

    Args:
        layers: From the back to the front.
        cadre: Places.
        bas: Height under the bars, in pixels.
        droite: Width beyond the bars, in pixels.

    Returns:
        A Vega-Lite specification.
    """
    chart = alt.layer(*layers).properties(
        width=cadre.champ,
        height=cadre.hauteur,
        autosize=alt.AutoSizeParams(type="none"),
        padding={"left": cadre.gauche, "right": droite, "top": HAUT, "bottom": bas},
    )
    return chart.to_dict(validate=False)  # each mark is ours, and drawn by the tests: the check takes most of the time


def _fixed(domaine: Sequence[float]) -> alt.Scale:
    return alt.Scale(domain=list(domaine), nice=False, zero=False)


def _quote(texte: str) -> str:
    """Write a text as a string of the expression language of Vega."""
    escaped = texte.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{escaped}'"
