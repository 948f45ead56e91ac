"""The journal of a dwelling, as a person reads it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.builders import JOUR, MOMENT, MOTIF, Monde, a_fait, a_liberation, an_acteur, an_orientation

from gef.actions.flux import load_flux
from gef.actions.journal import EntreeJournal, list_entrees
from gef.db.flux.models import Convention, Liberation


def entrees(monde: Monde, dwelling: Liberation) -> list[EntreeJournal]:
    return list_entrees(dwelling, list(dwelling.faits.order_by("rang")), load_flux(monde.habitat_lys.pk))


def test_a_dwelling_begins_with_its_notice_then_the_day_it_is_free(monde: Monde) -> None:
    dwelling = a_liberation(monde.habitat_lys, "N", libre_le=JOUR, preavis_le=JOUR - timedelta(days=30))
    assert entrees(monde, dwelling) == [
        EntreeJournal(date(2026, 5, 16), "Préavis reçu"),
        EntreeJournal(JOUR, "Logement libre, dans le flux"),
    ]


@pytest.mark.parametrize(
    ("categorie", "sentence"),
    [("mutations", "Hors flux : mutations internes"), ("autre_code", "Hors flux : autre_code")],
)
def test_what_is_out_of_the_flux_says_why(monde: Monde, categorie: str, sentence: str) -> None:
    dwelling = a_liberation(monde.habitat_lys, "N", libre_le=JOUR, hors_flux=categorie)
    assert [entree.evenement for entree in entrees(monde, dwelling)] == [sentence]


def test_an_imputation_says_whether_the_dwelling_changed_accounts(monde: Monde) -> None:
    dwelling, ville, al = monde.liberations[0], monde.comptes["VILLE"], monde.comptes["AL"]
    facts = (("orientation", ville), ("imputation", ville), ("imputation", al), ("annulation", al), ("imputation", al))
    for kind, compte in facts:
        a_fait(dwelling, kind, compte)
    assert [(e.evenement, e.ecriture) for e in entrees(monde, dwelling)[2:]] == [
        ("Imputé sur Ville de Lys", ""),
        ("Imputé sur Action Logement", "−1 au compte"),
        ("Dernier fait annulé", ""),
        ("Imputé sur Action Logement", "−1 au compte"),
    ]


def test_each_fact_has_its_sentence_and_what_it_wrote(monde: Monde) -> None:
    dwelling, ville, al = monde.liberations[0], monde.comptes["VILLE"], monde.comptes["AL"]
    for kind, compte in (
        ("orientation", ville),
        ("refus", ville),
        ("orientation", al),
        ("retour", al),
        ("orientation", None),
        ("attribution", None),
        ("refus_menage", None),
        ("bail", None),
    ):
        a_fait(dwelling, kind, compte)
    assert [(e.evenement, e.ecriture) for e in entrees(monde, dwelling)[1:]] == [
        ("Orienté vers Ville de Lys", "−1 au compte"),
        ("Refusé par Ville de Lys", "+1 au compte"),
        ("Orienté vers Action Logement", "−1 au compte"),
        ("Orientation retirée à Action Logement", "+1 au compte"),
        ("Orienté vers Non réservé", "−1 au compte"),
        ("Attribué en CALEOL au titre de Non réservé", ""),
        ("Refusé par le ménage", ""),
        ("Bail signé", ""),
    ]


def test_a_person_is_named_with_his_reason_and_a_departure_is_marked(monde: Monde) -> None:
    an_orientation(an_acteur(monde.gestionnaire), monde.reference, "CD")
    entry = entrees(monde, monde.liberations[0])[-1]
    assert (entry.auteur, entry.motif, entry.ecrit_le, entry.is_ecart) == ("Camille Gérant", MOTIF, MOMENT, True)


def test_following_the_proposal_is_no_departure(monde: Monde) -> None:
    an_orientation(an_acteur(monde.gestionnaire), monde.reference)
    assert entrees(monde, monde.liberations[0])[-1].is_ecart is False


def test_a_fact_without_record_is_no_departure(monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["CD"])
    assert entrees(monde, monde.liberations[0])[-1].is_ecart is False


def test_lines_are_in_order_of_date_and_facts_of_one_day_in_order_of_rank(monde: Monde) -> None:
    dwelling = monde.liberations[2]  # free on 2 July, decided in June
    for kind in ("orientation", "retour", "orientation"):
        a_fait(dwelling, kind, monde.comptes["AL"])
    assert [entree.evenement for entree in entrees(monde, dwelling)] == [
        "Orienté vers Action Logement",
        "Orientation retirée à Action Logement",
        "Orienté vers Action Logement",
        "Logement libre, dans le flux",
    ]


def test_a_refusal_that_counts_gives_nothing_back(monde: Monde) -> None:
    Convention.objects.filter(reservataire=monde.comptes["VILLE"]).update(politique_refus="compte")
    for kind in ("orientation", "refus"):
        a_fait(monde.liberations[0], kind, monde.comptes["VILLE"])
    assert [e.ecriture for e in entrees(monde, monde.liberations[0])[1:]] == ["−1 au compte", "reste compté"]


def test_a_silence_that_a_person_says_counted_stays_on_the_account(monde: Monde) -> None:
    ville = monde.comptes["VILLE"]
    dwelling = monde.liberations[0]
    a_fait(dwelling, "orientation", ville)
    a_fait(dwelling, "non_reponse", ville, precision={"consequence": "compte"})
    assert [entree.ecriture for entree in entrees(monde, dwelling)][-2:] == ["−1 au compte", "reste compté"]
