"""`gef avertir`: sends what is due, says it, and says what did not leave."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from tests.actions.test_avertir import tell
from tests.actions.test_envoi_avertissements import refuse
from tests.builders import Monde
from tests.cli.conftest import Gef


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.GEF_ADRESSE = "https://flux.exemple.fr"


def test_what_is_due_leaves_once(monde: Monde, gef: Gef) -> None:
    tell(monde, "transmission")
    first, second = gef("avertir"), gef("avertir")
    assert (first.code, first.err) == (0, "E-mails partis : 1.\n")
    assert (second.code, second.err) == (0, "")
    assert f"https://flux.exemple.fr/avertissements?organisation={monde.ville.pk}" in mail.outbox[0].body


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
