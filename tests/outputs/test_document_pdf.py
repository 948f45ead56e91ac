"""The PDF of a document of several parts: tagged, in French, whole, the same bytes for the same document."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from tests.outputs.lecture_pdf import list_structure, open_pdf, read_text
from tests.outputs.tables_exemples import a_ligne, a_table

from gef.outputs.composition import CompositionError, Ordre, composer_suite
from gef.outputs.document import ChiffreCle, Document, Section
from gef.outputs.document_pdf import to_ordre, write_document, write_documents

MOMENT = datetime(2026, 3, 12, 15, 0, tzinfo=timezone(timedelta(hours=1)))


def a_document(**champs: object) -> Document:
    document = Document(
        titre="Bilan 2025 de la gestion en flux",
        auteur="Habitat Lys",
        reference="CCH art. R. 441-5-1",
        resume="3 logements proposés : deux attribués.",
        mentions=("Figé le 12 mars 2026.",),
        chiffres=(ChiffreCle("Proposés", "3", "0,4 % des 822 du flux"), ChiffreCle("Baux", "2")),
        alertes=("Public du ménage : non renseigné pour 2 attributions sur 2.",),
        sections=(
            Section("un", "Votre compte", (a_table(a_ligne()), replace(a_table(a_ligne("Rive")), titre="Deuxième"))),
            Section("deux", "En deux colonnes", (a_table(a_ligne()),) * 3, is_double=True),
            Section("trois", "Liste des logements", (a_table(a_ligne()),), is_paysage=True),
        ),
        origine=("Journal des faits.", "Pour les rejouer : gef bilan --rejouer 3"),
        moment=MOMENT,
    )
    return replace(document, **champs)  # type: ignore[arg-type]


def squeeze(texte: str) -> str:
    return "".join(texte.split())


def test_the_file_says_its_language_its_title_and_that_it_is_tagged() -> None:
    with open_pdf(write_document(a_document())) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "fr-FR"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "Bilan 2025 de la gestion en flux"
            assert metadata["dc:creator"] == ["Habitat Lys"]
            assert metadata["pdfuaid:part"] == "1"
        sizes = [(round(page.mediabox[2]), round(page.mediabox[3])) for page in pdf.pages]
    assert sizes[0] == (595, 842)
    assert sizes[-1] == (842, 595), "a list of many columns lies down"


def test_everything_is_written() -> None:
    text = squeeze(read_text(write_document(a_document())))
    for expected in (
        "3 logements proposés\u00a0: deux attribués.",
        "Figé le 12\u00a0mars\u00a02026.",
        "0,4\u202f% des 822 du flux",
        "Ce que les données ne disent pas",
        "Public du ménage",
        "Votre compte",
        "Deuxième",
        "D’où viennent ces chiffres",
        "gef bilan --rejouer 3",
        "CCH art. R. 441-5-1",
        "Soldes au 22 novembre 2026.",
    ):
        assert squeeze(expected) in text, expected


def test_headings_follow_the_parts() -> None:
    counts = list_structure(write_document(a_document()))
    assert counts["/H1"] == 1
    assert counts["/H2"] == 4, "three parts and the origin of the figures"
    assert counts["/H3"] == 5, "the tables of a part that has several"
    assert counts["/Table"] == 6


def test_the_same_document_gives_the_same_bytes_alone_or_among_others() -> None:
    one, two = a_document(), a_document(titre="Bilan de la Ville de Lys")
    assert write_document(one) == write_document(one)
    assert list(write_documents([one, two, one])) == [write_document(d) for d in (one, two, one)]


def test_what_a_person_typed_is_printed_never_run() -> None:
    hostile = "#panic(1) $x^2$ *gras* \\"
    assert squeeze("#panic(1)") in squeeze(read_text(write_document(a_document(resume=hostile))))


def test_a_document_that_cannot_be_composed_stops_the_suite_in_words() -> None:
    refused = Ordre("bilan", {**to_ordre(a_document()).document, "titre": "日"}, 0)
    with pytest.raises(CompositionError, match="n’a pas pu être composé"):
        list(composer_suite([refused, to_ordre(a_document())]))
