"""The conférence: what may be said of a meeting and of a decision, and what follows."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.conference import (
    ETATS_DECISION,
    TRANSITIONS_DECISION,
    Decision,
    Mot,
    Reunion,
    Suivi,
    add_suivi,
    check_decision,
    check_mot,
    find_precedente,
    read_reunion,
)
from gef.core.errors import DonneeInvalideError, TransitionInterditeError

JOUR = date(2026, 6, 15)
HIER, DEMAIN = JOUR - timedelta(days=1), JOUR + timedelta(days=1)
TENUE, A_VENIR = Reunion(1, HIER, "salle"), Reunion(2, DEMAIN, "salle")
DECISION = Decision(date(2026, 3, 2), "Relire les objectifs", "EPCI", date(2026, 5, 1))
PAGE = Path(__file__).parents[2] / "docs" / "metier" / "territoire.md"


def follow(decision: Decision, *suivis: Suivi) -> Decision:
    for suivi in suivis:
        decision = Decision(
            decision.prise_le, decision.texte, decision.porteur, decision.echeance, add_suivi(decision, suivi, JOUR)
        )
    return decision


def test_a_decision_is_to_do_then_what_its_last_word_says() -> None:
    assert (DECISION.etat, DECISION.is_ouverte, DECISION.is_en_retard(JOUR)) == ("a_faire", True, True)
    done = follow(DECISION, Suivi("en_cours", HIER), Suivi("fait", JOUR, "Réunion du 14."))
    assert (done.etat, done.is_ouverte, done.is_en_retard(JOUR)) == ("fait", False, False)
    again = follow(done, Suivi("en_cours", JOUR, "Deux communes manquent."))
    assert again.is_ouverte


def test_a_decision_is_late_the_day_after_its_deadline_only() -> None:
    last = Decision(HIER, "t", "p", JOUR)
    assert (last.is_en_retard(JOUR), last.is_en_retard(DEMAIN)) == (False, True)
    assert not Decision(HIER, "t", "p").is_en_retard(DEMAIN)


@pytest.mark.parametrize(("depuis", "vers"), [(a, b) for a in ETATS_DECISION for b in ETATS_DECISION])
def test_what_may_follow_is_the_table(depuis: str, vers: str) -> None:
    decision = DECISION if depuis == "a_faire" else follow(DECISION, Suivi(depuis, HIER, "dit"))
    if vers in TRANSITIONS_DECISION[depuis]:
        assert follow(decision, Suivi(vers, JOUR, "dit")).etat == vers
    else:
        with pytest.raises(TransitionInterditeError, match="ne peut pas suivre"):
            add_suivi(decision, Suivi(vers, JOUR, "dit"), JOUR)


def test_the_table_of_the_documentation_is_that_of_the_code() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    for depuis, suites in TRANSITIONS_DECISION.items():
        words = ", ".join(ETATS_DECISION[etat] for etat in suites)
        assert any(
            ETATS_DECISION[depuis] in line.split("|")[1] and f"| {words} |" in line for line in lines if "|" in line
        )


@pytest.mark.parametrize(
    "suivi",
    [
        Suivi("fait", JOUR),
        Suivi("fait", JOUR, "  "),
        Suivi("en_cours", DEMAIN),
        Suivi("en_cours", date(2026, 3, 1)),
    ],
)
def test_a_word_without_its_reason_or_out_of_time_is_refused(suivi: Suivi) -> None:
    with pytest.raises(DonneeInvalideError):
        add_suivi(DECISION, suivi, JOUR)


def test_a_word_cannot_precede_the_former_one() -> None:
    with pytest.raises(DonneeInvalideError, match="14/06/2026"):
        follow(DECISION, Suivi("en_cours", HIER), Suivi("fait", date(2026, 6, 1), "dit"))


@pytest.mark.parametrize(
    ("reunion", "decision", "error"),
    [
        (A_VENIR, Decision(DEMAIN, "t", "p"), TransitionInterditeError),
        (Reunion(1, HIER, "s", is_annulee=True), Decision(HIER, "t", "p"), TransitionInterditeError),
        (TENUE, Decision(HIER, " ", "p"), DonneeInvalideError),
        (TENUE, Decision(HIER, "t", " "), DonneeInvalideError),
        (TENUE, Decision(HIER, "t", "p", date(2026, 6, 1)), DonneeInvalideError),
    ],
)
def test_a_meeting_decides_once_held(reunion: Reunion, decision: Decision, error: type[Exception]) -> None:
    check_decision(TENUE, Decision(HIER, "t", "p", HIER), JOUR)
    with pytest.raises(error):
        check_decision(reunion, decision, JOUR)


def test_a_meeting_is_as_its_words_leave_it() -> None:
    moved = Mot("reportee", "salle prise", DEMAIN, "mairie")
    reunion = read_reunion(1, HIER, "salle", [moved])
    assert reunion == Reunion(1, DEMAIN, "mairie")
    assert read_reunion(1, HIER, "salle", [moved, Mot("annulee", "m")]).etat(JOUR) == "annulee"
    assert (TENUE.etat(JOUR), A_VENIR.etat(JOUR), A_VENIR.etat(DEMAIN)) == ("tenue", "planifiee", "tenue")


@pytest.mark.parametrize(
    ("reunion", "mot", "has_decisions", "error"),
    [
        (A_VENIR, Mot("reportee", "m"), False, DonneeInvalideError),
        (A_VENIR, Mot("reportee", "m", JOUR), False, DonneeInvalideError),
        (A_VENIR, Mot("annulee", " "), False, DonneeInvalideError),
        (A_VENIR, Mot("levee", "m"), False, DonneeInvalideError),
        (TENUE, Mot("annulee", "m"), True, TransitionInterditeError),
        (Reunion(1, HIER, "s", is_annulee=True), Mot("annulee", "m"), False, TransitionInterditeError),
    ],
)
def test_a_word_that_cannot_follow_is_refused(
    reunion: Reunion,
    mot: Mot,
    *,
    has_decisions: bool,
    error: type[Exception],
) -> None:
    check_mot(A_VENIR, Mot("annulee", "m"), JOUR, has_decisions=False)
    check_mot(A_VENIR, Mot("reportee", "m", DEMAIN), JOUR, has_decisions=False)
    with pytest.raises(error):
        check_mot(reunion, mot, JOUR, has_decisions=has_decisions)


@given(st.lists(st.tuples(st.dates(HIER, DEMAIN), st.booleans()), max_size=5), st.integers(0, 4))
def test_the_former_meeting_is_the_last_held_before(drawn: list[tuple[date, bool]], rank: int) -> None:
    reunions = [Reunion(n, jour, "s", is_annulee=off) for n, (jour, off) in enumerate(drawn)]
    asked = reunions[rank] if rank < len(reunions) else Reunion(9, JOUR, "s")
    found = find_precedente(reunions, asked)
    held = sorted((r.jour, r.cle) for r in reunions if not r.is_annulee and (r.jour, r.cle) < (asked.jour, asked.cle))
    assert (found and (found.jour, found.cle)) == (held[-1] if held else None)
