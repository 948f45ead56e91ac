"""The page of the needs out of the flux: declared by name of commune, closed by a dwelling, counted by category."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.builders import CANNES, JOUR, Monde, a_user
from tests.builders_parc import a_client
from tests.web.pages import read, words

from gef.access.models import Role
from gef.db.besoins.models import Besoin, ClotureBesoin
from gef.web.demandes import HAUT

PAGE = "/orientation/besoins"
BESOIN: dict[str, Any] = {
    "acte": "inscrire",
    "besoin-reference": "MUT-1",
    "besoin-categorie": "mutations",
    "besoin-nombre": "2",
    "besoin-typologies": ["T2", "T3"],
    "besoin-portees": "cannes, CA de Sophia Antipolis",
    "besoin-prioritaire": "oui",
    "besoin-declare_le": "2026-05-04",
}
CLORE = {"acte": "clore", "clore-besoin": "MUT-1", "clore-nombre": "1", "clore-clos_le": "2026-06-15"}


@pytest.fixture
def page(client: Client, monde: Monde, settings: Any) -> Client:
    settings.GEF_JOUR = JOUR
    client.force_login(monde.gestionnaire)
    return client


def test_an_empty_register_says_what_will_come(page: Client) -> None:
    text = words(read(page, PAGE))
    assert "Aucun besoin hors flux en attente" in text
    assert "Clore un besoin" not in text


def test_a_need_is_declared_and_counted(page: Client) -> None:
    answer = page.post(PAGE, BESOIN, follow=True)
    text = words(answer.content.decode())
    assert answer.redirect_chain == [(PAGE + HAUT, 302)]
    assert "2 ménages attendent une mutation ou un relogement" in text
    assert "dont 2 prioritaires, 0 non connu" in text
    assert "Cannes, CA de Sophia Antipolis" in text
    row = Besoin.objects.get()
    assert (row.portees, row.typologies) == ([f"commune:{CANNES}", "epci:240600585"], ["T2", "T3"])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"besoin-reference": ""}, "obligatoire"),
        ({"besoin-portees": "Canes"}, "« Canes » : inconnu"),
        ({"besoin-nombre": "0"}, "1"),
        ({"besoin-categorie": "vente"}, "choix valide"),
    ],
)
def test_a_need_that_cannot_be_read_is_refused_with_the_reason(
    page: Client, changes: dict[str, str], said: str
) -> None:
    answer = page.post(PAGE, BESOIN | changes)
    assert answer.status_code == 422
    assert said in words(answer.content.decode())
    assert not Besoin.objects.exists()


def test_a_need_is_closed_by_a_dwelling_then_withdrawn(page: Client) -> None:
    page.post(PAGE, BESOIN)
    refused = page.post(PAGE, CLORE | {"clore-logement": "L-2026-0001"})
    assert refused.status_code == 422
    assert "n’est pas qualifié hors flux" in words(refused.content.decode())
    closed = page.post(PAGE, CLORE | {"clore-logement": "L-2026-0004"}, follow=True)
    assert "L-2026-0004 le 15 juin 2026" in words(closed.content.decode())
    gone = page.post(PAGE, CLORE | {"clore-motif": "départ"}, follow=True)
    assert "Aucun besoin hors flux en attente" in words(gone.content.decode())
    assert ClotureBesoin.objects.count() == 2


def test_who_is_in_charge_writes_a_reader_reads_a_reservataire_is_refused(monde: Monde, settings: Any) -> None:
    settings.GEF_JOUR = JOUR
    charge = a_client(a_user("Charge Jour", monde.habitat_lys, role=Role.CHARGE))
    assert charge.post(PAGE, BESOIN).status_code == 302
    reader = a_client(monde.lecteur)
    assert "Inscrire un besoin" not in words(read(reader, PAGE))
    assert reader.post(PAGE, BESOIN | {"besoin-reference": "X"}).status_code == 403
    assert a_client(monde.agent_ville).get(PAGE).status_code == 403
