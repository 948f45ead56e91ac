"""A kept file is whole or is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gef.actions.fichiers_gardes import keep_file


def test_a_file_is_kept_under_its_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    path = keep_file("listes/1/liste.parquet", b"abc")
    assert path == tmp_path / "listes/1/liste.parquet"
    assert path.read_bytes() == b"abc"


def test_a_failure_leaves_nothing(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path

    def fail(_descriptor: int) -> None:
        raise OSError("disque plein")

    monkeypatch.setattr("gef.actions.fichiers_gardes.os.fsync", fail)
    with pytest.raises(OSError, match="disque plein"):
        keep_file("liste.parquet", b"abc")
    assert list(tmp_path.iterdir()) == []
