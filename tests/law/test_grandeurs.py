"""Values are read exactly in their unit and shown in French."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.law.errors import GrandeurInvalideError
from gef.law.grandeurs import NOMS_MOIS, JourAnnuel, check_code, parse_grandeur, render_grandeur


@pytest.mark.parametrize(
    ("unite", "brut", "attendu", "affiche"),
    [
        ("fraction", "30/100", Fraction(3, 10), "30\xa0%"),
        ("fraction", "5/100", Fraction(1, 20), "5\xa0%"),
        ("fraction", "1/8", Fraction(1, 8), "12,5\xa0%"),
        ("fraction", "1/2000", Fraction(1, 2000), "0,05\xa0%"),
        ("fraction", "1/3", Fraction(1, 3), "1/3"),
        ("fraction", "0/100", Fraction(0), "0\xa0%"),
        ("fraction", "1/1", Fraction(1), "100\xa0%"),
        ("annees", 5, 5, "5\xa0ans"),
        ("annees", 1, 1, "1\xa0an"),
        ("mois", 2, 2, "2\xa0mois"),
        ("jours", 10, 10, "10\xa0jours"),
        ("demandes", 3, 3, "3\xa0demandes"),
        ("conventions", 1, 1, "1\xa0convention"),
        ("date", date(2023, 11, 24), date(2023, 11, 24), "24/11/2023"),
        ("jour_annuel", "28/02", JourAnnuel(mois=2, jour=28), "28\xa0février"),
        ("jour_annuel", "01/12", JourAnnuel(mois=12, jour=1), "1er\xa0décembre"),
        ("liste", ["anru", "vente"], ("anru", "vente"), "ANRU\xa0; vente"),
        ("regle", "anru", "anru", "ANRU"),
    ],
)
def test_value_is_read_exactly_and_shown_in_french(unite, brut, attendu, affiche):
    lue = parse_grandeur(unite, brut)
    assert lue == attendu
    assert type(lue) is type(attendu)
    assert render_grandeur(lue, unite, {"anru": "ANRU"}) == affiche


@pytest.mark.parametrize(
    ("unite", "brut"),
    [
        ("fraction", 0.3),
        ("fraction", "0.3"),
        ("fraction", "30"),
        ("fraction", "30 / 100"),
        ("fraction", "-1/2"),
        ("fraction", "1/0"),
        ("fraction", "101/100"),
        ("annees", True),
        ("annees", 0),
        ("annees", -5),
        ("annees", "5"),
        ("mois", 2.0),
        ("date", "2023-11-24"),
        ("date", datetime(2023, 11, 24, 12, 0)),  # noqa: DTZ001 - TOML gives local datetimes without a zone
        ("jour_annuel", "28-02"),
        ("jour_annuel", 28),
        ("jour_annuel", "29/02"),
        ("jour_annuel", "31/04"),
        ("jour_annuel", "00/01"),
        ("jour_annuel", "01/13"),
        ("liste", []),
        ("liste", "anru"),
        ("liste", ["anru", "anru"]),
        ("liste", ["Défense"]),
        ("liste", [1]),
        ("regle", "Sauf stipulation"),
        ("regle", 1),
    ],
)
def test_value_that_does_not_fit_its_unit_is_refused_with_what_was_expected(unite, brut):
    with pytest.raises(GrandeurInvalideError, match="attendu"):
        parse_grandeur(unite, brut)


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_every_share_between_nothing_and_the_whole_survives_writing(numerateur, denominateur):
    numerateur = min(numerateur, denominateur)
    assert parse_grandeur("fraction", f"{numerateur}/{denominateur}") == Fraction(numerateur, denominateur)


@given(st.integers(0, 1_000_000))
def test_a_shown_percentage_reads_back_to_the_same_share(millioniemes):
    part = Fraction(millioniemes, 1_000_000)
    entier, _, decimales = render_grandeur(part, "fraction").removesuffix("\xa0%").partition(",")
    assert Fraction(int(entier + decimales), 10 ** len(decimales)) / 100 == part


@given(st.dates(date(1999, 1, 1), date(2100, 12, 31)))
def test_a_day_of_the_year_gives_back_its_date(jour):
    if (jour.month, jour.day) == (2, 29):
        with pytest.raises(GrandeurInvalideError):
            JourAnnuel(mois=2, jour=29)
    else:
        annuel = JourAnnuel(mois=jour.month, jour=jour.day)
        assert annuel.en(jour.year) == jour
        assert NOMS_MOIS[jour.month - 1] in str(annuel)


def test_a_code_without_label_is_shown_as_it_is():
    assert render_grandeur(("anru", "lhi"), "liste") == "anru\xa0; lhi"
    assert render_grandeur("uniforme", "regle") == "uniforme"


@pytest.mark.parametrize("code", ["", "1er", "Etat", "état", "etat plafond", "etat-plafond"])
def test_codes_are_lower_case_without_accent(code):
    assert not check_code(code)
