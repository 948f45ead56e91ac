"""`gef gabarit`: the shipped template comes out, an edited one is tested without a database."""

from __future__ import annotations

import io
from pathlib import Path

from docx import Document
from tests.cli.conftest import Gef

from gef.outputs.convention import read_gabarit


def edit(tmp_path: Path, texte: str) -> Path:
    document = Document(io.BytesIO(read_gabarit()))
    document.add_paragraph(texte)
    path = tmp_path / "la-notre.docx"
    document.save(path)
    return path


def test_the_shipped_template_comes_out(gef: Gef, tmp_path: Path) -> None:
    path = tmp_path / "convention.docx"
    assert gef("gabarit", "--sortie", path).code == 0
    assert path.read_bytes() == read_gabarit()


def test_an_edited_template_is_accepted(gef: Gef, tmp_path: Path) -> None:
    result = gef("gabarit", edit(tmp_path, "{{ objectif }}"))
    assert (result.code, result.out) == (0, b"")
    assert "clés, toutes connues." in result.err


def test_an_unknown_key_is_named_and_the_answer_is_no(gef: Gef, tmp_path: Path) -> None:
    result = gef("gabarit", edit(tmp_path, "{{ loyer }}"))
    assert result.code == 1
    assert "Clé inconnue : « loyer »" in result.err


def test_a_file_that_is_not_there_is_said(gef: Gef, tmp_path: Path) -> None:
    result = gef("gabarit", tmp_path / "absent.docx")
    assert result.code in (2, 3)
    assert "absent.docx" in result.err
