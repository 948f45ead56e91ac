"""The page of the hors flux: the bailleur reads each dwelling, a réservataire the aggregates only."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from tests.builders import JOUR, Monde, a_fait, a_liberation
from tests.builders_parc import a_client
from tests.web.test_programmes import page

from gef.db.programmes.models import PublicHorsFlux

PAGE = "web:hors-flux"


@pytest.fixture(autouse=True)
def _world(monde: Monde, settings: Any) -> None:
    settings.GEF_JOUR = JOUR
    row = a_liberation(monde.habitat_lys, "R-1", libre_le=date(2026, 4, 1))
    a_fait(row, "qualification_hors_flux", date=date(2026, 4, 1), precision={"categorie": "anru"})
    a_fait(row, "bail", date=date(2026, 5, 1))


def test_the_bailleur_reads_each_dwelling(monde: Monde) -> None:
    text = page(monde.gestionnaire, reverse(PAGE))
    assert "2 logements sortis du flux en 2026" in text
    for words in ("R-1", "L-2026-0004", "inconnu", "non déclaré", "Dire qui a été logé"):
        assert words in text
    assert "0 logement sorti du flux en 2025" in page(monde.gestionnaire, f"{reverse(PAGE)}?exercice=2025")
    assert "Dire qui a été logé" not in page(monde.lecteur, reverse(PAGE))


def test_who_was_housed_is_said_from_the_page(monde: Monde) -> None:
    form = {"logement": "R-1", "public": "dalo"}
    client = a_client(monde.gestionnaire)
    assert client.post(reverse(PAGE), form | {"logement": "L-2026-0004"}).status_code == 422  # not let
    assert client.post(reverse(PAGE), form).status_code == 302
    assert PublicHorsFlux.objects.get().public == "dalo"
    assert "reconnu DALO" in page(monde.gestionnaire, reverse(PAGE))
    assert a_client(monde.lecteur).post(reverse(PAGE), form).status_code == 403


def test_a_reservataire_reads_the_aggregates_of_his_bailleurs(monde: Monde) -> None:
    page(monde.agent_ville, reverse(PAGE), 403)
    address = reverse("web:hors-flux-bailleur", args=[monde.habitat_lys.pk])
    text = page(monde.agent_ville, address)
    assert "2 logements sortis du flux en 2026" in text
    assert ("R-1" in text, "L-2026-0004" in text) == (False, False)
    for table in ("registre", "mois", "logements"):
        file = a_client(monde.agent_ville).get(address, {f"{table}-format": "csv"}).content.decode()
        assert "R-1" not in file
    page(monde.agent_rive, address, 404)
    page(monde.gestionnaire_autre, address, 404)
