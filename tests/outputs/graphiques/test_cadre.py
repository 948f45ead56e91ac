"""Places of a drawing: names and bars share the width, labels hold beyond the bars."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.outputs.graphiques.cadre import INTERLIGNE, MARGE, find_domaine, finish, label_bars, lay_out, repere_axis
from gef.outputs.graphiques.texte import largeur

NOMS = st.lists(st.text(st.sampled_from("abÉ -"), max_size=40), max_size=6)


@given(NOMS, st.sampled_from([560, 320]))
def test_names_and_bars_share_the_width(noms: list[str], place: int) -> None:
    cadre = lay_out(noms, place, 30)
    assert cadre.gauche + cadre.champ + MARGE == place
    assert cadre.hauteur == cadre.pas * len(noms)
    assert cadre.pas >= max((nom.count("\n") + 1 for nom in cadre.noms), default=1) * INTERLIGNE
    assert [nom.replace("\n", "").replace(" ", "") for nom in cadre.noms] == [nom.replace(" ", "") for nom in noms]


def test_a_phone_has_smaller_names() -> None:
    assert (lay_out(["a"], 560, 30).taille, lay_out(["a"], 320, 30).taille) == (14, 13)


@given(st.lists(st.fractions(-50, 50, max_denominator=40), min_size=1, max_size=8), st.integers(80, 500))
def test_the_axis_holds_every_value_and_zero(bornes: list[Fraction], champ: int) -> None:
    bas, haut = find_domaine(bornes, champ, ["+12,00"])
    assert bas <= 0 <= haut
    assert bas < haut
    assert all(bas <= float(b) <= haut for b in bornes)


def test_a_label_has_its_room_beyond_the_longest_bar() -> None:
    champ, etiquette = 300, "1 234,00"
    bas, haut = find_domaine([10], champ, [etiquette])
    assert bas == 0
    assert (haut - 10) / haut * champ >= largeur(etiquette, 13, gras=True)


def test_places_named_on_an_axis_are_escaped() -> None:
    axis = repere_axis([0.0, 1.0], [(0.5, "l'été\nfini")]).to_dict()["axis"]
    assert axis["values"] == [0.5]
    assert "'l\\'été\\nfini'" in axis["labelExpr"]
    assert "labelExpr" not in repere_axis([0.0, 1.0], []).to_dict()["axis"]


@pytest.mark.parametrize("place", [560, 320])
def test_the_size_of_a_drawing_is_that_of_its_places(place: int) -> None:
    cadre = lay_out(["Cannes", "Antibes"], place, 30)
    spec = finish([label_bars([{"valeur": 1, "etiquette": "1"}])], cadre, 24)
    assert spec["width"] + spec["padding"]["left"] + spec["padding"]["right"] == place
    assert (spec["height"], spec["padding"]["bottom"]) == (cadre.hauteur, 24)
