"""The concertation: what can follow what, for whom a reason is needed."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.concertation import (
    ETATS_POSITION,
    TRANSITIONS,
    TYPES_POSITION,
    Cloture,
    Echange,
    EtatPosition,
    Position,
    TypePosition,
    add_position,
    check_cloture,
    read_echange,
)
from gef.core.errors import DonneeInvalideError, TransitionInterditeError

MOTIF = "la Ville garantit la moitié des prêts"


def test_codes_are_those_of_the_types() -> None:
    assert tuple(TYPES_POSITION) == get_args(TypePosition)
    assert tuple(ETATS_POSITION) == get_args(EtatPosition)


@given(st.lists(st.sampled_from(list(TYPES_POSITION)), max_size=8))
def test_an_exchange_follows_the_table(kinds: list[TypePosition]) -> None:
    echange, proposed = Echange(), 3
    for kind in kinds:
        nombre = proposed if kind != "conteste" else proposed + 1
        position = Position(kind, nombre, MOTIF)
        expected = TRANSITIONS.get((echange.etat, kind))
        if expected is None:
            with pytest.raises(TransitionInterditeError, match="attendu"):
                add_position(echange, position)
        else:
            echange = add_position(echange, position)
            assert (echange.etat, echange.rang) == (expected, len(echange.positions))
    assert read_echange(echange.positions) == echange


def test_one_accepts_the_number_proposed_and_contests_with_another() -> None:
    propose = read_echange([Position("propose", 4), Position("conteste", 6, MOTIF), Position("propose", 5)])
    assert propose.propose == 5
    with pytest.raises(DonneeInvalideError, match="Accepté : 4 ; attendu : 5"):
        add_position(propose, Position("accepte", 4))
    with pytest.raises(DonneeInvalideError, match="Contesté : 5"):
        add_position(propose, Position("conteste", 5, MOTIF))


@pytest.mark.parametrize(
    ("kind", "nombre", "motif", "message"),
    [("conteste", 4, "trop peu", "Écrivez le motif"), ("accepte", -1, "", "0 ou plus"), ("boude", 1, "", "boude")],
)
def test_a_word_is_whole(kind: TypePosition, nombre: int, motif: str, message: str) -> None:
    with pytest.raises(DonneeInvalideError, match=message):
        Position(kind, nombre, motif)


def test_closing_over_a_contest_needs_a_reason_and_silence_does_not() -> None:
    accepte = read_echange([Position("propose", 4), Position("accepte", 4)])
    conteste = read_echange([Position("propose", 4), Position("conteste", 6, MOTIF)])
    silent = read_echange([Position("propose", 2)])
    echanges = {"AL": accepte, "VILLE": conteste, "CD": silent, "EPCI": Echange()}
    nombres = {"AL": 4, "VILLE": 5, "CD": 2}
    with pytest.raises(DonneeInvalideError, match="Sans accord de VILLE :"):
        check_cloture(echanges, nombres, "parce que")
    assert check_cloture(echanges, nombres, MOTIF) == Cloture(("VILLE",), ("CD", "EPCI"))
    # What was asked for is granted: nobody disagrees. What was accepted is changed afterwards: he does.
    assert check_cloture(echanges, nombres | {"VILLE": 6}, "").desaccords == ()
    assert check_cloture(echanges, nombres | {"AL": 3}, MOTIF).desaccords == ("AL", "VILLE")
