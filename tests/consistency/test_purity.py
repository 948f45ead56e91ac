"""The core and the law count exactly; they, the imports and the outputs never look at a clock."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.consistency.tree import PACKAGE, called_name, modules, parse, relative

# The one module that talks to the linear solver, which knows nothing but floats. What comes back is rounded to
# integers and checked exactly against every constraint before anybody sees it (docs/decisions/0003-noyau-exact.md).
FLOATS_ALLOWED = PACKAGE / "core" / "flot.py"

CLOCKS = {"today", "now", "utcnow", "time", "time_ns", "monotonic", "perf_counter", "localtime", "gmtime"}
EXACT_MATH = {"ceil", "comb", "factorial", "floor", "gcd", "isqrt", "lcm", "perm", "prod"}


def floats(tree: ast.AST) -> list[str]:
    """Find float literals, conversions and annotations, and functions of `math` that answer in floats."""
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=float() | complex()):
                found.append(f"line {node.lineno}: the literal {node.value}")
            case ast.Call(func=ast.Name(id="float")):
                found.append(f"line {node.lineno}: float()")
            case ast.Attribute(value=ast.Name(id="math"), attr=name) if name not in EXACT_MATH:
                found.append(f"line {node.lineno}: math.{name}")
            case ast.ImportFrom(module="math", names=names):
                found += [f"line {node.lineno}: math.{a.name}" for a in names if a.name not in EXACT_MATH]
    return found + [f"line {line}: annotated as a float" for line in _float_annotations(tree)]


def _float_annotations(tree: ast.AST) -> list[int]:
    annotations: list[ast.expr | None] = []
    for node in ast.walk(tree):
        match node:
            case ast.arg(annotation=annotation) | ast.AnnAssign(annotation=annotation):
                annotations.append(annotation)
            case ast.FunctionDef(returns=returns) | ast.AsyncFunctionDef(returns=returns):
                annotations.append(returns)
    names = (n for a in annotations if a is not None for n in ast.walk(a))
    return [n.lineno for n in names if isinstance(n, ast.Name) and n.id == "float"]


def clocks(tree: ast.AST) -> list[str]:
    """Find the calls that ask what time it is."""
    calls = (n for n in ast.walk(tree) if isinstance(n, ast.Call))
    return [f"line {c.lineno}: {called_name(c)}()" for c in calls if called_name(c) in CLOCKS]


@pytest.mark.parametrize("path", [p for p in modules("core", "law") if p != FLOATS_ALLOWED], ids=relative)
def test_counts_shares_and_money_are_exact(path: Path) -> None:
    assert floats(parse(path)) == []


@pytest.mark.parametrize("path", modules("core", "law", "imports", "outputs"), ids=relative)
def test_the_present_is_always_an_argument(path: Path) -> None:
    assert clocks(parse(path)) == []


@pytest.mark.parametrize(
    "source",
    [
        "part = 0.3",
        "part = float('1')",
        "import math\nx = math.sqrt(2)",
        "from math import log",
        "def f(a: float): ...",
        "def f() -> list[float]: ...",
        "class A:\n    part: float | None",
        "x = 2j",
    ],
)
def test_a_float_is_seen(source: str) -> None:
    assert floats(ast.parse(source))


@pytest.mark.parametrize("source", ["part = 3", "import math\nx = math.gcd(4, 6)", "isinstance(x, float)", "s = '0.3'"])
def test_exact_arithmetic_and_refusals_of_floats_pass(source: str) -> None:
    assert floats(ast.parse(source)) == []


def test_a_clock_is_seen_and_a_date_given_is_not() -> None:
    assert clocks(ast.parse("date.today()")) == ["line 1: today()"]
    assert clocks(ast.parse("timezone.now()\ntime.time()")) == ["line 1: now()", "line 2: time()"]
    assert clocks(ast.parse("date(2026, 1, 1)\nparametre.au(jour)")) == []
