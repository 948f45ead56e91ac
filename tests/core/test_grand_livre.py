"""The double-entry table of docs/metier/orientation.md, fact by fact."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.builders_orientation import a_logement

from gef.core.errors import TransitionInterditeError
from gef.core.grand_livre import ETATS, FAITS, TRANSITIONS, Clause, GrandLivre, check_transition
from gef.core.orientation import Moteur, Parametres
from gef.core.parts import BAILLEUR, PartConvention, Reservataire, TableParts

VILLE = Reservataire("VILLE", "commune", "commune:A")
ETAT = Reservataire("ETAT-P", "etat_prio", "departement")
CONVENTIONS = (
    PartConvention(VILLE, Fraction(1, 10), date(2025, 1, 1)),
    PartConvention(ETAT, Fraction(1, 4), date(2025, 1, 1)),
)
JOUR = date(2026, 3, 2)


def a_livre(politique: str = "non_compte", declencheur: str = "orientation") -> GrandLivre:
    moteur = Moteur((VILLE, ETAT), Parametres())
    clauses = {"VILLE": (Clause(date(2025, 1, 1), None, declencheur, politique),)}
    return GrandLivre(moteur, TableParts(CONVENTIONS, {}), clauses)


def soldes(livre: GrandLivre) -> dict[str, Fraction]:
    return {nom: livre.moteur.comptes.solde(nom) for nom in ("VILLE", "ETAT-P", BAILLEUR)}


def test_an_orientation_credits_everyone_once_and_debits_one() -> None:
    livre = a_livre()
    livre.ecrire(a_logement(), "orientation", JOUR, "VILLE")
    assert soldes(livre) == {"VILLE": Fraction(-9, 10), "ETAT-P": Fraction(1, 4), BAILLEUR: Fraction(65, 100)}


def test_a_refusal_not_counted_gives_back_and_credits_nobody_again() -> None:
    livre = a_livre()
    for fait, nom in (("orientation", "VILLE"), ("refus", "VILLE"), ("orientation", "ETAT-P")):
        livre.ecrire(a_logement(), fait, JOUR, nom)
    assert soldes(livre) == {"VILLE": Fraction(1, 10), "ETAT-P": Fraction(-3, 4), BAILLEUR: Fraction(65, 100)}
    assert livre.etat(a_logement()).refus == ("VILLE",)


def test_a_refusal_that_counts_stays_and_the_dwelling_comes_back_as_a_new_liberation() -> None:
    livre = a_livre(politique="compte")
    for fait, nom in (("orientation", "VILLE"), ("refus", "VILLE"), ("orientation", "ETAT-P")):
        livre.ecrire(a_logement(), fait, JOUR, nom)
    assert soldes(livre) == {"VILLE": Fraction(-8, 10), "ETAT-P": Fraction(-1, 2), BAILLEUR: Fraction(13, 10)}


def test_a_withdrawn_orientation_gives_back_even_where_refusals_count() -> None:
    livre = a_livre(politique="compte")
    livre.ecrire(a_logement(), "orientation", JOUR, "VILLE")
    livre.ecrire(a_logement(), "retour", JOUR, "VILLE")
    assert soldes(livre)["VILLE"] == Fraction(1, 10)
    assert livre.etat(a_logement()).refus == ()


@pytest.mark.parametrize(
    ("declencheur", "facts", "counted"),
    [
        ("orientation", ("orientation",), (0, 1)),
        ("attribution", ("orientation",), (1, 0)),
        ("attribution", ("orientation", "attribution"), (0, 1)),
        ("bail", ("orientation", "attribution"), (1, 0)),
        ("bail", ("orientation", "attribution", "bail"), (0, 1)),
        ("attribution", ("orientation", "attribution", "refus_menage", "attribution"), (0, 1)),
    ],
)
def test_the_trigger_of_the_convention_counts_without_moving_the_solde(
    declencheur: str, facts: tuple[str, ...], counted: tuple[int, int]
) -> None:
    livre = a_livre(declencheur=declencheur)
    for fait in facts:
        livre.ecrire(a_logement(), fait, JOUR, "VILLE")
    compte = livre.moteur.comptes.compte("VILLE")
    assert (compte.engages, compte.decomptes) == counted
    assert soldes(livre)["VILLE"] == Fraction(-9, 10)


@pytest.mark.parametrize("fait", ["refus", "retour"])
def test_what_is_given_back_leaves_no_trace_in_engaged_or_counted(fait: str) -> None:
    livre = a_livre(declencheur="orientation")
    livre.ecrire(a_logement(), "orientation", JOUR, "VILLE")
    livre.ecrire(a_logement(), fait, JOUR, "VILLE")
    compte = livre.moteur.comptes.compte("VILLE")
    assert (compte.engages, compte.decomptes) == (0, 0)


def test_the_clause_is_the_one_in_force_the_day_the_dwelling_is_free() -> None:
    turn = date(2026, 1, 15)
    livre = a_livre()
    livre.clauses = {
        "VILLE": (Clause(date(2025, 1, 1), turn, "bail", "compte"), Clause(turn, None, "bail", "non_compte")),
    }
    before, after = a_logement(1), a_logement(30)
    assert livre.is_refus_compte("VILLE", before)
    assert not livre.is_refus_compte("VILLE", after)
    assert not livre.is_refus_compte("INCONNU", after)


def test_refusals_are_counted_by_year_and_a_copy_is_independent() -> None:
    livre = a_livre()
    livre.ecrire(a_logement(), "orientation", JOUR, "VILLE")
    twin = livre.copy()
    twin.ecrire(a_logement(), "refus", JOUR, "VILLE")
    assert twin.refus == {(2026, "VILLE"): 1}
    assert (livre.refus, livre.etat(a_logement()).etat) == ({}, "oriente")
    assert soldes(livre)["VILLE"] == Fraction(-9, 10)


def test_hors_flux_touches_no_account_whatever_happens_to_the_dwelling() -> None:
    livre = a_livre()
    logement = a_logement(hors_flux="mutations")
    for fait in ("attribution", "bail"):
        livre.ecrire(logement, fait, JOUR, BAILLEUR)
    assert set(soldes(livre).values()) == {Fraction(0)}
    with pytest.raises(TransitionInterditeError, match="est hors flux"):
        livre.ecrire(logement, "orientation", JOUR, "VILLE")


def test_pictures_keep_the_accounts_at_the_turn_of_the_year() -> None:
    livre = a_livre()
    livre.ecrire(a_logement(1), "orientation", date(2025, 12, 30), "VILLE")
    livre.ecrire(a_logement(2), "orientation", date(2026, 1, 5), "ETAT-P")
    debut, fin = livre.images_of(2026)
    assert (debut["VILLE"], fin["VILLE"]) == ((Fraction(1, 10), 1), (Fraction(2, 10), 1))
    assert livre.images_of(2025) == ({}, debut)


def test_a_fact_that_cannot_follow_is_refused_with_what_could_and_moves_nothing() -> None:
    livre = a_livre()
    livre.ecrire(a_logement(), "orientation", JOUR, "VILLE")
    before = soldes(livre)
    with pytest.raises(
        TransitionInterditeError, match="L-0001 est orienté : le fait « orientation » ne peut pas suivre"
    ):
        livre.ecrire(a_logement(), "orientation", JOUR, "ETAT-P")
    assert soldes(livre) == before


@given(st.sampled_from(sorted(ETATS)), st.sampled_from(sorted(FAITS)))
def test_every_pair_leads_to_a_known_state_or_is_refused_in_words(etat: str, fait: str) -> None:
    if (etat, fait) in TRANSITIONS:
        assert check_transition("L", etat, fait) in ETATS
    else:
        with pytest.raises(TransitionInterditeError, match="attendu"):
            check_transition("L", etat, fait)


@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.sampled_from(sorted(FAITS)), st.sampled_from(["VILLE", "ETAT-P", BAILLEUR]))
    )
)
def test_soldes_sum_to_the_credited_dwellings_that_nobody_holds(facts: list[tuple[int, str, str]]) -> None:
    livre = a_livre()
    for rang, fait, nom in facts:
        try:
            livre.ecrire(a_logement(rang), fait, JOUR, nom)
        except TransitionInterditeError:
            continue
    waiting = sum(1 for etat in livre.etats.values() if etat.is_credite and etat.reservataire is None)
    assert livre.moteur.comptes.somme_des_soldes() == waiting
