"""From a declaration to markup: in process, in French, without a network."""

from __future__ import annotations

from fractions import Fraction
from xml.etree import ElementTree as ET

from gef.outputs.graphiques.declaration import GraphiqueBarres, Serie
from gef.outputs.graphiques.rendu import load_theme, render_svg

GRANDS = GraphiqueBarres("g", "Grands nombres", "D.", ("Parc",), (Serie("Logements", (15_000,)),), unite="logements")


def test_axes_are_written_in_french() -> None:
    textes = [
        "".join(t.itertext()) for t in ET.fromstring(render_svg(GRANDS, 560)).iter("{http://www.w3.org/2000/svg}text")
    ]
    assert "10\u202f000" in textes
    assert "15\u202f000" in textes


def test_a_declaration_is_always_drawn_alike() -> None:
    assert render_svg(GRANDS, 320) == render_svg(GRANDS, 320)
    assert render_svg(GRANDS, 320) != render_svg(GRANDS, 560)


def test_a_text_is_never_an_instruction() -> None:
    nom = "</text><script>alert(1)</script>' + datum.valeur + '"
    svg = render_svg(GraphiqueBarres("x", nom, nom, (nom,), (Serie("s", (Fraction(1, 2),)),)), 560)
    assert "<script" not in svg
    racine = ET.fromstring(svg)
    assert racine[0].text == racine[1].text == nom


def test_the_theme_is_read_once_and_asks_for_nothing_outside() -> None:
    assert load_theme() is load_theme()
    assert "http" not in str(load_theme())
