"""A filled template holds texts, whatever people wrote: neither markup nor code of the template."""

from __future__ import annotations

import io
from typing import Any

import pytest
from docx import Document
from jinja2.exceptions import SecurityError
from tests.builders import MOMENT

from gef.outputs.docx import fill_docx, say_all


def a_template(text: str) -> bytes:
    document: Any = Document()
    document.add_paragraph(text)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def read_text(content: bytes) -> str:
    document: Any = Document(io.BytesIO(content))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def fill(text: str, **keys: object) -> str:
    return read_text(fill_docx(a_template(text), say_all(keys), titre="T", auteur="A", moment=MOMENT))


def test_spaces_of_french_at_every_depth_and_other_values_as_they_are() -> None:
    said = say_all({"a": "Oui : non", "b": ["Un ; deux", 3, None], "c": {"d": ("Fin : ici",)}})
    assert said == {"a": "Oui\u00a0: non", "b": ["Un\u202f; deux", 3, None], "c": {"d": ["Fin\u00a0: ici"]}}


@pytest.mark.parametrize("hostile", ["<w:t>gras</w:t>", "{{ 7 * 7 }}", "a & b < c", "{% for x in y %}"])
def test_what_was_written_is_text(hostile: str) -> None:
    assert fill("{{ nom }}", nom=hostile).replace("\u00a0", " ").replace("\u202f", " ") == hostile


def test_an_edited_template_runs_in_a_sandbox() -> None:
    with pytest.raises(SecurityError):
        fill("{{ nom.__class__.__mro__[1].__subclasses__() }}", nom="x")


def test_the_file_says_whose_it_is() -> None:
    document: Any = Document(
        io.BytesIO(fill_docx(a_template("x"), {}, titre="Titre", auteur="Bailleur", moment=MOMENT))
    )
    found = document.core_properties
    assert (found.title, found.author, found.language) == ("Titre", "Bailleur", "fr-FR")
