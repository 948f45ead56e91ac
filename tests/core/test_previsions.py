"""Forecasts in force: the last declaration of each month counts, a year starts the category afresh."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.errors import DonneeInvalideError
from gef.core.previsions import Declaration, dresser_previsions, list_en_vigueur, suivre_previsions

FEVRIER, JUIN, OCTOBRE = date(2026, 2, 20), date(2026, 6, 9), date(2026, 10, 30)


def an(nombre: int, jour: date | None = FEVRIER, categorie: str = "anru") -> Declaration:
    return Declaration(2026, categorie, nombre, f"document {nombre}", declaree_le=jour)


def au(mois: int, nombre: int, jour: date | None = JUIN) -> Declaration:
    return Declaration(2026, "anru", nombre, f"document {nombre}", mois, jour)


DECLARATIONS = st.lists(
    st.builds(
        Declaration,
        exercice=st.sampled_from([2025, 2026]),
        categorie=st.sampled_from(["mutations", "anru"]),
        nombre=st.integers(0, 40),
        document=st.just(""),
        mois=st.none() | st.integers(1, 12),
        declaree_le=st.none() | st.sampled_from([FEVRIER, JUIN, OCTOBRE]),
    ),
    max_size=12,
)


@pytest.mark.parametrize(
    ("declarations", "total"),
    [
        ([an(8)], 8),
        ([an(8), an(12, JUIN)], 12),
        ([an(12, JUIN), an(8)], 12),  # entered late, declared early
        ([an(8), an(12)], 12),  # the same day: the last one written
        ([an(8, None), an(12, None)], 12),
        ([an(8, None), an(12)], 12),
        ([an(8), au(7, 3)], 8),  # a month details the year
        ([an(8), au(7, 30)], 30),  # and never lowers it
        ([au(7, 3), au(8, 4)], 7),
        ([au(7, 3), an(8, OCTOBRE)], 8),
        ([an(8), *(au(mois, 1) for mois in range(1, 13))], 12),
        ([an(20), *(au(mois, 1) for mois in range(1, 13))], 12),  # every month is said: their sum
        ([an(8), au(7, 3), au(7, 0, OCTOBRE)], 8),
        ([an(0)], 0),
    ],
)
def test_the_year_of_a_category(declarations: list[Declaration], total: int) -> None:
    (prevision,) = dresser_previsions(declarations, 2026)
    assert prevision.total == total
    assert sum(prevision.mois) == total


def test_the_rest_of_the_year_is_spread_over_the_months_that_say_nothing() -> None:
    (prevision,) = dresser_previsions([an(14), au(3, 3)], 2026)
    assert prevision.mois == tuple(Fraction(3) if mois == 3 else Fraction(1) for mois in range(1, 13))
    assert (prevision.declares, prevision.is_etalee) == (frozenset({3}), True)
    assert prevision.documents == ("document 14", "document 3")
    assert prevision.declaree_le == JUIN


def test_as_of_a_day() -> None:
    declarations = [an(8), an(12, JUIN), au(11, 1, OCTOBRE)]
    assert [p.total for p in dresser_previsions(declarations, 2026, date(2026, 1, 1))] == []
    assert [p.total for p in dresser_previsions(declarations, 2026, date(2026, 6, 8))] == [8]
    (prevision,) = dresser_previsions(declarations, 2026, JUIN)
    assert (prevision.total, prevision.declares) == (12, frozenset())


def test_categories_come_in_the_order_of_the_law_and_silence_is_not_zero() -> None:
    declarations = [an(1, categorie="vente"), an(0, categorie="mutations"), Declaration(2025, "lhi", 4)]
    assert [(p.categorie, p.total) for p in dresser_previsions(declarations, 2026)] == [("mutations", 0), ("vente", 1)]


@given(DECLARATIONS)
def test_one_declaration_is_in_force_for_each_month_at_most(declarations: list[Declaration]) -> None:
    kept = list_en_vigueur(declarations)
    keys = [(d.exercice, d.categorie, d.mois) for d in kept]
    assert len(set(keys)) == len(keys)
    assert list_en_vigueur(kept) == kept


@given(DECLARATIONS)
def test_the_months_always_add_up_to_the_year(declarations: list[Declaration]) -> None:
    for prevision in dresser_previsions(declarations, 2026):
        assert sum(prevision.mois) == prevision.total
        assert min(prevision.mois) >= 0


@given(DECLARATIONS)
def test_the_last_declaration_is_what_a_slow_reading_finds(declarations: list[Declaration]) -> None:
    assert set(map(_show, list_en_vigueur(declarations))) == set(map(_show, _slow(declarations)))


def _show(declaration: Declaration) -> tuple[object, ...]:
    return (declaration.exercice, declaration.categorie, declaration.mois, declaration.nombre, declaration.declaree_le)


def _slow(declarations: list[Declaration]) -> Iterable[Declaration]:
    """Yield the declarations that no later one replaces, comparing each with each."""
    ranked = [((d.declaree_le or date.min), rank, d) for rank, d in enumerate(declarations)]
    for day, rank, one in ranked:
        later = [o for d, r, o in ranked if (d, r) > (day, rank)]
        same = [o for o in later if (o.exercice, o.categorie) == (one.exercice, one.categorie)]
        if not any(o.mois is None or o.mois == one.mois for o in same):
            yield one


def test_forecast_and_realised_run_along_the_year() -> None:
    rows = suivre_previsions([Fraction(1, 2)] * 12, {1: 2, 3: 1}, dernier_mois=3)
    assert [row.realise for row in rows] == [2, 0, 1, *[None] * 9]
    assert [row.realise_cumule for row in rows[:4]] == [2, 2, 3, None]
    assert rows[-1].prevu_cumule == 6


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"categorie": "pli"}, "catégorie « pli » ; attendu : mutations, anru"),
        ({"mois": 13}, "mois : 13 ; attendu : de 1 à 12"),
        ({"nombre": -1}, "-1 ; attendu : positif ou nul"),
    ],
)
def test_an_impossible_declaration_is_refused(fields: dict[str, object], message: str) -> None:
    with pytest.raises(DonneeInvalideError, match=message):
        Declaration(**({"exercice": 2026, "categorie": "anru", "nombre": 1} | fields))  # type: ignore[arg-type]
