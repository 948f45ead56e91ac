"""A bar for a person on a terminal, nothing for a pipe."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.dossier_exemple import write_dossier, write_flux

from gef.cli.avancement import wait, watch


def run_on_terminal(*arguments: object) -> tuple[int, str]:
    """Run `gef` with its standard error on a terminal; return its code and what the terminal received."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "tests.cli.gef", *(str(argument) for argument in arguments)]
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs, env=environment) as process:
        os.close(theirs)
        shown = b""
        while block := _read(ours):
            shown += block
    os.close(ours)
    return process.returncode, shown.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # Linux says so when the other end is closed
        return b""


def test_orienter_shows_how_far_it_is(tmp_path: Path) -> None:
    code, shown = run_on_terminal("orienter", "--dossier", write_flux(tmp_path / "f"), "--sortie", tmp_path / "d.csv")
    assert code == 0
    assert "Orientation" in shown
    assert "3/3" in shown
    assert "3 logements orientés sur 4 libérations." in shown


def test_importer_shows_each_file_then_sums_up(tmp_path: Path) -> None:
    dossier = write_dossier(tmp_path / "lys")
    code, shown = run_on_terminal("importer", dossier)
    assert code == 0
    assert "5/5" in shown
    assert "parc.csv (parc_csv, utf-8) : 410 lignes lues" in shown
    code, shown = run_on_terminal("importer", dossier / "parc.csv")
    assert code == 0
    assert "Lecture de parc.csv" in shown


def test_nothing_is_shown_on_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(watch(iter("abc"), "Essai", 3)) == ["a", "b", "c"]
    with wait("Essai"):
        pass
    assert capsys.readouterr() == ("", "")
