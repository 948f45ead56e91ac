"""`gef avertir`: sends what is due, says it, and says what did not leave."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from tests.actions.test_avertir import tell
from tests.actions.test_envoi_avertissements import refuse
from tests.actions.test_horloges import write
from tests.builders import JOUR, MOMENT, Monde, an_acteur, an_orientation
from tests.cli.conftest import Gef

from gef.db.avertissements.models import Avertissement


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.GEF_ADRESSE = "https://flux.exemple.fr"


def test_what_is_due_leaves_once(monde: Monde, gef: Gef) -> None:
    tell(monde, "transmission")
    first, second = gef("avertir"), gef("avertir")
    assert (first.code, first.err) == (0, "E-mails partis : 1.\n")
    assert (second.code, second.err) == (0, "")
    assert f"https://flux.exemple.fr/avertissements?organisation={monde.ville.pk}" in mail.outbox[0].body


def test_the_deadlines_of_the_day_are_found_and_leave_at_once(
    monde: Monde, gef: Gef, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_orientation(an_acteur(monde.gestionnaire), monde.reference, "VILLE")
    write(monde, "transmission", JOUR)
    Avertissement.objects.all().delete()
    monkeypatch.setattr("django.utils.timezone.now", lambda: MOMENT + timedelta(days=8))
    done = gef("avertir")
    assert done.err == "Échéances proches ou passées, avertissements écrits : 4.\nE-mails partis : 3.\n"
    assert all("1\xa0échéance proche\n- 1\xa0échéance passée" in sent.body for sent in mail.outbox)
    assert {sent.to[0] for sent in mail.outbox} >= {monde.agent_ville.email, monde.gestionnaire.email}
    assert gef("avertir").err == ""


def test_clocks_that_cannot_be_read_are_said_and_the_e_mails_leave(
    monde: Monde, gef: Gef, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_orientation(an_acteur(monde.gestionnaire), monde.reference, "VILLE")
    write(monde, "transmission", JOUR)
    monde.habitat_lys.territoire = "00"
    monde.habitat_lys.save()
    monkeypatch.setattr("django.utils.timezone.now", lambda: MOMENT + timedelta(days=8))
    done = gef("avertir")
    assert "Échéances non relevées aujourd’hui, Habitat Lys : " in done.err
    assert (done.code, len(mail.outbox)) == (0, 1)


def test_what_does_not_leave_is_a_failure_that_says_it_waits(
    monde: Monde, gef: Gef, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(monde, "transmission")
    refuse(monkeypatch)
    done = gef("avertir")
    assert done.code == 3
    assert "e-mails non partis : 1 ; ils attendent le prochain envoi." in done.err


def test_without_the_address_of_the_site_nothing_leaves(monde: Monde, gef: Gef, settings: Any) -> None:
    settings.GEF_ADRESSE = ""
    tell(monde, "transmission")
    done = gef("avertir")
    assert (done.code, mail.outbox) == (2, [])
    assert "GEF_ADRESSE est absente" in done.err
