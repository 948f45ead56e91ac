"""Sessions planned, held, cancelled; an agenda that only holds dwellings with candidates, in an order that may change."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from tests.builders import JOUR, MOMENT, Monde, an_acteur
from tests.builders_caleol import a_charge, a_fact, a_passage, a_seance, some_candidats, some_decisions

from gef.actions.flux import load_flux
from gef.actions.seances import (
    SaisieSeance,
    SeanceRefuseeError,
    ajouter_passage,
    annuler_seance,
    avancer_passage,
    find_etat,
    is_pret,
    list_prets,
    planifier,
    retirer_passage,
    tenir,
)
from gef.core.errors import TransitionInterditeError
from gef.db.caleol import requetes
from gef.db.caleol.models import Passage, RetraitPassage, Seance
from gef.db.journal.models import Acte

SAISIE = SaisieSeance(JOUR, time(9, 30), "salle des commissions")


def agenda(seance: Seance) -> list[str]:
    return [row.liberation.reference for row in requetes.passages_of([seance.pk])]


def test_a_session_is_planned_by_who_prepares_the_commission(monde: Monde) -> None:
    seance = planifier(a_charge(monde), SAISIE, MOMENT)
    assert (seance.bailleur, seance.lieu) == (monde.habitat_lys, "salle des commissions")
    assert find_etat(an_acteur(monde.gestionnaire), seance) == "planifiee"
    assert Acte.objects.get(acte="seance").details == {"date": "2026-06-15"}
    for user in (monde.lecteur, monde.agent_ville):
        with pytest.raises(PermissionDenied):
            planifier(an_acteur(user), SAISIE, MOMENT)


@pytest.mark.parametrize(
    ("saisie", "message"),
    [
        (SaisieSeance(JOUR, time(9), "  "), "lieu : vide"),
        (SaisieSeance(JOUR - timedelta(days=1), time(9), "salle"), "le 14/06/2026 est passé"),
    ],
)
def test_a_session_says_where_and_is_to_come(monde: Monde, saisie: SaisieSeance, message: str) -> None:
    with pytest.raises(SeanceRefuseeError, match=message):
        planifier(an_acteur(monde.gestionnaire), saisie, MOMENT)
    assert not Seance.objects.exists()


def test_the_same_session_is_not_planned_twice_unless_it_was_cancelled(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    seance = planifier(acteur, SAISIE, MOMENT)
    with pytest.raises(SeanceRefuseeError, match="déjà inscrite"):
        planifier(acteur, SAISIE, MOMENT)
    annuler_seance(acteur, seance.pk, "quorum non atteint", MOMENT)
    assert planifier(acteur, SAISIE, MOMENT).pk != seance.pk


def test_a_session_is_held_once_on_its_day_with_its_members(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    seance, later = a_seance(monde), a_seance(monde, JOUR + timedelta(days=3))
    with pytest.raises(SeanceRefuseeError, match="à venir"):
        tenir(acteur, later.pk, "Ève Martin", MOMENT)
    with pytest.raises(SeanceRefuseeError, match="un nom par ligne"):
        tenir(acteur, seance.pk, " \n ", MOMENT)
    assert tenir(acteur, seance.pk, " Ève Martin \n\nAli Roy", MOMENT).presents == "Ève Martin\nAli Roy"
    with pytest.raises(TransitionInterditeError, match="La séance est tenue"):
        annuler_seance(acteur, seance.pk, "erreur", MOMENT)


def test_a_session_with_decisions_is_not_cancelled(monde: Monde) -> None:
    passage = a_passage(monde)
    acteur = an_acteur(monde.gestionnaire)
    with pytest.raises(SeanceRefuseeError, match="motif : vide"):
        annuler_seance(acteur, passage.seance_id, " ", MOMENT)
    some_decisions(monde, passage, clore=False)
    with pytest.raises(SeanceRefuseeError, match="Des décisions sont inscrites"):
        annuler_seance(acteur, passage.seance_id, "erreur", MOMENT)


def test_dwellings_with_candidates_wait_until_an_agenda_has_them(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    references = [some_candidats(monde, place) for place in (1, 0)]
    seance = a_seance(monde, date(2026, 6, 20), references[0])
    prets = list_prets(load_flux(monde.habitat_lys.pk))
    assert [suivi.liberation.reference for suivi in prets] == ["L-2026-0001"]
    with pytest.raises(SeanceRefuseeError, match="L-2026-0002 est déjà à l’ordre du jour du 20/06/2026"):
        ajouter_passage(acteur, a_seance(monde).pk, "L-2026-0002", MOMENT)
    with pytest.raises(SeanceRefuseeError, match="L-2026-0003 n’attend pas la CALEOL"):
        ajouter_passage(acteur, seance.pk, "L-2026-0003", MOMENT)
    annuler_seance(acteur, seance.pk, "reportée", MOMENT)
    assert len(list_prets(load_flux(monde.habitat_lys.pk))) == 2


def test_what_a_session_did_not_decide_may_go_to_another(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    passage = a_passage(monde)
    tenir(acteur, passage.seance_id, "Ève Martin", MOMENT)
    with pytest.raises(SeanceRefuseeError, match="close"):
        ajouter_passage(acteur, passage.seance_id, passage.liberation.reference, MOMENT)
    later = a_seance(monde, date(2026, 6, 22), passage.liberation.reference)
    assert agenda(later) == [passage.liberation.reference]


def test_the_agenda_is_reordered_and_keeps_what_it_was(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    seance = a_seance(monde, JOUR, *(some_candidats(monde, place, "AL") for place in (0, 1, 2)))
    assert agenda(seance) == ["L-2026-0001", "L-2026-0002", "L-2026-0003"]
    last = requetes.passages_of([seance.pk]).last()
    assert last is not None
    moved = avancer_passage(acteur, last.pk, MOMENT)
    assert agenda(seance) == ["L-2026-0001", "L-2026-0003", "L-2026-0002"]
    with pytest.raises(Http404):
        avancer_passage(acteur, last.pk, MOMENT)
    first = avancer_passage(acteur, moved.pk, MOMENT)
    assert agenda(seance) == ["L-2026-0003", "L-2026-0001", "L-2026-0002"]
    with pytest.raises(SeanceRefuseeError, match="déjà le premier"):
        avancer_passage(acteur, first.pk, MOMENT)
    assert Passage.objects.count() == 7


def test_a_dwelling_leaves_the_agenda_with_a_reason_and_before_any_decision(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    passage = a_passage(monde)
    with pytest.raises(SeanceRefuseeError, match="motif : vide"):
        retirer_passage(acteur, passage.pk, "", MOMENT)
    retirer_passage(acteur, passage.pk, "travaux", MOMENT)
    assert agenda(passage.seance) == []
    assert RetraitPassage.objects.get().motif == "travaux"
    again = ajouter_passage(acteur, passage.seance_id, passage.liberation.reference, MOMENT)
    some_decisions(monde, again, clore=False)
    with pytest.raises(SeanceRefuseeError, match="a des décisions"):
        retirer_passage(acteur, again.pk, "travaux", MOMENT)


def test_strangers_and_readers_write_nothing(monde: Monde) -> None:
    passage = a_passage(monde)
    with pytest.raises(Http404):
        ajouter_passage(an_acteur(monde.gestionnaire_autre), passage.seance_id, "L-2026-0001", MOMENT)
    for user in (monde.lecteur, monde.agent_ville):
        with pytest.raises(PermissionDenied):
            retirer_passage(an_acteur(user), passage.pk, "travaux", MOMENT)


def test_out_of_the_flux_a_dwelling_waits_once_its_candidates_are_said(monde: Monde) -> None:
    mutation = monde.liberations[3]
    assert not is_pret(load_flux(monde.habitat_lys.pk).suivis[mutation.pk])
    passage = Passage(liberation=mutation)
    from gef.db.flux.models import Fait, TypeFait

    Fait.objects.create(liberation=mutation, rang=1, type=TypeFait.CANDIDATS, date=JOUR, ecrit_le=MOMENT)
    assert is_pret(load_flux(monde.habitat_lys.pk).suivis[mutation.pk])
    a_fact(monde, passage, "attribution")
    assert not is_pret(load_flux(monde.habitat_lys.pk).suivis[mutation.pk])
