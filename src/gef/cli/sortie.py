"""Where results go: standard output or a file written whole, in JSON or CSV."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Any

from gef.errors import GefError
from gef.outputs.csv import write_csv
from gef.outputs.tables import Table


class Format(StrEnum):
    """Formats of the commands."""

    JSON = "json"
    CSV = "csv"


class SortieError(GefError):
    """The result cannot be written where it was asked."""


def write_bytes(content: bytes, sortie: Path | None) -> None:
    """Write to a file, whole or not at all, or to standard output."""
    if sortie is None:
        sys.stdout.buffer.write(content)
        return
    draft = sortie.with_name(f".{sortie.name}.partiel")
    try:
        draft.write_bytes(content)
        draft.replace(sortie)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise SortieError(f"{sortie} : écriture impossible ({error.strerror}).") from error


def write_json(data: Any, sortie: Path | None) -> None:
    """Write JSON-ready data, indented, in UTF-8."""
    write_bytes((json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode(), sortie)


def write_result(data: Any, table: Table, sortie: Path | None, format_: Format) -> None:
    """Write a result: the whole of it in JSON, its main table in CSV."""
    if format_ is Format.CSV:
        write_bytes(write_csv(table), sortie)
    else:
        write_json(data, sortie)
