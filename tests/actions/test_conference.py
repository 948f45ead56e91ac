"""The conférence through its acts: who writes, who reads, what two people at once may do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from tests.builders import ANTIBES, CANNES, EPCI, JOUR, MOMENT, Monde, a_user, an_acteur, an_organisation

from gef.access.acteur import Acteur
from gef.actions.conference import (
    ReunionChangeeError,
    SaisieDecision,
    SaisieReunion,
    can_tenir,
    deplacer_reunion,
    find_precedente,
    inscrire_decision,
    list_reunions,
    planifier_reunion,
    read_reunion,
    suivre_decision,
)
from gef.core.conference import Mot, Suivi
from gef.core.errors import DonneeInvalideError, TransitionInterditeError
from gef.db.instances.models import DecisionReunion, MotReunion, Reunion, SuiviDecision

HIER, DEMAIN = JOUR - timedelta(days=1), JOUR + timedelta(days=1)
DECISION = SaisieDecision("Relire les objectifs.", "Habitat Lys", DEMAIN)


@pytest.fixture
def epci(monde: Monde) -> Acteur:
    return an_acteur(a_user("Agent EPCI", an_organisation("Pays de Lys", "epci", EPCI[CANNES])))


def plan(acteur: Acteur, jour: date = HIER, **fields: Any) -> Reunion:
    return planifier_reunion(
        acteur, SaisieReunion(**{"genre": "pleniere", "date": jour, "lieu": "mairie"} | fields), MOMENT
    )


def test_a_meeting_its_decision_and_what_followed(epci: Acteur) -> None:
    row = plan(epci, ordre_du_jour=" Objectifs \n")
    decision = inscrire_decision(epci, row.pk, DECISION, rang_vu=0, moment=MOMENT)
    suivre_decision(epci, decision.pk, Suivi("en_cours", HIER), rang_vu=0, moment=MOMENT)
    suivre_decision(epci, decision.pk, Suivi("fait", JOUR, " Fait. "), rang_vu=1, moment=MOMENT)
    lue = read_reunion(row)
    [read] = lue.decisions
    assert (read.row.numero, read.decision.etat, read.suivis[-1].motif) == (1, "fait", "Fait.")
    assert (lue.row.ordre_du_jour, lue.ouvertes, lue.rang) == ("Objectifs", (), 1)
    assert read.suivis[0].auteur_id == epci.utilisateur_id


def test_a_meeting_put_off_then_cancelled_keeps_its_trace(epci: Acteur) -> None:
    row = plan(epci, DEMAIN)
    later = DEMAIN + timedelta(days=7)
    deplacer_reunion(epci, row.pk, Mot("reportee", "salle prise", later, "théâtre"), rang_vu=0, moment=MOMENT)
    lue = read_reunion(row)
    assert (lue.reunion.jour, lue.reunion.lieu, row.date) == (later, "théâtre", DEMAIN)
    deplacer_reunion(epci, row.pk, Mot("annulee", "grève", DEMAIN, "ignoré"), rang_vu=1, moment=MOMENT)
    lue = read_reunion(row)
    assert (lue.reunion.is_annulee, lue.reunion.jour, lue.reunion.lieu) == (True, later, "théâtre")
    plan(epci, later)  # the day is free again


def test_the_former_meeting_is_that_of_the_same_conference(epci: Acteur, monde: Monde) -> None:
    first, last = plan(epci, HIER), plan(epci, JOUR)
    other = an_acteur(a_user("Agent voisin", an_organisation("Voisin", "epci", EPCI[ANTIBES])))
    plan(other, JOUR - timedelta(hours=12))
    lues = list_reunions(an_acteur(monde.gestionnaire))  # he sits in both
    assert len(lues) == 3
    found = find_precedente(lues, next(lue for lue in lues if lue.row == last))
    assert found is not None
    assert found.row == first
    assert find_precedente(lues, found) is None


@pytest.mark.parametrize("role", ["lecteur", "charge"])
def test_a_reader_of_the_epci_reads_and_does_not_write(epci: Acteur, role: str) -> None:
    row = plan(epci)
    reader = an_acteur(a_user("Lectrice EPCI", epci.organisation, role=role))
    assert [lue.row for lue in list_reunions(reader)] == [row]
    check_refused(reader, row, PermissionDenied)


def check_refused(acteur: Acteur, row: Reunion, error: type[Exception]) -> None:
    """Every act on a meeting is refused, and nothing is written."""
    decision = DecisionReunion.objects.create(reunion=row, numero=1, texte="t", porteur="p", ecrit_le=MOMENT)
    acts: list[Callable[[], object]] = [
        lambda: deplacer_reunion(acteur, row.pk, Mot("annulee", "m"), rang_vu=1, moment=MOMENT),
        lambda: inscrire_decision(acteur, row.pk, DECISION, rang_vu=1, moment=MOMENT),
        lambda: suivre_decision(acteur, decision.pk, Suivi("en_cours", JOUR), rang_vu=0, moment=MOMENT),
    ]
    for act in acts:
        with pytest.raises(error):
            act()
    assert (MotReunion.objects.count(), DecisionReunion.objects.count(), SuiviDecision.objects.count()) == (0, 1, 0)
    assert not can_tenir(acteur)
    with pytest.raises(PermissionDenied):
        plan(acteur)


@pytest.mark.parametrize("who", ["gestionnaire", "agent_ville"])
def test_a_member_reads_and_does_not_write(epci: Acteur, monde: Monde, who: str) -> None:
    row = plan(epci)
    member = an_acteur(getattr(monde, who))
    assert [lue.row for lue in list_reunions(member)] == [row]
    check_refused(member, row, PermissionDenied)


def test_a_neighbour_learns_nothing(epci: Acteur) -> None:
    row = plan(epci)
    other = an_acteur(a_user("Agent voisin", an_organisation("Voisin", "epci", EPCI[ANTIBES])))
    assert list_reunions(other) == ()
    for act in (
        lambda: inscrire_decision(other, row.pk, DECISION, rang_vu=0, moment=MOMENT),
        lambda: deplacer_reunion(other, row.pk, Mot("annulee", "m"), rang_vu=0, moment=MOMENT),
    ):
        with pytest.raises(Http404):
            act()


def test_two_people_do_not_write_on_what_the_other_has_not_seen(epci: Acteur) -> None:
    row = plan(epci)
    decision = inscrire_decision(epci, row.pk, DECISION, rang_vu=0, moment=MOMENT)
    with pytest.raises(ReunionChangeeError, match="relisez"):
        inscrire_decision(epci, row.pk, DECISION, rang_vu=0, moment=MOMENT)
    suivre_decision(epci, decision.pk, Suivi("en_cours", JOUR), rang_vu=0, moment=MOMENT)
    with pytest.raises(ReunionChangeeError, match="relisez"):
        suivre_decision(epci, decision.pk, Suivi("fait", JOUR, "dit"), rang_vu=0, moment=MOMENT)
    assert (DecisionReunion.objects.count(), SuiviDecision.objects.count()) == (1, 1)


def test_what_is_incomplete_or_out_of_order_writes_nothing(epci: Acteur) -> None:
    row = plan(epci, DEMAIN)
    with pytest.raises(TransitionInterditeError, match="à venir"):
        inscrire_decision(epci, row.pk, DECISION, rang_vu=0, moment=MOMENT)
    for fields in ({"lieu": " "}, {"genre": "autre"}):
        with pytest.raises(DonneeInvalideError):
            plan(epci, JOUR, **fields)
    with pytest.raises(ReunionChangeeError, match="déjà inscrite"):
        plan(epci, DEMAIN)
    assert (Reunion.objects.count(), DecisionReunion.objects.count()) == (1, 0)


def test_meetings_are_read_in_constant_queries(epci: Acteur, django_assert_num_queries: Any) -> None:
    for days in range(1, 5):
        row = plan(epci, JOUR - timedelta(days=days))
        for rang in range(2):
            decision = inscrire_decision(epci, row.pk, DECISION, rang_vu=rang, moment=MOMENT)
            suivre_decision(epci, decision.pk, Suivi("en_cours", JOUR), rang_vu=0, moment=MOMENT)
    with django_assert_num_queries(4):
        lues = list_reunions(epci)
    assert [lue.reunion.jour for lue in lues] == [JOUR - timedelta(days=days) for days in range(1, 5)]
