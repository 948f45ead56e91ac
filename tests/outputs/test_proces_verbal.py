"""The minutes: the same texts in the DOCX and in the PDF, headings that are headings, and nothing read as markup."""

from __future__ import annotations

import io
from dataclasses import fields, replace
from datetime import datetime
from importlib.resources import files
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from docx import Document
from docxtpl import DocxTemplate
from tests.outputs.lecture_pdf import read_text

from gef.core.caleol import R441_3
from gef.outputs.proces_verbal import (
    GABARIT,
    CandidatExamine,
    LogementExamine,
    ProcesVerbal,
    list_keys,
    tables_proces_verbal,
    write_docx,
    write_pdf_proces_verbal,
)

MOMENT = datetime(2026, 6, 18, 17, 5, tzinfo=ZoneInfo("Europe/Paris"))
PIEGE = "<w:b>{{ titre }}</w:b> & « sous condition » : {% if x %}"
PREMIER = CandidatExamine("1", "0060626000012A0001", "3 personnes, dont 1 enfant", "attribution avec rang", "")
SECOND = CandidatExamine("2", "0060626000012A0002", "2 personnes", "attribution sous condition suspensive", PIEGE)
ECARTE = CandidatExamine("", "0060626000012A0003", "1 personne", "non-attribution", "dossier incomplet")
PV = ProcesVerbal(
    bailleur="Habitat Lys",
    titre="Procès-verbal de la CALEOL du 18 juin 2026",
    lieu="Séance du 18 juin 2026 à 9 h 30, salle des commissions.",
    etat="Définitif : chaque logement a sa décision.",
    presents=("Ève Martin, présidente", "Ali Roy, mairie de Cannes"),
    logements=(
        LogementExamine(
            "1. L-2026-0001", "Cannes, T3 PLUS : Ville de Lys.", "Attribué.", "", (PREMIER, SECOND, ECARTE)
        ),
        LogementExamine("2. L-2026-0002", "Cannes, T2 PLAI.", "Non attribué.", "Moins de trois candidats : DALO.", ()),
    ),
    sources=(R441_3,),
)


def open_docx(proces_verbal: ProcesVerbal = PV) -> Document:
    return Document(io.BytesIO(write_docx(proces_verbal, MOMENT)))


def texts(document: Document) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return (
        "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
        .replace("\xa0", " ")
        .replace("\u202f", " ")
    )


def test_the_template_asks_for_the_fields_of_the_minutes_and_no_other() -> None:
    template = DocxTemplate(io.BytesIO(files("gef.outputs").joinpath("gabarits", GABARIT).read_bytes()))
    assert template.get_undeclared_template_variables() == set(list_keys(PV, MOMENT))
    xml = ZipFile(io.BytesIO(files("gef.outputs").joinpath("gabarits", GABARIT).read_bytes())).read("word/document.xml")
    for nom, kind in (("candidat", CandidatExamine), ("logement", LogementExamine)):
        for field in fields(kind):
            assert f"{nom}.{field.name}".encode() in xml


def test_the_docx_says_everything_in_real_headings() -> None:
    document = open_docx()
    headings = [(p.style.name, p.text) for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert headings == [
        ("Heading 1", "Procès-verbal de la CALEOL du 18 juin 2026"),
        ("Heading 2", "Membres présents"),
        ("Heading 2", "1. L-2026-0001"),
        ("Heading 2", "2. L-2026-0002"),
        ("Heading 2", "Signatures"),
        ("Heading 2", "Textes appliqués"),
    ]
    assert document.core_properties.language == "fr-FR"
    said = texts(document)
    for expected in (
        *PV.presents,
        "0060626000012A0003",
        "dossier incomplet",
        "Établi le 18 juin 2026 à 17 h 05",
        "R. 441-3",
    ):
        assert expected in said
    assert "{%" not in said.replace(PIEGE, "")


def test_what_a_person_wrote_is_never_read_as_markup() -> None:
    assert PIEGE in texts(open_docx())
    assert open_docx(replace(PV, titre="A & B < C")).core_properties.title == "A & B < C"


def test_the_language_of_the_docx_is_french() -> None:
    styles = ZipFile(io.BytesIO(write_docx(PV, MOMENT))).read("word/styles.xml").decode()
    assert 'w:val="fr-FR"' in styles


def test_the_pdf_is_tagged_in_french_and_says_the_same() -> None:
    content = write_pdf_proces_verbal(PV, MOMENT)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert str(pdf.Root.Lang).startswith("fr")
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.docinfo["/Title"]) == PV.titre
    said = read_text(content)
    for expected in ("L-2026-0001", "0060626000012A0002", "Non attribué.", "Ève Martin", "salle des commissions"):
        assert expected in said


def test_the_pdf_keeps_the_order_of_the_agenda_then_the_signatures() -> None:
    tables = tables_proces_verbal(PV)
    assert [table.titre for table in tables] == ["1. L-2026-0001", "2. L-2026-0002", "Membres présents et signatures"]
    assert [ligne.genre for ligne in tables[0].lignes] == ["retenu", "", ""]
    assert tables[1].notes[-1] == "Moins de trois candidats : DALO."


@pytest.mark.parametrize("write", [write_docx, write_pdf_proces_verbal])
def test_minutes_without_members_are_written(write: object) -> None:
    assert write(replace(PV, presents=(), logements=()), MOMENT)  # type: ignore[operator]
