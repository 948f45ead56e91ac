"""What the ledger of a dwelling says: received, oriented, attributed, let, against a slow reading of its entries."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.comptages import MENAGE_INCONNU, Case, EvenementTrace, Menage, Trace, cases_of, list_evenements, to_menage
from gef.core.designation import PUBLICS, Candidature
from gef.core.ecritures import Clause, EtatLogement, Fait, list_possibles, open_etat, suivre
from gef.core.faits import PRECISIONS
from gef.core.parts import BAILLEUR

MARS = date(2026, 3, 2)
COMPTE = Clause(date(2024, 1, 1), None, "attribution", "compte", "compte")
NON_COMPTE = Clause(date(2024, 1, 1), None, "attribution", "non_compte")


def run(*faits: tuple[str, str] | tuple[str, str, int], clause: Clause = NON_COMPTE, hors_flux: str = "") -> Any:
    etat = open_etat(hors_flux)
    for rank, (kind, compte, *day) in enumerate(faits):
        jour = MARS + timedelta(day[0] if day else rank)
        precision = {"categorie": "anru"} if kind == "qualification_hors_flux" else {}
        etat, _ = suivre("L-1", etat, Fait(kind, jour, compte, precision), lambda _: clause)
    return [
        (e.type, (e.jour - MARS).days, e.reservataire, e.nombre, e.categorie)
        for e in list_evenements("L-1", etat, lambda _: clause)
    ]


def test_an_oriented_dwelling_is_received_attributed_and_let() -> None:
    assert run(("orientation", "VILLE"), ("attribution", ""), ("bail", "")) == [
        ("recu", 0, "VILLE", 1, ""),
        ("orientation", 0, "VILLE", 1, ""),
        ("attribution", 1, "VILLE", 1, ""),
        ("bail", 2, "VILLE", 1, ""),
    ]


def test_a_refusal_that_does_not_count_gives_back_on_its_day_and_undoes_the_orientation() -> None:
    assert run(("orientation", "VILLE"), ("refus", ""))[2:] == [
        ("recu", 1, "VILLE", -1, ""),
        ("orientation", 0, "VILLE", -1, ""),
    ]


def test_a_refusal_that_counts_gives_nothing_back() -> None:
    assert run(("orientation", "VILLE"), ("refus", ""), clause=COMPTE) == [
        ("recu", 0, "VILLE", 1, ""),
        ("orientation", 0, "VILLE", 1, ""),
    ]


def test_what_the_bailleur_takes_back_is_his() -> None:
    rows = run(("orientation", "VILLE"), ("reprise", ""), ("attribution", ""))
    assert [(t, c, n) for t, _, c, n, _ in rows if t == "recu"] == [
        ("recu", "VILLE", 1),
        ("recu", "VILLE", -1),
        ("recu", BAILLEUR, 1),
    ]
    assert rows[-1] == ("attribution", 2, BAILLEUR, 1, "")


def test_out_of_the_flux_a_lease_says_its_category() -> None:
    assert run(("qualification_hors_flux", ""), ("bail", "")) == [("bail", 1, BAILLEUR, 1, "anru")]
    assert run(("bail", ""), hors_flux="mutations") == [("bail", 0, BAILLEUR, 1, "mutations")]


def test_what_is_cancelled_was_never_there_and_what_is_late_waits_for_its_turn() -> None:
    assert run(("orientation", "VILLE"), ("annulation", "")) == []
    assert run(("orientation", "VILLE", 5), ("attribution", "", 1))[-1] == ("attribution", 5, "VILLE", 1, "")


def test_cases_tell_households_apart_only_where_they_count() -> None:
    known = Menage(is_prioritaire=True, quartile=1)
    events = tuple(EvenementTrace(kind, MARS, "VILLE") for kind in ("recu", "orientation", "attribution", "bail"))
    trace = Trace("06029", "200039915", qpv=False, residence=None, libere_le=MARS, evenements=events, menage=known)
    where = ("VILLE", "06029", "200039915", False, "")
    assert cases_of(trace) == Counter(
        [
            Case("recu", 2026, *where, MENAGE_INCONNU),
            Case("orientation", 2026, *where, MENAGE_INCONNU),
            Case("attribution", 2026, *where, known),
            Case("bail", 2026, *where, known),
        ]
    )
    assert trace.passage.baux == (MARS,)
    assert trace.passage.libere_le == MARS


@st.composite
def journals(draw: st.DrawFn) -> tuple[EtatLogement, dict[str, int], Clause]:
    """A random ledger, and what its entries leave received, entry by entry."""
    clause = draw(st.sampled_from([COMPTE, NON_COMPTE]))
    etat, held = open_etat(""), Counter[str]()
    for rank in range(draw(st.integers(0, 9))):
        kind = draw(st.sampled_from(list_possibles(etat)))
        codes = {p.nom: draw(st.sampled_from(sorted(p.codes))) for p in PRECISIONS.get(kind, ()) if p.is_required}
        fait = Fait(kind, MARS + timedelta(rank), draw(st.sampled_from(["VILLE", "AL", BAILLEUR])), codes)
        etat, moves = suivre("L-1", etat, fait, lambda _: clause)
        for move, compte in moves:
            held[compte] += {"engager": 1, "annuler": -1}.get(move, 0)
    return etat, {compte: n for compte, n in held.items() if n}, clause


@given(journals())
def test_what_is_received_is_what_the_entries_leave(journal: tuple[EtatLogement, dict[str, int], Clause]) -> None:
    etat, held, clause = journal
    events = list_evenements("L-1", etat, lambda _: clause)
    for kind in ("recu", "orientation"):
        counted = Counter[str]()
        for e in events:
            counted[e.reservataire] += e.nombre if e.type == kind else 0
        assert {compte: n for compte, n in counted.items() if n} == held


@given(journals())
def test_no_year_of_orientation_is_below_nothing(journal: tuple[EtatLogement, dict[str, int], Clause]) -> None:
    etat, _, clause = journal
    counted = Counter[tuple[str, date]]()
    for e in list_evenements("L-1", etat, lambda _: clause):
        counted[e.reservataire, e.jour] += e.nombre if e.type == "orientation" else 0
    assert min(counted.values(), default=0) >= 0


@pytest.mark.parametrize(
    ("public", "expected"), [("dalo", True), ("prioritaire", True), ("aucun", False), (None, None)]
)
def test_a_candidate_is_kept_as_the_obligations_count_him(public: str | None, expected: object) -> None:
    candidature = Candidature("1110318016982G1104", personnes=2, public=public, quartile=3, is_relogement=True)
    menage = to_menage(candidature)
    assert (menage.is_prioritaire, menage.quartile, menage.is_relogement) == (expected, 3, True)
    assert set(PUBLICS) == {"aucun", "dalo", "prioritaire"}
