"""What the calculations read only grows: actions insert rows, they neither change nor delete them (decision 0018)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.consistency.tree import PACKAGE, modules, parse, relative

FORBIDDEN = {"delete", "bulk_update", "update_or_create", "get_or_create"}
ACTIONS = [p for p in modules() if p.is_relative_to(PACKAGE / "actions")]


def changes(tree: ast.AST) -> list[int]:
    """Give the lines where a row is changed or deleted rather than inserted."""
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)]
    return [call.lineno for call in calls if _changes(call)]


def _changes(call: ast.Call) -> bool:
    assert isinstance(call.func, ast.Attribute)
    if call.func.attr == "save":
        return "force_insert" not in {keyword.arg for keyword in call.keywords}
    is_update = call.func.attr == "update" and not call.args  # of a query: a digest or a dictionary takes an argument
    return is_update or call.func.attr in FORBIDDEN


@pytest.mark.parametrize("path", ACTIONS, ids=relative)
def test_actions_only_insert(path: Path) -> None:
    assert changes(parse(path)) == []


def test_a_change_is_seen_and_an_insertion_is_not() -> None:
    assert changes(ast.parse("row.save()\nrow.delete()\nrows.update(nombre=1)")) == [1, 2, 3]
    assert changes(ast.parse("row.save(force_insert=True)\ndigest.update(part)")) == []
