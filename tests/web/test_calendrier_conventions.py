"""The calendar: on its page, as a file, at a secret address that opens to whoever knows it and to nobody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from tests.actions.convention_exemple import in_force
from tests.builders import JOUR, Monde
from tests.web.pages import read, words


@pytest.fixture
def page(client: Client, monde: Monde, settings: Any) -> Client:
    settings.GEF_JOUR = JOUR
    client.force_login(monde.gestionnaire)
    return client


def open_address(page: Client) -> str:
    html = page.post("/conventions/calendrier", {"acte": "ouvrir"}).content.decode()
    found = re.search(r"http://testserver(/agenda/[^<]+\.ics)", html)
    assert found
    return found[1]


def test_the_page_lists_the_days_and_links_the_conventions(page: Client, monde: Monde) -> None:
    numero = in_force(monde).row.pk
    html = read(page, "/conventions/calendrier")
    assert "Bilan 2026 et prévision 2027" in words(html)
    assert f'href="/conventions/{numero}"' in html
    assert "Rien dans les trois mois" in words(html)


def test_the_file_is_a_calendar(page: Client) -> None:
    answer = page.get("/conventions/calendrier.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert b"UID:bilan-2026@testserver" in answer.content
    assert b"URL:http://testserver/conventions/calendrier" in answer.content


def test_a_secret_address_opens_without_signing_in_until_it_is_closed(page: Client) -> None:
    address = open_address(page)
    stranger = Client()
    answer = stranger.get(address)
    assert answer.status_code == 200
    assert answer.content.startswith(b"BEGIN:VCALENDAR")
    assert "no-store" in answer["Cache-Control"]
    other = open_address(page)
    assert stranger.get(address).status_code == 404
    text = words(page.post("/conventions/calendrier", {"acte": "fermer"}, follow=True).content.decode())
    assert "Adresse fermée" in text
    assert stranger.get(other).status_code == 404
    assert "Une adresse est ouverte" not in words(read(page, "/conventions/calendrier"))


def test_the_address_is_shown_once(page: Client) -> None:
    address = open_address(page)
    html = read(page, "/conventions/calendrier")
    assert address not in html
    assert "Une adresse est ouverte depuis le 15 juin 2026." in words(html)
