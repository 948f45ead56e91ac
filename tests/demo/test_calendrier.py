from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from gef.demo.calendrier import JOUR_DEMO, draw_jour, is_ouvre, list_seances, next_ouvre, next_weekday
from gef.demo.tirage import open_tirage


@pytest.mark.parametrize(
    ("jour", "suivant"),
    [
        (date(2026, 11, 20), date(2026, 11, 20)),
        (date(2026, 11, 21), date(2026, 11, 23)),
        (date(2024, 5, 1), date(2024, 5, 2)),
        (date(2025, 8, 15), date(2025, 8, 18)),
    ],
)
def test_next_day_worked(jour: date, suivant: date) -> None:
    assert next_ouvre(jour) == suivant


def test_a_thursday_that_is_a_feast_is_passed() -> None:
    assert next_weekday(date(2025, 5, 1), 3) == date(2025, 5, 15)  # 1 and 8 May 2025 are Thursdays


def test_meetings_are_weekly_and_worked_to_the_last_week() -> None:
    seances = list(list_seances())
    assert all(is_ouvre(seance) for seance in seances)
    gaps = {(after - before).days for before, after in pairwise(seances)}
    assert gaps <= {6, 7, 8}
    assert timedelta(0) <= JOUR_DEMO - seances[-1] < timedelta(days=7)


def test_drawn_days_stand_in_their_year() -> None:
    rng = open_tirage("essai")
    assert {draw_jour(rng, 2025).year for _ in range(500)} == {2025}
