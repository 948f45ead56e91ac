from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.imports.colonnes import Colonne, associer, find_by_entete, fold

COMMUNE = Colonne("commune", "Code commune", "un code", ("Insee", "Ville"))
DATE = Colonne("libere_le", "Date de libération", "une date", ("Libéré le",))
COLONNES = (COMMUNE, DATE)


@pytest.mark.parametrize(
    ("entete", "plie"),
    [
        ("Date de libération", "date_de_liberation"),
        ("  DATE_DE-LIBERATION ", "date_de_liberation"),
        ("\ufeffcommune", "commune"),
        ("N° RPLS", "n_rpls"),
        ("Loyer (€)", "loyer"),
        ("", ""),
        ("—", ""),
    ],
)
def test_headings_are_compared_without_case_accents_or_punctuation(entete: str, plie: str) -> None:
    assert fold(entete) == plie


@given(st.text())
def test_folding_twice_changes_nothing(entete: str) -> None:
    assert fold(fold(entete)) == fold(entete)


def test_extra_headings_are_listed_not_refused() -> None:
    lue = associer(["Remarque", "insee", "", "Libéré le"], COLONNES)
    assert dict(lue.positions) == {"commune": 1, "libere_le": 3}
    assert dict(lue.entetes) == {"commune": "insee", "libere_le": "Libéré le"}
    assert lue.ignorees == ("Remarque",)
    assert lue.absentes == ()
    assert lue.doublons == ()


def test_missing_columns_are_named() -> None:
    assert associer(["Insee"], COLONNES).absentes == (DATE,)


def test_the_preferred_spelling_of_a_column_wins_over_an_earlier_one() -> None:
    lue = associer(["Ville", "Code commune", "x", "X"], COLONNES)
    assert lue.positions["commune"] == 1
    assert lue.doublons == (("Ville", 1, 0), ("X", 2, 3))
    assert lue.ignorees == ("x",)


def test_the_first_of_two_identical_headings_is_read() -> None:
    lue = associer(["commune", "commune"], COLONNES)
    assert lue.positions["commune"] == 0
    assert lue.doublons == (("commune", 0, 1),)


def test_a_person_s_choice_wins_and_may_set_a_column_aside() -> None:
    lue = associer(["Ville", "commune", "Vide"], COLONNES, {"VILLE": "commune", "commune": "", "vide": "libere_le"})
    assert dict(lue.positions) == {"commune": 0, "libere_le": 2}
    assert lue.ignorees == ("commune",)


def test_a_spelling_claimed_by_two_columns_goes_to_the_one_that_prefers_it() -> None:
    autre = Colonne("ville", "Ville", "un nom")
    assert find_by_entete((COMMUNE, autre))["ville"] == (0, "ville")
    assert find_by_entete((autre, COMMUNE))["ville"] == (0, "ville")
