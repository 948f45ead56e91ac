"""Several people on one line of the register at once, each on his own connection: one speaks, the others are told so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from tests.actions.registre_exemple import MOTIF, a_droit, contest, send
from tests.actions.test_concurrence import TOGETHER, at_once
from tests.builders import JOUR, MOMENT, Monde, a_monde, an_acteur

from gef.access.acteur import Acteur
from gef.actions.avis import LigneChangeeError, RienAFaireError, donner_avis, maintenir
from gef.core.avis import Avis
from gef.db.flux.models import AvisDroit
from gef.db.journal.models import Acte

pytestmark = pytest.mark.usefixtures("base_partagee")


@pytest.fixture
def monde_partage() -> Monde:
    return a_monde()


def try_to(act: Callable[[], object]) -> Callable[[], str]:
    def run() -> str:
        try:
            act()
        except (LigneChangeeError, RienAFaireError):
            return "refused"
        return "written"

    return run


def test_one_of_those_who_speak_on_a_line_at_once_does(monde_partage: Monde) -> None:
    droit = a_droit(monde_partage)
    send(monde_partage)
    acteur = an_acteur(monde_partage.agent_ville)
    words = [Avis("valide", JOUR), Avis("conteste", JOUR, MOTIF)] * (TOGETHER // 2)
    acts = [try_to(lambda w=word: donner_avis(acteur, droit.pk, w, rang_vu=1, moment=MOMENT)) for word in words]
    assert at_once(acts) == Counter(written=1, refused=TOGETHER - 1)
    assert list(AvisDroit.objects.order_by("rang").values_list("rang", flat=True)) == [1, 2]
    assert Acte.objects.count() == 2


def test_a_contest_is_answered_once_and_a_register_sent_once(monde_partage: Monde) -> None:
    droit = a_droit(monde_partage)
    acteur: Acteur = an_acteur(monde_partage.gestionnaire)
    sends = [try_to(lambda: send(monde_partage)) for _ in range(TOGETHER)]
    assert at_once(sends) == Counter(written=1, refused=TOGETHER - 1)
    contest(monde_partage, droit)
    answers = [try_to(lambda: maintenir(acteur, droit.pk, MOTIF, rang_vu=2, moment=MOMENT)) for _ in range(TOGETHER)]
    assert at_once(answers) == Counter(written=1, refused=TOGETHER - 1)
