"""Who waits and why: the examples of docs/metier/pilotage.md, and what must hold whatever the account."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.errors import DonneeInvalideError
from gef.core.retards import CONSTATS, RAISONS, CompteSuivi, Raison, find_depuis, list_constats, list_raisons

SEUIL = Fraction(8, 10)
parts = st.fractions(min_value=0, max_value=3, max_denominator=20)
mois = st.lists(st.tuples(parts, st.integers(-1, 3)), max_size=12)


def a_compte(report: str = "0", droits: str = "0", recus: int = 0, **counts: int) -> CompteSuivi:
    return CompteSuivi("VILLE", Fraction(report), (Fraction(droits),), (recus,), **counts)


@pytest.mark.parametrize(
    ("fields", "solde", "constats"),
    [
        ({"report": "0.3", "droits": "0.5"}, "0.8", ()),
        ({"report": "0.3", "droits": "0.51"}, "0.81", ("en_retard",)),
        ({"report": "0.3", "droits": "0.7"}, "1", ("en_retard", "noye")),
        ({"report": "0.9", "droits": "4", "recus": 4, "tenus": 4}, "0.9", ("en_retard",)),
        ({"droits": "3", "recus": 4, "rendus": 1, "delais": 1, "tenus": 4}, "-1", ()),
        ({"droits": "2", "recus": 2, "rendus": 1, "delais": 1, "tenus": 2}, "0", ("deborde",)),
        ({"droits": "2", "recus": 1, "delais": 1, "tenus": 1}, "1", ("en_retard",)),
        ({"report": "-0.5", "droits": "1.4"}, "0.9", ("en_retard",)),
        ({"droits": "1", "recus": 0}, "1", ("en_retard", "noye")),
        ({"rendus": 2}, "0", ("deborde",)),
    ],
)
def test_the_examples_of_the_documentation(fields: dict[str, Any], solde: str, constats: tuple[str, ...]) -> None:
    compte = a_compte(**fields)
    assert compte.solde == Fraction(solde)
    assert list_constats(compte, SEUIL) == constats


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"droits": "1"}, [("droits", 1)]),
        ({"report": "0.9"}, [("report", 1)]),
        ({"report": "0.8", "droits": "0.1"}, [("droits", 1)]),
        (
            {"report": "1", "refus": 2, "retours": 1, "ecarts": 3, "delais": 4, "proposes": 5},
            [("report", 1), ("refus", 2), ("retours", 1), ("ecarts", 3), ("delais", 4), ("proposes", 5)],
        ),
        ({"rendus": 2, "refus": 0, "delais": 1}, [("delais", 1)]),
    ],
)
def test_every_reason_is_counted_in_its_order(fields: dict[str, Any], expected: list[tuple[str, int]]) -> None:
    raisons = list_raisons(a_compte(**fields), SEUIL)
    assert [(raison.code, raison.nombre) for raison in raisons] == expected


@given(st.builds(CompteSuivi, st.just("A"), parts, *(st.just(()),) * 2, *(st.integers(0, 5),) * 7))
def test_a_constat_never_goes_without_a_reason(compte: CompteSuivi) -> None:
    raisons = list_raisons(compte, SEUIL)
    assert raisons
    assert [raison.code for raison in raisons] == [code for code in RAISONS if code in {r.code for r in raisons}]
    assert all(isinstance(raison, Raison) and (raison.nombre or raison.code == "droits") for raison in raisons)


@given(parts, mois)
def test_the_months_lead_from_the_report_to_the_solde(report: Fraction, rows: list[tuple[Fraction, int]]) -> None:
    compte = CompteSuivi("A", report, tuple(row[0] for row in rows), tuple(row[1] for row in rows))
    assert len(compte.soldes) == len(rows) + 1
    assert compte.solde == report + compte.droits_total - compte.recus_total


@given(parts, mois)
def test_since_when_is_the_last_crossing(report: Fraction, rows: list[tuple[Fraction, int]]) -> None:
    """Slow oracle: try every month."""
    compte = CompteSuivi("A", report, tuple(row[0] for row in rows), tuple(row[1] for row in rows))
    soldes = compte.soldes
    fits = [rank for rank in range(len(soldes)) if all(solde > SEUIL for solde in soldes[rank:])]
    assert find_depuis(compte, SEUIL) == (fits[0] if fits else None)
    assert ("en_retard" in list_constats(compte, SEUIL)) == bool(fits)


@given(parts, mois)
def test_who_drowns_lacks_a_dwelling_at_least(report: Fraction, rows: list[tuple[Fraction, int]]) -> None:
    compte = CompteSuivi("A", report, tuple(row[0] for row in rows), tuple(row[1] for row in rows))
    if "noye" in list_constats(compte, SEUIL):
        assert compte.solde >= 1


def test_months_that_do_not_match_are_refused() -> None:
    with pytest.raises(DonneeInvalideError, match="droits de 1 mois, reçus de 0"):
        CompteSuivi("A", Fraction(0), (Fraction(1),))


def test_the_words_are_those_of_the_documentation() -> None:
    assert list(CONSTATS.values()) == ["en retard", "noyé", "débordé"]
