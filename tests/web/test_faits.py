"""The page of a fact: its form, its effect on the accounts, and what is written."""

from __future__ import annotations

from typing import Any

import pytest
from tests.builders import JOUR, Monde, a_user, an_acteur, an_orientation
from tests.builders_parc import a_client, read_text
from tests.web.lecture import list_faults

from gef.access.models import Role
from gef.db.flux.models import Fait


@pytest.fixture(autouse=True)
def _on_its_day(settings: Any) -> None:
    settings.GEF_JOUR = JOUR


@pytest.fixture
def oriente(monde: Monde) -> Monde:
    an_orientation(an_acteur(monde.gestionnaire), monde.reference, "VILLE")
    return monde


def address(monde: Monde, kind: str, who: str = "gestionnaire", query: str = "") -> str:
    own = "" if who.startswith("gestionnaire") else f"bailleur={monde.habitat_lys.pk}"
    asked = "&".join(part for part in (own, query) if part)
    return f"/logements/{monde.reference}/faits/{kind}" + (f"?{asked}" if asked else "")


def show(monde: Monde, kind: str, who: str = "gestionnaire", query: str = "") -> str:
    response = a_client(getattr(monde, who)).get(address(monde, kind, who, query))
    assert response.status_code == 200
    assert list_faults(response.content.decode()) == []
    return read_text(response)


def send(monde: Monde, kind: str, who: str = "gestionnaire", **data: str) -> Any:
    sent = {"date": JOUR.isoformat(), "rang": "1", "motif": ""} | data
    return a_client(getattr(monde, who)).post(address(monde, kind, who), sent, follow=True)


def test_the_form_says_the_effect_before_the_button(oriente: Monde) -> None:
    page = show(oriente, "refus", "agent_ville")
    assert "Refuser ce logement" in page
    assert "Ville de Lys : −0,80 → +0,20" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "Aucun compte ne bouge" in show(oriente, "transmission")


def test_a_silence_that_counts_is_filled_in_and_said(oriente: Monde) -> None:
    page = show(oriente, "non_reponse", query="consequence=compte")
    assert 'value="compte" selected' in page
    assert "le logement reste compté" in page


def test_the_reservataire_accepts_and_reads_it_in_the_journal(oriente: Monde) -> None:
    send(oriente, "transmission")
    response = send(oriente, "acceptation", "agent_ville", rang="2")
    page = read_text(response)
    assert "accepté par Ville de Lys" in page
    assert Fait.objects.filter(type="acceptation", auteur=oriente.agent_ville).exists()
    assert "Désigner vos candidats" in page


def test_a_refusal_without_a_cause_is_asked_for_and_writes_nothing(oriente: Monde) -> None:
    response = send(oriente, "refus", "agent_ville")
    assert response.status_code == 422
    assert Fait.objects.count() == 1
    refused = send(oriente, "refus", "agent_ville", cause="autre")
    assert "attendu : pourquoi, en une phrase" in read_text(refused).replace("\N{NO-BREAK SPACE}", " ")
    assert Fait.objects.count() == 1


def test_what_cannot_follow_says_what_could(oriente: Monde) -> None:
    page = show(oriente, "acceptation_menage")
    assert "Ce fait ne peut pas suivre." in page
    assert "fiche transmise au réservataire" in page
    assert '<button class="bouton"' not in page


def test_a_page_shown_before_another_fact_writes_nothing(oriente: Monde) -> None:
    send(oriente, "transmission")
    page = read_text(send(oriente, "transmission", rang="1"))
    assert "a changé depuis l’affichage" in page
    assert Fait.objects.count() == 2


@pytest.mark.parametrize("kind", ["orientation", "candidats", "n-existe-pas"])
def test_what_has_its_own_page_or_is_no_fact_is_not_found(oriente: Monde, kind: str) -> None:
    assert a_client(oriente.gestionnaire).get(address(oriente, kind)).status_code == 404


def test_a_reader_of_the_reservataire_may_not_answer(oriente: Monde) -> None:
    reader = a_user("Lou Lecteur", oriente.ville, role=Role.LECTEUR)
    response = a_client(reader).get(address(oriente, "acceptation", "agent_ville"))
    assert response.status_code == 403
