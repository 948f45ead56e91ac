"""From the form of an administrateur to the first page of the person invited."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from tests.builders import JOUR, MOT_DE_PASSE, Monde
from tests.builders_parc import a_client
from tests.web.pages import check_page, read, words

from gef.access.models import Utilisateur

ADRESSE = "nouvelle.venue@exemple.fr"
COMPTE = {"nom": "Nouvelle Venue", "mot_de_passe": MOT_DE_PASSE, "confirmation": MOT_DE_PASSE}


@pytest.fixture(autouse=True)
def _on_its_day(settings: Any) -> None:
    settings.GEF_JOUR = JOUR


def invite(monde: Monde, email: str = ADRESSE) -> str:
    """Invite through the form; give the address of the link, without its host."""
    answer = a_client(monde.gestionnaire).post("/membres/inviter", {"email": email, "role": "lecteur"}, follow=True)
    assert f"Invitation envoyée à {email}" in words(answer.content.decode())
    link = next(word for word in mail.outbox[-1].body.split() if word.startswith("http"))
    return link.removeprefix("http://testserver")


def test_a_newcomer_opens_the_link_makes_an_account_and_is_in(monde: Monde) -> None:
    link, client = invite(monde), Client()
    assert "Rejoindre Habitat Lys" in words(read(client, link))
    answer = client.post(link, COMPTE, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "Vous êtes membre de Habitat Lys." in words(answer.content.decode())
    again = Client().get(link)
    assert again.status_code == 410
    assert "déjà servi" in words(again.content.decode())


def test_opening_the_link_uses_nothing(monde: Monde) -> None:
    link = invite(monde)
    for _ in range(2):
        assert Client().get(link)["Cache-Control"].startswith("max-age=0")
    assert not Utilisateur.objects.filter(email=ADRESSE).exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"nom": ""}, "Donnez le nom"),
        ({"confirmation": "autre chose"}, "ne sont pas les mêmes"),
        ({"mot_de_passe": "court", "confirmation": "court"}, "trop court"),
        ({"mot_de_passe": "", "confirmation": ""}, "obligatoire"),
    ],
)
def test_a_form_that_lacks_something_says_so(monde: Monde, changes: dict[str, str], message: str) -> None:
    answer = Client().post(invite(monde), COMPTE | changes)
    assert answer.status_code == 422
    check_page(answer.content.decode())
    assert message in words(answer.content.decode())
    assert MOT_DE_PASSE not in answer.content.decode()


def test_a_link_that_is_over_says_so(monde: Monde, settings: Any) -> None:
    link = invite(monde)
    settings.GEF_JOUR = JOUR + timedelta(days=8)
    answer = Client().get(link)
    assert answer.status_code == 410
    assert "a expiré" in words(answer.content.decode())
    check_page(answer.content.decode())


def test_a_link_tampered_with_says_so(monde: Monde) -> None:
    for client in (Client(), a_client(monde.gestionnaire)):
        answer = client.get(f"{invite(monde)}x")
        assert answer.status_code == 404
        assert "aucune invitation" in words(answer.content.decode())


def test_a_known_person_signs_in_then_joins(monde: Monde) -> None:
    link, client = invite(monde, monde.agent_ville.email), Client()
    door = client.get(link)
    assert door["Location"].startswith("/connexion?next=")
    answer = client.post(
        door["Location"], {"username": monde.agent_ville.email, "password": MOT_DE_PASSE, "next": link}
    )
    assert answer["Location"] == link
    assert "Rejoindre" in words(read(client, link))
    entered = client.post(link, follow=True)
    assert "Vous êtes membre de Habitat Lys." in words(entered.content.decode())


def test_somebody_else_s_link_is_refused(monde: Monde) -> None:
    client, link = a_client(monde.agent_ville), invite(monde)
    for answer in (client.get(link), client.post(link)):
        assert answer.status_code == 403
        assert "autre adresse" in words(answer.content.decode())


def test_an_address_that_is_none_is_refused(monde: Monde) -> None:
    answer = a_client(monde.gestionnaire).post("/membres/inviter", {"email": "x\nBcc: y@z.fr"}, follow=True)
    assert "Rien n’est parti" in words(answer.content.decode())
    assert mail.outbox == []


def test_what_waits_is_listed_and_taken_back(monde: Monde) -> None:
    link, client = invite(monde), a_client(monde.gestionnaire)
    html = read(client, "/membres")
    assert f"{ADRESSE}, lecteur, jusqu’au 22 juin 2026" in words(html)
    number = html.partition('name="invitation" value="')[2].partition('"')[0]
    answer = client.post("/membres/annuler", {"invitation": number}, follow=True)
    assert f"L’invitation de {ADRESSE} ne vaut plus." in words(answer.content.decode())
    assert Client().get(link).status_code == 404
