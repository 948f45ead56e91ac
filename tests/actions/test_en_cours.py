"""The dwellings in progress: what waits for a decision, then what an account holds until the lease."""

from __future__ import annotations

from datetime import date

from tests.builders import JOUR, Monde, a_fait

from gef.actions.en_cours import list_en_cours
from gef.actions.flux import load_flux
from gef.core.remedes import LogementEnCours


def in_progress(monde: Monde) -> list[LogementEnCours]:
    return list(list_en_cours(load_flux(monde.habitat_lys.pk), JOUR))


def test_what_waits_is_for_the_one_to_whom_it_is_proposed_among_all_who_may_have_it(monde: Monde) -> None:
    rows = in_progress(monde)
    assert [row.etape for row in rows] == ["a_orienter"] * 3
    assert all(row.compte in row.logement.eligibles for row in rows)
    assert rows[0].logement.eligibles.keys() >= {"VILLE", "AL", "BAILLEUR"}


def test_what_is_held_is_for_nobody_else_until_its_lease(monde: Monde) -> None:
    ville, first = monde.comptes["VILLE"], monde.liberations[0]
    a_fait(first, "orientation", ville, date=date(2026, 6, 2))
    held = [row for row in in_progress(monde) if row.etape != "a_orienter"]
    assert [(row.etape, row.compte, dict(row.logement.eligibles)) for row in held] == [
        ("oriente", "VILLE", {"VILLE": "commune"})
    ]
    a_fait(first, "attribution", ville, date=date(2026, 6, 9))
    assert [row.etape for row in in_progress(monde) if row.compte == "VILLE" and len(row.logement.eligibles) == 1] == [
        "attribue"
    ]
    a_fait(first, "bail", ville, date=date(2026, 6, 12))
    assert [row.etape for row in in_progress(monde)] == ["a_orienter"] * 2
