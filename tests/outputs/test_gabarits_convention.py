"""An edited template: accepted with what it leaves out, or refused with the keys named in French."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from docx import Document
from tests.outputs.documents_exemples import MOMENT, a_document

from gef.core.termes import SUJETS
from gef.outputs.convention import INDISPENSABLES, read_gabarit, write_docx_convention
from gef.outputs.gabarits_convention import EXEMPLE, GabaritRefuseError, verifier_gabarit


def edit(change: Callable[[Document], None]) -> bytes:
    """Change the shipped template as a word processor would."""
    document = Document(io.BytesIO(read_gabarit()))
    change(document)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def add(texte: str) -> bytes:
    return edit(lambda document: document.add_paragraph(texte))


def drop(*lines: str) -> bytes:
    def change(document: Document) -> None:
        for paragraph in list(document.paragraphs):
            if any(line in paragraph.text for line in lines):
                paragraph._element.getparent().remove(paragraph._element)

    return edit(change)


def test_the_shipped_template_takes_up_everything() -> None:
    read = verifier_gabarit(read_gabarit(), MOMENT)
    assert read.sujets_absents == ()
    assert set(INDISPENSABLES) <= set(read.cles)


def test_an_edited_template_serves() -> None:
    content = add("Pour mémoire, {{ flux_prevu }} en {{ exercice }}.")
    assert "flux_prevu" in verifier_gabarit(content, MOMENT).cles
    written = Document(io.BytesIO(write_docx_convention(a_document(), MOMENT, content)))
    assert written.paragraphs[-1].text.replace("\xa0", " ") == "Pour mémoire, 26 logements en 2026."


def test_a_subject_in_the_bailleur_s_own_words_is_told() -> None:
    def change(document: Document) -> None:
        loop = next(p for p in document.paragraphs if "in duree %}" in p.text)
        text = loop._element.getnext()
        for element in (loop._element, text, text.getnext()):
            element.getparent().remove(element)

    assert verifier_gabarit(edit(change), MOMENT).sujets_absents == ("duree",)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (add("{{ reservatair }}"), "Clé inconnue : « reservatair » ; attendu peut-être : « reservataire »."),
        (add("{{ zzzz }}"), "Clé inconnue : « zzzz »."),
        (drop("duree_en_mots"), "Clé absente : « part » (part du flux, toutes parts réunies)."),
        (add("{% for ligne in annexe %}{{ ligne.prix }}{% endfor %}"), "Champ inconnu : « prix »"),
        (add("{% for ligne in annexe %}"), "Une instruction entre accolades ne se lit pas"),
        (add("{{ titre.__class__.__mro__ }}"), "Une instruction ne se remplit pas"),
        (b"", "un document Word"),
        (b"%PDF-1.7", "un document Word"),
        (read_gabarit()[:500], "un document Word"),
    ],
)
def test_a_template_that_cannot_serve_says_why(content: bytes, expected: str) -> None:
    with pytest.raises(GabaritRefuseError) as refused:
        verifier_gabarit(content, MOMENT)
    assert expected in str(refused.value)


def test_an_archive_that_is_no_document_is_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("notes.txt", "rien")
    with pytest.raises(GabaritRefuseError, match="document Word"):
        verifier_gabarit(written.getvalue(), MOMENT)


def test_the_example_has_every_subject() -> None:
    assert [article.sujet for article in EXEMPLE.articles] == list(SUJETS)
