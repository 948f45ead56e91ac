from __future__ import annotations

import csv
import io
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.outputs.tables_exemples import a_ligne, a_table

from gef.outputs.csv import FORMULES, neutraliser, write_csv
from gef.outputs.tables import Ligne


def read(contenu: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(contenu.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_the_file_is_what_a_french_spreadsheet_expects() -> None:
    contenu = write_csv(a_table(a_ligne('Évian; ou "Évian"', solde=Fraction(-6, 25), recus=12345)))
    assert contenu.startswith(b"\xef\xbb\xbf")
    assert read(contenu) == [
        ["Réservataire", "Financement", "Reçus", "Solde", "Taux", "Depuis", "En QPV"],
        ['Évian; ou "Évian"', "PLUS", "12345", "-0,24", "0,173913043478", "28/02/2026", "oui"],
    ]


def test_missing_values_are_empty_unless_the_column_words_them() -> None:
    ligne = Ligne({"nom": "Lys"})
    assert read(write_csv(a_table(ligne)))[1] == ["Lys", "", "", "", "", "", "inconnu"]


def test_the_total_is_left_out() -> None:
    assert len(read(write_csv(a_table(a_ligne(), total=Ligne({"nom": "Ensemble", "recus": 4}))))) == 2


def test_second_lines_have_their_column() -> None:
    table = a_table(replace(a_ligne("Lys"), details={"nom": "=HYPERLINK(1)"}))
    assert read(write_csv(table))[1][:2] == ["Lys", "'=HYPERLINK(1)"]


@pytest.mark.parametrize("texte", ["=1+1", "+33 6", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1"])
def test_text_that_would_run_is_neutralised_and_numbers_are_not(texte: str) -> None:
    rows = read(write_csv(a_table(a_ligne(texte, solde=Fraction(-1, 2), recus=-4))))
    assert rows[1][0] == f"'{texte}"
    assert rows[1][2:4] == ["-4", "-0,5"]


@given(st.text(max_size=12))
def test_no_text_starts_a_formula(texte: str) -> None:
    neutre = neutraliser(texte)
    assert not neutre.startswith(FORMULES)
    assert neutre.removeprefix("'") == texte.removeprefix("'")


@given(st.fractions(-10, 10, max_denominator=1000))
def test_finite_decimals_are_written_out_exactly(valeur: Fraction) -> None:
    lu = Fraction(read(write_csv(a_table(a_ligne(solde=valeur))))[1][3].replace(",", "."))
    assert abs(lu - valeur) <= Fraction(1, 2 * 10**12)
    if 10**12 % valeur.denominator == 0:
        assert lu == valeur
