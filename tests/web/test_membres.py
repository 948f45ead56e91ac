"""The page of the members: read by who writes, changed by who administers."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.builders import JOUR, Monde, a_user
from tests.web.pages import read, words

from gef.access.models import Role

PAGE = "/membres"


@pytest.fixture(autouse=True)
def _on_its_day(settings: Any) -> None:
    settings.GEF_JOUR = JOUR


@pytest.fixture
def page(client: Client, monde: Monde) -> Client:
    client.force_login(a_user("Admin Lys", monde.habitat_lys, role=Role.ADMINISTRATEUR))
    return client


def pk_of(user: Any) -> int:
    return int(user.appartenances.get().pk)


def test_an_administrateur_reads_the_members_and_what_roles_may_do(page: Client) -> None:
    text = words(read(page, PAGE))
    assert "Habitat Lys : 3 membres" in text
    assert "Dominique Lecteur" in text
    assert "Chargé d’attribution" in text
    assert "Changer un rôle" in text
    assert "Camille Agent" not in text


def test_a_role_is_changed(page: Client, monde: Monde) -> None:
    answer = page.post(f"{PAGE}/role", {"role-membre": pk_of(monde.lecteur), "role-role": "charge"}, follow=True)
    assert "Dominique Lecteur est maintenant chargé d’attribution." in words(answer.content.decode())


def test_a_member_is_withdrawn(page: Client, monde: Monde) -> None:
    answer = page.post(f"{PAGE}/retrait", {"retrait-membre": pk_of(monde.lecteur)}, follow=True)
    text = words(answer.content.decode())
    assert "Dominique Lecteur n’est plus membre de Habitat Lys." in text
    assert "Habitat Lys : 2 membres" in text


def test_who_leaves_himself_is_shown_the_door(page: Client, monde: Monde) -> None:
    page.post(f"{PAGE}/role", {"role-membre": pk_of(monde.gestionnaire), "role-role": "administrateur"})
    own = monde.habitat_lys.appartenances.get(utilisateur__nom="Admin Lys").pk
    assert page.post(f"{PAGE}/retrait", {"retrait-membre": own})["Location"] == "/"
    assert page.get("/").status_code == 403


@pytest.mark.parametrize(("act", "field"), [("role", "role-membre"), ("retrait", "retrait-membre")])
def test_the_last_administrateur_is_told_why_he_stays(page: Client, monde: Monde, act: str, field: str) -> None:
    own = monde.habitat_lys.appartenances.get(utilisateur__nom="Admin Lys").pk
    answer = page.post(f"{PAGE}/{act}", {field: own, "role-role": "lecteur"}, follow=True)
    assert "nommez d’abord un autre administrateur" in words(answer.content.decode())


@pytest.mark.parametrize("asked", ["", "x", "0", "9" * 5000])
def test_nobody_is_not_found(page: Client, asked: str) -> None:
    assert page.post(f"{PAGE}/retrait", {"retrait-membre": asked}).status_code == 404


def test_a_gestionnaire_reads_without_a_form(page: Client, monde: Monde) -> None:
    page.force_login(monde.gestionnaire)
    html = read(page, PAGE)
    assert "un administrateur la modifie" in words(html)
    assert "/membres/role" not in html
    assert page.post(f"{PAGE}/role", {"role-membre": pk_of(monde.lecteur)}).status_code == 403


def test_the_door_is_in_the_banner_of_who_may_read(page: Client, monde: Monde) -> None:
    assert 'href="/membres"' in read(page, "/")
    page.force_login(monde.lecteur)
    assert 'href="/membres"' not in read(page, "/")
