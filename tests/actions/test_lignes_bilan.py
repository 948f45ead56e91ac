"""From the facts of a dwelling to its row: who refused, for what, on whose account."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gef.actions.donnees import FaitInscrit, LiberationInscrite
from gef.actions.lignes_bilan import is_concerned, to_ligne
from gef.core.bilan_entree import Refus

JOUR = date(2025, 3, 1)


def a_row(*faits: tuple[str, str, dict[str, str]], epci: str = "") -> LiberationInscrite:
    rows = tuple(FaitInscrit(kind, JOUR + timedelta(days=n), code, p) for n, (kind, code, p) in enumerate(faits))
    return LiberationInscrite("L", JOUR, "06029", epci, "", "T3", "PLAI", None, None, None, rows)


def test_each_refusal_has_its_party_and_the_account_that_held_the_dwelling() -> None:
    ligne = to_ligne(
        a_row(
            ("orientation", "VILLE", {}),
            ("refus", "VILLE", {"cause": "localisation"}),
            ("orientation", "CD", {}),
            ("non_reponse", "CD", {"consequence": "non_compte"}),
            ("orientation", "AL", {}),
            ("attribution", "AL", {}),
            ("refus_menage", "", {"cause": "loyer"}),
            ("attribution", "AL", {}),
            ("refus_menage", "AL", {"partie": "bailleur"}),
        )
    )
    assert ligne.causes == (
        Refus("reservataire", "localisation", "VILLE", JOUR + timedelta(days=1)),
        Refus("silence", "", "CD", JOUR + timedelta(days=3)),
        Refus("menage", "loyer", "AL", JOUR + timedelta(days=6)),
        Refus("bailleur", "", "AL", JOUR + timedelta(days=8)),
    )
    assert ligne.refus == (("VILLE", JOUR + timedelta(days=1)),)
    assert [code for code, _ in ligne.propositions] == ["VILLE", "CD", "AL"]


@pytest.mark.parametrize(("epci", "found"), [("", "200039915"), ("999", "999")])
def test_the_epci_declared_goes_before_that_of_the_commune(epci: str, found: str) -> None:
    assert to_ligne(a_row(epci=epci)).epci == found


@pytest.mark.parametrize(("exercice", "concerned"), [(2024, 0), (2025, 1), (2026, 0)])
def test_a_dwelling_concerns_the_years_of_its_days(exercice: int, concerned: int) -> None:
    assert is_concerned(a_row(("orientation", "AL", {})), exercice) == concerned
