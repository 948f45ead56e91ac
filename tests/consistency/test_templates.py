"""Every template is used: by a view, or by another template."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.consistency.tree import PACKAGE, modules, parse

# Django looks for these by itself.
BUILT_IN = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}

_REFERENCE = re.compile(r"""{%-?\s*(?:extends|include)\s+["']([^"']+)["']""")


def template_files() -> dict[str, Path]:
    """Give every template of the package under the name that a view uses."""
    folders = [p for p in PACKAGE.rglob("templates") if p.is_dir()]
    return {p.relative_to(folder).as_posix(): p for folder in folders for p in folder.rglob("*") if p.is_file()}


def strings(tree: ast.AST) -> set[str]:
    """List the string literals of a module."""
    return {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def unused(names: set[str], in_modules: set[str], in_templates: dict[str, str]) -> set[str]:
    """List the templates that neither a module nor another template names."""
    referenced = {r for name, text in in_templates.items() for r in _REFERENCE.findall(text) if r != name}
    return names - in_modules - referenced - BUILT_IN


def test_every_template_is_used() -> None:
    templates = template_files()
    in_modules = {literal.partition("#")[0] for path in modules() for literal in strings(parse(path))}
    texts = {name: path.read_text(encoding="utf-8") for name, path in templates.items()}
    assert unused(set(templates), in_modules, texts) == set()


def test_every_template_named_by_another_exists() -> None:
    templates = template_files()
    named = {r.partition("#")[0] for p in templates.values() for r in _REFERENCE.findall(p.read_text(encoding="utf-8"))}
    assert named - set(templates) == set()


def test_an_unused_template_is_seen() -> None:
    texts = {"web/a.html": '{% extends "web/base.html" %}', "web/b.html": '{% include "web/b.html" %}', "404.html": ""}
    assert unused({*texts, "web/base.html"}, {"web/a.html"}, texts) == {"web/b.html"}
