"""The decisions of the commission, their reasons and ranks, and to whom the dwelling goes after a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.caleol import (
    DECISIONS,
    ETATS_SEANCE,
    FOLLOWING_SEANCE,
    MOTIFS_DECISION,
    RETENUES,
    Decision,
    Evenement,
    Offres,
    check_decision,
    check_decisions,
    check_suite_seance,
    find_fait,
    rank_retenus,
    suivre_offres,
)
from gef.core.errors import DonneeInvalideError, TransitionInterditeError
from gef.core.faits import TRANSITIONS

JOUR = date(2026, 6, 18)
APRES = date(2026, 6, 26)
NOMS = {1: "Candidat 1", 2: "Candidat 2", 3: "Candidat 3"}
NON = {"code": "non_attribution", "motif": "priorite"}


def decide(*rows: dict[str, Any]) -> list[Decision]:
    return [Decision(rank, **row) for rank, row in enumerate(rows, start=1)]


@pytest.mark.parametrize(
    "rows",
    [
        ({"code": "attribution"}, NON, NON),
        ({"code": "rang", "rang": 2}, {"code": "rang", "rang": 1}, NON),
        ({"code": "sous_condition", "texte": "avis d’imposition 2025", "avant_le": APRES}, NON, NON),
        (
            {"code": "rang", "rang": 1},
            {"code": "sous_condition", "rang": 2, "texte": "jugement de divorce", "avant_le": APRES},
            {"code": "irrecevable", "motif": "plafond"},
        ),
        (NON, NON, {"code": "irrecevable", "motif": "autre", "texte": "demande d’une personne morale"}),
    ],
)
def test_what_the_text_allows_is_taken(rows: tuple[dict[str, Any], ...]) -> None:
    check_decisions(NOMS, decide(*rows), JOUR)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (({"code": "attribution"}, NON), "Sans décision : Candidat 3 ; attendu : une décision par candidat"),
        (({"code": "attribution"}, {"code": "attribution"}, NON), "Attributions : 2, dont 2 sans rang"),
        (({"code": "attribution"}, {"code": "rang", "rang": 1}, NON), "Attributions : 2, dont 1 sans rang"),
        (({"code": "rang", "rang": 1}, {"code": "rang", "rang": 3}, NON), "Rangs : 1, 3 ; attendu : de 1 à 2"),
        (({"code": "rang", "rang": 1}, {"code": "rang", "rang": 1}, NON), "Rangs : 1, 1 ; attendu : de 1 à 2"),
        (({"code": "rang", "rang": 0}, NON, NON), "Rangs : 0 ; attendu : de 1 à 1"),
        (({"code": "rang"}, NON, NON), "Candidat 1, attribution avec rang : rang absent"),
        (({"code": "attribution", "rang": 1}, NON, NON), "rang 1 ; attendu : aucun rang"),
        (({"code": "accord"}, NON, NON), "Candidat 1, décision : « accord » ; attendu : attribution, rang"),
        (({"code": "sous_condition", "avant_le": APRES}, NON, NON), "Candidat 1, condition : vide"),
        (({"code": "sous_condition", "texte": "pièce"}, NON, NON), "délai de la condition : absent"),
        (
            ({"code": "sous_condition", "texte": "pièce", "avant_le": JOUR}, NON, NON),
            "délai de la condition : 18/06/2026 ; attendu : un jour après la séance du 18/06/2026",
        ),
        (({"code": "attribution", "avant_le": APRES}, NON, NON), "attendu : sous condition seulement"),
        (({"code": "attribution", "motif": "dossier"}, NON, NON), "« dossier » ; attendu : aucun motif"),
        ((NON, NON, {"code": "non_attribution"}), "Candidat 3, non-attribution, motif : vide ; attendu : un autre"),
        ((NON, NON, {"code": "irrecevable", "motif": "taille"}), "« taille » ; attendu : plafond, sejour, autre"),
        ((NON, NON, {"code": "irrecevable", "motif": "autre"}), "autre motif : vide ; attendu : pourquoi"),
    ],
)
def test_what_the_text_does_not_allow_is_refused(rows: tuple[dict[str, Any], ...], message: str) -> None:
    with pytest.raises(DonneeInvalideError, match=message):
        check_decisions(NOMS, decide(*rows), JOUR)


@pytest.mark.parametrize("stranger", [1, 4])
def test_each_candidate_has_one_decision_and_nobody_else(stranger: int) -> None:
    rows = [*decide({"code": "attribution"}, NON, NON), Decision(stranger, **NON)]
    with pytest.raises(DonneeInvalideError, match="en a deux, ou n’est pas présenté"):
        check_decisions(NOMS, rows, JOUR)


def test_every_no_has_its_reasons_and_every_yes_none() -> None:
    assert set(MOTIFS_DECISION) == set(DECISIONS) - RETENUES
    for code, motifs in MOTIFS_DECISION.items():
        for motif in motifs:
            check_decision("Candidat 1", Decision(1, code, motif=motif, texte="dit en séance"), JOUR)


def test_the_decisions_lead_to_one_fact() -> None:
    assert find_fait(decide(NON, {"code": "attribution"})) == "attribution"
    assert find_fait(decide(NON, NON)) == "non_attribution"
    assert find_fait([]) == "non_attribution"


def test_the_next_rank_needs_no_new_session() -> None:
    assert TRANSITIONS[("attribue", "refus_menage")] == "oriente"
    assert TRANSITIONS[("oriente", "attribution")] == "attribue"


@given(st.permutations(range(1, 6)), st.integers(0, 5))
def test_those_retained_are_offered_the_dwelling_in_rank(order: list[int], retained: int) -> None:
    decisions = [Decision(cle, "rang", rang=rang) for rang, cle in enumerate(order[:retained], start=1)]
    decisions += [Decision(cle, **NON) for cle in order[retained:]]
    check_decisions({cle: str(cle) for cle in order}, sorted(decisions, key=lambda row: row.candidat), JOUR)
    assert rank_retenus(sorted(decisions, key=lambda row: row.candidat)) == tuple(order[:retained])


def follow_slowly(retenus: Sequence[int], evenements: Sequence[Evenement]) -> Offres:
    """Read the whole history again for each question, as a person would with a pencil."""
    offers: list[int | None] = []
    refused: list[int] = []
    for rank, evenement in enumerate(evenements):
        gone = {e.candidat for e in evenements[:rank] if e.type == "retrait"}
        if evenement.type == "attribution":
            offers.append(next((c for c in retenus if c not in offers and c not in gone), None))
        if evenement.type == "refus_menage" and offers and offers[-1] is not None and offers[-1] not in refused:
            refused.append(offers[-1])
    current = offers[-1] if offers and offers[-1] not in refused else None
    gone = {e.candidat for e in evenements if e.type == "retrait"}
    following = next((c for c in retenus if c not in offers and c not in gone), None)
    return Offres(current, tuple(refused), None if current is not None else following)


EVENEMENTS = st.one_of(
    st.sampled_from([Evenement("attribution"), Evenement("refus_menage")]),
    st.builds(Evenement, st.just("retrait"), st.integers(1, 5)),
)


@given(st.permutations(range(1, 5)), st.lists(EVENEMENTS, max_size=12))
def test_offers_agree_with_a_slow_reading(retenus: list[int], evenements: list[Evenement]) -> None:
    assert suivre_offres(retenus, evenements) == follow_slowly(retenus, evenements)


@given(st.permutations(range(1, 6)), st.integers(0, 6))
def test_after_some_refusals_the_dwelling_goes_to_the_next_in_rank(retenus: list[int], refusals: int) -> None:
    offered = [Evenement("attribution"), Evenement("refus_menage")] * refusals
    assert suivre_offres(retenus, offered).suivant == (retenus[refusals] if refusals < len(retenus) else None)
    current = suivre_offres(retenus, [*offered, Evenement("attribution")])
    assert current.en_cours == (retenus[refusals] if refusals < len(retenus) else None)
    assert current.refusees == tuple(retenus[:refusals])


def test_who_was_withdrawn_is_passed_over_and_who_accepted_stays() -> None:
    events = [Evenement("attribution"), Evenement("retrait", 2), Evenement("refus_menage"), Evenement("attribution")]
    assert suivre_offres((1, 2, 3), events) == Offres(3, (1,), None)
    assert suivre_offres((1,), [Evenement("attribution"), Evenement("retrait", 1)]).en_cours == 1


@pytest.mark.parametrize(("etat", "suite"), [*permutations(ETATS_SEANCE, 2)])
def test_a_session_goes_forward_only(etat: str, suite: str) -> None:
    if suite in FOLLOWING_SEANCE[etat]:
        check_suite_seance(etat, suite)
    else:
        with pytest.raises(TransitionInterditeError, match=f"La séance est {ETATS_SEANCE[etat]}"):
            check_suite_seance(etat, suite)
