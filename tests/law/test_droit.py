"""The law as one value: finding a parameter, and the rows that a page or a command shows."""

from __future__ import annotations

from datetime import date

import pytest

from gef.law.droit import SANS_VALEUR
from gef.law.errors import ParametreInconnuError
from gef.law.loader import DEBUT_COUVERTURE, load_droit

JOUR = date(2026, 11, 22)


@pytest.fixture(scope="module")
def droit():
    return load_droit()


def test_an_unknown_code_is_refused_with_the_nearest_ones(droit):
    with pytest.raises(ParametreInconnuError, match=r"« etat_plafon ».*« etat_plafond »"):
        droit.parametre("etat_plafon")
    with pytest.raises(ParametreInconnuError, match=r"« zzz »\.$"):
        droit.parametre("zzz")


def test_lister_shows_every_parameter_with_or_without_a_value(droit):
    lignes = {ligne.code: ligne for ligne in droit.lister(JOUR)}
    assert list(lignes) == list(droit.parametres)
    plafond = lignes["etat_plafond"]
    assert (plafond.valeur, plafond.numero, plafond.grade, plafond.depuis) == (
        "30\xa0%",
        "L14",
        "A",
        date(2020, 2, 22),
    )
    assert (plafond.is_en_vigueur, plafond.is_derogeable, plafond.perime) == (True, True, False)
    assert plafond.reserves[-1].endswith("02/07/2025, pas au-delà.")
    assert lignes["garantie_survie_annees"].valeur == "5\xa0ans"
    assert lignes["bilan_echeance"].valeur == "28\xa0février"
    assert lignes["conversion_limite"].valeur == "24/11/2023"
    assert lignes["stock_identifies"].numero == "L03, L04"
    absente = lignes["proposition_delai_jours"]
    assert (absente.valeur, absente.grade, absente.verifie_le, absente.perime) == (SANS_VALEUR, None, None, False)
    assert absente.depuis == DEBUT_COUVERTURE
    assert "convention" in absente.texte


def test_lister_before_every_text_shows_no_value_and_says_why(droit):
    lignes = droit.lister(date(1999, 1, 1))
    assert {ligne.valeur for ligne in lignes} == {SANS_VALEUR}
    assert {ligne.depuis for ligne in lignes} == {None}
    assert all("hors de la période" in ligne.texte for ligne in lignes)


def test_lister_marks_what_has_not_been_checked_for_a_year(droit):
    veille, jour = date(2027, 11, 21), date(2027, 11, 22)
    assert not any(ligne.perime for ligne in droit.lister(veille))
    assert all(ligne.perime == ligne.is_en_vigueur for ligne in droit.lister(jour))
    assert not any(ligne.perime for ligne in droit.lister(jour, mois=13))


def test_the_law_shows_a_value_in_french(droit):
    assert droit.render_valeur(droit.au("etat_uniformite_commune", JOUR)) == "même part dans chaque commune"
    assert droit.derniere_verification == date(2026, 11, 22)
