"""The fonts of the documents: what they can print, and what stands for the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.outputs.glyphes import ABSENT, ESPACES, keep_printable, load_couverture


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Hôtel de l’Œuvre, n° 3 bis ; 12 m² à 5 €", "Hôtel de l’Œuvre, n° 3 bis ; 12 m² à 5 €"),
        ("1\u202f000\u00a0logements", "1\u202f000\u00a0logements"),
        ("e\u0301te\u0301", "été"),
        ("a\tb\nc\u2028d", "a b c d"),
        ("a\u200bb\u202ec\ufeff", "abc"),
        ("Lys 日本 😀", f"Lys {ABSENT}{ABSENT} {ABSENT}"),
        ("\x00\x07", ABSENT * 2),
        ("\ud800", ABSENT),
    ],
)
def test_what_is_printed(typed: str, printed: str) -> None:
    assert keep_printable(typed) == printed


def test_what_stands_for_a_missing_drawing_has_one() -> None:
    assert ord(ABSENT) in load_couverture()


@pytest.mark.parametrize("sign", "−≤≥→«»’“”…–—·×÷½²³°ªº†€ŒœÿŸÆæß")
def test_the_signs_of_the_product_are_drawn(sign: str) -> None:
    assert keep_printable(sign) == sign


@given(st.text())
def test_all_that_is_left_is_drawn(texte: str) -> None:
    assert all(c in ESPACES or ord(c) in load_couverture() for c in keep_printable(texte))
