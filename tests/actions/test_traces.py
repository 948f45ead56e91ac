"""What the dwellings count for follows the facts, and is the same as when everything is read anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from random import Random

import pytest
from tests.builders import CANNES, JOUR, MOMENT, Monde, a_fait, a_liberation

from gef.actions.flux import load_flux
from gef.actions.traces import AUCUN, Traces, _lues, epci_of, read_traces
from gef.core.comptages import Menage
from gef.core.residences import cle_residence
from gef.db.flux.models import Fait, Liberation

GOELANDS = cle_residence(CANNES, "Les Goélands")


@pytest.fixture(autouse=True)
def _forget() -> None:
    _lues.clear()


def traces(monde: Monde, menages: Mapping[int, Menage] = AUCUN) -> Traces:
    return read_traces(monde.habitat_lys.pk, load_flux(monde.habitat_lys.pk), menages)


def received(monde: Monde) -> dict[str, int]:
    counts = Counter[str]()
    for case, number in traces(monde).cases.items():
        counts[case.reservataire] += number if case.type == "recu" else 0
    return {code: number for code, number in counts.items() if number}


def test_nothing_written_counts_nothing_and_every_dwelling_has_its_residence(monde: Monde) -> None:
    found = traces(monde)
    assert found.cases == {}
    assert len(found.par_liberation) == len(monde.liberations)
    assert len(found.of_residence(GOELANDS)) == 3
    assert found.of_residence(None) == ()


def test_a_fact_moves_the_counts_of_its_dwelling_only(monde: Monde) -> None:
    a_fait(monde.liberations[2], "orientation", monde.comptes["CD"])
    before = traces(monde)
    a_fait(monde.liberations[0], "orientation", monde.comptes["AL"])
    after = traces(monde)
    assert received(monde) == {"AL": 1, "CD": 1}
    assert {case.reservataire for case in before.cases} == {"CD"}
    untouched = monde.liberations[1].pk
    assert after.par_liberation[untouched] is before.par_liberation[untouched]


def test_a_state_that_did_not_move_is_not_read_again(monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["AL"])
    assert traces(monde) is traces(monde)


def test_a_household_is_known_later(monde: Monde) -> None:
    for kind in ("orientation", "attribution"):
        a_fait(monde.liberations[0], kind, monde.comptes["AL"])
    unknown, known = traces(monde), traces(monde, {monde.liberations[0].pk: Menage(is_prioritaire=True)})
    assert [case.menage.is_prioritaire for case in unknown.cases if case.type == "attribution"] == [None]
    assert [case.menage.is_prioritaire for case in known.cases if case.type == "attribution"] == [True]


def test_a_dwelling_that_is_gone_counts_no_more(monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["AL"])
    assert received(monde) == {"AL": 1}
    Fait.objects.all().delete()
    Liberation.objects.filter(pk=monde.liberations[0].pk).delete()
    assert received(monde) == {}
    assert len(traces(monde).of_residence(GOELANDS)) == 2


def test_the_epci_of_a_dwelling_is_the_one_declared_else_that_of_its_commune(monde: Monde) -> None:
    declared = a_liberation(monde.habitat_lys, "A", libre_le=JOUR, epci="200030195")
    deduced = a_liberation(monde.habitat_lys, "B", libre_le=JOUR, epci="")
    unknown = a_liberation(monde.habitat_lys, "C", libre_le=JOUR, commune="99999")
    assert [epci_of(row) for row in (declared, deduced, unknown)] == ["200030195", "200039915", ""]


def test_step_by_step_is_the_same_as_all_at_once(monde: Monde) -> None:
    rng, comptes = Random(7), list(monde.comptes.values())
    rows = [a_liberation(monde.habitat_lys, f"S-{n}", libre_le=date(2026, 1 + n % 6, 1)) for n in range(12)]
    held: dict[int, list[str]] = {row.pk: [] for row in rows}
    for _ in range(40):
        row = rng.choice(rows)
        path = held[row.pk]
        kind = {0: "orientation", 1: "attribution", 2: "bail"}.get(len(path))
        if path and rng.random() < 0.3:
            kind = "annulation"
        if kind is None:
            continue
        path.pop() if kind == "annulation" else path.append(kind)
        a_fait(row, kind, rng.choice(comptes) if kind == "orientation" else None, ecrit_le=MOMENT)
        step = traces(monde)
    _lues.clear()
    again = traces(monde)
    assert step.cases == again.cases
    assert step.par_residence == again.par_residence
    assert step.par_liberation == again.par_liberation
