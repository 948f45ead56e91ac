from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from gef.imports import archives
from gef.imports.archives import check_archive
from gef.imports.errors import FichierIllisibleError
from tests.imports.fabrique import a_ods, a_xlsx, a_zip, lie_about_size, replace_membre

PARC = a_xlsx([["commune"], ["06029"]])
FEUILLE = "xl/worksheets/sheet1.xml"


def refusal(contenu: bytes) -> str:
    with pytest.raises(FichierIllisibleError) as refus:
        check_archive(contenu, "parc.xlsx")
    return str(refus.value).replace("\u202f", " ")


def a_bomb(octets: int) -> bytes:
    with zipfile.ZipFile(io.BytesIO(PARC)) as archive:
        feuille = archive.read(FEUILLE)
    return replace_membre(PARC, FEUILLE, feuille.replace(b"</sheetData>", b" " * octets + b"</sheetData>"))


def test_workbooks_are_told_apart(tmp_path: Path) -> None:
    assert check_archive(PARC, "x") == "xlsx"
    assert check_archive(a_ods(["commune"]), "x") == "ods"
    (tmp_path / "parc.xlsx").write_bytes(PARC)
    assert check_archive(tmp_path / "parc.xlsx", "x") == "xlsx"


def test_a_bomb_is_refused_before_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "RAPPORT_EXAMINE_AU_DELA", 1 << 20)
    attendu = (
        "« parc.xlsx » : décompressé, il serait plus de 200 fois plus gros : ce n’est pas un classeur ordinaire. "
        "Supprimez les cellules inutiles, ou enregistrez la feuille au format CSV UTF-8."
    )
    bombe = a_bomb(4 << 20)
    assert len(bombe) < 20_000
    assert refusal(bombe) == attendu
    assert refusal(lie_about_size(bombe, FEUILLE, 1_000)) == attendu


def test_a_workbook_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "DEPLIE_MAX", 1 << 20)
    assert "une fois décompressé, il dépasserait 1 Mo, la limite de lecture" in refusal(a_bomb(2 << 20))


def test_an_archive_of_thousands_of_members_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MEMBRES_MAX", 3)
    assert "l’archive contient 9 éléments" in refusal(a_zip({"xl/workbook.xml": b"", **dict.fromkeys("abcdefgh", b"")}))


@pytest.mark.parametrize("coupe", [10, 100, len(PARC) // 2, len(PARC) - 30], ids=["10", "100", "half", "end"])
def test_a_truncated_workbook_is_refused(coupe: int) -> None:
    assert refusal(PARC[:coupe]) == (
        "« parc.xlsx » : le classeur est tronqué ou abîmé, il ne peut pas être ouvert. "
        "Rouvrez-le dans votre tableur et enregistrez-le de nouveau, en XLSX ou en CSV UTF-8."
    )


def test_a_member_cut_short_is_refused() -> None:
    position = PARC.index(b"xl/worksheets/sheet1.xml") + len("xl/worksheets/sheet1.xml")
    assert "tronqué ou abîmé" in refusal(PARC[:position] + bytes(200) + PARC[position + 200 :])


def test_protected_workbooks_are_said_to_be_protected() -> None:
    protege = a_ods(["commune"], manifeste="<file-entry><encryption-data/></file-entry>")
    assert refusal(protege) == (
        "« parc.xlsx » : le classeur est protégé par un mot de passe. "
        "Retirez le mot de passe dans votre tableur, puis recommencez."
    )
    chiffre = bytearray(PARC)
    chiffre[PARC.rindex(b"PK\x01\x02") + 8] |= 1
    assert "l’archive est protégée par un mot de passe" in refusal(bytes(chiffre))


@pytest.mark.parametrize(
    ("membres", "constat"),
    [
        ({"parc.csv": b"a"}, "c’est une archive ZIP qui ne contient pas un classeur. Décompressez-la"),
        ({"word/document.xml": b"a"}, "c’est une archive ZIP qui ne contient pas un classeur"),
        ({"xl/workbook.bin": b"a"}, "c’est un classeur binaire (XLSB). Rouvrez-le"),
    ],
)
def test_other_archives_are_named(membres: dict[str, bytes], constat: str) -> None:
    assert constat in refusal(a_zip(membres))


def test_a_text_shared_by_too_many_cells_is_refused_on_a_second_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gef.imports.etendues.TEXTE_MAX", 10_000)
    long = a_xlsx([["commune"], *([["x" * 500]] * 100)])
    assert "ses cellules contiennent ensemble trop de texte" in refusal(long)
    assert check_archive(a_xlsx([["x" * 500], *([["court"]] * 100)]), "x") == "xlsx"


def recompress(methode: int) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PARC)) as lue, zipfile.ZipFile(sortie, "w", methode) as ecrite:
        for nom in lue.namelist():
            ecrite.writestr(nom, lue.read(nom))
    return sortie.getvalue()


def test_members_may_be_stored_as_they_are_but_not_packed_otherwise() -> None:
    assert check_archive(recompress(zipfile.ZIP_STORED), "x") == "xlsx"
    assert "tronqué ou abîmé" in refusal(recompress(zipfile.ZIP_BZIP2))
