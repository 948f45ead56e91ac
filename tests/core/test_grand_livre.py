"""The double-entry table of docs/metier/orientation.md, fact by fact."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.builders_orientation import a_logement

from gef.core.ecritures import Clause, EtatLogement, Fait, check_transition, is_compte, list_possibles
from gef.core.errors import DonneeInvalideError, TransitionInterditeError
from gef.core.faits import DECLENCHEURS, ETATS, FAITS, POLITIQUES, PRECISIONS, TRANSITIONS, WAITING
from gef.core.grand_livre import GrandLivre
from gef.core.orientation import Logement, Moteur, Parametres
from gef.core.parts import BAILLEUR, PartConvention, Reservataire, TableParts

VILLE = Reservataire("VILLE", "commune", "commune:A")
ETAT = Reservataire("ETAT-P", "etat_prio", "departement")
CONVENTIONS = (
    PartConvention(VILLE, Fraction(1, 10), date(2025, 1, 1)),
    PartConvention(ETAT, Fraction(1, 4), date(2025, 1, 1)),
)
JOUR = date(2026, 3, 2)
NOMS = ("VILLE", "ETAT-P", BAILLEUR)
clauses = st.builds(
    Clause,
    st.just(date(2025, 1, 1)),
    st.none(),
    st.sampled_from(sorted(DECLENCHEURS)),
    st.sampled_from(POLITIQUES),
    st.sampled_from(POLITIQUES),
)


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


def test_each_month_keeps_its_picture_and_a_late_fact_moves_the_open_one() -> None:
    livre = a_livre()
    ends = [(10, date(2025, 11, 3)), (11, date(2026, 1, 5)), (12, date(2026, 3, 2)), (13, date(2026, 1, 9))]
    for rang, jour in ends:
        livre.ecrire(a_logement(rang=rang, logement=f"L-{rang}"), "orientation", jour, "VILLE")
    recus = [image.get("VILLE", (0, 0))[1] for image in livre.images_by_mois(2026, 4)]
    assert recus == [1, 2, 2, 4, 4]
    assert [image.get("VILLE", (0, 0))[1] for image in livre.images_by_mois(2025, 12)][-2:] == [1, 1]
    assert livre.images_by_mois(2026, 3)[-1] == livre.images_of(2026)[1] == livre.image()
    assert livre.images_by_mois(2026, 3)[0] == livre.images_of(2026)[0]


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
    assert is_compte(livre.find_clause("VILLE", before), "refus")
    assert not is_compte(livre.find_clause("VILLE", after), "refus")
    assert livre.find_clause("INCONNU", after) is None


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


def test_a_silence_counts_where_the_convention_says_so() -> None:
    livre = a_livre()
    livre.clauses = {"VILLE": (Clause(date(2025, 1, 1), None, "orientation", "non_compte", "compte"),)}
    write(livre, "orientation", "non_reponse")
    assert livre.etat(a_logement()) == EtatLogement("a_orienter", refus=("VILLE",))
    assert soldes(livre)["VILLE"] == Fraction(-9, 10)
    silent = write(a_livre(politique="compte"), "orientation", "non_reponse")
    assert soldes(silent)["VILLE"] == Fraction(1, 10)  # what it says of refusals says nothing of silence
    assert silent.refus == {}


@pytest.mark.parametrize(
    ("silence", "precision", "ville", "bailleur"),
    [
        ("non_compte", {}, Fraction(1, 10), Fraction(65, 100) - 1),
        ("compte", {}, Fraction(-9, 10), Fraction(65, 100)),
        ("non_compte", {"consequence": "compte"}, Fraction(-9, 10), Fraction(65, 100)),
        ("compte", {"consequence": "non_compte"}, Fraction(1, 10), Fraction(65, 100) - 1),
    ],
)
def test_what_the_bailleur_takes_back_counts_on_him_or_on_the_one_who_let_it_go(
    silence: str, precision: dict[str, str], ville: Fraction, bailleur: Fraction
) -> None:
    livre = a_livre()
    livre.clauses = {"VILLE": (Clause(date(2025, 1, 1), None, "bail", "non_compte", silence),)}
    write(livre, "orientation")
    after = livre.ecrire(a_logement(), "reprise", JOUR, BAILLEUR, precision=precision)
    assert (after.etat, after.reservataire) == ("oriente", BAILLEUR)
    assert (soldes(livre)["VILLE"], soldes(livre)[BAILLEUR]) == (ville, bailleur)
    write(livre, "attribution", "bail")
    assert livre.moteur.comptes.compte("VILLE").decomptes == (ville < 0)
    assert livre.moteur.comptes.somme_des_soldes() == 0


def test_a_dwelling_taken_back_on_the_account_of_another_is_freed_again_when_the_bailleur_returns_it() -> None:
    livre = write(a_livre(), "orientation")
    livre.ecrire(a_logement(), "reprise", JOUR, BAILLEUR, precision={"consequence": "compte"})
    assert write(livre, "retour").etat(a_logement()) == EtatLogement("a_orienter")
    write(livre, "orientation", nom="ETAT-P")
    assert soldes(livre) == {"VILLE": Fraction(-8, 10), "ETAT-P": Fraction(-1, 2), BAILLEUR: Fraction(13, 10)}


@pytest.mark.parametrize(
    ("fait", "precision", "etat"),
    [
        ("qualification_hors_flux", {"categorie": "anru"}, "hors_flux"),
        ("qualification_stock", {"categorie": "defense"}, "stock"),
        ("abandon", {}, "abandonne"),
    ],
)
def test_what_leaves_the_flux_leaves_no_trace_on_the_accounts(fait: str, precision: dict[str, str], etat: str) -> None:
    fresh, returned, held = a_livre(), write(a_livre(), "orientation", "retour"), write(a_livre(), "orientation")
    for livre in (fresh, returned):
        after = livre.ecrire(a_logement(), fait, JOUR, BAILLEUR, precision=precision)
        assert (after.etat, after.categorie, after.is_credite) == (etat, precision.get("categorie", ""), False)
        assert set(soldes(livre).values()) == {Fraction(0)}
    with pytest.raises(TransitionInterditeError, match=r"attendu : .*orientation retirée"):
        held.ecrire(a_logement(), fait, JOUR, BAILLEUR, precision=precision)


def test_a_dwelling_out_of_the_flux_comes_back_unless_it_is_let() -> None:
    logement = a_logement(hors_flux="mutations")
    livre = a_livre()
    livre.ecrire(logement, "qualification_flux", JOUR, BAILLEUR)
    livre.ecrire(logement, "orientation", JOUR, "VILLE")
    assert soldes(livre)["VILLE"] == Fraction(-9, 10)
    other = a_livre()
    other.ecrire(logement, "bail", JOUR, BAILLEUR)
    with pytest.raises(TransitionInterditeError, match="attendu : aucun bail n’est signé"):
        other.ecrire(logement, "qualification_flux", JOUR, BAILLEUR)


def test_a_preavis_only_opens_the_facts_of_a_dwelling() -> None:
    livre = write(a_livre(), "preavis")
    assert livre.etat(a_logement()).etat == "annonce"
    write(livre, "disponibilite")
    with pytest.raises(TransitionInterditeError, match="attendu : c’est le premier fait du logement"):
        write(livre, "preavis")


def test_the_bailleur_does_not_take_back_what_nobody_else_holds() -> None:
    livre = write(a_livre(), "orientation", nom=BAILLEUR)
    with pytest.raises(TransitionInterditeError, match="attendu : un réservataire tient le logement"):
        write(livre, "reprise")


def test_a_precision_that_the_fact_does_not_know_is_refused_and_moves_nothing() -> None:
    livre = a_livre()
    with pytest.raises(DonneeInvalideError, match="categorie absente"):
        write(livre, "qualification_hors_flux")
    with pytest.raises(DonneeInvalideError, match="aucune précision"):
        livre.ecrire(a_logement(), "orientation", JOUR, "VILLE", precision={"categorie": "anru"})
    assert (livre.etats, livre.mois) == ({}, (0, 0))


def test_a_cancellation_needs_a_fact_and_cancels_the_last_that_stands() -> None:
    livre = a_livre()
    with pytest.raises(TransitionInterditeError, match="aucun fait à annuler"):
        write(livre, "annulation")
    write(livre, "orientation", "transmission", "annulation")
    assert livre.etat(a_logement()).etat == "oriente"
    write(livre, "annulation")
    assert livre.etat(a_logement()) == EtatLogement("a_orienter")
    assert set(soldes(livre).values()) == {Fraction(0)}


def test_a_cancelled_refusal_leaves_the_year_in_which_it_was_written() -> None:
    livre = write(a_livre(), "orientation", "refus")
    livre.ecrire(a_logement(), "annulation", date(2027, 2, 1), BAILLEUR)
    assert livre.refus == {}
    assert soldes(livre)["VILLE"] == Fraction(-9, 10)


@pytest.mark.parametrize(
    ("facts", "counted"),
    [
        (("orientation",), (1, 0)),
        (("orientation", "transmission"), (0, 1)),
        (("orientation", "transmission", "acceptation", "candidats", "attribution", "bail"), (0, 1)),
        (("orientation", "attribution"), (0, 1)),
        (("orientation", "transmission", "refus"), (0, 0)),
    ],
)
def test_the_proposal_counts_at_the_sheet_or_at_what_stands_for_it(
    facts: tuple[str, ...], counted: tuple[int, int]
) -> None:
    compte = write(a_livre(declencheur="proposition"), *facts).moteur.comptes.compte("VILLE")
    assert (compte.engages, compte.decomptes) == counted


def a_livre_of(**declencheurs: str) -> GrandLivre:
    livre = a_livre()
    livre.clauses = {
        nom.replace("_", "-"): (Clause(date(2025, 1, 1), None, declencheur, "compte"),)
        for nom, declencheur in declencheurs.items()
    }
    return livre


def counts(livre: GrandLivre) -> dict[str, tuple[int, int]]:
    comptes = livre.moteur.comptes.par_reservataire
    return {nom: (c.engages, c.decomptes) for nom, c in comptes.items() if c.engages or c.decomptes}


@pytest.mark.parametrize(
    ("declencheur", "facts", "before", "after"),
    [
        ("orientation", ("orientation", "candidats"), (0, 1), (0, 1)),
        ("proposition", ("orientation", "candidats"), (0, 1), (0, 1)),
        ("attribution", ("orientation", "candidats"), (0, 1), (1, 0)),
        ("attribution", ("orientation", "attribution", "refus_menage"), (0, 1), (0, 1)),
        ("bail", ("orientation", "candidats"), (0, 1), (1, 0)),
    ],
)
def test_an_imputation_counts_on_the_new_account_by_its_own_trigger(
    declencheur: str, facts: tuple[str, ...], before: tuple[int, int], after: tuple[int, int]
) -> None:
    livre = write(a_livre_of(VILLE="orientation", ETAT_P=declencheur), *facts)
    assert counts(livre) == {"VILLE": before}
    write(livre, "imputation", nom="ETAT-P")
    assert counts(livre) == {"ETAT-P": after}
    assert soldes(livre) == {"VILLE": Fraction(1, 10), "ETAT-P": Fraction(-3, 4), BAILLEUR: Fraction(65, 100)}
    write(livre, "attribution", "bail")
    assert counts(livre) == {"ETAT-P": (0, 1)}


def test_a_second_imputation_replaces_and_a_refusal_is_that_of_the_account_it_counts_on() -> None:
    livre = write(a_livre_of(VILLE="orientation", ETAT_P="attribution"), "orientation", "candidats")
    for nom in ("ETAT-P", BAILLEUR, "ETAT-P"):
        write(livre, "imputation", nom=nom)
    assert counts(livre) == {"ETAT-P": (1, 0)}
    kept = livre.copy()
    write(kept, "attribution", "refus_menage")
    assert (kept.etat(a_logement()).reservataire, counts(kept)) == ("ETAT-P", {"ETAT-P": (0, 1)})
    write(livre, "refus")
    assert livre.etat(a_logement()) == EtatLogement("a_orienter", refus=("ETAT-P",))
    write(livre, "orientation")
    assert counts(livre) == {"ETAT-P": (1, 0), "VILLE": (0, 1)}  # his refusals count: that is what his convention says


WITHOUT_RETURN = (
    *("orientation", "transmission", "acceptation", "candidats", "imputation", "attribution", "bail"),
    *("non_attribution", "acceptation_menage", "refus_menage", "disponibilite", "annulation"),
)


@given(
    st.lists(st.tuples(st.sampled_from(WITHOUT_RETURN), st.sampled_from(NOMS)), max_size=25),
    st.fixed_dictionaries({"VILLE": clauses, "ETAT-P": clauses}),
)
def test_one_dwelling_counts_once_on_the_one_who_holds_it(
    steps: list[tuple[str, str]], par_compte: dict[str, Clause]
) -> None:
    livre = a_livre()
    livre.clauses = {nom: (clause,) for nom, clause in par_compte.items()}
    for kind, nom in steps:
        if kind in list_possibles(livre.etat(a_logement())):
            write(livre, kind, nom=nom)
        holder = livre.etat(a_logement()).reservataire
        counted = counts(livre)
        assert set(counted) == ({holder} if holder else set())
        assert all(engages + decomptes == 1 for engages, decomptes in counted.values())


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 99), st.sampled_from(NOMS)), max_size=40), clauses)
def test_soldes_sum_to_the_credited_dwellings_that_nobody_holds(
    steps: list[tuple[int, int, str]], clause: Clause
) -> None:
    livre = a_livre()
    livre.clauses = {"VILLE": (clause,)}
    for rang, choice, nom in steps:
        advance(livre, a_logement(rang), choice, nom)
        waiting = sum(1 for etat in livre.etats.values() if etat.is_credite and etat.reservataire is None)
        assert livre.moteur.comptes.somme_des_soldes() == waiting
        assert all(etat.etat in WAITING for etat in livre.etats.values() if etat.is_credite and not etat.reservataire)


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 99), st.sampled_from(NOMS)), max_size=30), clauses)
def test_a_cancellation_restores_everything_and_writing_again_gives_the_same(
    steps: list[tuple[int, int, str]], clause: Clause
) -> None:
    livre = a_livre()
    livre.clauses = {"VILLE": (clause,)}
    for rang, choice, nom in steps:
        before = photo(livre)
        logement = a_logement(rang)
        fact = advance(livre, logement, choice, nom)
        if fact is None or fact.type == "annulation":
            continue
        after = photo(livre)
        livre.ecrire(logement, "annulation", JOUR, BAILLEUR)
        assert photo(livre) == before
        livre.ecrire(logement, fact.type, fact.jour, fact.reservataire, precision=fact.precision)
        assert photo(livre) == after


@given(st.lists(st.tuples(st.integers(0, 99), st.sampled_from(NOMS)), max_size=30), clauses)
def test_the_facts_that_stand_alone_lead_to_the_same_accounts(steps: list[tuple[int, str]], clause: Clause) -> None:
    livre, alone = a_livre(), a_livre()
    livre.clauses = alone.clauses = {"VILLE": (clause,)}
    for choice, nom in steps:
        advance(livre, a_logement(), choice, nom)
    for fact in livre.etat(a_logement()).list_faits():
        alone.ecrire(a_logement(), fact.type, fact.jour, fact.reservataire, precision=fact.precision)
    assert photo(alone) == photo(livre)


def write(livre: GrandLivre, *facts: str, nom: str = "VILLE") -> GrandLivre:
    for fait in facts:
        livre.ecrire(a_logement(), fait, JOUR, nom)
    return livre


def advance(livre: GrandLivre, logement: Logement, choice: int, nom: str) -> Fait | None:
    """Write one of the facts that may follow; None when none may."""
    possible = list_possibles(livre.etat(logement))
    if not possible:
        return None
    kind = possible[choice % len(possible)]
    fact = Fait(kind, JOUR, nom, {p.nom: sorted(p.codes)[choice % len(p.codes)] for p in PRECISIONS.get(kind, ())})
    livre.ecrire(logement, kind, JOUR, nom, precision=fact.precision)
    return fact


def photo(livre: GrandLivre) -> Any:
    """Accounts and dwellings as they are, without those that never moved."""
    comptes = livre.moteur.comptes
    moved = {
        nom: (
            comptes.droits(nom),
            compte.engages,
            compte.decomptes,
            {key: Fraction(value, comptes.unite) for key, value in compte.droits_attribut.items() if value},
            {key: value for key, value in compte.recus_attribut.items() if value},
        )
        for nom, compte in comptes.par_reservataire.items()
    }
    etats = {nom: (etat, etat.list_faits()) for nom, etat in livre.etats.items() if etat.ecriture}
    droits = {key: Fraction(value, comptes.unite) for key, value in comptes.etat_droits.items() if value}
    recus = {key: value for key, value in comptes.etat_recus.items() if value}
    return {nom: row for nom, row in moved.items() if any(row)}, etats, droits, recus, dict(livre.refus)
