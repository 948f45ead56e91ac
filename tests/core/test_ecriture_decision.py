"""The record is for a reader too: exact numbers, and rounded ones only where the exact terms stand beside."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.builders_orientation import PARTS, RESERVATAIRES, a_logement

from gef.core.ecriture_decision import rounded, write_record
from gef.core.orientation import Moteur, Parametres


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_a_rounded_quotient_is_within_half_of_its_last_digit(numerator: int, denominator: int) -> None:
    assert abs(Fraction(rounded(numerator, denominator)) - Fraction(numerator, denominator)) <= Fraction(1, 20_000)


@pytest.mark.parametrize(
    ("value", "text"), [((1, 3), "0.3333"), ((-1, 3), "-0.3333"), ((-1, 10**6), "0.0000"), ((5, 1), "5.0000")]
)
def test_a_rounded_quotient_has_four_decimals_and_no_minus_zero(value: tuple[int, int], text: str) -> None:
    assert rounded(*value) == text


def test_a_record_says_the_dwelling_the_choice_and_every_candidate() -> None:
    moteur = Moteur(RESERVATAIRES, Parametres())
    logement = a_logement(commune="B")
    moteur.liberer(logement, PARTS["B"])
    proposition = moteur.proposer(logement, PARTS["B"])
    record = write_record(logement, proposition.situation, proposition.choix, ["AL"])
    assert (record["logement"], record["commune"], record["typologie"], record["qpv"]) == ("L-0001", "B", "T3", "0")
    assert record["refus"] == ["AL"]
    assert [row["reservataire"] for row in record["lignes"]] == sorted(PARTS["B"])
    ville = next(row for row in record["lignes"] if row["reservataire"] == "VILLE-B")
    assert (ville["part"], ville["droits"], ville["recus"], ville["commune"]) == ("1/30", "1/30", 0, None)
