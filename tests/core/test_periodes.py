from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.errors import DonneeInvalideError
from gef.core.periodes import (
    PERIODE_INCONNUE,
    PERIODES_CONSTRUCTION,
    add_mois,
    check_exercice,
    debut_exercice,
    echeance_bilan,
    exercice_de,
    fin_exercice,
    jours_ecoules,
    jours_exercice,
    periode_construction,
)

annees = st.integers(1901, 2198)
jours = st.dates(date(1901, 1, 1), date(2198, 12, 31))


@given(jours)
def test_a_day_belongs_to_its_exercice_and_to_no_other(jour: date) -> None:
    annee = exercice_de(jour)
    assert debut_exercice(annee) <= jour < fin_exercice(annee)
    assert fin_exercice(annee) == debut_exercice(annee + 1)


@pytest.mark.parametrize(("annee", "attendu"), [(2023, 365), (2024, 366), (2100, 365), (2000, 366)])
def test_jours_exercice(annee: int, attendu: int) -> None:
    assert jours_exercice(annee) == attendu


@given(annees, jours)
def test_jours_ecoules_stays_in_the_exercice_and_grows_by_day(annee: int, jour: date) -> None:
    ecoules = jours_ecoules(annee, jour)
    assert 0 <= ecoules <= jours_exercice(annee)
    gain = jours_ecoules(annee, jour + timedelta(days=1)) - ecoules
    assert gain == (exercice_de(jour) == annee)


@pytest.mark.parametrize("annee", [26, 1899, 2200, -3])
def test_an_impossible_exercice_is_named(annee: int) -> None:
    with pytest.raises(DonneeInvalideError, match=f"exercice : {annee}"):
        check_exercice(annee)


def test_echeance_is_the_28th_even_in_a_leap_year() -> None:
    assert echeance_bilan(2023) == date(2024, 2, 28)
    assert echeance_bilan(2025) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("jour", "mois", "attendu"),
    [
        (date(2024, 5, 6), 60, date(2029, 5, 6)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2024, 2, 29), 60, date(2029, 2, 28)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
    ],
)
def test_add_mois(jour: date, mois: int, attendu: date) -> None:
    assert add_mois(jour, mois) == attendu


@given(jours, st.integers(-600, 600))
def test_add_mois_lands_in_the_right_month_and_never_later_in_it(jour: date, mois: int) -> None:
    arrivee = add_mois(jour, mois)
    assert (arrivee.year - jour.year) * 12 + arrivee.month - jour.month == mois
    assert arrivee.day <= jour.day
    assert arrivee.day == jour.day or (arrivee + timedelta(days=1)).month != arrivee.month


@pytest.mark.parametrize(
    ("annee", "code"),
    [
        (1600, "avant_1949"),
        (1948, "avant_1949"),
        (1949, "1949_1974"),
        (1974, "1949_1974"),
        (1975, "1975_1989"),
        (1989, "1975_1989"),
        (1990, "1990_1999"),
        (2000, "2000_2009"),
        (2009, "2000_2009"),
        (2010, "2010_et_apres"),
        (2026, "2010_et_apres"),
    ],
)
def test_periode_construction_at_the_edges(annee: int, code: str) -> None:
    assert periode_construction(annee).code == code


def test_an_unknown_year_stays_unknown() -> None:
    assert periode_construction(None) is PERIODE_INCONNUE


@pytest.mark.parametrize("annee", [0, 999, 2200, -1950])
def test_an_absurd_year_is_refused_not_guessed(annee: int) -> None:
    with pytest.raises(DonneeInvalideError, match="annee de construction"):
        periode_construction(annee)


def test_periodes_follow_each_other_without_gap() -> None:
    bornes = [(p.debut, p.fin) for p in PERIODES_CONSTRUCTION]
    assert bornes[0][0] is None
    assert bornes[-1][1] is None
    assert [fin for _, fin in bornes[:-1]] == [debut for debut, _ in bornes[1:]]
