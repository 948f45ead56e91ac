"""Two people at once before the commission: one closes the dwelling, one offers the next rank, one agenda has it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.actions.test_concurrence import TOGETHER, at_once
from tests.builders import JOUR, MOMENT, Monde, a_monde, an_acteur
from tests.builders_caleol import a_fact, a_passage, a_seance, decisions_for, some_candidats, some_decisions, vu

from gef.actions.decisions import decider, proposer_suivant
from gef.actions.seances import ajouter_passage
from gef.db.caleol.models import Cloture, DecisionCandidat, Passage
from gef.db.flux.models import Fait
from gef.errors import GefError

pytestmark = pytest.mark.usefixtures("base_partagee")
ONE = {"done": 1, "refused": TOGETHER - 1}


def attempt(act: Callable[[], object]) -> Callable[[], str]:
    def run() -> str:
        try:
            act()
        except GefError:
            return "refused"
        return "done"

    return run


@pytest.fixture
def monde_partage() -> Monde:
    return a_monde()


def test_one_of_those_who_close_a_dwelling_at_once_does(monde_partage: Monde) -> None:
    passage = a_passage(monde_partage)
    acteur, rows, seen = an_acteur(monde_partage.gestionnaire), decisions_for(passage), vu(passage)
    acts = [attempt(lambda: decider(acteur, passage.pk, rows, vu=seen, moment=MOMENT))] * TOGETHER
    assert at_once(acts) == ONE
    assert (Cloture.objects.count(), DecisionCandidat.objects.count()) == (1, 3)
    assert Fait.objects.filter(type="attribution").count() == 1


def test_one_of_those_who_offer_the_next_rank_at_once_does(monde_partage: Monde) -> None:
    passage = a_passage(monde_partage)
    some_decisions(monde_partage, passage)
    a_fact(monde_partage, passage, "refus_menage", days=2, cause="loyer")
    acteur, rang, later = an_acteur(monde_partage.gestionnaire), vu(passage).rang, MOMENT + timedelta(days=2)
    acts = [attempt(lambda: proposer_suivant(acteur, passage.pk, rang_vu=rang, moment=later))] * TOGETHER
    assert at_once(acts) == ONE
    assert Fait.objects.filter(type="attribution").count() == 2


def test_a_dwelling_is_put_on_one_agenda_only(monde_partage: Monde) -> None:
    reference = some_candidats(monde_partage)
    acteur = an_acteur(monde_partage.gestionnaire)
    seances = [a_seance(monde_partage, JOUR + timedelta(days=rank)).pk for rank in range(TOGETHER)]

    def put(seance: int) -> Callable[[], str]:
        return attempt(lambda: ajouter_passage(acteur, seance, reference, MOMENT))

    assert at_once([put(seance) for seance in seances]) == ONE
    assert Passage.objects.count() == 1
