"""The documentation leads somewhere: links, anchors, commands and the sources that docstrings quote."""

from __future__ import annotations

import ast
import re
import unicodedata
from pathlib import Path

import pytest

from tests.consistency.tree import ROOT, functions, modules, parse, relative

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_MAKE = re.compile(r"`make ([a-z-]+)`")
_TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)
_SOURCE = re.compile(r"^Sources?:[ \t]*\n((?:[ \t]+\S.*\n?|[ \t]*\n)*)", re.MULTILINE)
_DOC_PATH = re.compile(r"docs/[\w./-]+\.md")
# A straight apostrophe in a word, or a breaking space where French wants an unbreakable one.
_TYPOGRAPHY = re.compile(r"\w'\w|« (?=\S)|(?<=\S) »|(?<=[\w»)”%`*]) [;?!%€](?=\s|$)|(?<=[\w»)”%`*]) :(?=\s|$)")


def anchor(title: str) -> str:
    """Give the anchor of a heading, as code forges make it."""
    kept = (c for c in title.strip().lower() if c in " -_" or unicodedata.category(c)[0] in "LN")
    return "".join(kept).replace(" ", "-")


def anchors(text: str) -> set[str]:
    """List the anchors of a document."""
    return {anchor(t.replace("`", "")) for t in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


def dead_links(path: Path, text: str) -> list[str]:
    """List the relative links of a document that lead to no file or to no heading."""
    dead = []
    for link in _LINK.findall(_CODE.sub("", text)):
        if "://" in link or link.startswith("mailto:"):
            continue
        name, _, fragment = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        content = text if target == path else ""
        if target != path and target.suffix == ".md" and target.is_file():
            content = target.read_text(encoding="utf-8")
        if not (target == path or target.exists()) or (fragment and fragment not in anchors(content)):
            dead.append(link)
    return dead


def typographic_slips(text: str) -> list[str]:
    """List the passages, code apart, that break French typography."""
    prose = _CODE.sub("`code`", re.sub(r"\]\([^)]*\)", "]", text))
    return [prose[max(0, m.start() - 20) : m.end() + 10] for m in _TYPOGRAPHY.finditer(prose)]


def empty_sources(tree: ast.Module) -> list[str]:
    """List the docstrings whose Source section says nothing, or names a document that does not exist."""
    found = []
    documented = [tree, *functions(tree), *(n for n in ast.walk(tree) if isinstance(n, ast.ClassDef))]
    for node in documented:
        name = getattr(node, "name", "the module")
        for section in _SOURCE.findall((ast.get_docstring(node) or "") + "\n"):
            missing = [p for p in _DOC_PATH.findall(section) if not (ROOT / p).is_file()]
            if missing or not section.strip():
                found.append(f"{name}: {missing or 'empty'}")
    return found


@pytest.mark.parametrize("path", DOCUMENTS, ids=relative)
def test_relative_links_lead_somewhere(path: Path) -> None:
    assert dead_links(path, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=relative)
def test_french_typography(path: Path) -> None:
    assert typographic_slips(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=relative)
def test_commands_shown_are_targets_of_the_makefile(path: Path) -> None:
    targets = set(_TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    assert set(_MAKE.findall(path.read_text(encoding="utf-8"))) - targets == set()


@pytest.mark.parametrize("path", modules("core", "law"), ids=relative)
def test_source_sections_say_something_that_exists(path: Path) -> None:
    assert empty_sources(parse(path)) == []


def test_every_document_is_reached_from_the_index() -> None:
    index = ROOT / "docs" / "README.md"
    links = _LINK.findall(index.read_text(encoding="utf-8"))
    reached = {(index.parent / link.partition("#")[0]).resolve() for link in links if "://" not in link}
    documents = {p for p in DOCUMENTS if p.is_relative_to(ROOT / "docs")} - {index}
    assert sorted(relative(p) for p in documents - reached) == []


def test_a_dead_link_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    (tmp_path / "autre.md").write_text("# Un titre, déjà\n", encoding="utf-8")
    text = "# Ici\n[a](autre.md) [b](autre.md#un-titre-déjà) [c](#ici) [d](https://example.org/x) `[e](non.md)`"
    assert dead_links(page, text) == []
    assert dead_links(page, "[a](absent.md) [b](autre.md#rien) [c](#rien)") == ["absent.md", "autre.md#rien", "#rien"]


def test_slips_of_typography_are_seen() -> None:
    assert len(typographic_slips("l'assiette : 30 % ; « oui » ?")) == 7
    assert (
        typographic_slips("l’assiette\u00a0: 30\u202f% ; `l'un : x`, [lien](a'b) http://x".replace(" ;", "\u202f;"))
        == []
    )


def test_an_empty_source_is_seen() -> None:
    assert empty_sources(ast.parse('def f():\n    """Sum.\n\n    Source:\n    """')) == ["f: empty"]
    assert empty_sources(ast.parse('def f():\n    """Sum.\n\n    Source:\n        docs/rien.md\n    """'))
    assert empty_sources(ast.parse('def f():\n    """Sum.\n\n    Source:\n        CCH art. R. 441-5.\n    """')) == []
