"""What an organisation is told, on its pages: counted in the banner, grouped, marked as read, chosen by e-mail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.actions.test_avertir import tell
from tests.builders import JOUR, MOMENT, Monde, a_compte, a_user, an_acteur, an_orientation
from tests.builders_caleol import a_passage
from tests.builders_parc import a_client
from tests.web.pages import check_page, read, words

from gef.access.models import Appartenance
from gef.actions.seances import retirer_passage
from gef.core.avertissements import GENRES
from gef.db.avertissements.models import Preference

PAGE, EMAILS = "/avertissements", "/avertissements/emails"


@pytest.fixture(autouse=True)
def _on_its_day(settings: Any) -> None:
    settings.GEF_JOUR = JOUR


@pytest.fixture
def page(monde: Monde) -> Client:
    """The agent of the Ville, a member since long."""
    Appartenance.objects.update(depuis=MOMENT - timedelta(days=30))
    return a_client(monde.agent_ville)


def test_an_orientation_is_in_the_banner_and_on_the_page_of_who_gets_it(monde: Monde, page: Client) -> None:
    an_orientation(an_acteur(monde.gestionnaire), monde.reference, "VILLE")
    assert "Avertissements 1 non lu " in words(read(page, "/"))
    html = read(page, PAGE)
    assert "Avertissements : 1 non lu" in words(html)
    assert "15 juin 2026" in words(html)
    assert "1 logement orienté vers vous, Habitat Lys non lu" in words(html)
    address = f"/logements/{monde.reference}?bailleur={monde.habitat_lys.pk}"
    assert f'href="{address}"' in html
    assert page.get(address).status_code == 200
    assert "1 non lu" not in words(read(a_client(monde.agent_rive), PAGE))


def test_many_are_one_line_and_their_references_are_folded(monde: Monde, page: Client) -> None:
    for number in range(12):
        tell(monde, objet=f"L-{number:02d}")
    html = read(page, PAGE)
    assert "12 logements orientés vers vous" in words(html)
    assert html.count("<details>") == 1
    assert "Voir les 12 références" in words(html)


def test_a_bailleur_reads_his_own_dwellings_without_his_name(monde: Monde) -> None:
    Appartenance.objects.update(depuis=None)
    tell(monde, "refus", organisation=monde.habitat_lys)
    html = read(a_client(monde.lecteur), PAGE)
    assert "1 refus d’un réservataire non lu L-1" in words(html)
    assert 'href="/logements/L-1"' in html


def test_all_is_marked_as_read_by_one_press(monde: Monde, page: Client) -> None:
    tell(monde)
    html = read(page, PAGE)
    number = html.partition('name="dernier" value="')[2].partition('"')[0]
    tell(monde, objet="L-2")  # arrives while he reads
    answer = page.post("/avertissements/lus", {"dernier": number}, follow=True)
    assert "Avertissements : 1 non lu" in words(answer.content.decode())
    number = answer.content.decode().partition('name="dernier" value="')[2].partition('"')[0]
    text = words(page.post("/avertissements/lus", {"dernier": number}, follow=True).content.decode())
    assert "Tout est lu" in text
    assert "Tout marquer comme lu" not in text


def test_a_session_is_called_by_its_day_and_opens_while_it_concerns_the_reader(monde: Monde, page: Client) -> None:
    passage = a_passage(monde)
    html = read(page, PAGE)
    assert "1 séance de la CALEOL fixée, Habitat Lys non lu" in words(html)
    address = f"/caleol/{passage.seance_id}"
    assert f'href="{address}">séance du 15\xa0juin\xa02026 à 9\xa0h\xa030</a>' in html
    assert page.get(address).status_code == 200
    retirer_passage(an_acteur(monde.gestionnaire), passage.pk, "dossiers incomplets", MOMENT)
    html = read(page, PAGE)
    assert "1 ordre du jour de CALEOL changé" in words(html)
    assert "séance du 15 juin 2026 à 9 h 30" in words(html)
    assert f'href="{address}"' not in html


@pytest.mark.parametrize("number", ["", "x", "0", "9" * 5000])
def test_a_number_that_is_none_marks_nothing(monde: Monde, page: Client, number: str) -> None:
    tell(monde)
    assert page.post("/avertissements/lus", {"dernier": number}).status_code == 302
    assert "1 non lu" in words(read(page, PAGE))


def test_without_any_the_page_says_what_will_come(page: Client) -> None:
    text = words(read(page, PAGE))
    assert "Aucun avertissement" in text
    assert "Rien ne vous attend ici." in text


def test_older_ones_are_behind_a_link(monde: Monde, page: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gef.actions.avertir.PAGE", 2)
    for number in range(3):
        tell(monde, objet=f"L-{number}")
    html = read(page, PAGE)
    assert "L-0" not in words(html)
    older = html.partition('href="?avant=')[2].partition('"')[0]
    text = words(read(page, f"{PAGE}?avant={older}"))
    assert "L-0" in text
    assert "Tout marquer comme lu" not in text
    for wrong in ("x", "-1", "9" * 5000):
        assert page.get(f"{PAGE}?avant={wrong}").status_code == 200


def test_an_e_mail_about_another_of_his_organisations_says_so(monde: Monde) -> None:
    client = a_client(a_user("Deux Villes", monde.rive, monde.ville))  # he acts for Lys, the first by name
    html = read(client, f"{PAGE}?organisation={monde.rive.pk}")
    assert "Cet e-mail concernait une autre de vos organisations." in words(html)
    assert "Agir pour Ville de Lys" not in words(html)
    assert "Agir pour Ville de Rive" in words(html)
    for same_or_none in (monde.ville.pk, monde.habitat_lys.pk, "x"):
        assert "Cet e-mail concernait" not in words(read(client, f"{PAGE}?organisation={same_or_none}"))


def test_e_mails_are_chosen_kind_by_kind(monde: Monde, page: Client) -> None:
    html = read(page, EMAILS)
    assert html.count("<select") == len(GENRES)
    chosen = {code: genre.frequence for code, genre in GENRES.items()} | {"orientation": "immediat", "bail": "jamais"}
    answer = page.post(EMAILS, chosen, follow=True)
    assert "Vos e-mails pour Ville de Lys sont réglés." in words(answer.content.decode())
    assert dict(Preference.objects.values_list("genre", "frequence")) == {"orientation": "immediat", "bail": "jamais"}
    assert read(page, EMAILS).count('value="jamais" selected') == 2  # a convocation has its own e-mail


@pytest.mark.parametrize("chosen", [{}, {"bail": "souvent"}])
def test_a_choice_that_is_none_is_refused(page: Client, chosen: dict[str, str]) -> None:
    answer = page.post(EMAILS, chosen)
    assert answer.status_code == 422
    check_page(answer.content.decode())
    assert not Preference.objects.exists()


def test_the_page_costs_the_same_however_many_there_are(
    monde: Monde, page: Client, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        tell(monde, objet=f"L-{number}")
    with django_assert_max_num_queries(10) as few:
        page.get(PAGE)
    other = a_compte(monde.logis_de_passage, "VILLE", "commune", part="1/10", organisation=monde.ville)
    for number in range(30):
        tell(monde, "bail", objet=f"M-{number}", bailleur_id=other.bailleur_id)
    with django_assert_num_queries(len(few.captured_queries)):
        page.get(PAGE)
