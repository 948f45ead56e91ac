"""A check that is too old is seen, on the day given and not on the day of the machine."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.law.builders import a_parametre, a_valeur

from gef.law.errors import GrandeurInvalideError
from gef.law.freshness import add_mois, list_perimees, perime


@pytest.mark.parametrize(
    ("jour", "mois", "attendu"),
    [
        (date(2026, 11, 22), 12, date(2027, 11, 22)),
        (date(2026, 11, 22), 1, date(2026, 12, 22)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
    ],
)
def test_months_are_counted_on_the_calendar(jour, mois, attendu):
    assert add_mois(jour, mois) == attendu


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 120))
def test_adding_months_moves_the_month_and_never_overshoots(jour, mois):
    ensuite = add_mois(jour, mois)
    assert (ensuite.year * 12 + ensuite.month) - (jour.year * 12 + jour.month) == mois
    assert ensuite.day <= jour.day
    assert ensuite.day == jour.day or (ensuite + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("jour", "mois", "attendu"),
    [
        (date(2027, 11, 21), 12, False),
        (date(2027, 11, 22), 12, True),
        (date(2027, 5, 22), 6, True),
        (date(2027, 5, 21), 6, False),
        (date(2020, 1, 1), 12, False),
    ],
)
def test_a_value_is_stale_from_the_day_its_check_reaches_the_age(jour, mois, attendu):
    assert perime(a_valeur(verifie_le=date(2026, 11, 22)), jour, mois) is attendu


def test_twelve_months_is_the_default():
    valeur = a_valeur(verifie_le=date(2026, 11, 22))
    assert not perime(valeur, date(2027, 11, 21))
    assert perime(valeur, date(2027, 11, 22))


def test_an_age_below_one_month_is_refused():
    with pytest.raises(GrandeurInvalideError, match="0 mois ; attendu : au moins 1"):
        perime(a_valeur(), date(2027, 1, 1), 0)


def test_stale_values_come_oldest_first_and_only_those_in_force():
    ancienne = a_parametre(a_valeur(verifie_le=date(2024, 1, 31)), code="b_ancienne")
    vieille = a_parametre(a_valeur(verifie_le=date(2025, 3, 1)), code="a_vieille")
    fraiche = a_parametre(a_valeur(verifie_le=date(2026, 11, 22)), code="fraiche")
    abrogee = a_parametre(a_valeur(verifie_le=date(2019, 1, 1), jusqua=date(2021, 1, 1)), code="abrogee")
    trouvees = list_perimees([vieille, fraiche, abrogee, ancienne], date(2026, 12, 1))
    assert [(p.parametre.code, p.a_verifier_depuis) for p in trouvees] == [
        ("b_ancienne", date(2025, 1, 31)),
        ("a_vieille", date(2026, 3, 1)),
    ]
    assert trouvees[0].valeur is ancienne.valeurs[0]
    assert list_perimees([fraiche], date(2026, 12, 1)) == ()
