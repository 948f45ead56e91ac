"""What was handed in, judged on its bytes and not on its name: a text table, a workbook, or neither.

A PDF renamed `.csv` is called a PDF; a workbook renamed `.csv` is read as the workbook that it is. A file that cannot
be a table is refused with its name, what was found and what to do.
"""

from __future__ import annotations

from collections.abc import Collection

from gef.imports.archives import CONSEIL_MOT_DE_PASSE, CONSEIL_XLSX
from gef.imports.classeurs import Classeur, open_classeur
from gef.imports.errors import FichierIllisibleError
from gef.imports.texte import FichierTexte, Source, open_texte, read_blocs

Fichier = FichierTexte | Classeur

ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BLANCS = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n;,"
CONSEIL_TABLEAU = "Déposez le tableau d’origine, au format CSV, XLSX ou ODS."
CONSEIL_DECOMPRESSER = "Décompressez-la et déposez le tableau lui-même."
SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "c’est un document PDF", CONSEIL_TABLEAU),
    (b"\xff\xd8\xff", "c’est une image JPEG", CONSEIL_TABLEAU),
    (b"\x89PNG", "c’est une image PNG", CONSEIL_TABLEAU),
    (b"GIF8", "c’est une image GIF", CONSEIL_TABLEAU),
    (b"{\\rtf", "c’est un document RTF", CONSEIL_TABLEAU),
    (b"\x1f\x8b", "c’est une archive gzip", CONSEIL_DECOMPRESSER),
    (b"BZh", "c’est une archive bzip2", CONSEIL_DECOMPRESSER),
    (b"7z\xbc\xaf\x27\x1c", "c’est une archive 7-Zip", CONSEIL_DECOMPRESSER),
    (b"Rar!", "c’est une archive RAR", CONSEIL_DECOMPRESSER),
    (b"PAR1", "c’est un fichier Parquet", CONSEIL_TABLEAU),
    (b"SQLite format 3\0", "c’est une base SQLite", CONSEIL_TABLEAU),
    (b"<!doctype html", "c’est une page web", CONSEIL_TABLEAU),
    (b"<html", "c’est une page web", CONSEIL_TABLEAU),
    (b"<?xml", "c’est un document XML", CONSEIL_TABLEAU),
)


def open_fichier(source: Source, nom: str, *, entetes: Collection[str] = frozenset()) -> Fichier:
    """Open a table of rows, whatever its kind.

    Args:
        source: Path, or bytes.
        nom: Name of the file as its owner knows it, for the messages.
        entetes: Folded headings that are expected, to choose the sheet of a workbook.

    Returns:
        A text table or a workbook, ready to give out its lots.

    Raises:
        FichierIllisibleError: the file is empty, is not a table, is protected, truncated or out of proportion.
    """
    debut = next(read_blocs(source, nom), b"")[:64]
    if not debut.strip(BLANCS):
        _refuse_blank(source, nom, debut)
    if debut.startswith(ZIP):
        return open_classeur(source, nom, entetes)
    if debut.startswith(OLE2):
        raise _describe_ole2(source, nom)
    repere = debut.removeprefix(b"\xef\xbb\xbf").lstrip()
    for signature, constat, conseil in SIGNATURES:
        if debut.startswith(signature) or repere.lower().startswith(signature):
            raise FichierIllisibleError(nom, constat, conseil)
    return open_texte(source, nom)


def _refuse_blank(source: Source, nom: str, debut: bytes) -> None:
    """Refuse a file that holds nothing at all, or only blanks; a table may start with blank rows."""
    if not debut:
        raise FichierIllisibleError(nom, "il est vide (0 octet)", "Exportez-le de nouveau.")
    if all(not bloc.strip(BLANCS) for bloc in read_blocs(source, nom)):
        raise FichierIllisibleError(nom, "il ne contient que des lignes vides", "Exportez-le de nouveau.")


def _describe_ole2(source: Source, nom: str) -> FichierIllisibleError:
    """Tell an encrypted workbook from an old one: both are OLE2 containers; the names of their streams differ."""
    contenu = b"".join(read_blocs(source, nom))
    if "EncryptedPackage".encode("utf-16-le") in contenu:
        return FichierIllisibleError(nom, "le classeur est protégé par un mot de passe", f"{CONSEIL_MOT_DE_PASSE}.")
    if any(flux.encode("utf-16-le") in contenu for flux in ("Workbook", "Book")):
        return FichierIllisibleError(nom, "c’est un classeur à l’ancien format Excel (XLS)", f"{CONSEIL_XLSX}.")
    return FichierIllisibleError(nom, "c’est un document Office à l’ancien format", CONSEIL_TABLEAU)
