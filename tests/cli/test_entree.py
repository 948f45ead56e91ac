"""Standard input is read exactly as it was written, or refused with what was expected."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.cli.entree import JsonIllisibleError, read_json

EXACT = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


def read(content: bytes) -> Any:
    stdin, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(content))
    try:
        return read_json()
    finally:
        sys.stdin = stdin


@given(EXACT)
def test_what_is_exact_comes_back(data: Any) -> None:
    if data is not None and data != "":
        assert read(json.dumps(data).encode()) == data


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", "0.1"),
        ("1e-3", "1e-3"),
        ("12345678901234567890.123456789", "12345678901234567890.123456789"),
        ("7", 7),
        ('"3/10"', "3/10"),
    ],
)
def test_a_number_keeps_its_digits(text: str, value: Any) -> None:
    assert read(text.encode()) == value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_the_encodings_of_json_are_recognised(encoding: str) -> None:
    assert read('{"nom": "Été"}'.encode(encoding)) == {"nom": "Été"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide ; attendu : un objet JSON"),
        (b" \n", "vide ; attendu : un objet JSON"),
        (b"{", "ligne 1, colonne 2 : JSON illisible"),
        (b'{"a": 1,\n "b" 2}', "ligne 2, colonne 6 : JSON illisible"),
        (b"bonjour", "JSON illisible"),
        (b'{"a": NaN}', "« NaN » n’est pas un nombre"),
        (b'{"a": -Infinity}', "« -Infinity » n’est pas un nombre"),
        (b'{"parc": 1, "parc": 2}', "la clé « parc » figure 2 fois ; attendu : une seule"),
        (b'{"a": {"b": 1, "b": 1}}', "la clé « b » figure 2 fois"),
        (b"[" * 100_000 + b"]" * 100_000, "trop de niveaux imbriqués"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "un nombre a trop de chiffres"),
        (b'{"nom": "\xe9t\xe9"}', "des caractères sont illisibles ; attendu : UTF-8"),
        (b'{"nom": "\\ud800"}', "des caractères sont illisibles"),
    ],
)
def test_what_is_not_exact_json_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(JsonIllisibleError) as caught:
        read(content)
    assert said in str(caught.value)
    assert str(caught.value).startswith("Entrée standard")


def test_a_terminal_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    with pytest.raises(JsonIllisibleError, match="Entrée standard vide"):
        read_json()
