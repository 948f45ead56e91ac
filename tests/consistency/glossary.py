"""Reads `docs/glossaire.md` and splits identifiers into words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.consistency.tree import ROOT, functions

GLOSSARY = ROOT / "docs" / "glossaire.md"
ENGLISH = ROOT / "tests" / "consistency" / "mots_anglais.txt"

_COLUMNS = 6
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the glossary."""

    terme: str
    definition: str
    source: str
    forbidden: tuple[str, ...]
    identifiers: tuple[str, ...]


def read_entries(text: str) -> list[Entry]:
    """Read the rows of every table of the glossary; a malformed row raises."""
    rows = [line for line in text.splitlines() if line.startswith("|")]
    entries = []
    for row in rows:
        cells = [c.strip() for c in row.strip("|").split("|")]
        if len(cells) != _COLUMNS:
            raise ValueError(f"{len(cells)} columns instead of {_COLUMNS}: {row}")
        if cells[0] == "Terme" or set(cells[0]) == {"-"}:
            continue
        forbidden = re.sub(r"\([^)]*\)", "", cells[4])
        entries.append(
            Entry(
                terme=cells[0],
                definition=cells[2],
                source=cells[3],
                forbidden=tuple(w.strip() for w in forbidden.split(",") if w.strip() not in {"", "–"}),
                identifiers=tuple(re.findall(r"`([^`]+)`", cells[5])),
            )
        )
    return entries


def load_entries() -> list[Entry]:
    """Read the glossary of the project."""
    return read_entries(GLOSSARY.read_text(encoding="utf-8"))


def load_english() -> list[str]:
    """Read the list of plain English words that identifiers may use."""
    return ENGLISH.read_text(encoding="utf-8").split()


def split_words(identifier: str) -> list[str]:
    """Split an identifier into lower-case words; single letters and digits are not words.

    >>> split_words("count_logements_liberes"), split_words("DoubleSoustractionError"), split_words("surface_m2")
    (['count', 'logements', 'liberes'], ['double', 'soustraction', 'error'], ['surface'])
    """
    words = [w.lower() for w in _WORD.findall(identifier)]
    return [w for w in words if len(w) > 1]


def identifiers(tree: ast.Module) -> Iterator[str]:
    """Yield the names that a module defines: classes, functions, arguments, attributes and its own constants."""
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef(name=name):
                yield name
                yield from _assigned(node.body)
            case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                yield name
    for function in functions(tree):
        yield function.name
        arguments = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
        yield from (a.arg for a in (*arguments, function.args.vararg, function.args.kwarg) if a is not None)
    yield from _assigned(tree.body)


def _assigned(body: list[ast.stmt]) -> Iterator[str]:
    for statement in body:
        match statement:
            case ast.Assign(targets=targets):
                yield from (n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name


def strange_words(tree: ast.Module, known: set[str]) -> list[str]:
    """List the identifiers that hold a word neither English nor of the glossary, with that word."""
    names = sorted({n for n in identifiers(tree) if not (n.startswith("__") and n.endswith("__"))})
    return [f"{word} in {name}" for name in names for word in split_words(name) if word not in known]
