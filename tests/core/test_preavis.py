"""The day a dwelling is free, from its notice."""

from __future__ import annotations

from datetime import date

import pytest

from gef.core.errors import DonneeInvalideError
from gef.core.faits import PRECISIONS
from gef.core.preavis import DUREES, calculer_depart


@pytest.mark.parametrize(
    ("recu", "duree", "libre"),
    [
        (date(2026, 3, 2), "un_mois", date(2026, 4, 2)),
        (date(2026, 3, 2), "trois_mois", date(2026, 6, 2)),
        (date(2026, 1, 31), "un_mois", date(2026, 2, 28)),
        (date(2026, 11, 30), "trois_mois", date(2027, 2, 28)),
    ],
)
def test_a_notice_runs_by_whole_months(recu: date, duree: str, libre: date) -> None:
    assert calculer_depart(recu, duree) == libre


def test_the_lengths_are_those_of_the_fact() -> None:
    assert list(DUREES) == list(PRECISIONS["preavis"][0].codes)
    with pytest.raises(DonneeInvalideError, match="attendu : un_mois, trois_mois"):
        calculer_depart(date(2026, 1, 1), "six_mois")
