"""`gef demo`: files for the command line, or the site; a port that is taken is said before anything is loaded."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import pytest
from tests.cli.conftest import Gef

from gef.cli import demo


@pytest.mark.slow
def test_the_demonstration_as_files_feeds_the_other_commands(gef: Gef, tmp_path: Path) -> None:
    folder, sortie = tmp_path / "demo", tmp_path / "sortie"
    written = gef("demo", "--fichiers", folder)
    assert (written.code, written.out) == (0, b"")
    assert (folder / "faits.csv").is_file()
    assert gef("importer", folder, "--sortie", sortie).code == 0
    for commande in (("etat-des-lieux", "--au", "2026-11-22"), ("bilan", "--exercice", "2025")):
        assert gef(*commande, "--dossier", folder, "--sortie", sortie).code == 0
    assert gef("orienter", "--dossier", folder / "orientation", "--sortie", sortie).code == 0


def test_files_that_cannot_be_written_are_said(gef: Gef, tmp_path: Path) -> None:
    (tmp_path / "fichier").write_bytes(b"")
    result = gef("demo", "--fichiers", tmp_path / "fichier")
    assert (result.code, result.out) == (3, b"")
    assert "écriture impossible" in result.err


def test_a_port_that_is_taken_is_said_first(gef: Gef, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = gef("demo", "--port", port, "--donnees", tmp_path / "demo")
    assert (result.code, result.out) == (3, b"")
    assert f"port {port} : déjà pris" in result.err
    assert list(tmp_path.iterdir()) == []


def test_the_site_is_served_on_the_loopback_by_one_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _, arguments: calls.append(arguments))
    demo.serve(8123)
    (arguments,) = calls
    assert arguments[-1] == "gef.config.wsgi:application"
    options = dict(zip(arguments[3:-1:2], arguments[4:-1:2], strict=True))
    assert (options["--host"], options["--port"], options["--workers"]) == ("127.0.0.1", "8123", "1")


def test_the_key_is_drawn_once_and_kept_from_others(tmp_path: Path) -> None:
    path = tmp_path / "cle"
    key = demo.read_key(path)
    assert len(key) >= 50
    assert demo.read_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
