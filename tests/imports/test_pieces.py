"""Documents joined to the dialogue: accepted by their content, refused with what was found and what was expected."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.imports.errors import FichierIllisibleError
from gef.imports.pieces import EXTENSIONS, NOM_MAX, TAILLE_PIECE_MAX, TYPES_PIECE, read_piece

ODT = b"application/vnd.oasis.opendocument.text"
ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def archive(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as out:
        for nom, contenu in entries.items():
            out.writestr(zipfile.ZipInfo(nom), contenu)  # without the time: the same bytes at each run
    return buffer.getvalue()


EXEMPLES = {
    "pdf": b"%PDF-1.7\n...",
    "png": b"\x89PNG\r\n\x1a\n....",
    "jpg": b"\xff\xd8\xff\xe0....",
    "docx": archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}),
    "xlsx": archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<w/>"}),
    "odt": archive({"mimetype": ODT, "content.xml": b"<c/>"}),
    "ods": archive({"mimetype": ODS, "content.xml": b"<c/>"}),
}


def test_every_type_has_its_example() -> None:
    assert set(EXEMPLES) == set(TYPES_PIECE) == set(EXTENSIONS.values())


@pytest.mark.parametrize("extension", sorted(EXTENSIONS))
def test_a_document_of_each_type_is_accepted_under_any_case(extension: str) -> None:
    code = EXTENSIONS[extension]
    piece = read_piece(f"délibération.{extension.upper()}", EXEMPLES[code])
    assert (piece.nom, piece.type, piece.contenu) == (f"délibération.{extension.upper()}", code, EXEMPLES[code])
    assert piece.empreinte == hashlib.sha256(EXEMPLES[code]).hexdigest()


@given(st.sampled_from(sorted(EXEMPLES)), st.sampled_from(sorted(EXEMPLES)))
def test_the_content_of_one_type_is_never_taken_for_another(named: str, held: str) -> None:
    if named == held:
        assert read_piece(f"x.{named}", EXEMPLES[held]).type == named
        return
    with pytest.raises(FichierIllisibleError, match="le contenu n’est pas celui"):
        read_piece(f"x.{named}", EXEMPLES[held])


@pytest.mark.parametrize(
    ("nom", "contenu", "message"),
    [
        ("acte.pdf", b"", "fichier vide"),
        ("acte.exe", b"MZ", "type de fichier refusé"),
        ("acte", b"%PDF-1.7", "type de fichier refusé"),
        ("acte.html", b"<script>", "Attendu : un PDF"),
        ("acte.svg", b"<svg/>", "type de fichier refusé"),
        ("acte.pdf", b"<html>%PDF-", "le contenu n’est pas celui d’un fichier PDF"),
        ("acte.docx", b"PK\x03\x04 rien", "le contenu n’est pas celui d’un fichier document Word"),
        ("acte.docx", EXEMPLES["docx"][:40], "le contenu n’est pas celui d’un fichier document Word"),
        (
            "acte.docx",
            archive({"word/document.xml": b"<w/>", "word/vbaProject.bin": b"macro"}),
            "le contenu n’est pas celui d’un fichier document Word",
        ),
        ("acte.odt", archive({"mimetype": ODT + b"-template"}), "le contenu n’est pas celui"),
        ("acte.pdf", b"%PDF-" + b"0" * TAILLE_PIECE_MAX, "plus de 10 Mo"),
    ],
)
def test_what_is_refused_says_why(nom: str, contenu: bytes, message: str) -> None:
    with pytest.raises(FichierIllisibleError, match=message):
        read_piece(nom, contenu)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\actes\\garantie.pdf", "garantie.pdf"),
        ("../../etc/garantie.pdf", "garantie.pdf"),
        ("..garantie.pdf", "garantie.pdf"),
        ("gar\nan\u202etie.pdf", "garantie.pdf"),
        ("a" * 300 + ".pdf", "a" * (NOM_MAX - 4) + ".pdf"),
    ],
)
def test_the_name_that_is_kept_holds_no_folder_and_nothing_invisible(sent: str, kept: str) -> None:
    assert read_piece(sent, EXEMPLES["pdf"]).nom == kept


@given(st.text(max_size=400))
def test_any_name_is_kept_short_and_printable(nom: str) -> None:
    kept = read_piece(f"{nom}.pdf", EXEMPLES["pdf"]).nom
    assert 0 < len(kept) <= NOM_MAX
    assert kept.isprintable()
    assert "/" not in kept
    assert "\\" not in kept
