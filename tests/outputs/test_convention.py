"""The convention as DOCX and PDF: the same texts, headings that are headings, French said, nothing read as markup."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZipFile

import pikepdf
from docx import Document
from docxtpl import DocxTemplate
from tests.core.termes_exemples import a_version
from tests.outputs.documents_exemples import MOMENT, PIEGE, a_document
from tests.outputs.lecture_pdf import read_text

from gef.core.termes import SUJETS
from gef.outputs.convention import (
    CLES,
    INDISPENSABLES,
    DocumentConvention,
    list_cles,
    list_sections,
    read_gabarit,
    write_docx_convention,
    write_pdf_convention,
)


def open_docx(document: DocumentConvention) -> Document:
    return Document(io.BytesIO(write_docx_convention(document, MOMENT)))


def words(document: Document) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    said = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    return said.replace("\xa0", " ").replace("\u202f", " ")


def test_the_keys_are_those_that_a_template_reads() -> None:
    assert set(list_cles(a_document(), MOMENT)) == set(CLES)
    asked = DocxTemplate(io.BytesIO(read_gabarit())).get_undeclared_template_variables()
    assert set(INDISPENSABLES) | set(SUJETS) <= asked <= set(CLES)


def test_the_docx_has_the_ten_articles_and_the_annexes_in_real_headings() -> None:
    document = open_docx(a_document())
    headings = [p.text.replace("\xa0", " ") for p in document.paragraphs if p.style.name == "Heading 2"]
    assert headings[:2] == ["Entre les parties", "Textes visés"]
    assert headings[2:12] == [f"Article {rang} : {titre}" for rang, titre in enumerate(SUJETS.values(), start=1)]
    assert headings[12:] == [
        "Signatures",
        "Annexe 1 : objectifs par commune, 2026",
        "Annexe 2 : calculs cités",
        "Textes appliqués",
    ]
    assert document.paragraphs[0].style.name == "Heading 1"
    assert document.core_properties.title == "Convention de réservation, Ville de Lys"
    assert document.core_properties.language == "fr-FR"


def test_the_docx_says_every_figure_and_leaves_no_instruction() -> None:
    document = a_document()
    said = words(open_docx(document))
    for expected in (
        "Habitat Lys, représenté par sa directrice générale, bailleur.",
        "Ville de Lys, réservataire.",
        "logements intermédiaires",
        "5 jours ouvrés",
        "Cannes",
        "Assiette 2026, version 2, du 12 mars 2026",
        "CCH art. R. 441-5",
        "Établi le 18 juin 2026 à 17 h 05",
        document.articles[3].paragraphes[0].replace("\xa0", " ").replace("\u202f", " "),
    ):
        assert expected in said
    assert "{{" not in said
    assert "{%" not in said


def test_an_empty_list_leaves_no_table_behind() -> None:
    bare = open_docx(a_document(exclusions=(), delais=(), annexe=()))
    assert [table.rows[0].cells[0].text for table in bare.tables] == ["Compte", "Partie"]
    assert "Aucun objectif par commune n’est calculé." in words(bare)


def test_what_a_person_wrote_is_never_read_as_markup() -> None:
    document = a_document(a_version(evaluation=PIEGE), reservataire=PIEGE)
    assert PIEGE in words(open_docx(document))
    assert PIEGE.split(" : ")[0] in read_text(write_pdf_convention(document, MOMENT)).replace("\xa0", " ")


def test_the_language_of_the_docx_is_french() -> None:
    styles = ZipFile(io.BytesIO(write_docx_convention(a_document(), MOMENT))).read("word/styles.xml").decode()
    assert 'w:val="fr-FR"' in styles
    assert 'w:val="en-US"' not in styles


def test_the_heading_of_a_table_is_repeated_on_each_page() -> None:
    xml = ZipFile(io.BytesIO(write_docx_convention(a_document(), MOMENT))).read("word/document.xml").decode()
    assert xml.count("<w:tblHeader") == len(open_docx(a_document()).tables)


def test_the_pdf_is_tagged_in_french_and_says_the_same() -> None:
    content = write_pdf_convention(a_document(), MOMENT)
    assert content == write_pdf_convention(a_document(), MOMENT)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert str(pdf.Root.Lang).startswith("fr")
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.docinfo["/Title"]) == "Convention de réservation, Ville de Lys"
    said = " ".join(read_text(content).split())
    for rang, titre in enumerate(SUJETS.values(), start=1):
        assert f"Article {rang} : {titre}" in said.replace("\xa0", " ")
    for expected in ("sa directrice générale", "logements intermédiaires", "5 jours ouvrés", "Annexe 2", "R. 441-5"):
        assert expected in said


def test_the_tables_stand_in_their_articles() -> None:
    sections = {section.titre: section for section in list_sections(a_document())}
    assert {titre: s.table.code for titre, s in sections.items() if s.table} == {
        "Article 2 : Parc concerné par la gestion en flux": "exclusions",
        "Article 4 : Flux annuel": "parts",
        "Article 5 : Modalités de gestion": "delais",
        "Signatures": "signatures",
        "Annexe 1 : objectifs par commune, 2026": "annexe",
    }


def test_the_page_for_people_lists_every_key() -> None:
    page = (Path(__file__).parents[2] / "docs" / "metier" / "conventions.md").read_text(encoding="utf-8")
    for cle in CLES:
        assert f"| `{cle}`{' (indispensable)' if cle in INDISPENSABLES else ''} |" in page
