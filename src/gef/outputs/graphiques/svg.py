"""From the SVG that Vega writes to one that a page may hold under a strict content security policy.

What Vega adds for itself (style, class, role and aria attributes, font names) goes; each colour of the theme also
becomes a class, so the stylesheet turns it into a token and the chart follows dark mode and print. The colour stays as
an attribute: a chart saved alone keeps it. Texts stay texts: they take the page's font and can be selected.
"""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree as ET

SVG: Final = "{http://www.w3.org/2000/svg}"
# Colours of theme.json and of the traces, by token of the stylesheet.
JETONS: Final = {
    "#64274f": "prune",
    "#a63f07": "retard",
    "#2a6f77": "avance",
    "#bd7517": "serie-3",
    "#9d8a72": "serie-4",
    "#241e1c": "encre",
    "#5c514a": "gris",
    "#e6ddd0": "grille",
    "#fbf8f3": "papier",
}
GARDES: Final = frozenset(
    {
        "d",
        "transform",
        "fill",
        "stroke",
        "stroke-width",
        "stroke-dasharray",
        "stroke-linejoin",
        "fill-opacity",
        "text-anchor",
        "font-size",
        "font-weight",
        "x",
        "y",
        "x2",
        "y2",
        "dy",
        "width",
        "height",
        "viewBox",
    }
)
NOMBRE: Final = re.compile(r"-?\d+\.\d{3,}")


def nettoyer(svg: str, *, identifiant: str, titre: str, description: str) -> str:
    """Make a drawing ready for a page.

    Args:
        svg: Markup written by Vega.
        identifiant: Unique in the page; prefix of the ids of the title and of the description.
        titre: Accessible name.
        description: One sentence that says what is to be seen.

    Returns:
        Markup with `role="img"`, a title and a description, classes instead of styles, numbers of two decimals.
    """
    racine = ET.fromstring(svg)  # noqa: S314  written by our own renderer, from our own declaration
    _clean(racine)
    _prune(racine)
    ids = f"{identifiant}-t", f"{identifiant}-d"
    for rang, (balise, texte) in enumerate((("title", titre), ("desc", description))):
        element = ET.Element(balise, {"id": ids[rang]})
        element.text = texte
        racine.insert(rang, element)
    racine.set("xmlns", "http://www.w3.org/2000/svg")
    racine.set("role", "img")
    racine.set("aria-labelledby", " ".join(ids))
    return ET.tostring(racine, encoding="unicode")


def _clean(element: ET.Element) -> None:
    element.tag = element.tag.removeprefix(SVG)
    attributs = {nom: valeur for nom, valeur in element.attrib.items() if nom in GARDES}
    classes = [
        f"{prefixe}-{JETONS[attributs[nom]]}"
        for nom, prefixe in (("fill", "gf"), ("stroke", "gs"))
        if attributs.get(nom) in JETONS
    ]
    element.attrib.clear()
    element.attrib.update({nom: _shorten(nom, valeur) for nom, valeur in attributs.items()})
    if classes:
        element.set("class", " ".join(classes))
    if element.tag == "text" and "stroke" in attributs:
        element.set("paint-order", "stroke")  # the halo behind the figure, not over it
    for enfant in element:
        _clean(enfant)
    if element.get("text-anchor") == "end":
        _centre(element)


def _centre(texte: ET.Element) -> None:
    """Centre a name of several lines on its bar; Vega hangs them below its first line."""
    premiere, *suivantes = list(texte) or [texte]
    if suivantes:
        premiere.set("dy", f"{-sum(float(ligne.get('dy', 0)) for ligne in suivantes) / 2:g}")


def _shorten(nom: str, valeur: str) -> str:
    if nom not in {"d", "transform", "x", "y", "x2", "y2"}:
        return valeur
    return NOMBRE.sub(lambda trouve: f"{float(trouve.group()):.2f}".rstrip("0").rstrip("."), valeur)


def _prune(element: ET.Element) -> None:
    """Drop what draws nothing: empty groups, and paths with neither fill nor stroke."""
    for enfant in list(element):
        _prune(enfant)
        bare = "fill" not in enfant.attrib and "stroke" not in enfant.attrib
        if (enfant.tag == "path" and bare) or (enfant.tag == "g" and len(enfant) == 0):
            element.remove(enfant)
