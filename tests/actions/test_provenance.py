"""The proof of a solde: every line of the account, from the facts alone, to the figure shown elsewhere.

That it always leads to that figure is a property of tests/actions/test_flux.py.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from tests.builders import JOUR, Monde, a_fait, a_liberation

from gef.actions.flux import load_flux
from gef.actions.provenance import Provenance, trace_solde
from gef.core.parts import BAILLEUR
from gef.db.flux.models import Convention


def proof_of(monde: Monde, code: str, exercice: int = 2026) -> Provenance:
    etat = load_flux(monde.habitat_lys.pk)
    return trace_solde(etat, monde.habitat_lys.pk, code, exercice, etat.noms())


def lines(proof: Provenance) -> list[tuple[str, Fraction, int, Fraction]]:
    return [(line.evenement, line.credit, line.debit, line.solde) for line in proof.ecritures]


def test_each_line_says_what_it_did_and_what_it_left(monde: Monde) -> None:
    first, second = monde.liberations[:2]
    a_fait(first, "orientation", monde.comptes["VILLE"])
    a_fait(second, "orientation", monde.comptes["AL"])
    a_fait(first, "refus", monde.comptes["VILLE"])
    a_fait(first, "orientation")
    a_fait(second, "retour", monde.comptes["AL"])
    fifth = Fraction(1, 5)
    assert lines(proof_of(monde, "VILLE")) == [
        ("orienté vers Ville de Lys", fifth, 1, -4 * fifth),
        ("orienté vers Action Logement", fifth, 0, -3 * fifth),
        ("refusé par Ville de Lys", 0, -1, 2 * fifth),
    ]
    assert lines(proof_of(monde, "AL"))[-1] == ("orientation retirée", 0, -1, 4 * fifth)
    assert lines(proof_of(monde, BAILLEUR))[-1] == ("orienté vers Non réservé", 0, 1, Fraction(2, 30) - 1)


def test_a_refusal_that_counts_credits_everybody_again(monde: Monde) -> None:
    Convention.objects.filter(reservataire=monde.comptes["VILLE"]).update(politique_refus="compte")
    for kind, code in (("orientation", "VILLE"), ("refus", "VILLE"), ("orientation", "AL")):
        a_fait(monde.liberations[0], kind, monde.comptes[code])
    assert [(line.credit, line.debit) for line in proof_of(monde, "VILLE").ecritures] == [
        (Fraction(1, 5), 1),
        (Fraction(1, 5), 0),
    ]


def test_who_has_no_part_there_has_no_line(monde: Monde) -> None:
    a_fait(monde.liberations[2], "orientation", monde.comptes["AL"])
    proof = proof_of(monde, "VILLE")
    assert (proof.ecritures, proof.report, proof.solde) == ((), 0, 0)


def test_earlier_years_make_the_report(monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["VILLE"], date=date(2025, 12, 31))
    a_fait(monde.liberations[1], "orientation", monde.comptes["AL"], date=date(2026, 1, 1))
    proof = proof_of(monde, "VILLE")
    assert (proof.report, proof.solde) == (Fraction(-4, 5), Fraction(-3, 5))
    assert len(proof.ecritures) == 1
    assert proof_of(monde, "VILLE", 2025).solde == Fraction(-4, 5)
    assert proof_of(monde, "VILLE", 2027).report == Fraction(-3, 5)


def test_a_fact_written_late_moves_the_open_year_not_the_closed_one(monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["VILLE"], date=date(2026, 1, 5))
    a_fait(monde.liberations[1], "orientation", monde.comptes["VILLE"], date=date(2025, 12, 30))
    assert proof_of(monde, "VILLE", 2025).ecritures == ()
    assert len(proof_of(monde, "VILLE", 2026).ecritures) == 2


def test_the_steps_lead_from_the_report_to_the_solde(monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["VILLE"], date=date(2025, 12, 31))
    a_fait(monde.liberations[1], "orientation", monde.comptes["VILLE"])
    steps = {step.code: step.valeur for step in proof_of(monde, "VILLE").explication.etapes}
    assert steps == {"report": Fraction(-4, 5), "droits": Fraction(1, 5), "recus": -1, "solde": Fraction(-8, 5)}
    assert all(step.source for step in proof_of(monde, "VILLE").explication.etapes)


def test_names_that_the_reader_may_not_know_are_not_said(monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["AL"])
    etat = load_flux(monde.habitat_lys.pk)
    proof = trace_solde(etat, monde.habitat_lys.pk, "VILLE", 2026, {"VILLE": "Ville de Lys"})
    assert [line.evenement for line in proof.ecritures] == ["orienté vers un autre réservataire"]


@pytest.mark.parametrize("count", [3, 30])
def test_query_count_does_not_follow_the_facts(
    monde: Monde, count: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for rank in range(count):
        a_fait(a_liberation(monde.habitat_lys, f"N{rank}", libre_le=JOUR), "orientation", monde.comptes["AL"])
    etat = load_flux(monde.habitat_lys.pk)
    with django_assert_num_queries(1):
        trace_solde(etat, monde.habitat_lys.pk, "AL", 2026, {})
