"""Cleaning of the drawings: nothing that a strict policy blocks, nothing that draws nothing."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from gef.outputs.graphiques.svg import JETONS, nettoyer

OUVRANT = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="5" viewBox="0 0 10 5"'


def clean(contenu: str, **textes: str) -> ET.Element:
    defaults = {"identifiant": "g-10", "titre": "Titre", "description": "Ce qui se voit."}
    return ET.fromstring(
        nettoyer(f"{OUVRANT}>{contenu}</svg>", **defaults | textes).replace(' xmlns="http://www.w3.org/2000/svg"', "")
    )


def test_a_drawing_is_named_and_described_first() -> None:
    racine = clean('<rect fill="#64274f"/>', titre="A & <b>", description='Un "mot".')
    assert [(e.tag, e.get("id"), e.text) for e in racine[:2]] == [
        ("title", "g-10-t", "A & <b>"),
        ("desc", "g-10-d", 'Un "mot".'),
    ]
    assert (racine.get("role"), racine.get("aria-labelledby")) == ("img", "g-10-t g-10-d")
    assert [racine.get(nom) for nom in ("width", "height", "viewBox")] == ["10", "5", "0 0 10 5"]


@pytest.mark.parametrize(
    "attribut",
    ['style="fill:red"', 'onclick="alert(1)"', 'font-family="X"', 'href="https://x.fr"', 'id="a"', 'class="mark"'],
)
def test_what_the_page_does_not_want_is_left_out(attribut: str) -> None:
    rect = clean(f'<rect fill="#64274f" {attribut}/>').find("rect")
    assert rect is not None
    assert rect.attrib == {"fill": "#64274f", "class": "gf-prune"}


@pytest.mark.parametrize(("couleur", "jeton"), JETONS.items())
def test_each_colour_is_a_token_for_fill_and_stroke(couleur: str, jeton: str) -> None:
    rect = clean(f'<rect fill="{couleur}" stroke="{couleur}"/>').find("rect")
    assert rect is not None
    assert rect.get("class") == f"gf-{jeton} gs-{jeton}"


def test_what_draws_nothing_is_dropped() -> None:
    racine = clean('<g><g></g><path d="M0,0"/></g><g><path d="M0,0h3" stroke="#241e1c"/></g>')
    assert [e.tag for e in racine] == ["title", "desc", "g"]
    assert [e.tag for e in racine[2]] == ["path"]


def test_numbers_keep_two_decimals_where_they_are_places() -> None:
    racine = clean('<path d="M1.23456,-0.5004L10.5,2" stroke="#241e1c"/><text font-size="13.123px">1.23456</text>')
    path, text = racine[2], racine[3]
    assert path.get("d") == "M1.23,-0.5L10.5,2"
    assert (text.get("font-size"), text.text) == ("13.123px", "1.23456")


def test_a_name_of_several_lines_is_centred_on_its_bar() -> None:
    lignes = '<tspan>Un</tspan><tspan dy="16">deux</tspan><tspan dy="16">trois</tspan>'
    premiere, *autres = list(clean(f'<text text-anchor="end">{lignes}</text>')[2])
    assert premiere.get("dy") == "-16"
    assert [ligne.get("dy") for ligne in autres] == ["16", "16"]
    assert clean('<text text-anchor="end">Seul</text>')[2].get("dy") is None


def test_a_halo_is_painted_behind_its_figure() -> None:
    avec, sans = clean('<text stroke="#fbf8f3">1</text><text>2</text>')[2:]
    assert (avec.get("paint-order"), sans.get("paint-order")) == ("stroke", None)
