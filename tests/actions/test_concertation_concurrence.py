"""Several people on one programme at once, each on his own connection: one speaks, closes or delivers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from tests.actions.programme_exemple import LIVRAISON, MOTIF, a_programme, close, etat, propose
from tests.actions.test_chartes import SAISIE
from tests.actions.test_concurrence import TOGETHER, at_once
from tests.builders import MOMENT, Monde, a_liberation, a_monde, an_acteur

from gef.actions.chartes import CharteChangeeError, imputer, inscrire_charte
from gef.actions.concertation import repondre
from gef.actions.livraison import list_par_lot, livrer
from gef.actions.programmes import ProgrammeChangeError, ProgrammeRefuseError
from gef.core.concertation import Position
from gef.db.flux.models import Liberation
from gef.db.programmes.models import AccordProgramme, ImputationRelogement, LogementNeuf
from gef.db.programmes.models import Position as PositionRow

pytestmark = pytest.mark.usefixtures("base_partagee")


@pytest.fixture
def monde_partage() -> Monde:
    return a_monde()


def try_to(act: Callable[[], object]) -> Callable[[], str]:
    def run() -> str:
        try:
            act()
        except (ProgrammeChangeError, ProgrammeRefuseError, CharteChangeeError):
            return "refused"
        return "written"

    return run


def test_one_answers_one_closes_one_delivers(monde_partage: Monde) -> None:
    row = a_programme(monde_partage)
    propose(monde_partage, row)
    ville, lys = an_acteur(monde_partage.agent_ville), an_acteur(monde_partage.gestionnaire)
    words = [Position("accepte", 4), Position("conteste", 6, MOTIF)] * (TOGETHER // 2)
    acts = [try_to(lambda w=word: repondre(ville, row.pk, "VILLE", w, rang_vu=1, moment=MOMENT)) for word in words]
    assert at_once(acts) == Counter(written=1, refused=TOGETHER - 1)
    assert PositionRow.objects.filter(reservataire__code="VILLE").count() == 2
    closes = [try_to(lambda: close(monde_partage, row, motif=MOTIF)) for _ in range(TOGETHER)]
    assert at_once(closes) == Counter(written=1, refused=TOGETHER - 1)
    assert AccordProgramme.objects.count() == 1
    logements, before = list_par_lot(etat(row)), Liberation.objects.count()
    deliveries = [try_to(lambda: livrer(lys, row.pk, logements, LIVRAISON, MOMENT)) for _ in range(TOGETHER)]
    assert at_once(deliveries) == Counter(written=1, refused=TOGETHER - 1)
    assert LogementNeuf.objects.count() == Liberation.objects.count() - before == 20


def test_a_relogement_is_counted_once(monde_partage: Monde) -> None:
    lys = an_acteur(monde_partage.gestionnaire)
    charte = inscrire_charte(lys, SAISIE, MOMENT)
    a_liberation(monde_partage.habitat_lys, "R-1", libre_le=LIVRAISON, hors_flux="anru")
    acts = [
        try_to(lambda c=code: imputer(lys, charte.pk, "R-1", c, motif="", connu=0, moment=MOMENT))
        for code in ("VILLE", "AL") * (TOGETHER // 2)
    ]
    assert at_once(acts) == Counter(written=1, refused=TOGETHER - 1)
    assert ImputationRelogement.objects.count() == 1
