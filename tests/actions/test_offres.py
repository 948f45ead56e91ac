"""To whom a dwelling is offered, read from the facts that stand: cancelled ones and other sessions left out."""

from __future__ import annotations

from datetime import timedelta

from tests.builders import MOMENT, Monde, a_fait, an_acteur
from tests.builders_caleol import NON, a_fact, a_passage, some_decisions, vu

from gef.actions.decisions import proposer_suivant
from gef.actions.designation import retirer_candidat
from gef.actions.offres import read_suites, split_suites
from gef.core.lecture_faits import list_standing
from gef.db.designation.models import Candidat
from gef.db.flux.models import Fait

LATER = MOMENT + timedelta(days=3)


def test_facts_that_were_cancelled_stand_no_more(monde: Monde) -> None:
    ville = monde.comptes["VILLE"]
    kinds = ("orientation", "attribution", "annulation", "annulation", "orientation")
    facts = [a_fait(monde.liberations[0], kind, ville) for kind in kinds]
    assert list_standing(facts) == [facts[-1]]
    assert list_standing(facts[:3]) == [facts[0]]
    assert list_standing(facts[2:3]) == []


def test_an_open_passage_has_no_suite(monde: Monde) -> None:
    passage = a_passage(monde)
    some_decisions(monde, passage, clore=False)
    assert read_suites([passage.liberation_id]) == {}


def test_the_lease_goes_to_the_household_of_the_offer_in_progress(monde: Monde) -> None:
    passage = a_passage(monde)
    first, second, _ = Candidat.objects.order_by("ordre")
    some_decisions(monde, passage)
    suite = read_suites([passage.liberation_id])[passage.pk]
    assert (suite.offres.en_cours, suite.offres.suivant, suite.is_refuse) == (first.pk, None, False)
    a_fact(monde, passage, "refus_menage", days=3, cause="loyer", partie="menage", offre="adaptee")
    suite = read_suites([passage.liberation_id])[passage.pk]
    assert (suite.attribution, suite.offres.suivant, suite.is_refuse) == (None, second.pk, True)
    proposer_suivant(an_acteur(monde.gestionnaire), passage.pk, rang_vu=vu(passage).rang, moment=LATER)
    bail = a_fact(monde, passage, "bail", days=9)
    suite = read_suites([passage.liberation_id])[passage.pk]
    assert (suite.bail, suite.offres.en_cours, suite.offres.refusees) == (bail, second.pk, (first.pk,))


def test_who_was_withdrawn_before_his_turn_is_passed_over(monde: Monde) -> None:
    passage = a_passage(monde)
    some_decisions(monde, passage, [{"code": "rang", "rang": rang} for rang in (1, 2, 3)])
    _, second, third = Candidat.objects.order_by("ordre")
    retirer_candidat(an_acteur(monde.gestionnaire), second.pk, "attribue_ailleurs", moment=LATER)
    a_fact(monde, passage, "refus_menage", days=4, cause="loyer")
    assert read_suites([passage.liberation_id])[passage.pk].offres.suivant == third.pk


def test_what_says_nothing_of_the_offer_is_passed_over(monde: Monde) -> None:
    passage = a_passage(monde)
    some_decisions(monde, passage)
    a_fact(monde, passage, "refus_menage", days=2, cause="loyer")
    a_fact(monde, passage, "disponibilite", days=3)
    assert read_suites([passage.liberation_id])[passage.pk].is_refuse


def test_what_begins_something_else_ends_a_suite(monde: Monde) -> None:
    passage = a_passage(monde)
    cloture = some_decisions(monde, passage, [{"code": "attribution"}, NON, NON])
    assert cloture is not None
    a_fact(monde, passage, "retour")
    orientation = a_fait(passage.liberation, "orientation", monde.comptes["AL"])
    attribution = a_fait(passage.liberation, "attribution", monde.comptes["AL"])
    facts = list_standing(list(Fait.objects.order_by("rang")))
    ((found, since),) = split_suites(facts, {cloture.fait_id: cloture})
    assert (found, since) == (cloture, [cloture.fait])
    assert {orientation, attribution}.isdisjoint(since)
