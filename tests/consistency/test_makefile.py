"""A newcomer finds a dozen targets at most, and `make help` tells them all."""

from __future__ import annotations

import re
import subprocess

from tests.consistency.tree import ROOT

MAKEFILE = ROOT / "Makefile"
MOST = 12


def targets(makefile: str) -> list[str]:
    """List the targets that people type, in order; files and internal targets (a dot or a slash) are left out."""
    rules = re.findall(r"^([a-z][a-z -]*):(?!=)", makefile, re.MULTILINE)
    return [name for rule in rules for name in rule.split()]


def test_targets_are_few_and_hold_the_two_commands() -> None:
    found = targets(MAKEFILE.read_text(encoding="utf-8"))
    assert len(set(found)) <= MOST
    assert {"help", "demo", "test"} <= set(found)


def test_help_lists_every_target() -> None:
    told = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    words = set(re.findall(r"[a-z-]+", told.stdout))
    assert set(targets(MAKEFILE.read_text(encoding="utf-8"))) - words == set()


def test_targets_are_told_from_variables_and_files() -> None:
    text = "VENV := .venv\nhelp: ## dire\ndemo test: x\n.venv/ok: constraints.txt\nlaw-check:\n\techo a: b\n"
    assert targets(text) == ["help", "demo", "test", "law-check"]
