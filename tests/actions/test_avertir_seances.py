"""Who is told that a session is fixed, changed or cancelled: those whom its agenda concerns, and nobody else."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from tests.builders import JOUR, MOMENT, Monde, an_acteur
from tests.builders_caleol import a_seance, some_candidats

from gef.actions.convocations import convoquer
from gef.actions.seances import SeanceRefuseeError, ajouter_passages, annuler_seance, avancer_passage, retirer_passage
from gef.core.avertissements import DE_SEANCE
from gef.db.avertissements.models import Avertissement
from gef.db.caleol.models import Passage, Seance

ETAT, LYS, RIVE, AL = "Préfecture", "Ville de Lys", "Ville de Rive", "Action Logement"


def told(seance: Seance, since: int = 0) -> list[tuple[str, str]]:
    """What was said of a session, in order, after some of it."""
    rows = Avertissement.objects.filter(genre__in=DE_SEANCE, objet=str(seance.pk)).order_by("pk")
    return [(row.organisation.nom, row.genre) for row in rows][since:]


def test_a_session_without_agenda_concerns_nobody(monde: Monde) -> None:
    assert told(a_seance(monde)) == []


def test_a_session_is_fixed_for_whom_its_dwellings_concern_once_each(monde: Monde) -> None:
    """The Ville holds one and sits for the other; the préfet sits for both; Rive is the commune of none of them."""
    seance = a_seance(monde)
    both = [some_candidats(monde), some_candidats(monde, 1, "AL")]
    ajouter_passages(an_acteur(monde.gestionnaire), seance.pk, both, MOMENT)
    assert told(seance) == [(ETAT, "seance"), (LYS, "seance"), (AL, "seance")]
    row = Avertissement.objects.filter(genre="seance").latest("pk")
    assert (row.bailleur, row.moment, row.auteur) == (monde.habitat_lys, MOMENT, monde.gestionnaire)


def test_an_agenda_in_the_making_tells_only_who_is_new_to_it(monde: Monde) -> None:
    seance = a_seance(monde, JOUR, some_candidats(monde))
    before = len(told(seance))
    ajouter_passages(an_acteur(monde.gestionnaire), seance.pk, [some_candidats(monde, 2, "AL")], MOMENT)
    assert told(seance, before) == [(RIVE, "seance"), (AL, "seance")]


def test_once_convened_what_is_added_changes_the_agenda_of_those_it_concerns(monde: Monde) -> None:
    seance, acteur = a_seance(monde, JOUR, some_candidats(monde)), an_acteur(monde.gestionnaire)
    convoquer(acteur, seance.pk, moment=MOMENT, lien=str)
    before = len(told(seance))
    ajouter_passages(acteur, seance.pk, [some_candidats(monde, 2, "AL")], MOMENT)
    assert told(seance, before) == [(RIVE, "seance"), (AL, "seance"), (ETAT, "seance_changee")]


def test_what_leaves_the_agenda_is_told_to_those_it_concerned(monde: Monde) -> None:
    seance = a_seance(monde, JOUR, some_candidats(monde), some_candidats(monde, 2, "AL"))
    before, passage = len(told(seance)), Passage.objects.get(seance=seance, liberation=monde.liberations[2])
    retirer_passage(an_acteur(monde.gestionnaire), passage.pk, "dossiers incomplets", MOMENT)
    assert told(seance, before) == [(nom, "seance_changee") for nom in (ETAT, RIVE, AL)]


def test_an_order_that_changes_is_not_told(monde: Monde) -> None:
    seance = a_seance(monde, JOUR, some_candidats(monde), some_candidats(monde, 2, "AL"))
    before, last = len(told(seance)), Passage.objects.filter(seance=seance).latest("ordre")
    avancer_passage(an_acteur(monde.gestionnaire), last.pk, MOMENT)
    assert told(seance, before) == []


def test_a_cancelled_session_is_told_to_all_whom_its_agenda_concerned(monde: Monde) -> None:
    seance = a_seance(monde, JOUR, some_candidats(monde), some_candidats(monde, 2, "AL"))
    before = len(told(seance))
    annuler_seance(an_acteur(monde.gestionnaire), seance.pk, "quorum non réuni", MOMENT)
    assert sorted(told(seance, before)) == sorted((nom, "seance_annulee") for nom in (ETAT, LYS, RIVE, AL))


def test_what_is_refused_is_told_to_nobody(monde: Monde) -> None:
    seance, reference = a_seance(monde), some_candidats(monde)
    with pytest.raises(SeanceRefuseeError):
        ajouter_passages(an_acteur(monde.gestionnaire), seance.pk, [reference, monde.liberations[1].reference], MOMENT)
    with pytest.raises(PermissionDenied):
        ajouter_passages(an_acteur(monde.lecteur), seance.pk, [reference], MOMENT)
    assert told(seance) == []
