"""Who reads a session: its bailleur, who holds a dwelling of its agenda, and the members by right of its territory."""

from __future__ import annotations

import pytest
from tests.builders import JOUR, MOMENT, Monde, a_user, an_acteur, an_organisation
from tests.builders_caleol import a_passage, a_seance, some_candidats

from gef.access.visible import visible
from gef.actions.seances import retirer_passage
from gef.db.caleol.models import Passage, Seance
from gef.db.designation.models import Candidat


@pytest.fixture
def passage(monde: Monde) -> Passage:
    """A dwelling of Cannes held by Action Logement, on the agenda of the day."""
    reference = some_candidats(monde, compte="AL")
    return Passage.objects.get(seance=a_seance(monde, JOUR, reference))


def test_the_holder_and_the_members_by_right_read_it(monde: Monde, passage: Passage) -> None:
    epci = an_organisation("EPCI de Lys", "epci", "200039915")
    for organisation in (monde.action_logement, monde.prefecture, monde.ville, epci):
        acteur = an_acteur(a_user(f"Agent {organisation.pk}", organisation))
        assert list(visible(Seance, acteur)) == [passage.seance], organisation
        assert list(visible(Passage, acteur)) == [passage], organisation


def test_the_mayor_reads_no_candidate_of_another(monde: Monde, passage: Passage) -> None:
    assert not visible(Candidat, an_acteur(monde.agent_ville)).exists()


def test_others_know_nothing_of_it(monde: Monde, passage: Passage) -> None:
    departement = an_acteur(a_user("Agent Département", monde.departement))
    for acteur in (departement, an_acteur(monde.agent_rive), an_acteur(monde.gestionnaire_autre)):
        assert not visible(Seance, acteur).exists()
        assert not visible(Passage, acteur).exists()


def test_what_left_the_agenda_is_read_by_its_bailleur_only(monde: Monde) -> None:
    passage = a_passage(monde)
    retirer_passage(an_acteur(monde.gestionnaire), passage.pk, "travaux", MOMENT)
    assert not visible(Seance, an_acteur(monde.agent_ville)).exists()
    assert list(visible(Passage, an_acteur(monde.gestionnaire))) == [passage]
