"""Rows are reached through `gef.access` and `gef.db` only: a manager used elsewhere would show everybody's rows."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.consistency.tree import PACKAGE, modules, parse, relative

MANAGERS = {"objects", "_default_manager", "_base_manager"}
ALLOWED = (PACKAGE / "access", PACKAGE / "db")
ELSEWHERE = [p for p in modules() if not any(p.is_relative_to(folder) for folder in ALLOWED)]


def manager_uses(tree: ast.AST) -> list[int]:
    """Give the lines where a model's manager is used directly."""
    return [n.lineno for n in ast.walk(tree) if isinstance(n, ast.Attribute) and n.attr in MANAGERS]


@pytest.mark.parametrize("path", ELSEWHERE, ids=relative)
def test_no_manager_outside_access_and_db(path: Path) -> None:
    assert manager_uses(parse(path)) == []


def test_a_manager_is_seen_and_visible_rows_are_not() -> None:
    assert manager_uses(ast.parse("Logement.objects.all()")) == [1]
    assert manager_uses(ast.parse("x = 1\nModel._default_manager.get(pk=1)")) == [2]
    assert manager_uses(ast.parse("visible(Logement, acteur).filter(qpv=True)")) == []
