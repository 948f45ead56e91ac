"""The accounts from the facts of a journal: the same as those of the screens, whatever the order of the facts."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import ANTIBES, CANNES, EPCI, Monde, a_fait
from tests.builders_conversion import COMPTES, a_convention

from gef.actions.annee import resumer_annee
from gef.actions.codec import decode, encode
from gef.actions.entrees import Situation
from gef.actions.entrees_comptes import EntreeComptes, FaitDate, tenir_comptes
from gef.actions.entrees_orientation import LogementLibere
from gef.actions.flux import load_flux
from gef.core.errors import DonneeInvalideError, TransitionInterditeError
from gef.core.parts import BAILLEUR

FIFTH = Fraction(1, 5)
CONVENTIONS = (a_convention("VILLE", "20/100"), a_convention("AL", "40/100"))


def a_logement(reference: str, commune: str = CANNES, **fields: Any) -> LogementLibere:
    defaults: dict[str, Any] = {"typologie": "T3", "financement": "PLUS", "qpv": False, "forme": "collectif"}
    return LogementLibere(1, date(2026, 6, 1), reference, commune, EPCI[commune], **defaults | fields)


def an_entree(*faits: FaitDate, **changes: Any) -> EntreeComptes:
    dwellings = (a_logement("A"), a_logement("B"), a_logement("C", ANTIBES))
    defaults: dict[str, Any] = {"exercice": 2026, "comptes": COMPTES, "conventions": CONVENTIONS}
    return EntreeComptes(**defaults | {"liberations": dwellings, "faits": faits} | changes)


def a_fact(logement: str, type_: str, code: str = BAILLEUR, jour: date = date(2026, 6, 2)) -> FaitDate:
    return FaitDate(logement, type_, jour, code)


def test_each_orientation_credits_the_parts_and_debits_one() -> None:
    situation = tenir_comptes(an_entree(a_fact("A", "orientation", "AL"), a_fact("C", "orientation", "VILLE")))
    assert situation.droits["VILLE"] == FIFTH  # Antibes is not its territory: nothing is credited there
    assert situation.soldes_fin["VILLE"] == FIFTH - 1
    assert situation.soldes_fin["AL"] == 2 * Fraction(2, 5) - 1
    assert sum(situation.soldes_fin.values()) == 0
    assert set(situation.soldes_debut.values()) == {0}


def test_former_years_make_the_opening_soldes() -> None:
    former = a_fact("A", "orientation", "VILLE", date(2025, 6, 2))
    situation = tenir_comptes(an_entree(former, a_fact("B", "orientation", "AL")))
    assert situation.soldes_debut["VILLE"] == FIFTH - 1
    assert (situation.droits["VILLE"], situation.soldes_fin["VILLE"]) == (FIFTH, 2 * FIFTH - 1)


def test_without_a_fact_no_account_has_moved() -> None:
    situation = tenir_comptes(an_entree())
    at_rest = dict.fromkeys(situation.droits, Fraction(0))
    assert {"VILLE", "AL", "BAILLEUR"} <= set(at_rest)
    assert situation == Situation(at_rest, at_rest, at_rest)


def test_they_are_the_accounts_of_the_screens(monde: Monde) -> None:
    steps = [
        ("A", "orientation", "VILLE"),
        ("A", "refus", "VILLE"),
        ("A", "orientation", "AL"),
        ("B", "orientation", "CD"),
    ]
    dwellings = dict(zip("AB", monde.liberations, strict=False))
    for logement, kind, code in steps:
        a_fait(dwellings[logement], kind, monde.comptes[code], date=date(2026, 6, 20))
    conventions = tuple(
        a_convention(code, part)
        for code, part in (
            ("ETAT-P", "25/100"),
            ("ETAT-F", "5/100"),
            ("AL", "40/100"),
            ("CD", "1/15"),
            ("VILLE", "20/100"),
        )
    )
    facts = [a_fact(logement, kind, code, date(2026, 6, 20)) for logement, kind, code in steps]
    situation = tenir_comptes(an_entree(*facts, conventions=conventions))
    annee = resumer_annee(load_flux(monde.habitat_lys.pk), 2026)
    assert {ligne.code: ligne.solde for ligne in annee.lignes} == situation.soldes_fin


@given(st.permutations([("A", 2), ("B", 3), ("C", 4)]))
def test_facts_may_come_in_any_order_of_days(order: list[tuple[str, int]]) -> None:
    facts = [a_fact(logement, "orientation", "AL", date(2026, 6, day)) for logement, day in order]
    expected = an_entree(*sorted(facts, key=lambda fact: fact.date))
    assert tenir_comptes(an_entree(*facts)) == tenir_comptes(expected)


def test_facts_of_one_day_keep_their_order() -> None:
    facts = (a_fact("A", "orientation", "VILLE"), a_fact("A", "refus", "VILLE"), a_fact("A", "orientation", "AL"))
    assert tenir_comptes(an_entree(*facts)).soldes_fin["AL"] == Fraction(2, 5) - 1
    with pytest.raises(TransitionInterditeError):
        tenir_comptes(an_entree(facts[1], facts[0], facts[2]))


def test_a_fact_that_the_ledger_does_not_know_is_said() -> None:
    with pytest.raises(DonneeInvalideError, match="A, 2026-06-02 : fait « depart » ; attendu : preavis, "):
        a_fact("A", "depart")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"faits": (a_fact("A", "orientation", "EPCI"),)},
            "faits, reservataire : EPCI inconnu ; attendu : AL, BAILLEUR",
        ),
        ({"faits": (a_fact("Z", "orientation", "AL"),)}, "faits, logement : Z inconnu ; attendu : A, B, C"),
        ({"conventions": (a_convention("EPCI", "1/2"),)}, "conventions : EPCI inconnu"),
    ],
)
def test_what_is_not_in_the_lists_is_said(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(DonneeInvalideError, match=message):
        an_entree(**changes)


def test_the_input_is_read_again_from_its_json() -> None:
    entree = an_entree(a_fact("A", "orientation", "AL"))
    assert decode(EntreeComptes, encode(entree)) == entree
