"""Days of the steps of a dwelling, and exact quartiles: examples, an oracle, and the sum of the steps."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from statistics import quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.errors import DonneeInvalideError
from gef.core.jalons import (
    JALONS,
    LogementLoue,
    Quartiles,
    calculer_quartiles,
    list_etapes,
    mesurer_etapes,
    mesurer_vacance,
)

D = date(2026, 1, 1)
jours = st.dates(date(2026, 1, 1), date(2026, 12, 31))
loues = st.builds(
    LogementLoue,
    st.just("L-1"),
    st.sampled_from(("A", "B")),
    st.fixed_dictionaries(
        {"disponibilite": jours, "bail": jours},
        optional={code: jours for code in JALONS if code not in ("disponibilite", "bail")},
    ),
)


def a_loue(reservataire: str = "VILLE", **days: date) -> LogementLoue:
    return LogementLoue("L-1", reservataire, days)


EXEMPLE = a_loue(
    preavis=date(2026, 3, 1),
    orientation=date(2026, 3, 10),
    disponibilite=date(2026, 3, 31),
    attribution=date(2026, 4, 9),
    bail=date(2026, 4, 20),
)


def test_the_example_of_the_documentation() -> None:
    assert [(e.bornes, e.ecoules, e.vacants) for e in list_etapes(EXEMPLE)] == [
        (("preavis", "disponibilite"), 30, 0),
        (("disponibilite", "orientation"), 0, 0),
        (("orientation", "attribution"), 9, 9),
        (("attribution", "bail"), 11, 11),
    ]
    assert EXEMPLE.vacance == 20


@given(loues)
def test_the_empty_days_of_the_steps_are_the_vacancy(logement: LogementLoue) -> None:
    etapes = list_etapes(logement)
    assert sum(etape.vacants for etape in etapes) == logement.vacance
    assert all(0 <= etape.vacants <= etape.ecoules for etape in etapes)


def test_a_lease_before_the_departure_leaves_nothing_empty() -> None:
    early = a_loue(disponibilite=D + timedelta(days=5), bail=D)
    assert early.vacance == 0
    assert [(e.ecoules, e.vacants) for e in list_etapes(early)] == [(0, 0)]


def test_a_lease_without_its_day_is_refused() -> None:
    with pytest.raises(DonneeInvalideError, match="« bail » sans date"):
        a_loue(disponibilite=D)


@pytest.mark.parametrize(
    ("valeurs", "expected"),
    [
        ([7], (1, 7, 7, 7)),
        ([2, 4], (2, Fraction(5, 2), 3, Fraction(7, 2))),
        ([14, 3, 8, 5], (4, Fraction(9, 2), Fraction(13, 2), Fraction(19, 2))),
        ([1, 2, 3, 4, 5], (5, 2, 3, 4)),
        ([0, 0, 0], (3, 0, 0, 0)),
    ],
)
def test_quartiles(valeurs: list[int], expected: tuple[int, ...]) -> None:
    assert calculer_quartiles(valeurs) == Quartiles(expected[0], *map(Fraction, expected[1:]))


@given(st.lists(st.integers(0, 400), min_size=2, max_size=60))
def test_quartiles_are_those_of_the_standard_library(valeurs: list[int]) -> None:
    found = calculer_quartiles(valeurs)
    exact = quantiles([Fraction(v) for v in valeurs], n=4, method="inclusive")
    assert [found.bas, found.mediane, found.haut] == exact
    assert min(valeurs) <= found.bas <= found.mediane <= found.haut <= max(valeurs)


def test_no_value_has_no_quartile() -> None:
    with pytest.raises(DonneeInvalideError, match="aucune valeur"):
        calculer_quartiles([])


@given(st.lists(loues, max_size=8))
def test_every_dwelling_counts_in_its_steps_and_in_its_account(rows: list[LogementLoue]) -> None:
    lignes = mesurer_etapes(rows)
    expected = sorted(etape.bornes for row in rows for etape in list_etapes(row))
    assert sorted(bornes for ligne in lignes for bornes in [ligne.bornes] * ligne.vacants.nombre) == expected
    order = [(list(JALONS).index(a), list(JALONS).index(b)) for a, b in (ligne.bornes for ligne in lignes)]
    assert order == sorted(order)
    by_account = mesurer_vacance(rows)
    assert {code: q.nombre for code, q in by_account.items()} == {
        code: sum(row.reservataire == code for row in rows) for code in {row.reservataire for row in rows}
    }
