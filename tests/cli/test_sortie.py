"""A file appears whole or does not; what was there before stays otherwise."""

from __future__ import annotations

import os
import stat
import sys
import threading
from pathlib import Path

import pytest

from gef.cli.sortie import Format, SortieError, open_sorties, say, write_bytes, write_json, write_result
from gef.outputs.tables import Colonne, Table, ligne

COLONNES = (Colonne("nom", "Nom"), Colonne("nombre", "Nombre", "entier"))
TABLE = Table("essai", "Essai", COLONNES, (ligne(COLONNES, "Ville", 3),))


def test_files_appear_when_the_block_ends(tmp_path: Path) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.jsonl"
    second.write_bytes(b"avant")
    with open_sorties(first, second) as (a, b):
        a.write(b"1")
        b.write(b"2")
        assert (first.exists(), second.read_bytes()) == (False, b"avant")
    assert (first.read_bytes(), second.read_bytes()) == (b"1", b"2")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "b.jsonl"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_nothing_changes_when_the_block_fails(tmp_path: Path, error: type[BaseException]) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.jsonl"
    second.write_bytes(b"avant")

    def fail() -> None:
        with open_sorties(first, second) as (a, _):
            a.write(b"1")
            raise error

    with pytest.raises(error):
        fail()
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("b.jsonl", b"avant")]


def test_neither_appears_when_one_cannot(tmp_path: Path) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "absent" / "b.jsonl"
    with pytest.raises(SortieError, match="dossier introuvable"), open_sorties(first, second):
        pytest.fail("the block must not begin")
    assert list(tmp_path.iterdir()) == []


def test_where_a_file_cannot_go_is_said(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_bytes(b"")
    (tmp_path / "dossier").mkdir()
    with pytest.raises(SortieError, match="c’est un dossier"):
        write_bytes(b"x", tmp_path / "dossier")
    with pytest.raises(SortieError, match="son dossier est un fichier"):
        write_bytes(b"x", tmp_path / "fichier" / "a")
    with pytest.raises(SortieError, match="nom trop long"):
        write_bytes(b"x", tmp_path / ("a" * 300))
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["dossier", "fichier"]


def test_a_replaced_file_keeps_its_rights_and_a_link_its_target(tmp_path: Path) -> None:
    target, link = tmp_path / "cible.json", tmp_path / "lien.json"
    target.write_bytes(b"avant")
    target.chmod(0o640)
    link.symlink_to(target)
    write_bytes(b"apres", link)
    assert link.is_symlink()
    assert target.read_bytes() == b"apres"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_pipe_is_written_as_it_comes(tmp_path: Path) -> None:
    pipe = tmp_path / "tube"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_bytes(b"contenu", pipe)
    reader.join(timeout=5)
    assert read == [b"contenu"]
    assert [p.name for p in tmp_path.iterdir()] == ["tube"]


def test_a_pipe_whose_reader_left_is_quiet(tmp_path: Path) -> None:
    pipe = tmp_path / "tube"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with open_sorties(pipe) as (file,):
        os.close(reader)
        file.write(b"perdu")
    assert pipe.is_fifo()


def test_json_is_utf8_and_ends_with_a_line(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    write_json({"part": "3/10", "nom": "Ville d’Été"}, None)
    assert capsysbinary.readouterr().out.decode() == '{\n  "part": "3/10",\n  "nom": "Ville d’Été"\n}\n'


def test_a_result_is_written_whole_or_as_its_table(tmp_path: Path) -> None:
    for format_ in Format:
        write_result({"tout": 1}, TABLE, tmp_path / format_, format_)
    assert (tmp_path / "json").read_text(encoding="utf-8") == '{\n  "tout": 1\n}\n'
    assert (tmp_path / "csv").read_text(encoding="utf-8-sig").split() == ["Nom;Nombre", "Ville;3"]


def test_standard_output_that_nobody_reads_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, write in (("stdout", lambda: write_bytes(b"x", None)), ("stderr", lambda: say("x"))):
        reading, writing = os.pipe()
        os.close(reading)
        with os.fdopen(writing, "w") as stream:
            monkeypatch.setattr(sys, name, stream)
            write()
            monkeypatch.undo()
