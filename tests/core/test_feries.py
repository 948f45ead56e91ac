"""Holidays: Easter against a table of full moons, the days of each département against the texts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gef.core.errors import DonneeInvalideError
from gef.core.feries import (
    DEPARTEMENTS,
    DROIT_LOCAL,
    FERIES_OVERSEAS,
    check_departement,
    find_paques,
    list_feries,
    sources_of,
)
from gef.law.territoires import load_departements

# Paschal full moon of each place in the cycle of nineteen years, for the years 1900 to 2199.
PLEINES_LUNES = (
    (4, 14),
    (4, 3),
    (3, 23),
    (4, 11),
    (3, 31),
    (4, 18),
    (4, 8),
    (3, 28),
    (4, 16),
    (4, 5),
    (3, 25),
    (4, 13),
    (4, 2),
    (3, 22),
    (4, 10),
    (3, 30),
    (4, 17),
    (4, 7),
    (3, 27),
)


def paques_by_the_moon(annee: int) -> date:
    """The Sunday strictly after the full moon, found day by day."""
    jour = date(annee, *PLEINES_LUNES[annee % 19]) + timedelta(days=1)
    while jour.weekday() != 6:
        jour += timedelta(days=1)
    return jour


def test_easter_is_the_sunday_after_the_full_moon_for_three_centuries() -> None:
    assert [a for a in range(1900, 2200) if find_paques(a) != paques_by_the_moon(a)] == []


@pytest.mark.parametrize(
    ("annee", "mois", "jour"),
    [(2000, 4, 23), (2008, 3, 23), (2011, 4, 24), (2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2038, 4, 25)],
)
def test_easter_of_known_years(annee: int, mois: int, jour: int) -> None:
    assert find_paques(annee) == date(annee, mois, jour)


def test_the_eleven_national_days_of_2026() -> None:
    """Code du travail, art. L. 3133-1."""
    assert dict(list_feries("06", 2026)) == {
        date(2026, 1, 1): "jour de l’An",
        date(2026, 4, 6): "lundi de Pâques",
        date(2026, 5, 1): "fête du Travail",
        date(2026, 5, 8): "victoire de 1945",
        date(2026, 5, 14): "Ascension",
        date(2026, 5, 25): "lundi de Pentecôte",
        date(2026, 7, 14): "fête nationale",
        date(2026, 8, 15): "Assomption",
        date(2026, 11, 1): "Toussaint",
        date(2026, 11, 11): "armistice de 1918",
        date(2026, 12, 25): "Noël",
    }


@pytest.mark.parametrize(
    ("departement", "plus"),
    [
        ("57", {date(2026, 4, 3), date(2026, 12, 26)}),
        ("67", {date(2026, 4, 3), date(2026, 12, 26)}),
        ("68", {date(2026, 4, 3), date(2026, 12, 26)}),
        ("971", {date(2026, 5, 27)}),
        ("972", {date(2026, 5, 22)}),
        ("973", {date(2026, 6, 10)}),
        ("974", {date(2026, 12, 20)}),
        ("976", {date(2026, 4, 27)}),
        ("2A", set()),
        ("54", set()),
        ("88", set()),
    ],
)
def test_what_a_departement_adds(departement: str, plus: set[date]) -> None:
    """Code du travail, art. L. 3134-13 and L. 3422-2."""
    assert set(list_feries(departement, 2026)) - set(list_feries("75", 2026)) == plus


@pytest.mark.parametrize("annee", range(2000, 2100))
def test_every_movable_day_falls_on_its_day_of_the_week(annee: int) -> None:
    noms = {nom: jour for jour, names in list_feries("67", annee).items() for nom in names.split(" et ")}
    weekdays = {"lundi de Pâques": 0, "Ascension": 3, "lundi de Pentecôte": 0, "Vendredi saint": 4}
    assert {nom: noms[nom].weekday() for nom in weekdays} == weekdays
    assert (noms["lundi de Pentecôte"] - noms["Ascension"]).days == 11
    assert list(list_feries("67", annee)) == sorted(list_feries("67", annee))


def test_two_holidays_on_one_day_are_both_named() -> None:
    assert list_feries("06", 2008)[date(2008, 5, 1)] == "Ascension et fête du Travail"
    assert len(list_feries("06", 2008)) == 10


def test_every_departement_is_known_and_nothing_else() -> None:
    overseas = {"975", "977", "978", "984", "986", "987", "988", "989"}
    assert set(load_departements()) - overseas == DEPARTEMENTS
    assert set(FERIES_OVERSEAS) | DROIT_LOCAL <= DEPARTEMENTS


@pytest.mark.parametrize("code", ["", "6", "20", "96", "975", "977", "988", "2C", "06000"])
def test_an_unknown_departement_is_refused(code: str) -> None:
    with pytest.raises(DonneeInvalideError, match="971, 972, 973, 974, 976"):
        check_departement(code)
    with pytest.raises(DonneeInvalideError):
        list_feries(code, 2026)


def test_the_texts_are_named() -> None:
    assert [s.nature for s in sources_of("67")] == ["legale", "legale"]
    assert "L. 3134-13" in sources_of("67")[1].reference
    assert "L. 3422-2" in sources_of("976")[1].reference
    assert len(sources_of("06")) == 1
