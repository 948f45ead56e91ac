"""The page of the residences: who has which class, a class given with its reason, nothing for a réservataire."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.builders import CANNES, JOUR, Monde, a_liberation
from tests.builders_parc import a_client
from tests.web.pages import read, words

from gef.db.residences.models import ClasseResidence
from gef.web.demandes import HAUT

PAGE = "/orientation/residences"
CHOISIE = f"{PAGE}?commune={CANNES}&programme=Les+Go%C3%A9lands"
CLASSE = {
    "classer-commune": CANNES,
    "classer-programme": "Les Goélands",
    "classer-classe": "equilibrer",
    "classer-depuis": "2026-06-15",
    "classer-motif": "Occupation proche du parc.",
}


@pytest.fixture
def page(client: Client, monde: Monde, settings: Any) -> Client:
    settings.GEF_JOUR = JOUR
    client.force_login(monde.gestionnaire)
    return client


def test_the_page_opens_on_what_is_left_to_class(page: Client) -> None:
    text = words(read(page, PAGE))
    assert "2 résidences à classer sur 2" in text
    assert "2 non classées au 15 juin 2026." in text
    assert "Classer cette résidence" not in text


def test_a_residence_is_chosen_then_classed(page: Client) -> None:
    assert "Cette résidence n’a encore aucune classe." in words(read(page, CHOISIE))
    answer = page.post(PAGE, CLASSE, follow=True)
    assert answer.redirect_chain == [(PAGE + HAUT, 302)]
    text = words(answer.content.decode())
    assert "Les Goélands : équilibre à maintenir." in text
    assert "1 à maintenir en équilibre, 1 non classée" in text
    again = words(read(page, CHOISIE))
    assert "Occupation proche du parc." in again
    assert "Camille Gérant" in again


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"classer-motif": ""}, "obligatoire"),
        ({"classer-classe": ""}, "obligatoire"),
        ({"classer-programme": "Les Sirènes"}, "inconnue"),
        ({"classer-depuis": "hier"}, "valide"),
    ],
)
def test_a_class_that_lacks_something_is_refused_with_the_reason(
    page: Client, changes: dict[str, str], said: str
) -> None:
    answer = page.post(PAGE, CLASSE | changes)
    assert answer.status_code == 422
    assert said in words(answer.content.decode())
    assert not ClasseResidence.objects.exists()


def test_the_list_is_exported(page: Client) -> None:
    page.post(PAGE, CLASSE)
    content = page.get(PAGE, {"residences-format": "csv"}).content.decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(content), delimiter=";") if row["Commune"] == "Cannes"]
    assert [(row["Résidence"], row["Classe"], row["Libérés"]) for row in rows] == [
        ("Les Goélands", "équilibre à maintenir", "3")
    ]


def test_a_reader_reads_and_a_reservataire_never_sees_a_class(monde: Monde, settings: Any) -> None:
    settings.GEF_JOUR = JOUR
    reader = a_client(monde.lecteur)
    assert "Classer cette résidence" not in words(read(reader, CHOISIE))
    assert reader.post(PAGE, CLASSE).status_code == 403
    assert a_client(monde.agent_ville).get(PAGE).status_code == 403


def test_queries_do_not_grow_with_the_residences(page: Client, monde: Monde) -> None:
    def count() -> int:
        page.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            page.get(PAGE)
        return len(queries)

    few = count()
    for rank in range(27):
        a_liberation(monde.habitat_lys, f"R-{rank}", libre_le=JOUR, programme=f"Résidence {rank}")
    assert count() == few
