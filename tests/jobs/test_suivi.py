"""A work says how far it is at most twice a second, the beginning and the end always."""

from __future__ import annotations

import pytest

from gef.db.journal.models import Travail
from gef.jobs import suivi
from gef.jobs.suivi import Suivi


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[tuple[int, int], str]]:
    signs: list[tuple[tuple[int, int], str]] = []
    monkeypatch.setattr(
        suivi, "noter_avancement", lambda _travail, avance, message, _instant: signs.append((avance, message))
    )
    return signs


def test_progress_is_written_at_most_twice_a_second(written: list[tuple[tuple[int, int], str]]) -> None:
    times = iter(n / 10 for n in range(1_000))
    follow_up = Suivi(Travail(), lambda: next(times))
    follow_up.annoncer(40, "Début")
    for rang in range(1, 41):
        follow_up.avancer(rang, f"n° {rang}")
    seconds = next(times)
    assert len(written) <= 2 * seconds + 2
    assert len(written) > 5
    assert written[0] == ((0, 40), "Début")
    assert written[-1] == ((40, 40), "n° 40")


def test_a_slow_work_writes_every_item(written: list[tuple[tuple[int, int], str]]) -> None:
    times = iter(range(1_000))
    follow_up = Suivi(Travail(), lambda: next(times))
    follow_up.annoncer(3)
    for rang in (1, 2, 3):
        follow_up.avancer(rang)
    assert [avance for avance, _ in written] == [(0, 3), (1, 3), (2, 3), (3, 3)]
