"""What the rules look at: the files of the project, and the syntax trees of its modules."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "gef"

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef

_TOP_FOLDERS = ("src", "tests", "docs", "scripts", ".ci")
_NOT_OURS = {"__pycache__", "node_modules", "captures"}


def project_files() -> list[Path]:
    """List every file of the project: its folders, and what stands at the root."""
    found = [p for p in ROOT.iterdir() if p.is_file() and p.suffix != ".sqlite3" and p.name != "uv.lock"]
    for folder in _TOP_FOLDERS:
        found += [p for p in (ROOT / folder).rglob("*") if p.is_file() and _NOT_OURS.isdisjoint(p.parts)]
    return sorted(found)


def modules(*layers: str) -> list[Path]:
    """List the modules of some layers of the package, or of all; migrations are written by Django."""
    bases = [PACKAGE / layer for layer in layers] or [PACKAGE]
    found = [p for base in bases for p in base.rglob("*.py")]
    return sorted(p for p in found if "migrations" not in p.parts and "__pycache__" not in p.parts)


def relative(path: Path) -> str:
    """Name a file as a reader of the repository would."""
    return path.relative_to(ROOT).as_posix()


def parse(path: Path) -> ast.Module:
    """Parse a module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(tree: ast.AST) -> Iterator[FunctionNode]:
    """Yield every function and method, nested ones included."""
    for node in ast.walk(tree):
        if isinstance(node, FunctionNode):
            yield node


def called_name(call: ast.Call) -> str:
    """Give the last name of what is called: `now` for `datetime.now()`, an empty string for `f()()`."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""
