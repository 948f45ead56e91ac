"""Named views of a page: kept from it, found on it, withdrawn from it; nobody else's."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from tests.builders import JOUR, Monde, a_user
from tests.builders_parc import a_client
from tests.web.pages import read, words

from gef.actions.vues import PAGES
from gef.db.vues.models import VueEnregistree

FORM = {"page": "web:orientation", "nom": "Cannes d’abord", "requete": "f-commune=Cannes&tri=libre_le&page=2"}


@pytest.fixture(autouse=True)
def _on_its_day(settings: Any) -> None:
    settings.GEF_JOUR = JOUR


def test_a_view_is_kept_found_and_withdrawn(monde: Monde) -> None:
    client = a_client(monde.gestionnaire)
    answer: Any = client.post("/vues", FORM)
    assert answer.url == "/orientation?f-commune=Cannes&tri=libre_le"
    page = read(client, answer.url)
    assert "La vue « Cannes d’abord » est enregistrée" in words(page).replace("\u00a0", " ")
    assert 'aria-current="true">Cannes d’abord</a>' in page
    assert 'value="f-commune=Cannes&amp;tri=libre_le"' in page  # what the form would keep
    [row] = VueEnregistree.objects.all()
    assert client.post("/vues/retirer", {"vue": row.pk}).url == "/orientation"  # type: ignore[attr-defined]
    page = read(client, "/orientation")
    assert "Cannes d’abord</a>" not in page
    assert VueEnregistree.objects.count() == 2


def test_every_page_that_may_be_kept_offers_it(monde: Monde) -> None:
    readers = {"web:territoire": a_user("Agent État", monde.prefecture)}
    for page in PAGES:
        html = read(a_client(readers.get(page, monde.gestionnaire)), reverse(page))
        assert f'name="page" value="{page}"' in html


def test_what_is_refused_is_said_on_the_page(monde: Monde) -> None:
    client = a_client(monde.gestionnaire)
    for form, said in (
        (FORM | {"nom": ""}, "donnez-lui un nom"),
        (FORM | {"page": "web:bilan"}, "donnez-lui un nom"),
        (FORM | {"nom": "   "}, "donnez-lui un nom"),
    ):
        answer: Any = client.post("/vues", form, follow=True)
        assert said in words(answer.content.decode())
    client.post("/vues", FORM)
    again: Any = client.post("/vues", FORM, follow=True)
    assert "s’appelle déjà" in words(again.content.decode())
    assert VueEnregistree.objects.count() == 1


def test_a_reader_keeps_his_own_and_reads_nobody_else_s(monde: Monde) -> None:
    a_client(monde.gestionnaire).post("/vues", FORM)
    reader = a_client(monde.lecteur)
    assert "Cannes d’abord" not in read(reader, "/orientation")
    assert reader.post("/vues", FORM | {"nom": "La mienne"}).status_code == 302
    assert "La mienne" in read(reader, "/orientation")
