"""Kinds, moments and groups of what organisations tell each other."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.avertissements import (
    BILANS,
    D_ECHEANCE,
    DE_CONVENTION,
    DE_SEANCE,
    FREQUENCES,
    GENRES,
    HEURE,
    Avertissement,
    check_frequence,
    find_genre,
    group_avertissements,
    is_due,
)
from gef.core.errors import DonneeInvalideError
from gef.core.faits import FAITS

JOUR = date(2026, 6, 15)
LENGTH = 20
PARIS = ZoneInfo("Europe/Paris")


def at_time(month: int, day: int, *clock: int) -> datetime:
    """A moment of 2026, in Paris."""
    return datetime(2026, month, day, *clock, tzinfo=PARIS)


# The clocks go back on 25 October 2026.
hours = st.integers(0, 30 * 24 * 3600).map(lambda seconds: at_time(10, 1) + timedelta(seconds=seconds))
rows = st.lists(
    st.builds(
        Avertissement,
        st.dates(date(2026, 6, 1), date(2026, 6, 5)),
        st.integers(1, 3),
        st.sampled_from(list(GENRES)),
        st.sampled_from(["L-1", "L-2", "L-3"]),
        st.booleans(),
    ),
    max_size=40,
)


def test_each_kind_is_a_fact_a_session_a_deadline_or_a_bilan_and_has_a_default() -> None:
    assert set(GENRES) - DE_SEANCE - D_ECHEANCE - BILANS - DE_CONVENTION <= set(FAITS)
    assert set(GENRES) >= DE_SEANCE | D_ECHEANCE | BILANS | DE_CONVENTION
    assert {genre.frequence for genre in GENRES.values()} <= set(FREQUENCES)
    assert max(map(len, (*GENRES, *FREQUENCES))) <= LENGTH
    libelles = [libelle for genre in GENRES.values() for libelle in genre.libelles]
    assert len(set(libelles)) == len(libelles)


@pytest.mark.parametrize("code", ["", "preavis", "Bail"])
def test_an_unknown_kind_is_refused(code: str) -> None:
    with pytest.raises(DonneeInvalideError, match="attendu : orientation, transmission"):
        find_genre(code)


def test_an_unknown_frequency_is_refused() -> None:
    with pytest.raises(DonneeInvalideError, match="attendu : immediat, quotidien, jamais"):
        check_frequence("toujours")
    with pytest.raises(DonneeInvalideError, match="« toujours »"):
        is_due("toujours", at_time(6, 15), at_time(6, 16))


@pytest.mark.parametrize(("written", "at", "due"), [
    (at_time(6, 15, 6, 59, 59), at_time(6, 15, 7), True),
    (at_time(6, 15, 7), at_time(6, 15, 7), False),
    (at_time(6, 15, 7), at_time(6, 16, 6, 59, 59), False),
    (at_time(6, 15, 7), at_time(6, 16, 7), True),
    (at_time(6, 15, 23, 59), at_time(6, 16, 0, 1), False),
    (at_time(2, 28, 12), at_time(3, 1, 8), True),
])  # fmt: skip
def test_a_summary_leaves_at_seven_with_what_was_written_before(written: datetime, at: datetime, due: bool) -> None:  # noqa: FBT001
    assert is_due("quotidien", written, at) is due
    assert is_due("immediat", written, at)
    assert not is_due("jamais", written, at)


@given(hours, st.integers(0, 60 * 48))
def test_a_summary_waits_for_the_first_seven_o_clock_after_what_it_says(written: datetime, minutes: int) -> None:
    at = written + timedelta(minutes=minutes)
    seen = written
    while seen < at and not (seen.hour == HEURE and seen.minute == 0 and seen > written):
        seen = (seen + timedelta(minutes=1)).replace(second=0, microsecond=0)
    is_passed = written < seen <= at and (seen.hour, seen.minute) == (HEURE, 0)
    assert is_due("quotidien", written, at) is is_passed


@given(hours, hours, hours)
def test_what_is_due_stays_due(written: datetime, first: datetime, second: datetime) -> None:
    early, late = sorted((first, second))
    if early >= written and is_due("quotidien", written, early):
        assert is_due("quotidien", written, late)


@given(rows)
def test_groups_lose_nothing_and_mix_nothing(found: list[Avertissement]) -> None:
    days = group_avertissements(found)
    told = [(j.jour, g.bailleur, g.genre, objet) for j in days for g in j.groupes for objet in g.objets]
    assert len(told) == len(set(told))
    assert set(told) == {(row.jour, row.bailleur, row.genre, row.objet) for row in found}
    assert [j.jour for j in days] == sorted({row.jour for row in found}, reverse=True)
    unread = {(row.jour, row.bailleur, row.genre) for row in found if not row.is_lu}
    assert unread == {(j.jour, g.bailleur, g.genre) for j in days for g in j.groupes if not g.is_lu}


def test_a_day_follows_the_order_of_the_kinds_and_of_arrival() -> None:
    found = [
        Avertissement(JOUR, 2, "bail", "L-9"),
        Avertissement(JOUR, 2, "orientation", "L-3"),
        Avertissement(JOUR, 1, "orientation", "L-1"),
        Avertissement(JOUR, 2, "orientation", "L-2"),
    ]
    [day] = group_avertissements(found)
    assert [(g.genre, g.bailleur, g.objets, g.nombre) for g in day.groupes] == [
        ("orientation", 1, ("L-1",), 1),
        ("orientation", 2, ("L-3", "L-2"), 2),
        ("bail", 2, ("L-9",), 1),
    ]


def test_a_kind_from_nowhere_is_not_grouped() -> None:
    with pytest.raises(DonneeInvalideError, match="« rumeur »"):
        group_avertissements([Avertissement(JOUR, 1, "rumeur", "L-1")])
