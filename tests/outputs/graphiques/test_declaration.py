"""A chart that would lie is refused when it is declared."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.errors import GefError
from gef.outputs.graphiques.declaration import (
    BarreSolde,
    GraphiqueBarres,
    GraphiqueInvalideError,
    GraphiqueMarches,
    GraphiqueSoldes,
    GraphiqueSuivi,
    Marche,
    PointSuivi,
    Serie,
)

fractions = st.fractions(0, 500, max_denominator=60)


def a_marches(*marches: Marche) -> GraphiqueMarches:
    return GraphiqueMarches("m", "M", "D.", marches)


@given(fractions, st.lists(fractions, max_size=6))
def test_steps_that_add_up_follow_one_another(depart: Fraction, sorties: list[Fraction]) -> None:
    resultat = depart - sum(sorties)
    variations = [Marche(f"m{rang}", -sortie) for rang, sortie in enumerate(sorties)]
    niveaux = a_marches(
        Marche("Départ", depart, "depart"), *variations, Marche("Reste", resultat, "resultat")
    ).niveaux()
    assert niveaux[0] == (0, depart)
    assert niveaux[-1] == (0, resultat)
    assert all(avant[1] == apres[0] for avant, apres in pairwise(niveaux[:-1]))


@given(fractions, fractions.filter(bool))
def test_steps_that_do_not_add_up_are_refused(depart: Fraction, ecart: Fraction) -> None:
    with pytest.raises(GraphiqueInvalideError, match="« Reste »"):
        a_marches(Marche("Départ", depart, "depart"), Marche("Reste", depart + ecart, "resultat"))


def test_a_follow_up_has_two_ends() -> None:
    for points in ((), (PointSuivi(date(2026, 1, 1), Fraction(0)),)):
        with pytest.raises(GraphiqueInvalideError, match="deux points au moins"):
            GraphiqueSuivi("s", "S", "D.", points)


def test_an_error_names_the_chart_and_is_one_of_the_product() -> None:
    with pytest.raises(GefError, match="Graphique « soldes » : libellés en double") as error:
        GraphiqueSoldes("soldes", "S", "D.", (BarreSolde("a", Fraction(1)), BarreSolde("a", Fraction(1))))
    assert isinstance(error.value, ValueError)


def test_categories_are_told_apart_and_values_may_be_missing() -> None:
    with pytest.raises(GraphiqueInvalideError, match="en double"):
        GraphiqueBarres("b", "B", "D.", ("T2", "T2"), (Serie("s", (1, 2)),))
    assert GraphiqueBarres("b", "B", "D.", ("T2",), (Serie("s", (None,)),), "empile").series[0].valeurs == (None,)


def test_equal_declarations_are_one_value() -> None:
    first, second = (a_marches(Marche("a", 3, "depart")) for _ in range(2))
    assert (first, hash(first)) == (second, hash(second))
