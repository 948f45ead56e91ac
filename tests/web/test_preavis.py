"""A notice is read before it is written."""

from __future__ import annotations

from typing import Any

import pytest
from tests.actions.test_preavis import a_parc
from tests.builders import JOUR, Monde
from tests.builders_parc import a_client, read_text
from tests.web.lecture import list_faults

from gef.db.flux.models import Liberation

ASKED = {"logement": "A-12", "preavis_le": "2026-06-10", "duree": "un_mois", "hors_flux": ""}


@pytest.fixture(autouse=True)
def _on_its_day(settings: Any) -> None:
    settings.GEF_JOUR = JOUR


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_the_dwelling_found_is_shown_before_anything_is_written(monde: Monde) -> None:
    a_parc(monde.habitat_lys)
    client = a_client(monde.gestionnaire)
    empty = client.get("/orientation/preavis")
    assert list_faults(empty.content.decode()) == []
    shown = client.get("/orientation/preavis", ASKED)
    assert list_faults(shown.content.decode()) == []
    page = plain(read_text(shown))
    assert "0612345678 : libre le 10 juillet 2026" in page
    assert "rien n’est encore écrit" in page
    before = Liberation.objects.count()
    done = client.post("/orientation/preavis", ASKED, follow=True)
    assert "sera libre le 10 juillet 2026" in plain(read_text(done))
    assert Liberation.objects.count() == before + 1


def test_an_unknown_dwelling_is_said(monde: Monde) -> None:
    response = a_client(monde.gestionnaire).get("/orientation/preavis", ASKED | {"logement": "X"})
    assert response.status_code == 422
    assert "aucun parc importé" in read_text(response)
