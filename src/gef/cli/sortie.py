"""Where results go: standard output, or files that appear whole or not at all, in JSON or CSV."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from gef.cli.base import EchecError
from gef.cli.francais import explain_system

if TYPE_CHECKING:
    from gef.outputs.tables import Table


class Format(StrEnum):
    """Formats of the commands."""

    JSON = "json"
    CSV = "csv"


class SortieError(EchecError):
    """The result cannot be written where it was asked."""


def say(sentence: str) -> None:
    """Write a sentence for a person, on standard error; nobody reading is not a failure."""
    try:
        print(sentence, file=sys.stderr, flush=True)
    except BrokenPipeError:
        _forget(sys.stderr)


@contextmanager
def open_sorties(*paths: Path) -> Iterator[tuple[BinaryIO, ...]]:
    """Open files that all appear, whole, when the block ends, and that do not appear if it is left otherwise.

    What is not a regular file, a pipe for instance, is written to as it comes.

    Raises:
        SortieError: a file cannot be written.
    """
    drafts: dict[Path, Path] = {}
    try:
        drafts = {target: _draft_of(target) for target in map(_find_target, paths)}
        with ExitStack() as stack:
            yield tuple(stack.enter_context(draft.open("wb")) for draft in drafts.values())
        for target, draft in drafts.items():
            _replace(target, draft)
    except BrokenPipeError:
        return
    except OSError as error:
        noms = ", ".join(str(path) for path in paths)
        raise SortieError(f"{noms} : écriture impossible ({explain_system(error)}).") from error
    finally:
        for target, draft in drafts.items():
            if draft != target:
                with suppress(OSError):
                    draft.unlink()


def _find_target(path: Path) -> Path:
    """Follow a link to the file to replace: the link stays."""
    return path.resolve() if path.is_file() or not path.exists() else path


def _draft_of(target: Path) -> Path:
    """Name the file written meanwhile, beside its target; a pipe or a device is its own draft."""
    if target.exists() and not target.is_file() and not target.is_dir():
        return target
    return target.with_name(f".{target.name}.{os.getpid()}.partiel")


def _replace(target: Path, draft: Path) -> None:
    if draft == target:
        return
    if target.is_file():
        shutil.copymode(target, draft)
    draft.replace(target)


def write_bytes(content: bytes, sortie: Path | None) -> None:
    """Write to a file, whole or not at all, or to standard output."""
    if sortie is not None:
        with open_sorties(sortie) as (file,):
            file.write(content)
        return
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    except BrokenPipeError:
        _forget(sys.stdout)


def _forget(stream: Any) -> None:
    """Send the rest of a stream nowhere: whoever read it has left, and Python would complain when it closes it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def write_json(data: Any, sortie: Path | None) -> None:
    """Write JSON-ready data, indented, in UTF-8."""
    write_bytes((json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode(), sortie)


def write_result(data: Any, table: Table, sortie: Path | None, format_: Format) -> None:
    """Write a result: the whole of it in JSON, its main table in CSV."""
    from gef.outputs.csv import write_csv

    if format_ is Format.CSV:
        write_bytes(write_csv(table), sortie)
    else:
        write_json(data, sortie)
