from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

import openpyxl
import pytest
from tests.outputs.tables_exemples import a_ligne, a_table

from gef.outputs import xlsx
from gef.outputs.tables import Colonne, Ligne, Table, TableInvalideError
from gef.outputs.xlsx import write_xlsx

CREE_LE = datetime(2026, 11, 22, 10, 42, tzinfo=UTC)


def reopen(*tables: Table) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(write_xlsx(tables, CREE_LE)))


def test_cells_are_true_numbers_dates_and_texts_with_french_formats() -> None:
    feuille = reopen(a_table(a_ligne("Évian", solde=Fraction(-6, 25), recus=12345))).worksheets[0]
    entetes, ligne = feuille.iter_rows()
    assert [c.value for c in entetes] == ["Réservataire", "Financement", "Reçus", "Solde", "Taux", "Depuis", "En QPV"]
    assert [(c.value, c.number_format) for c in ligne] == [
        ("Évian", "General"),
        ("PLUS", "General"),
        (12345, "#,##0"),
        (-0.24, "+#,##0.00;-#,##0.00;0.00"),
        (pytest.approx(4 / 23), "0.0%"),
        (datetime(2026, 2, 28, tzinfo=UTC).replace(tzinfo=None), "dd/mm/yyyy"),
        ("oui", "General"),
    ]


@pytest.mark.parametrize("texte", ["=1+1", "@SUM(1)", "https://exemple.test", "0042", "+33 6"])
def test_text_stays_text(texte: str) -> None:
    cell = reopen(a_table(a_ligne(texte))).worksheets[0]["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (texte, "s", None)


def test_the_total_is_styled_and_blank_where_there_is_none() -> None:
    feuille = reopen(a_table(a_ligne(), total=Ligne({"nom": "Ensemble", "recus": 4}))).worksheets[0]
    total = feuille[3]
    assert [c.value for c in total] == ["Ensemble", None, 4, None, None, None, None]
    assert total[0].font.bold
    assert (total[2].border.top.style, total[2].border.bottom.style) == ("thin", "double")


def test_missing_values_are_worded_in_the_rows() -> None:
    assert [c.value for c in reopen(a_table(Ligne({"nom": "Lys"}))).worksheets[0][2]] == ["Lys", None, None, None, None, None, "inconnu"]  # fmt: skip


def test_the_sheet_is_ready_to_read_and_to_print() -> None:
    feuille = reopen(a_table(a_ligne(), a_ligne(), total=Ligne({"nom": "Ensemble"}))).worksheets[0]
    assert feuille.title == "Soldes des réservataires"
    assert feuille.freeze_panes == "A2"
    assert feuille.auto_filter.ref == "A1:G3"
    assert feuille.print_title_rows == "$1:$1"
    assert feuille.page_setup.orientation == "landscape"
    assert feuille.column_dimensions["A"].width > feuille.column_dimensions["C"].width


def test_a_calculation_is_indented_and_not_filtered() -> None:
    lignes = (replace(a_ligne("dont défense"), genre="sous"), replace(a_ligne("Parc éligible"), genre="soustotal"))
    feuille = reopen(a_table(*lignes)).worksheets[0]
    assert feuille.auto_filter.ref is None
    assert feuille["A2"].alignment.indent == 1
    assert feuille["B2"].alignment.indent == 0
    assert feuille["A3"].font.bold


def test_the_last_sheet_says_where_the_figures_come_from() -> None:
    feuille = reopen(a_table(a_ligne())).worksheets[-1]
    rows = [tuple(c.value for c in row) for row in feuille.iter_rows()]
    assert feuille.title == "Sources"
    titre = "Soldes des réservataires"
    assert rows == [
        ("Tableau", "Rubrique", "Contenu", "Adresse"),
        (titre, "Établi le", "22\u00a0novembre\u00a02026 à 10\u00a0h\u00a042", None),
        (titre, "Note", "Soldes au 22 novembre 2026.", None),
        (titre, "Réservataire", "Titulaire d’une convention en cours.", None),
        (titre, "Légal", "CCH art. R. 441-5", "https://exemple.test/r441-5"),
        (titre, "Donnée", "parc.csv", None),
    ]


def test_several_tables_have_distinct_legal_sheet_names() -> None:
    long = "Bilan [2026] : par commune / typologie et financement"
    noms = reopen(a_table(titre=long), a_table(titre=long), a_table(titre="sources"), a_table(titre="'?'")).sheetnames
    assert noms == [
        "Bilan 2026 par commune typologi",
        "Bilan 2026 par commune typolo 2",
        "sources 2",
        "soldes",
        "Sources",
    ]


def test_the_bytes_depend_on_the_arguments_alone() -> None:
    table = a_table(a_ligne(), total=Ligne({"nom": "Ensemble"}))
    premier = write_xlsx([table], CREE_LE)
    assert premier == write_xlsx([table], CREE_LE)
    assert all(i.date_time[0] == 1980 for i in zipfile.ZipFile(io.BytesIO(premier)).infolist())


def test_the_date_of_the_file_is_the_one_given() -> None:
    paris = datetime(2026, 11, 22, 1, 0, tzinfo=timezone(timedelta(hours=1)))
    classeur = openpyxl.load_workbook(io.BytesIO(write_xlsx([a_table()], paris)))
    assert classeur.properties.created.replace(tzinfo=UTC) == paris
    assert classeur.properties.title == "Soldes des réservataires"
    assert write_xlsx([a_table()], CREE_LE) == write_xlsx([a_table()], CREE_LE.replace(tzinfo=None))


def test_what_a_spreadsheet_cannot_hold_is_refused_rather_than_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TableInvalideError, match="texte de 32768 caractères"):
        write_xlsx([a_table(a_ligne("x" * 32_768))], CREE_LE)
    monkeypatch.setattr(xlsx, "LIGNES_MAX", 1)
    with pytest.raises(TableInvalideError, match="2 lignes"):
        write_xlsx([a_table(a_ligne(), a_ligne())], CREE_LE)


def test_a_width_declared_wins() -> None:
    table = Table("t", "T", (Colonne("n", "Nom", largeur=33),), (Ligne({"n": "x"}),))
    assert reopen(table).worksheets[0].column_dimensions["A"].width == pytest.approx(33, abs=1)
