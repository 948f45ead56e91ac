"""What a process reads before anybody asks: the same values as the pages, for the bailleurs in use, and no failure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from tests.builders import MOMENT, Monde, a_fait, a_monde, an_acteur
from tests.builders_conversion import EXERCICE, write_dossier
from tests.builders_parc import keep_files_in

from gef.actions import conversion, flux, horizon
from gef.actions.dossier import load_dossier
from gef.actions.memoire import forget_all
from gef.actions.warmup import BAILLEURS_MAX, warm_recent
from gef.db.flux.models import Fait
from gef.db.journal.models import Acte

JOUR = date(EXERCICE, 3, 12)


@pytest.fixture
def monde(transactional_db: None, settings: Any, tmp_path: Any) -> Iterator[Monde]:
    forget_all()
    keep_files_in(tmp_path, settings)
    yield a_monde()
    forget_all()


def an_acte(bailleur: Any) -> None:
    Acte.objects.create(bailleur=bailleur, acte="essai", objet="x", details={}, fait_le=MOMENT)


def test_nobody_wrote_nothing_is_read(monde: Monde) -> None:
    assert warm_recent(JOUR) == ()


def test_what_a_page_needs_is_then_in_memory(
    monde: Monde, django_assert_max_num_queries: Callable[[int], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_dossier(monde)
    a_fait(monde.liberations[0], "orientation", monde.comptes["VILLE"])
    conversion.calculer_et_garder(an_acteur(monde.gestionnaire), EXERCICE, MOMENT)
    flux._KNOWN.clear()
    horizon._compute.cache_clear()
    warm_recent(JOUR)
    monkeypatch.setattr(Fait, "from_db", None)  # no fact is read any more
    warm, dossier = flux.load_flux(monde.habitat_lys.pk), load_dossier(monde.habitat_lys)
    assert warm.suivis[monde.liberations[0].pk].reservataire == "VILLE"
    assert load_dossier(monde.habitat_lys) is dossier
    horizon.read_horizon(monde.habitat_lys, EXERCICE)
    assert (horizon._compute.cache_info().misses, horizon._compute.cache_info().hits) == (1, 1)


def test_a_bailleur_whose_data_are_wanting_stops_nobody(monde: Monde) -> None:
    an_acte(monde.habitat_lys)  # no parc, no right
    write_dossier(monde)
    an_acte(monde.logis_de_passage)
    assert [b.pk for b in warm_recent(JOUR)] == [monde.logis_de_passage.pk, monde.habitat_lys.pk]


def test_only_the_last_who_wrote_are_read(monde: Monde) -> None:
    others = [type(monde.habitat_lys).objects.create(nom=f"B{rank}", type="bailleur") for rank in range(3)]
    for bailleur in (*others, monde.habitat_lys, others[0]):
        an_acte(bailleur)
    assert [b.pk for b in warm_recent(JOUR)] == [others[0].pk, monde.habitat_lys.pk][:BAILLEURS_MAX]
