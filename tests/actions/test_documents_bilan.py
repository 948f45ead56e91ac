"""The files of a frozen bilan: each recipient gets his own, the PDF says what the page says."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from tests.actions.bilan_exemple import a_bilan_fige, a_destinataire
from tests.builders import Monde
from tests.outputs.lecture_pdf import open_pdf, read_text

from gef.actions.avis_bilans import Destinataire
from gef.actions.documents_bilan import (
    FormeInconnueError,
    lire_pour,
    list_chiffres,
    list_lectures,
    make_document,
    name_document,
    render_bilan,
    say_resume,
)
from gef.db.bilans.models import BilanFige

AUTRES = ("Action Logement", "Département de Lys", "Non réservé")


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def fige(monde: Monde) -> BilanFige:
    return a_bilan_fige(monde)


def squeeze(texte: str) -> str:
    return "".join(texte.split())


def test_the_pdf_of_a_recipient_says_his_figures_and_nobody_else_s(fige: BilanFige) -> None:
    lecture = lire_pour(fige, a_destinataire(fige, "Ville de Lys"))
    contenu = render_bilan(lecture, "pdf")
    text = squeeze(read_text(contenu))
    for expected in (
        "Bilan 2025 de la gestion en flux, pour Ville de Lys",
        "1\u00a0logement proposé",
        "3,3\u202f% des 30 du flux",
        "Votre compte",
        "Période de construction",
        "Publics logés",
        "Refus",
        "Hors du flux",
        "Soustractions prévues en 2026",
        "Soldes reportés",
        f"gef bilan --rejouer {fige.pk}",
        fige.empreinte[:20],
    ):
        assert squeeze(expected) in text, expected
    assert [nom for nom in AUTRES if squeeze(nom) in text] == []
    with open_pdf(contenu) as pdf:
        assert str(pdf.Root.Lang) == "fr-FR"
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "Bilan 2025 de la gestion en flux, pour Ville de Lys"
            assert metadata["dc:creator"] == ["Habitat Lys"]


def test_the_spreadsheet_has_one_sheet_by_table_and_nobody_else_s_rows(fige: BilanFige) -> None:
    lecture = lire_pour(fige, a_destinataire(fige, "Ville de Lys"))
    book = openpyxl.load_workbook(io.BytesIO(render_bilan(lecture, "xlsx")))
    tables = [table for section in lecture.sections for table in section.tables]
    assert len(book.sheetnames) == len(tables) + 1
    said = " ".join(str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    assert "Ville de Lys" in said
    assert [nom for nom in AUTRES if nom in said] == []


def test_the_bailleur_reads_everybody(fige: BilanFige) -> None:
    text = squeeze(read_text(render_bilan(lire_pour(fige, None), "pdf")))
    assert all(squeeze(nom) in text for nom in (*AUTRES, "Ville de Lys"))


def test_headline_figures_are_those_of_the_reader(fige: BilanFige) -> None:
    whole, own = lire_pour(fige, None), lire_pour(fige, a_destinataire(fige, "Ville de Lys"))
    assert [c.valeur for c in list_chiffres(whole.annuel.bilan)] == ["30", "6", "2", "1"]
    assert [c.valeur for c in list_chiffres(own.annuel.bilan, is_restreint=True)] == ["30", "1", "0", "0"]
    assert say_resume(own).startswith("1\u00a0logement proposé, 0\u00a0attribué en CALEOL, 0\u00a0bail signé")
    assert "Solde reporté en 2026" in say_resume(own)


def test_everybody_gets_a_document_with_or_without_an_organisation_here(monde: Monde, fige: BilanFige) -> None:
    names = [name_document(fige, lecture.destinataire, "pdf") for lecture in list_lectures(fige)]
    assert names == [
        "bilan-2025-v1-ensemble.pdf",
        "bilan-2025-v1-action-logement.pdf",
        "bilan-2025-v1-ca-cannes-pays-de-lerins.pdf",
        "bilan-2025-v1-departement-de-lys.pdf",
        "bilan-2025-v1-prefecture.pdf",
        "bilan-2025-v1-ville-de-lys.pdf",
    ]
    assert name_document(fige, Destinataire("Ville d’Ô", None, ("V-1",)), "xlsx") == "bilan-2025-v1-ville-d-o-v-1.xlsx"


def test_an_epci_without_account_reads_the_totals(fige: BilanFige) -> None:
    lecture = lire_pour(fige, a_destinataire(fige, "CA Cannes Pays de Lérins"))
    assert lecture.annuel.bilan.reservataires == ()
    document = make_document(lecture)
    assert document.resume.startswith("6\u00a0logements proposés")
    assert render_bilan(lecture, "pdf").startswith(b"%PDF")


def test_a_long_list_is_left_to_the_spreadsheet(fige: BilanFige, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gef.actions.documents_bilan.LIGNES_MAX", 2)
    section = make_document(lire_pour(fige, None)).sections[-1]
    assert (section.code, section.is_paysage, section.tables[0].lignes) == ("logements", False, ())
    assert "classeur XLSX" in section.tables[0].vide


def test_an_unknown_form_is_refused(fige: BilanFige) -> None:
    with pytest.raises(FormeInconnueError, match="attendu : pdf, xlsx"):
        render_bilan(lire_pour(fige, None), "odt")
