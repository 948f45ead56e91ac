"""The reason of a departure: a closed list, a text, and one way back to the code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.actions.motifs_ecart import AUTRE, MOTIFS_ECART, MotifManquantError, read_motif, write_motif

LISTED = sorted(set(MOTIFS_ECART) - {AUTRE})


@given(code=st.sampled_from(LISTED), texte=st.text(max_size=80))
def test_a_listed_reason_is_read_back_with_its_text(code: str, texte: str) -> None:
    assert read_motif(write_motif(code, texte)) == (code, texte.strip())


@pytest.mark.parametrize("code", ["", AUTRE])
@pytest.mark.parametrize("texte", ["", "   ", "court", " 123456789 "])
def test_another_reason_needs_words(code: str, texte: str) -> None:
    with pytest.raises(MotifManquantError, match="Écrivez le motif"):
        write_motif(code, texte)


@pytest.mark.parametrize("code", ["", AUTRE])
def test_another_reason_is_kept_as_written(code: str) -> None:
    texte = "Relogement urgent, accord de la Ville le 2 juin."
    assert write_motif(code, f" {texte} ") == texte
    assert read_motif(texte) == (AUTRE, texte)


def test_a_reason_out_of_the_list_is_refused() -> None:
    with pytest.raises(MotifManquantError, match="« copinage » inconnu ; attendu : relogement_urgent"):
        write_motif("copinage", "Un texte bien assez long.")
