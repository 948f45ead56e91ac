from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.imports import texte
from gef.imports.errors import FichierIllisibleError
from gef.imports.texte import FichierTexte, open_texte, read_blocs

TABLE = "nom;ville\nÉlan d’été;Cœur\nb;c\n"


def read_rows(contenu: bytes, *, largeur: int = 2, guillemets: bool = True) -> list[tuple[Any, ...]]:
    fichier = open_texte(contenu, "parc.csv")
    lots = fichier.read_lots(range(largeur), largeur=largeur, guillemets=guillemets)
    return [row for lot in lots for row in lot.rows()]


@pytest.mark.parametrize(
    ("encodage", "annonce"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("cp1252", "windows-1252"),
    ],
)
@pytest.mark.parametrize("fin", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_are_recognised(encodage: str, annonce: str, fin: str) -> None:
    contenu = TABLE.replace("\n", fin).encode(encodage)
    fichier = open_texte(contenu, "parc.csv")
    assert (fichier.encodage, fichier.separateur) == (annonce, ";")
    assert (fichier.empreinte, fichier.taille) == (hashlib.sha256(contenu).hexdigest(), len(contenu))
    assert read_rows(contenu) == [(1, 2, "nom", "ville"), (2, 2, "Élan d’été", "Cœur"), (3, 2, "b", "c")]


def test_big_endian_utf16_latin1_and_old_macintosh_are_read() -> None:
    assert open_texte(b"\xfe\xff" + TABLE.encode("utf-16-be"), "x").encodage == "utf-16"
    assert open_texte("é\x90;1\n".encode("iso-8859-1"), "x").encodage == "iso-8859-1"
    mac = "résidence;été\ra;b\r".encode("mac-roman")
    assert open_texte(mac, "x").encodage == "mac-roman"
    assert read_rows(mac)[0] == (1, 2, "résidence", "été")


@pytest.mark.parametrize("separateur", [";", ",", "\t"])
def test_the_separator_is_the_one_that_cuts_rows_alike(separateur: str) -> None:
    lignes = [
        separateur.join(("adresse", "ville")),
        separateur.join(("1 rue X" + ("; ou Y" if separateur != ";" else ", Z"), "A")),
    ]
    assert open_texte("\n".join(lignes).encode(), "x").separateur == separateur


def test_decimal_commas_and_sentences_do_not_hide_the_separator() -> None:
    assert open_texte(b"a;b;c;d\n1,5;2,5;3,5;4,5\n1,5;2,5;3,5;4,5\n", "x").separateur == ";"
    assert open_texte(b"a;b\n# un, deux, trois, quatre;cinq, six\n", "x").separateur == ";"


def test_a_title_with_commas_does_not_hide_the_separator() -> None:
    contenu = "Parc, au 1er janvier, tous logements\n\ncode;ville;x\n1;a;b\n2;c;d\n"
    assert open_texte(contenu.encode(), "x").separateur == ";"


def test_blank_rows_are_skipped_and_counted_in_the_numbers() -> None:
    assert read_rows(b"a;b\n\n;;\n  c;d\n;\ne;f") == [(1, 2, "a", "b"), (4, 2, "  c", "d"), (6, 2, "e", "f")]


def test_uneven_rows_keep_their_place_and_say_their_width() -> None:
    assert read_rows(b"a;b\nc\nd;e;f;g\n") == [(1, 2, "a", "b"), (2, 1, "c", None), (3, 4, "d", "e")]


def test_a_line_of_ten_thousand_fields_is_one_row() -> None:
    assert read_rows(b"a;b\n" + b"x;" * 9_999 + b"x\nc;d\n")[1:] == [(2, 10_000, "x", "x"), (3, 2, "c", "d")]


def test_quotes_enclose_separators_and_line_ends() -> None:
    contenu = b'a;b\n"x;y";"two\nlines"\n"say ""no""";d\n'
    assert read_rows(contenu) == [(1, 2, "a", "b"), (2, 2, "x;y", "two\nlines"), (3, 2, 'say "no"', "d")]


def test_quotes_are_ordinary_characters_when_nobody_quotes() -> None:
    assert read_rows(b'"a;b\nc";d"\n', guillemets=False) == [(1, 2, '"a', "b"), (2, 2, 'c"', 'd"')]


def test_quotes_in_the_middle_of_a_field_are_kept() -> None:
    assert read_rows(b'a;b\nrue "X";"y"z\n') == [(1, 2, "a", "b"), (2, 2, 'rue "X"', "yz")]


@pytest.mark.parametrize(
    ("contenu", "ligne"), [(b'a;b\n"c;d\ne;f\n', "2"), (b'a;b\nc;d\ne;"f', "3"), (b'a;b\nc;"d"\n5" tube;x\ne;f\n', "3")]
)
def test_an_unclosed_quote_is_refused_with_its_row(contenu: bytes, ligne: str) -> None:
    with pytest.raises(FichierIllisibleError) as refus:
        read_rows(contenu)
    assert str(refus.value) == (
        f"« parc.csv » : un guillemet ouvert à la ligne {ligne} ou avant n’est jamais refermé. "
        "Supprimez ou doublez ce guillemet, puis recommencez."
    )


def test_stray_quotes_never_swallow_rows_in_silence() -> None:
    with pytest.raises(FichierIllisibleError, match=r"guillemets mal placés .* entre les lignes 1 et 3"):
        read_rows(b'a;b\nx 5";y\nz 3";t\nu;v\n')


@pytest.mark.parametrize(
    ("contenu", "constat"),
    [
        (b"a;b\n\0;c\n", "octets nuls"),
        (b"\xff\xfea\x00;\x00\x00", "s’annonce en utf-16"),
        (b"\xff\xfe" + "a;b\n\0".encode("utf-16-le"), "octets nuls"),
    ],
)
def test_what_is_no_text_is_refused(contenu: bytes, constat: str) -> None:
    with pytest.raises(FichierIllisibleError, match=constat):
        read_rows(contenu)


def test_a_field_too_long_for_a_cell_is_refused() -> None:
    with pytest.raises(FichierIllisibleError, match="un champ est trop long"):
        read_rows(b'a;b\n"x"y;' + b"z" * 200_000 + b"\n")


def test_an_absent_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(FichierIllisibleError, match="il est absent ou ne peut pas être ouvert"):
        list(read_blocs(tmp_path / "rien.csv", "rien.csv"))
    with pytest.raises(FichierIllisibleError, match="« d » : il est absent"):
        list(read_blocs(tmp_path, "d"))


def test_a_disk_that_fails_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    class Panne(io.BytesIO):
        def read(self, _taille: int | None = -1) -> bytes:
            raise OSError

    monkeypatch.setattr(texte, "_open", lambda *_: Panne())
    with pytest.raises(FichierIllisibleError, match="la lecture s’est interrompue"):
        list(read_blocs(b"a", "parc.csv"))


def test_a_preview_stops_at_a_field_too_long_for_a_cell() -> None:
    fichier = open_texte(b"a;b\nc;" + b"z" * 200_000 + b"\n", "x")
    assert fichier.read_apercu(guillemets=True) == ((1, ("a", "b")),)


def test_the_preview_numbers_the_rows_that_hold_something() -> None:
    fichier = open_texte(b"\n;;\na;b\n\nc;d\n", "x")
    assert fichier.read_apercu(guillemets=True) == ((3, ("a", "b")), (5, ("c", "d")))


def test_small_blocks_give_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    contenu = 'a;b\r\n"é\r\nà";c\r\n\r\nd;"x;y"\r\n'.encode("cp1252") * 20
    entier = read_rows(contenu)
    for taille in (1, 2, 3, 7, 11):
        monkeypatch.setattr(texte, "BLOC", taille)
        assert read_rows(contenu) == entier


def test_a_record_that_never_ends_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texte, "BLOC", 64)
    monkeypatch.setattr(texte, "ENREGISTREMENT_MAX", 256)
    with pytest.raises(FichierIllisibleError, match="la ligne 2 ne se termine pas"):
        read_rows(b"a;b\n" + b"x" * 1_000, guillemets=False)


champs = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\x1a", exclude_categories=["Cs"]), max_size=8)


@given(st.lists(st.lists(champs, min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_a_writer_wrote_is_what_is_read(rows: list[list[str]]) -> None:
    sortie = io.StringIO()
    csv.writer(sortie, delimiter=";", lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    contenu = sortie.getvalue().encode()
    fichier = FichierTexte("x", contenu, "", len(contenu), "utf-8", ";", has_retours_seuls=False)
    lots = list(fichier.read_lots(range(3), largeur=3, guillemets=True))
    lues = [tuple(c or "" for c in row[2:]) for lot in lots for row in lot.rows()]
    assert lues == [tuple(row) for row in rows]
