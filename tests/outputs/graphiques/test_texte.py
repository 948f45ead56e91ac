"""How wide a label is, and where it breaks: the same on every machine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.outputs.graphiques.texte import AVANCES, GRAS, INCONNU, couper, largeur

TEXTES = st.text(st.sampled_from("abcÉœ’ -\u00a0"), max_size=30)


def test_every_printable_ascii_has_a_width() -> None:
    assert len(AVANCES.split()) == len(range(0x20, 0x7F))


@pytest.mark.parametrize(("accentue", "base"), [("É", "E"), ("ç", "c"), ("ï", "i"), ("À", "A")])
def test_an_accent_takes_no_width(accentue: str, base: str) -> None:
    assert largeur(accentue, 1000) == largeur(base, 1000)


def test_a_character_that_the_font_lacks_has_a_width() -> None:
    assert largeur("漢", 1000) == INCONNU
    assert largeur("", 1000) == 0


def test_widths_follow_the_size_and_the_weight() -> None:
    assert largeur("Cannes", 28) == pytest.approx(2 * largeur("Cannes", 14))
    assert largeur("Cannes", 14, gras=True) == pytest.approx(GRAS * largeur("Cannes", 14))


@given(TEXTES, TEXTES)
def test_widths_add_up(debut: str, fin: str) -> None:
    assert largeur(debut + fin, 1000) == largeur(debut, 1000) + largeur(fin, 1000)


@given(TEXTES, st.integers(1, 400))
def test_a_broken_label_holds_in_its_place_or_is_one_word(texte: str, place: int) -> None:
    for ligne in couper(texte, place, 14):
        assert largeur(ligne, 14) <= place or not any(c in ligne.rstrip("-") for c in " -")


def test_no_break_spaces_hold_and_a_label_that_fits_is_whole() -> None:
    assert couper("10\u00a0000 ménages", 60, 14) == ("10\u00a0000", "ménages")
    assert couper("Action Logement", 400, 14) == ("Action Logement",)
