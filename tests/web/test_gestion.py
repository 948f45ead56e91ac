"""The page of the management: floor and what lacks, a dwelling requalified, a réservataire's own line."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.actions.test_gestion import manage
from tests.builders import JOUR, Monde, a_fait, a_liberation, a_user
from tests.web.lecture import list_faults, list_slips
from tests.web.pages import read, words

from gef.db.flux.models import Fait


@pytest.fixture
def page(client: Client, monde: Monde, settings: Any) -> Client:
    settings.GEF_JOUR = JOUR
    client.force_login(monde.gestionnaire)
    return client


def address(monde: Monde) -> str:
    return f"/orientation/gestion/{monde.habitat_lys.pk}"


def test_what_lacks_is_the_title_and_each_figure_has_its_steps(page: Client, monde: Monde) -> None:
    manage(monde)
    html = read(page, address(monde))
    text = words(html)
    assert "1 logement à requalifier encore en 2026" in text
    assert "Action Logement : il manque 1 logement" in text
    assert "source 004 (HSO Occitanie, 2023)" in text
    assert (list_faults(html), list_slips(html)) == ([], [])


def test_a_dwelling_is_requalified_and_the_floor_is_reached(page: Client, monde: Monde) -> None:
    manage(monde)
    answer = page.post(address(monde), {"logement": "M-5|1"}, follow=True)
    text = words(answer.content.decode())
    assert "M-5 est requalifié : vous désignez les candidats" in text
    assert "Le plancher de requalification est atteint en 2026" in text
    again = page.post(address(monde), {"logement": "M-5|1"}, follow=True)
    assert "a changé depuis l’affichage" in words(again.content.decode())
    assert Fait.objects.filter(type="requalification").count() == 3


def test_what_a_convention_does_not_share_is_refused_with_the_reason(page: Client, monde: Monde) -> None:
    manage(monde)
    answer = page.post(address(monde), {"logement": "N-1|1"}, follow=True)
    assert "déjà en gestion déléguée" in words(answer.content.decode())


def test_without_a_floor_or_a_dwelling_the_page_still_says_what_it_is(page: Client, monde: Monde) -> None:
    text = words(read(page, address(monde)))
    assert "Qui désigne les candidats en 2026" in text
    assert "Aucun logement orienté vers un réservataire dans cet exercice." in text


def test_a_reservataire_sees_his_line_and_a_stranger_nothing(page: Client, monde: Monde) -> None:
    manage(monde)
    page.force_login(a_user("Al Salarié", monde.action_logement))
    text = words(read(page, address(monde)))
    assert "il manque 1 logement" in text
    assert "État, publics prioritaires" not in text
    assert "peuvent être requalifiés" not in text
    assert page.post(address(monde), {"logement": "M-5|1"}).status_code == 403
    page.force_login(monde.agent_rive)
    assert page.get(address(monde)).status_code == 404


def test_the_page_of_a_dwelling_offers_to_requalify_under_a_mixed_convention_only(page: Client, monde: Monde) -> None:
    manage(monde)
    verb = "Requalifier : le bailleur désigne"
    assert verb in words(read(page, "/logements/M-5")).replace("\N{NO-BREAK SPACE}", " ")
    a_fait(monde.liberations[0], "orientation", monde.comptes["CD"])
    assert "Requalifier" not in words(read(page, f"/logements/{monde.reference}"))


def test_the_account_of_a_reservataire_leads_there(page: Client, monde: Monde) -> None:
    page.force_login(monde.agent_ville)
    html = read(page, f"/comptes/{monde.habitat_lys.pk}/VILLE")
    assert f'href="{address(monde)}"' in html
    assert f'href="/orientation/imputations/{monde.habitat_lys.pk}"' in html


def test_the_table_is_given_as_a_file_with_as_many_queries_for_ten_as_for_forty(
    page: Client, monde: Monde, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    manage(monde)
    assert "Part requalifiée" in page.get(f"{address(monde)}?gestion-format=csv").content.decode("utf-8-sig")
    with django_assert_max_num_queries(25) as few:
        page.get(address(monde))
    count = len(few.captured_queries)
    for rank in range(30):
        a_fait(a_liberation(monde.habitat_lys, f"Q-{rank}", libre_le=JOUR), "orientation", monde.comptes["AL"])
    page.get(address(monde))
    with django_assert_num_queries(count):
        page.get(address(monde))
