from __future__ import annotations

from pathlib import Path

import pytest

from gef.imports.classeurs import Classeur
from gef.imports.errors import FichierIllisibleError
from gef.imports.fichiers import open_fichier
from gef.imports.texte import FichierTexte
from tests.imports.fabrique import a_ole2, a_xlsx

TABLEAU = "Déposez le tableau d’origine, au format CSV, XLSX ou ODS."
DECOMPRESSER = "Décompressez-la et déposez le tableau lui-même."


@pytest.mark.parametrize(
    ("contenu", "attendu"),
    [
        (b"", "il est vide (0 octet). Exportez-le de nouveau."),
        (b"\xef\xbb\xbf", "il ne contient que des lignes vides. Exportez-le de nouveau."),
        (b" \r\n;;;\n\t\n", "il ne contient que des lignes vides. Exportez-le de nouveau."),
        (b"%PDF-1.7\n...", f"c’est un document PDF. {TABLEAU}"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", f"c’est une image JPEG. {TABLEAU}"),
        (b"\x89PNG\r\n\x1a\n", f"c’est une image PNG. {TABLEAU}"),
        (b"GIF89a", f"c’est une image GIF. {TABLEAU}"),
        (b"{\\rtf1", f"c’est un document RTF. {TABLEAU}"),
        (b"PAR1\x15", f"c’est un fichier Parquet. {TABLEAU}"),
        (b"SQLite format 3\x00", f"c’est une base SQLite. {TABLEAU}"),
        (b"\n <!DOCTYPE html><html>", f"c’est une page web. {TABLEAU}"),
        (b"\xef\xbb\xbf<HTML>", f"c’est une page web. {TABLEAU}"),
        (b'<?xml version="1.0"?>', f"c’est un document XML. {TABLEAU}"),
        (b"\x1f\x8b\x08", f"c’est une archive gzip. {DECOMPRESSER}"),
        (b"BZh91AY", f"c’est une archive bzip2. {DECOMPRESSER}"),
        (b"7z\xbc\xaf\x27\x1c", f"c’est une archive 7-Zip. {DECOMPRESSER}"),
        (b"Rar!\x1a\x07", f"c’est une archive RAR. {DECOMPRESSER}"),
        (
            a_ole2("EncryptedPackage"),
            "le classeur est protégé par un mot de passe. Retirez le mot de passe dans votre tableur, puis recommencez.",
        ),
        (
            a_ole2("Workbook"),
            (
                "c’est un classeur à l’ancien format Excel (XLS). "
                "Rouvrez-le dans votre tableur et enregistrez-le de nouveau, en XLSX ou en CSV UTF-8."
            ),
        ),
        (a_ole2("WordDocument"), f"c’est un document Office à l’ancien format. {TABLEAU}"),
        (
            b"a;b\n\0;c",
            (
                "il contient des octets nuls : ce n’est pas du texte, ou son encodage n’est pas déclaré. "
                "Rouvrez-le dans votre tableur et enregistrez-le au format « CSV UTF-8 » ou XLSX."
            ),
        ),
    ],
)
def test_what_is_no_table_is_named_whatever_its_extension(contenu: bytes, attendu: str) -> None:
    with pytest.raises(FichierIllisibleError) as refus:
        open_fichier(contenu, "parc.csv")
    assert str(refus.value) == f"« parc.csv » : {attendu}"


def test_tables_are_recognised_whatever_their_extension(tmp_path: Path) -> None:
    assert isinstance(open_fichier(a_xlsx([["a"]]), "parc.csv"), Classeur)
    assert isinstance(open_fichier(b"a;b\n", "parc.xlsx"), FichierTexte)
    (tmp_path / "parc").write_bytes(b"\n\n\n" * 40 + b"a;b\n")
    assert isinstance(open_fichier(tmp_path / "parc", "parc"), FichierTexte)


def test_an_absent_path_is_said(tmp_path: Path) -> None:
    with pytest.raises(FichierIllisibleError, match="il est absent ou ne peut pas être ouvert"):
        open_fichier(tmp_path / "rien.csv", "rien.csv")
