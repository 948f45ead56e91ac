"""A parameter gives the value in force, or says why there is none."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.law.builders import a_derogation, a_parametre, a_valeur

from gef.errors import GefError
from gef.law.errors import GrandeurInattendueError, ParametreAbsentError
from gef.law.grandeurs import JourAnnuel
from gef.law.model import Absence

AVANT = a_valeur(depuis=date(2018, 11, 24), jusqua=date(2022, 2, 23), valeur=Fraction(1, 5))
APRES = a_valeur(depuis=date(2022, 2, 23), valeur=Fraction(1, 4))
ABSENCE = Absence(date(2018, 11, 1), date(2018, 11, 24), "Rien avant la loi ELAN.")
DATE = a_parametre(AVANT, APRES, absences=[ABSENCE])


@pytest.mark.parametrize(
    ("jour", "attendu"),
    [
        (date(2018, 11, 24), AVANT),
        (date(2022, 2, 22), AVANT),
        (date(2022, 2, 23), APRES),
        (date(2099, 12, 31), APRES),
    ],
)
def test_au_takes_the_first_day_and_leaves_the_last_one(jour, attendu):
    assert DATE.au(jour) is attendu


def test_silence_is_an_error_that_says_what_is_known():
    with pytest.raises(ParametreAbsentError) as levee:
        DATE.au(date(2018, 11, 23))
    assert str(levee.value) == (
        "Paramètre « part_test » (L99, CCH art. R. 999-1) : aucune valeur au 23/11/2018. Rien avant la loi ELAN. "
        "Valeurs connues : du 24/11/2018 au 23/02/2022 (exclu), 20\xa0% ; depuis le 23/02/2022, 25\xa0%."
    )
    assert isinstance(levee.value, LookupError)
    assert isinstance(levee.value, GefError)


def test_a_day_before_everything_is_outside_the_texts():
    with pytest.raises(ParametreAbsentError, match="hors de la période couverte"):
        DATE.au(date(2018, 10, 31))


def test_a_parameter_that_never_had_a_value_says_so():
    jamais = a_parametre(valeurs=(), absences=[Absence(date(2018, 1, 1), None, "Le code n’en fixe pas.")])
    with pytest.raises(ParametreAbsentError, match=r"pas\. Aucune valeur n’est connue, à aucune date\."):
        jamais.au(date(2027, 1, 1))


@given(st.integers(0, 4000))
def test_every_day_of_the_calendar_has_one_period(ecart):
    jour = date(2018, 11, 1) + timedelta(days=ecart)
    periodes = [p for p in (*DATE.valeurs, *DATE.absences) if p.is_en_vigueur(jour)]
    assert len(periodes) == 1
    absente = DATE.absence_au(jour) is not None
    assert absente == (jour < date(2018, 11, 24))


@pytest.mark.parametrize(
    ("lecture", "valeur"),
    [
        ("part", Fraction(1, 3)),
        ("compte", 3),
        ("jour", date(2023, 11, 24)),
        ("jour_annuel", JourAnnuel(mois=2, jour=28)),
        ("codes", ("anru", "vente")),
    ],
)
def test_a_value_is_read_as_what_it_is_and_as_nothing_else(lecture, valeur):
    autres = {"part", "compte", "jour", "jour_annuel", "codes"} - {lecture}
    portee = a_valeur(valeur=valeur)
    assert getattr(portee, lecture) == valeur
    for autre in autres:
        with pytest.raises(GrandeurInattendueError, match=r"part_test.*attendu"):
            getattr(portee, autre)


def test_a_single_code_reads_as_codes():
    assert a_valeur(valeur="uniforme").codes == ("uniforme",)


def test_reserves_say_the_remark_the_weaker_date_and_how_far_the_text_was_followed():
    valeur = a_valeur(remarque="Un piège.", grade="A", grade_date="C", suivi_jusqu_au=date(2025, 7, 2))
    assert valeur.reserves == (
        "Un piège.",
        "Date d’entrée en vigueur connue avec la note C seulement.",
        "Modifications du texte suivies jusqu’au 02/07/2025, pas au-delà.",
    )
    assert a_valeur().reserves == ()


def test_a_value_is_derogeable_only_with_a_ground():
    assert a_valeur(derogation=a_derogation()).is_derogeable
    assert not a_valeur().is_derogeable


def test_numeros_gather_those_of_every_period():
    parametre = a_parametre(AVANT, a_valeur(numero="L99, L04", depuis=date(2022, 2, 23)))
    assert parametre.numeros == {"L99", "L04"}
