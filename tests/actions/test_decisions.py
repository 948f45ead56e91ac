"""Decisions written little by little, closed by a fact, followed by offers in rank; two people never close twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from tests.builders import JOUR, MOMENT, Monde, an_acteur
from tests.builders_caleol import (
    NON,
    RANGS,
    a_charge,
    a_fact,
    a_passage,
    a_seance,
    decisions_for,
    some_candidats,
    some_decisions,
    vu,
)

from gef.actions.decisions import DecisionRefuseeError, Vu, decider, notifier_offre, proposer_suivant
from gef.actions.designation import retirer_candidat
from gef.actions.faits import DejaDecideError
from gef.actions.flux import load_flux
from gef.actions.offres import read_suites
from gef.actions.seances import annuler_seance, avancer_passage
from gef.core.errors import DonneeInvalideError
from gef.db.caleol.models import Cloture, DecisionCandidat, NotificationOffre, Passage
from gef.db.designation.models import Candidat
from gef.db.flux.models import Fait
from gef.db.journal.models import Acte


def etat_of(monde: Monde, passage: Passage) -> str:
    return load_flux(monde.habitat_lys.pk).suivis[passage.liberation_id].etat.etat


def test_decisions_close_the_dwelling_with_the_fact_that_they_lead_to(monde: Monde) -> None:
    passage = a_passage(monde)
    cloture = some_decisions(monde, passage)
    assert cloture is not None
    assert (cloture.fait.type, cloture.fait.date, cloture.fait.reservataire.code) == ("attribution", JOUR, "VILLE")
    assert etat_of(monde, passage) == "attribue"
    assert DecisionCandidat.objects.count() == 3
    assert Acte.objects.get(acte="attribution").details["seance"] == passage.seance_id
    assert not any("06000" in str(acte.details) for acte in Acte.objects.all())


def test_when_nobody_is_retained_the_dwelling_is_not_allocated(monde: Monde) -> None:
    passage = a_passage(monde)
    cloture = some_decisions(monde, passage, [NON, NON, {"code": "irrecevable", "motif": "plafond"}])
    assert cloture is not None
    assert cloture.fait.type == "non_attribution"
    assert etat_of(monde, passage) == "accepte"


def test_decisions_may_come_one_after_the_other_and_a_correction_replaces(monde: Monde) -> None:
    passage = a_passage(monde)
    acteur = a_charge(monde)
    first, second, _ = decisions_for(passage)
    assert decider(acteur, passage.pk, [first], vu=vu(passage), moment=MOMENT, clore=False) is None
    decider(acteur, passage.pk, [first, second], vu=vu(passage), moment=MOMENT, clore=False)
    assert DecisionCandidat.objects.count() == 2
    assert Fait.objects.filter(type="attribution").count() == 0
    some_decisions(monde, passage, [{"code": "attribution"}, NON, NON])
    assert DecisionCandidat.objects.count() == 5
    assert list(
        DecisionCandidat.objects.filter(remplacant=None).values_list("code", flat=True).order_by("candidat")
    ) == [
        "attribution",
        "non_attribution",
        "non_attribution",
    ]


def test_nothing_is_written_when_one_decision_is_refused(monde: Monde) -> None:
    passage = a_passage(monde)
    with pytest.raises(DonneeInvalideError, match="Candidat 3, non-attribution, motif : vide"):
        some_decisions(monde, passage, [{"code": "attribution"}, NON, {"code": "non_attribution"}])
    with pytest.raises(DonneeInvalideError, match="Sans décision : Candidat 2, Candidat 3"):
        decider(an_acteur(monde.gestionnaire), passage.pk, decisions_for(passage)[:1], vu=vu(passage), moment=MOMENT)
    assert not DecisionCandidat.objects.exists()


def test_who_saw_an_older_page_is_refused(monde: Monde) -> None:
    passage = a_passage(monde)
    acteur, rows = an_acteur(monde.gestionnaire), decisions_for(passage)
    seen = vu(passage)
    some_decisions(monde, passage, clore=False)
    with pytest.raises(DejaDecideError, match="Une autre personne a décidé"):
        decider(acteur, passage.pk, rows, vu=seen, moment=MOMENT)
    some_decisions(monde, passage)
    with pytest.raises(DejaDecideError, match="a changé depuis l’affichage"):
        decider(acteur, passage.pk, rows, vu=seen, moment=MOMENT)
    with pytest.raises(DecisionRefuseeError, match="n’attend plus de décision"):
        decider(acteur, passage.pk, rows, vu=vu(passage), moment=MOMENT)
    assert Cloture.objects.count() == 1


def test_a_withdrawn_candidate_is_not_decided_and_two_are_too_few_without_a_reason(monde: Monde) -> None:
    passage = a_passage(monde)
    acteur = an_acteur(monde.gestionnaire)
    gone = Candidat.objects.order_by("ordre").last()
    assert gone is not None
    rows = decisions_for(passage)
    retirer_candidat(acteur, gone.pk, "desistement", moment=MOMENT)
    with pytest.raises(DonneeInvalideError, match="n’est pas présenté"):
        decider(acteur, passage.pk, rows, vu=vu(passage), moment=MOMENT)
    with pytest.raises(DonneeInvalideError, match="Candidats : 2 ; attendu : 3 au moins"):
        decider(acteur, passage.pk, rows[:2], vu=vu(passage), moment=MOMENT)
    cloture = decider(acteur, passage.pk, rows[:2], vu=vu(passage), moment=MOMENT, exception="insuffisance")
    assert cloture is not None
    assert cloture.exception == "insuffisance"


def test_a_session_to_come_or_cancelled_decides_nothing(monde: Monde) -> None:
    reference = some_candidats(monde)
    later = Passage.objects.get(seance=a_seance(monde, date(2026, 6, 22), reference))
    with pytest.raises(DecisionRefuseeError, match="est à venir"):
        some_decisions(monde, later)
    annuler_seance(an_acteur(monde.gestionnaire), later.seance_id, "reportée", MOMENT)
    with pytest.raises(DecisionRefuseeError, match="est annulée"):
        some_decisions(monde, later)


def test_a_passage_that_was_moved_is_no_longer_the_one_to_decide(monde: Monde) -> None:
    seance = a_seance(monde, JOUR, *(some_candidats(monde, place, "AL") for place in (0, 1)))
    last = Passage.objects.filter(seance=seance).order_by("ordre").last()
    assert last is not None
    avancer_passage(an_acteur(monde.gestionnaire), last.pk, MOMENT)
    with pytest.raises(DecisionRefuseeError, match="plus à l’ordre du jour"):
        some_decisions(monde, last)


def test_cancelling_the_fact_opens_the_decisions_again(monde: Monde) -> None:
    passage = a_passage(monde)
    some_decisions(monde, passage)
    a_fact(monde, passage, "annulation")
    assert read_suites([passage.liberation_id]) == {}
    cloture = some_decisions(monde, passage, [NON, {"code": "attribution"}, NON])
    assert cloture is not None
    assert read_suites([passage.liberation_id])[passage.pk].cloture == cloture


def test_after_a_refusal_the_next_in_rank_is_offered_the_dwelling(monde: Monde) -> None:
    passage = a_passage(monde)
    acteur = an_acteur(monde.gestionnaire)
    some_decisions(monde, passage)
    with pytest.raises(DecisionRefuseeError, match="Aucun refus du ménage"):
        proposer_suivant(acteur, passage.pk, rang_vu=vu(passage).rang, moment=MOMENT)
    a_fact(monde, passage, "refus_menage", days=3, cause="loyer", partie="menage", offre="adaptee")
    stale = vu(passage).rang - 1
    later = MOMENT + timedelta(days=3)
    with pytest.raises(DejaDecideError):
        proposer_suivant(acteur, passage.pk, rang_vu=stale, moment=later)
    fact = proposer_suivant(acteur, passage.pk, rang_vu=vu(passage).rang, moment=later)
    assert (fact.type, fact.date, "Rang suivant" in fact.motif) == ("attribution", later.date(), True)
    assert etat_of(monde, passage) == "attribue"
    second = Candidat.objects.get(ordre=2)
    assert read_suites([passage.liberation_id])[passage.pk].offres.en_cours == second.pk
    a_fact(monde, passage, "refus_menage", days=5, cause="autre")
    with pytest.raises(DecisionRefuseeError, match="Le classement est épuisé"):
        proposer_suivant(acteur, passage.pk, rang_vu=vu(passage).rang, moment=MOMENT + timedelta(days=5))


def test_the_offer_is_told_on_a_day_that_can_be(monde: Monde) -> None:
    passage = a_passage(monde)
    acteur = an_acteur(monde.gestionnaire)
    with pytest.raises(DecisionRefuseeError, match="Aucune offre n’est en cours"):
        notifier_offre(acteur, passage.pk, JOUR, MOMENT)
    some_decisions(monde, passage, [{"code": "attribution"}, NON, NON])
    later = MOMENT + timedelta(days=4)
    for jour in (JOUR - timedelta(days=1), JOUR + timedelta(days=5)):
        with pytest.raises(DecisionRefuseeError, match="attendu : du 15/06/2026 à ce jour"):
            notifier_offre(acteur, passage.pk, jour, later)
    notifier_offre(acteur, passage.pk, date(2026, 6, 17), later)
    assert NotificationOffre.objects.get().notifiee_le == date(2026, 6, 17)


def test_only_the_bailleur_decides(monde: Monde) -> None:
    passage = a_passage(monde)
    for user in (monde.lecteur, monde.agent_ville):
        with pytest.raises(PermissionDenied):
            decider(an_acteur(user), passage.pk, [], vu=Vu(2), moment=MOMENT)
    assert len(RANGS) == 3
