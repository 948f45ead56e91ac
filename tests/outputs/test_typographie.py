"""French spaces hold, and the words stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.outputs.typographie import hold_spaces


@pytest.mark.parametrize(
    ("plain", "held"),
    [
        ("report : solde", "report\u00a0: solde"),
        ("10 %", "10\u202f%"),
        ("oui ; non ?", "oui\u202f; non\u202f?"),
        ("le « flux » :", "le «\u00a0flux\u00a0»\u00a0:"),
        ("fin :", "fin\u00a0:"),
        ("à 10:30, http://a", "à 10:30, http://a"),
    ],
)
def test_each_sign_has_its_space(plain: str, held: str) -> None:
    assert hold_spaces(plain) == held


@given(st.text())
def test_only_spaces_change(texte: str) -> None:
    held = hold_spaces(texte)
    assert len(held) == len(texte)
    assert all(a == b or (b == " " and a in "\u00a0\u202f") for a, b in zip(held, texte, strict=True))
    assert hold_spaces(held) == held
