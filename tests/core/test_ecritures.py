"""One fact of one dwelling: its next state, its entries, and what may follow."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.ecritures import (
    OPPOSITES,
    Clause,
    EtatLogement,
    Fait,
    find_presentateur,
    list_possibles,
    open_etat,
    suivre,
    undo,
)
from gef.core.errors import GefError, TransitionInterditeError
from gef.core.faits import DECLENCHEURS, ETATS, FAITS, PRECISIONS, TRANSITIONS
from gef.core.parts import BAILLEUR

JOUR = date(2026, 3, 2)
CLAUSE = Clause(date(2025, 1, 1), None, "orientation", "compte")
kinds = st.sampled_from(sorted(FAITS))


def a_fait(kind: str, nom: str = "VILLE") -> Fait:
    return Fait(kind, JOUR, nom, {p.nom: min(p.codes) for p in PRECISIONS.get(kind, ())})


def follow(*kinds_: str, hors_flux: str = "") -> EtatLogement:
    etat = open_etat(hors_flux)
    for kind in kinds_:
        etat, _ = suivre("L-1", etat, a_fait(kind), lambda _: CLAUSE)
    return etat


@pytest.mark.parametrize(
    ("facts", "etat"),
    [
        (("preavis", "disponibilite", "orientation", "transmission", "acceptation", "candidats"), "candidats"),
        (("preavis", "orientation", "disponibilite", "attribution", "acceptation_menage", "bail"), "loue"),
        (("orientation", "candidats", "non_attribution"), "accepte"),
        (("orientation", "attribution", "acceptation_menage", "refus_menage", "reprise"), "oriente"),
        (("orientation", "transmission", "non_reponse"), "a_orienter"),
        (("orientation", "imputation", "candidats", "imputation", "attribution", "bail"), "loue"),
        (("orientation", "attribution", "refus_menage", "imputation", "attribution"), "attribue"),
        (("qualification_stock", "attribution", "bail"), "stock"),
        (("preavis", "abandon"), "abandonne"),
    ],
)
def test_the_paths_of_the_trade(facts: tuple[str, ...], etat: str) -> None:
    assert follow(*facts).etat == etat


def test_the_entries_of_an_orientation_at_once_counted() -> None:
    _, moves = suivre("L-1", open_etat(""), a_fait("orientation"), lambda _: CLAUSE)
    assert moves == [("crediter", ""), ("engager", "VILLE"), ("decompter", "VILLE")]
    assert undo(moves) == [("rouvrir", "VILLE"), ("annuler", "VILLE"), ("reprendre", "")]


def test_an_imputation_takes_the_dwelling_from_one_account_to_another_where_it_is_counted_alike() -> None:
    etat = follow("orientation", "candidats")
    after, moves = suivre("L-1", etat, a_fait("imputation", "ETAT-P"), lambda _: CLAUSE)
    assert moves == [("rouvrir", "VILLE"), ("annuler", "VILLE"), ("engager", "ETAT-P"), ("decompter", "ETAT-P")]
    assert (after.etat, after.reservataire, after.impute) == ("candidats", "ETAT-P", "ETAT-P")
    confirmed, none = suivre("L-1", after, a_fait("imputation", "ETAT-P"), lambda _: CLAUSE)
    assert (none, confirmed.reservataire) == ([], "ETAT-P")


@pytest.mark.parametrize(
    ("facts", "nom"),
    [
        ((), None),
        (("orientation",), "VILLE"),
        (("orientation", "candidats", "imputation"), "VILLE"),
        (("orientation", "reprise", "candidats"), BAILLEUR),
        (("orientation", "imputation", "retour"), None),
    ],
)
def test_candidates_are_those_of_who_held_the_dwelling_before_an_imputation(
    facts: tuple[str, ...], nom: str | None
) -> None:
    etat = open_etat("")
    for kind in facts:
        etat, _ = suivre("L-1", etat, a_fait(kind, "ETAT-P" if kind == "imputation" else "VILLE"), lambda _: None)
    assert find_presentateur(etat) == nom


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ((), "est à orienter"),
        (("orientation", "transmission"), "est transmis"),
        (("orientation", "attribution"), "est attribué"),
        (("orientation", "reprise"), "attendu : le logement compte sur celui qui le tient"),
    ],
)
def test_an_imputation_is_written_between_the_orientation_and_the_attribution(
    facts: tuple[str, ...], message: str
) -> None:
    etat = open_etat("")
    for kind in facts:  # the first consequence of a return by the bailleur is that it counts on the réservataire
        etat, _ = suivre("L-1", etat, a_fait(kind), lambda _: CLAUSE)
    with pytest.raises(TransitionInterditeError, match=message):
        suivre("L-1", etat, a_fait("imputation"), lambda _: CLAUSE)


def test_every_entry_has_an_opposite_that_has_it_back() -> None:
    assert {kind: OPPOSITES[opposite] for kind, opposite in OPPOSITES.items()} == {kind: kind for kind in OPPOSITES}


def test_a_refusal_in_words_says_what_was_expected() -> None:
    with pytest.raises(TransitionInterditeError, match=r"L-1 est loué : .* attendu : annulation du dernier fait"):
        follow("orientation", "bail", "retour")


@given(st.lists(kinds, max_size=12), kinds, st.sampled_from(["", "anru"]))
def test_what_is_listed_as_possible_is_exactly_what_may_follow(facts: list[str], kind: str, hors_flux: str) -> None:
    etat = open_etat(hors_flux)
    for fact in facts:
        if fact in list_possibles(etat):
            etat, _ = suivre("L-1", etat, a_fait(fact), lambda _: CLAUSE)
    try:
        after, _ = suivre("L-1", etat, a_fait(kind), lambda _: CLAUSE)
    except GefError:
        assert kind not in list_possibles(etat)
    else:
        assert kind in list_possibles(etat)
        assert after.etat in ETATS


def test_every_trigger_can_be_met() -> None:
    for facts in DECLENCHEURS.values():
        assert any((etat, fact) in TRANSITIONS for fact in facts for etat in ETATS)
