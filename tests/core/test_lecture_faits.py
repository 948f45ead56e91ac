"""The facts of a dwelling read together: which stand, what they take out of the flux, in which order."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from tests.core.test_ecritures import CLAUSE, a_fait, kinds

from gef.core.ecritures import Fait, list_possibles, open_etat, suivre
from gef.core.lecture_faits import find_sortie, is_depart, list_standing, order_faits


@given(st.lists(kinds, max_size=20))
def test_the_facts_that_stand_are_the_same_read_alone_or_followed(facts: list[str]) -> None:
    etat, written = open_etat(""), []
    for kind in facts:
        if kind in list_possibles(etat):
            etat, _ = suivre("L-1", etat, a_fait(kind), lambda _: CLAUSE)
            written.append(a_fait(kind))
    assert tuple(list_standing(written)) == etat.list_faits()
    sortie = find_sortie("", list_standing(written))
    assert sortie == (None if etat.etat == "abandonne" else etat.categorie)


@given(st.lists(st.lists(st.integers(1, 28), max_size=5), max_size=4))
def test_no_fact_goes_ahead_of_those_that_it_follows(days: list[list[int]]) -> None:
    rows = [[Fait("bail", date(2026, 1, day)) for day in dwelling] for dwelling in days]
    ordered = order_faits(rows)
    for rank, facts in enumerate(rows):
        assert [fact for place, fact in ordered if place == rank] == facts
    if all(dwelling == sorted(dwelling) for dwelling in days):
        assert [fact.jour for _, fact in ordered] == sorted(fact.jour for facts in rows for fact in facts)


def test_a_first_letting_or_a_withdrawn_notice_is_no_departure() -> None:
    assert [is_depart(sortie) for sortie in ("", "anru", "premiere_location", None)] == [True, True, False, False]
