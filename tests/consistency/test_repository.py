"""The repository holds nothing of the machine that wrote it, and leaves nothing half done."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.consistency.tree import ROOT, project_files, relative

# Spelled in pieces, so that this file obeys the rule that it states.
MACHINE_PATH = re.compile(r"(?<![\w.}])/(?:" + "|".join(["wo" + "rk", "ro" + "ot", "ho" + "me"]) + r")/")
UNFINISHED = re.compile(r"\b(?:" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX"]) + r")\b")
DATA = {".csv", ".gz", ".parquet"}


def read_text(path: Path) -> str:
    """Read a text file; a binary one has nothing to say."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def hits(pattern: re.Pattern[str], text: str) -> list[str]:
    """Give the lines where the pattern stands, with their numbers."""
    return [f"line {n}: {line.strip()[:120]}" for n, line in enumerate(text.splitlines(), 1) if pattern.search(line)]


def all_hits(pattern: re.Pattern[str]) -> dict[str, list[str]]:
    written = (p for p in project_files() if p.suffix not in DATA)
    found = {relative(p): hits(pattern, read_text(p)) for p in written}
    return {name: lines for name, lines in found.items() if lines}


def test_no_path_of_somebody_s_machine() -> None:
    assert all_hits(MACHINE_PATH) == {}


def test_nothing_is_left_to_do_in_the_code() -> None:
    assert all_hits(UNFINISHED) == {}


@pytest.mark.parametrize("name", ["constraints.txt", "requirements-dev.lock"])
def test_locks_name_no_address(name: str) -> None:
    lock = (ROOT / name).read_text(encoding="utf-8")
    assert "==" in lock
    assert hits(re.compile("://"), lock) == []


@pytest.mark.parametrize("name", ["uv.lock", "pylock.toml"])
def test_locks_that_record_addresses_are_ignored(name: str) -> None:
    assert name in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_the_patterns_see_what_they_forbid() -> None:
    assert hits(MACHINE_PATH, "open('/wo" + "rk/main/x')")
    assert not hits(MACHINE_PATH, "src/network/x, https://example.org/workshop, ./work/")
    assert hits(UNFINISHED, "# TO" + "DO later")
    assert not hits(UNFINISHED, "method, méthode, todos")
