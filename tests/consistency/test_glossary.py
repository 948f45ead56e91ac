"""The words of the core and of the law are plain English or stand in the closed glossary."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.consistency.glossary import (
    identifiers,
    load_english,
    load_entries,
    read_entries,
    split_words,
    strange_words,
)
from tests.consistency.tree import modules, parse, relative

ENTRIES = load_entries()
ENGLISH = load_english()
DOMAIN = {word for entry in ENTRIES for name in entry.identifiers for word in split_words(name)}


@pytest.mark.parametrize("path", modules("core", "law"), ids=relative)
def test_identifiers_speak_english_or_the_trade(path: Path) -> None:
    assert strange_words(parse(path), DOMAIN | set(ENGLISH)) == []


def test_entries_are_complete() -> None:
    assert len(ENTRIES) >= 80
    assert [e.terme for e in ENTRIES if not (e.definition and e.source and e.identifiers)] == []


def test_identifiers_are_written_without_accents() -> None:
    names = [name for entry in ENTRIES for name in entry.identifiers]
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z_]*", name)] == []


def test_an_identifier_belongs_to_one_entry() -> None:
    names = [name for entry in ENTRIES for name in entry.identifiers]
    assert sorted({n for n in names if names.count(n) > 1}) == []


def test_english_list_is_sorted_plain_and_apart_from_the_glossary() -> None:
    assert sorted(set(ENGLISH)) == ENGLISH
    assert [w for w in ENGLISH if not re.fullmatch(r"[a-z]{2,}", w)] == []
    assert sorted(DOMAIN & set(ENGLISH)) == []


def test_forbidden_synonyms_cannot_enter_the_code() -> None:
    forbidden = {word for entry in ENTRIES for word in entry.forbidden}
    assert sorted(forbidden & set(ENGLISH)) == []
    assert [e.terme for e in ENTRIES if set(e.forbidden) & set(e.identifiers)] == []


def test_a_word_from_nowhere_is_seen() -> None:
    known = {"count", "logements", "row", "table"}
    tree = ast.parse("def count_logements(row, *, rangee): ...\n\nclass RowTablo:\n    couleur: int\n\nMACHIN = 1")
    expected = ["machin in MACHIN", "tablo in RowTablo", "couleur in couleur", "rangee in rangee"]
    assert strange_words(tree, known) == expected


def test_names_of_all_kinds_are_read() -> None:
    source = "A: int = 1\nB, C = 1, 2\nclass D:\n    e: int\n    f = 1\n    def g(self, h, /, *i, j, **k):\n        self.l = h"
    assert set(identifiers(ast.parse(source))) == {*"ABCDefghijkl", "self"}


def test_a_malformed_row_is_refused() -> None:
    with pytest.raises(ValueError, match="3 columns instead of 6"):
        read_entries("| a | b | c |")


def test_synonyms_are_read_without_their_remarks() -> None:
    row = "| parc | parcs | Logements d’un bailleur. | CCH | stock (autre sens), estate | `parc`, `parcs` |"
    [entry] = read_entries(row)
    assert entry.forbidden == ("stock", "estate")
    assert entry.identifiers == ("parc", "parcs")
