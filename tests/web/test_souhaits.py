"""The page of the wishes: indicative, refused when they would name a programme, withdrawn."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.builders import JOUR, Monde, an_acteur
from tests.builders_parc import a_client, a_parc, keep_files_in
from tests.web.pages import read, words

from gef.db.besoins.models import SouhaitReservataire

PAGE = "/orientation/souhaits"
SOUHAIT = {
    "acte": "inscrire",
    "souhait-reservataire": "AL",
    "souhait-part": "40 %",
    "souhait-typologie": "T2",
    "souhait-publics": "jeunes salariés",
    "souhait-debut": "2026-06-15",
    "souhait-document": "courrier",
}


@pytest.fixture
def page(client: Client, monde: Monde, settings: Any, tmp_path: Any) -> Client:
    settings.GEF_JOUR = JOUR
    keep_files_in(tmp_path, settings)
    a_parc(an_acteur(monde.gestionnaire), 40)
    client.force_login(monde.gestionnaire)
    return client


def test_a_wish_is_recorded_and_withdrawn(page: Client) -> None:
    assert "Aucun souhait de réservataire" in words(read(page, PAGE))
    answer = page.post(PAGE, SOUHAIT, follow=True)
    text = words(answer.content.decode())
    assert "il ne change aucun rang" in text
    assert "1 souhait de réservataire" in text
    assert "40,0 %" in text
    row = SouhaitReservataire.objects.get()
    gone = page.post(PAGE, {"acte": "retirer", "retirer-souhait": str(row.pk)}, follow=True)
    assert "Aucun souhait de réservataire" in words(gone.content.decode())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"souhait-portee": "Antibes"}, "un seul programme du parc y répond"),
        ({"souhait-publics": "les Goélands"}, "« Les Goélands » est un programme"),
        ({"souhait-typologie": ""}, "sans critère"),
        ({"souhait-part": "beaucoup"}, "Part illisible"),
        ({"souhait-part": "0"}, "plus de 0"),
        ({"souhait-portee": "Cannes, Nice"}, "Plusieurs territoires"),
        ({"souhait-portee": "Canes"}, "« Canes » : inconnu"),
        ({"souhait-document": ""}, "obligatoire"),
    ],
)
def test_a_wish_that_says_too_much_or_too_little_is_refused(page: Client, changes: dict[str, str], said: str) -> None:
    answer = page.post(PAGE, SOUHAIT | changes)
    assert answer.status_code == 422
    assert said in words(answer.content.decode())
    assert not SouhaitReservataire.objects.exists()


def test_a_reader_reads_and_a_reservataire_is_refused(monde: Monde, page: Client) -> None:
    reader = a_client(monde.lecteur)
    assert "Inscrire un souhait" not in words(read(reader, PAGE))
    assert reader.post(PAGE, SOUHAIT).status_code == 403
    assert a_client(monde.agent_ville).get(PAGE).status_code == 403
