"""Documents that people join to a word of the dialogue: what they are, by their content, never by their name alone.

Nothing of them is read further: they are kept as they came, and given back as they came.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from gef.imports.errors import FichierIllisibleError

TAILLE_PIECE_MAX: Final = 10 * 1024 * 1024
NOM_MAX: Final = 120
ENTREES_MAX: Final = 10_000  # entries of an office document: beyond, it is something else


@dataclass(frozen=True, slots=True)
class TypePiece:
    """A kind of document that is accepted.

    Attributes:
        libelle: As people name it.
        mime: Its media type.
        debut: First bytes of every such file.
        entree: For an archive, an entry that every such file holds.
        contenu: What this entry is or begins with, when that tells it from another kind.
    """

    libelle: str
    mime: str
    debut: bytes
    entree: str = ""
    contenu: bytes = b""


_ZIP: Final = b"PK\x03\x04"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_OASIS: Final = "application/vnd.oasis.opendocument"
TYPES_PIECE: Final[Mapping[str, TypePiece]] = {
    "pdf": TypePiece("PDF", "application/pdf", b"%PDF-"),
    "png": TypePiece("image PNG", "image/png", b"\x89PNG\r\n\x1a\n"),
    "jpg": TypePiece("image JPEG", "image/jpeg", b"\xff\xd8\xff"),
    "docx": TypePiece("document Word", f"{_OFFICE}.wordprocessingml.document", _ZIP, "word/document.xml"),
    "xlsx": TypePiece("classeur Excel", f"{_OFFICE}.spreadsheetml.sheet", _ZIP, "xl/workbook.xml"),
    "odt": TypePiece("document OpenDocument", f"{_OASIS}.text", _ZIP, "mimetype", f"{_OASIS}.text".encode()),
    "ods": TypePiece(
        "classeur OpenDocument", f"{_OASIS}.spreadsheet", _ZIP, "mimetype", f"{_OASIS}.spreadsheet".encode()
    ),
}
EXTENSIONS: Final[Mapping[str, str]] = {**{code: code for code in TYPES_PIECE}, "jpeg": "jpg"}
ATTENDU: Final = "Attendu : un PDF, une image PNG ou JPEG, un DOCX, un XLSX, un ODT ou un ODS"


@dataclass(frozen=True, slots=True)
class Piece:
    """A document that was accepted.

    Attributes:
        nom: Its name, without folder or control character.
        type: A code of `TYPES_PIECE`.
        contenu: Its bytes.
        empreinte: Their SHA-256.
    """

    nom: str
    type: str
    contenu: bytes
    empreinte: str


def read_piece(nom: str, contenu: bytes) -> Piece:
    """Accept a document, or say why not.

    Args:
        nom: Name of the file, as it was sent.
        contenu: Its bytes.

    Raises:
        FichierIllisibleError: it is empty, too large, of another kind, or not what its name says.

    Examples:
        >>> read_piece("actes/garantie.PDF", b"%PDF-1.7 ...").nom
        'garantie.PDF'
    """
    clean = _clean_nom(nom)
    if not contenu:
        raise FichierIllisibleError(clean, "fichier vide (0 octet)", f"{ATTENDU}.")
    if len(contenu) > TAILLE_PIECE_MAX:
        megaoctets = TAILLE_PIECE_MAX // 1024**2
        raise FichierIllisibleError(clean, f"plus de {megaoctets} Mo", f"Attendu : {megaoctets} Mo au plus.")
    code = EXTENSIONS.get(PurePosixPath(clean).suffix.lower().removeprefix("."))
    if code is None:
        raise FichierIllisibleError(clean, "type de fichier refusé", f"{ATTENDU}.")
    kind = TYPES_PIECE[code]
    if not _is_of(kind, contenu):
        raise FichierIllisibleError(clean, f"le contenu n’est pas celui d’un fichier {kind.libelle}", f"{ATTENDU}.")
    return Piece(clean, code, contenu, hashlib.sha256(contenu).hexdigest())


def _clean_nom(nom: str) -> str:
    """Keep the last part of a path, without what does not print, cut before its type when it is too long."""
    last = re.split(r"[/\\]", nom)[-1]
    clean = "".join(char for char in last if char.isprintable()).strip()
    stem, dot, suffix = clean.rpartition(".")
    suffix = (dot + suffix)[: NOM_MAX // 2]
    return (stem.strip(". ") or "document")[: NOM_MAX - len(suffix)] + suffix


def _is_of(kind: TypePiece, contenu: bytes) -> bool:
    if not contenu.startswith(kind.debut):
        return False
    return not kind.entree or _holds(kind, contenu)


def _holds(kind: TypePiece, contenu: bytes) -> bool:
    """Whether an archive is of a kind; a macro makes it another."""
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            names = set(archive.namelist()[:ENTREES_MAX])
            if kind.entree not in names or any(name.endswith("vbaProject.bin") for name in names):
                return False
            if not kind.contenu:
                return True
            with archive.open(kind.entree) as entry:
                return entry.read(len(kind.contenu) + 1) == kind.contenu
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        return False
