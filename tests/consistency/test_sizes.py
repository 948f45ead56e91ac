"""Modules, functions and signatures stay short enough to be read in one go (complexity is ruff's)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.consistency.tree import ROOT, FunctionNode, functions, modules, parse, relative

MODULE_LINES = 400
TEST_LINES = 600
FUNCTION_LINES = 40
POSITIONAL_ARGS = 5

SOURCES = modules() + sorted((ROOT / "scripts").rglob("*.py"))
TESTS = sorted(p for p in (ROOT / "tests").rglob("*.py") if "__pycache__" not in p.parts)


def function_lines(function: FunctionNode) -> int:
    """Count the lines of a function, signature included, docstring left out: explaining is not weighing."""
    end = function.end_lineno or function.lineno
    first = function.body[0]
    is_docstring = ast.get_docstring(function, clean=False) is not None
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if is_docstring else 0
    return end - function.lineno + 1 - docstring


def positional_args(function: FunctionNode) -> int:
    """Count the arguments that a caller may give by position, `self` and `cls` left out."""
    names = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def long_functions(tree: ast.AST) -> list[str]:
    return [
        f"{f.name} (line {f.lineno}): {function_lines(f)} lines"
        for f in functions(tree)
        if function_lines(f) > FUNCTION_LINES
    ]


def wide_functions(tree: ast.AST) -> list[str]:
    return [
        f"{f.name} (line {f.lineno}): {positional_args(f)} positional arguments"
        for f in functions(tree)
        if positional_args(f) > POSITIONAL_ARGS
    ]


@pytest.mark.parametrize("path", SOURCES + TESTS, ids=relative)
def test_module_is_short(path: Path) -> None:
    limit = TEST_LINES if path in TESTS else MODULE_LINES
    assert len(path.read_text(encoding="utf-8").splitlines()) <= limit


@pytest.mark.parametrize("path", SOURCES + TESTS, ids=relative)
def test_functions_are_short(path: Path) -> None:
    assert long_functions(parse(path)) == []


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_signatures_are_narrow(path: Path) -> None:
    assert wide_functions(parse(path)) == []


def test_a_long_function_is_seen_and_its_docstring_is_not_counted() -> None:
    body = "\n".join("    x = 1" for _ in range(FUNCTION_LINES))
    docstring = '    """' + "\n".join("why" for _ in range(FUNCTION_LINES)) + '"""'
    assert long_functions(ast.parse(f"def f():\n{body}")) == [f"f (line 1): {FUNCTION_LINES + 1} lines"]
    assert long_functions(ast.parse(f"def f():\n{docstring}\n    return 1")) == []


def test_a_wide_signature_is_seen_and_self_is_not_counted() -> None:
    assert wide_functions(ast.parse("def f(a, b, c, d, e, g): ..."))
    assert wide_functions(ast.parse("def f(self, a, b, c, d, e): ...")) == []
    assert wide_functions(ast.parse("def f(a, b, *, c, d, e, g, h): ...")) == []
