"""The account on which a dwelling counts: proposed for each candidate, confirmed by a person, counted once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from tests.actions.imputation_exemple import CANDIDATS, REGLE, agree, candidats, confirm, present, propose, read
from tests.builders import ANTIBES, MOMENT, Monde, an_acteur, an_orientation, soldes
from tests.core.test_designation import a_candidature

from gef.access.models import Utilisateur
from gef.actions import flux
from gef.actions.designation import designer, list_candidats, retirer_candidat
from gef.actions.faits import DejaDecideError, FaitRefuseError, SaisieFait, inscrire_fait
from gef.actions.imputation import OBLIGATIONS, confirmer_imputation, read_obligation
from gef.core.errors import TransitionInterditeError
from gef.core.parts import BAILLEUR, TYPES_RESERVATAIRE
from gef.db.flux.models import Fait, Liberation
from gef.db.imputations.models import ImputationConfirmee
from gef.db.journal.models import Acte


@pytest.fixture
def presente(monde: Monde) -> Monde:
    present(monde)
    return monde


def write(monde: Monde, kind: str, rang: int, motif: str = "") -> Fait:
    saisie = SaisieFait(kind, MOMENT.date(), motif=motif)
    return inscrire_fait(an_acteur(monde.gestionnaire), monde.reference, saisie, rang_vu=rang, moment=MOMENT)


def test_without_a_rule_the_holder_is_proposed_and_it_is_said(presente: Monde) -> None:
    first, second, third = propose(presente)
    assert [row.imputation.propose for row in (first, second, third)] == ["VILLE"] * 3
    assert first.raison == "Ville de Lys tient le logement ; aucune règle n’est convenue entre les partenaires."
    assert first.choix == ("VILLE", "CD", "ETAT-P")
    assert (first.is_disputee, third.is_disputee) == (True, False)
    assert third.raison == "Ville de Lys : le seul compte dont le candidat relève dans cette commune."


def test_the_rule_of_the_partners_proposes_for_each_candidate(presente: Monde) -> None:
    agree(presente)
    assert [row.imputation.propose for row in propose(presente)] == ["ETAT-P", "AL", "VILLE"]
    assert [row.imputation.propose for row in propose(presente, date(2025, 6, 1))] == ["VILLE"] * 3
    ligne = propose(presente)[0].imputation.ligne("VILLE")
    # Read as if the dwelling counted on nobody: 20 % of the first dwelling, then one less if it counts here.
    assert (ligne.solde_avant, ligne.solde_apres) == (Fraction(1, 5), Fraction(-4, 5))


def test_an_account_without_a_part_in_the_commune_is_no_choice(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    Liberation.objects.filter(pk=monde.liberations[0].pk).update(commune=ANTIBES, epci="240600585")
    an_orientation(acteur, monde.reference, "AL")
    designer(
        acteur,
        monde.reference,
        [replace(CANDIDATS[0], eligibles=("VILLE", "CD")), *CANDIDATS[1:]],
        rang_vu=1,
        moment=MOMENT,
    )
    first, second, _ = propose(monde)
    assert first.choix == ("AL", "CD")
    assert first.imputation.ligne("VILLE").ecarte_par == "commune"
    assert not second.is_disputee


def test_a_confirmation_moves_the_dwelling_before_the_commission_and_keeps_what_was_seen(presente: Monde) -> None:
    regle = agree(presente)
    before = soldes(presente.habitat_lys)
    row = confirm(presente, "ETAT-P")
    after = soldes(presente.habitat_lys)
    assert {nom: after[nom] - before[nom] for nom in after if after[nom] != before[nom]} == {"VILLE": 1, "ETAT-P": -1}
    assert (row.fait.type, row.fait.reservataire, row.avant, row.propose) == (
        "imputation",
        presente.comptes["ETAT-P"],
        presente.comptes["VILLE"],
        presente.comptes["ETAT-P"],
    )
    assert (row.regle, row.critere, row.ordre, row.is_ecart, row.is_deplacee) == (regle, "public", 1, False, True)
    assert row.raison == "État, publics prioritaires : le réservataire du public le plus étroit (ménages prioritaires)."
    assert {line["compte"]: line["solde_avant"] for line in row.releve}["VILLE"] == "1/5"
    assert Acte.objects.get(acte="imputation").details == {
        "reservataire": "ETAT-P",
        "motif": "",
        "avant": "VILLE",
        "propose": "ETAT-P",
        "candidat": 1,
    }
    assert "0600" not in str(Acte.objects.get(acte="imputation").details)  # no numéro unique in the journal
    # The candidates are still there, and the proposals are those of before.
    assert [row.ordre for row in candidats(presente)] == [1, 2, 3]
    assert [row.imputation.propose for row in propose(presente)] == ["ETAT-P", "AL", "VILLE"]


def test_one_attribution_counts_once_on_the_last_account_confirmed(presente: Monde) -> None:
    agree(presente)
    confirm(presente, "ETAT-P")
    confirm(presente, "AL", ordre=2, rang=3)
    write(presente, "attribution", 4)
    write(presente, "bail", 5)
    comptes = read(presente)[0].moteur.comptes
    assert {nom: c.recus for nom, c in comptes.par_reservataire.items() if c.recus} == {"AL": 1}
    assert Fait.objects.get(type="attribution").reservataire == presente.comptes["AL"]
    assert comptes.somme_des_soldes() == 0
    continued = soldes(presente.habitat_lys)
    flux._KNOWN.clear()
    assert soldes(presente.habitat_lys) == continued  # read again from nothing


def test_the_holder_may_be_confirmed_and_nothing_moves(presente: Monde) -> None:
    before = soldes(presente.habitat_lys)
    row = confirm(presente, "VILLE", ordre=3)
    assert (row.is_deplacee, row.is_ecart, row.critere) == (False, False, "seul")
    assert soldes(presente.habitat_lys) == before


def test_a_departure_from_the_proposal_says_why(presente: Monde) -> None:
    agree(presente)
    for motif in ("", "accord", " " * 20):
        with pytest.raises(FaitRefuseError, match="pourquoi s’écarter de la proposition, en 10 caractères"):
            confirm(presente, "CD", motif=motif)
    assert not ImputationConfirmee.objects.exists()
    row = confirm(presente, "CD", motif="Engagement du Département, courriel du 2 juin.")
    assert (row.is_ecart, row.fait.motif) == (True, "Engagement du Département, courriel du 2 juin.")


@pytest.mark.parametrize("compte", ["AL", "RIVE", BAILLEUR, ""])
def test_only_an_account_of_the_candidate_may_be_chosen(presente: Monde, compte: str) -> None:
    with pytest.raises(FaitRefuseError, match="attendu, pour ce candidat : Ville de Lys, Département de Lys, État"):
        confirm(presente, compte)


def test_after_the_attribution_it_is_too_late(presente: Monde) -> None:
    write(presente, "attribution", 2)
    with pytest.raises(TransitionInterditeError, match="est attribué : le fait « réservataire d’imputation désigné »"):
        confirm(presente, "ETAT-P", rang=3)
    write(presente, "refus_menage", 3)
    confirm(presente, "ETAT-P", rang=4, motif="Le second ménage relève de l’État.")
    assert soldes(presente.habitat_lys)["VILLE"] == Fraction(1, 5)


def test_a_page_shown_before_another_decision_and_a_withdrawn_candidate_write_nothing(presente: Monde) -> None:
    with pytest.raises(DejaDecideError):
        confirm(presente, "VILLE", rang=1)
    retirer_candidat(an_acteur(presente.gestionnaire), candidats(presente)[0].pk, "desistement", moment=MOMENT)
    with pytest.raises(FaitRefuseError, match="n’est plus, présenté"):
        confirm(presente, "VILLE")
    assert [row.candidat.ordre for row in propose(presente)] == [2, 3]


def test_only_who_decides_for_the_bailleur_confirms(presente: Monde) -> None:
    def ask(user: Utilisateur) -> None:
        confirmer_imputation(
            an_acteur(user), presente.reference, candidats(presente)[0].pk, "VILLE", rang_vu=2, moment=MOMENT
        )

    for user in (presente.lecteur, presente.agent_ville):
        with pytest.raises(PermissionDenied):
            ask(user)
    with pytest.raises(Http404):
        ask(presente.agent_rive)


def test_candidates_presented_after_an_imputation_join_the_same_list(presente: Monde) -> None:
    confirm(presente, "ETAT-P", motif="Accord de la Ville le 2 juin.")
    designer(an_acteur(presente.gestionnaire), presente.reference, [a_candidature(4)], rang_vu=3, moment=MOMENT)
    assert [row.ordre for row in list_candidats(*read(presente))] == [1, 2, 3, 4]
    write(presente, "reprise", 4)
    assert list_candidats(*read(presente)) == ()


def test_alternation_turns(presente: Monde) -> None:
    agree(presente, replace(REGLE, criteres=("alternance", "titulaire")))
    assert propose(presente)[0].imputation.propose == "VILLE"
    confirm(presente, "VILLE")
    assert propose(presente)[0].imputation.propose == "CD"  # neither he nor the État had one: in order of identifier
    confirm(presente, "CD", rang=3)
    assert propose(presente)[0].imputation.propose == "ETAT-P"
    confirm(presente, "ETAT-P", rang=4)
    assert propose(presente)[0].imputation.propose == "VILLE"


def test_an_obligation_comes_from_the_law_of_the_day_or_is_none() -> None:
    assert set(OBLIGATIONS) < set(TYPES_RESERVATAIRE)
    assert {kind: read_obligation(kind, date(2026, 6, 15)) for kind in ("bailleur", "action_logement", "epci")} == (
        dict.fromkeys(("bailleur", "action_logement", "epci"), Fraction(1, 4))
    )
    assert read_obligation("etat_prio", date(2026, 6, 15)) == 0
    assert read_obligation("commune", date(2010, 1, 1)) == 0
