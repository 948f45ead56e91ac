"""Sign in, sign out, act for another of one's organisations."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from tests.builders import JOUR, MOT_DE_PASSE, Monde, a_user
from tests.builders_parc import a_client, read_text
from tests.web.lecture import PageLue, list_faults

from gef.access.models import Utilisateur


@pytest.fixture(autouse=True)
def _on_its_day(settings: Any) -> None:
    settings.GEF_JOUR = JOUR


def sign_in(email: str, password: str = MOT_DE_PASSE, **data: str) -> Any:
    return Client().post("/connexion", {"username": email, "password": password} | data)


def acting_for(client: Client) -> str:
    page = PageLue(client.get("/").content.decode())
    return next(text for a, text in page.all("span") if a.get("class") == "contexte").partition(" ·")[0]


def test_the_door_is_the_only_page_of_a_visitor(monde: Monde) -> None:
    response = Client().get("/connexion")
    assert list_faults(response.content.decode()) == []
    page = PageLue(response.content.decode())
    assert page.text("h1") == "Connexion"
    assert page.all("nav") == []
    kinds = {a["name"]: (a["type"], a["autocomplete"]) for a, _ in page.all("input") if "autocomplete" in a}
    assert kinds["username"][1] in {"username", "email"}
    assert kinds["password"] == ("password", "current-password")


@pytest.mark.parametrize("email", ["camille.grant@exemple.fr", "Camille.Grant@Exemple.FR"])
def test_a_member_signs_in_whatever_the_capitals(monde: Monde, email: str) -> None:
    assert sign_in(email)["Location"] == "/"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("camille.grant@exemple.fr", "faux"),
        ("camille.grant@exemple.fr", ""),
        ("personne@exemple.fr", MOT_DE_PASSE),
        ("", ""),
        ("' OR 1=1 --", "x"),
        ("a" * 5000, "b" * 5000),
        ("camille.grant@exemple.fr\x00", MOT_DE_PASSE),
    ],
)
def test_anybody_else_does_not(monde: Monde, email: str, password: str) -> None:
    response = sign_in(email, password)
    assert response.status_code == 200
    assert "_auth_user_id" not in response.client.session
    assert list_faults(response.content.decode()) == []


def test_a_refusal_never_says_whether_the_address_is_known(monde: Monde) -> None:
    known, unknown = sign_in("camille.grant@exemple.fr", "faux"), sign_in("personne@exemple.fr", "faux")
    (refused,) = [t for a, t in PageLue(known.content.decode()).all("div") if a.get("role") == "alert"]
    assert refused in " ".join(PageLue(unknown.content.decode()).texts)
    assert "Connexion refusée" in refused


def test_a_closed_account_does_not_sign_in_and_is_put_out(monde: Monde) -> None:
    client = a_client(monde.gestionnaire)
    assert client.get("/").status_code == 200
    Utilisateur.objects.filter(pk=monde.gestionnaire.pk).update(is_active=False)
    assert client.get("/").status_code == 302
    assert sign_in(monde.gestionnaire.email).status_code == 200


def test_who_is_signed_in_is_sent_to_his_year(monde: Monde) -> None:
    assert a_client(monde.gestionnaire).get("/connexion")["Location"] == "/"


def test_signing_in_leads_where_one_was_going(monde: Monde) -> None:
    response = Client().get("/orientation")
    assert response["Location"] == "/connexion?next=/orientation"
    assert sign_in(monde.gestionnaire.email, next="/orientation")["Location"] == "/orientation"


@pytest.mark.parametrize(
    "elsewhere", ["https://exemple.org/", "//exemple.org", "javascript:alert(1)", "\\\\exemple.org"]
)
def test_signing_in_never_leads_elsewhere(monde: Monde, elsewhere: str) -> None:
    assert sign_in(monde.gestionnaire.email, next=elsewhere)["Location"] == "/"


def test_the_session_changes_when_one_signs_in(monde: Monde) -> None:
    client = Client()
    client.get("/connexion")
    client.post("/connexion", {"username": monde.gestionnaire.email, "password": MOT_DE_PASSE})
    first = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    client.post("/deconnexion")
    client.post("/connexion", {"username": monde.gestionnaire.email, "password": MOT_DE_PASSE})
    assert client.cookies[django_settings.SESSION_COOKIE_NAME].value != first
    assert client.cookies[django_settings.SESSION_COOKIE_NAME]["httponly"]


def test_signing_out_closes_the_door(monde: Monde) -> None:
    client = a_client(monde.gestionnaire)
    assert client.get("/deconnexion").status_code == 405
    assert client.post("/deconnexion")["Location"] == "/connexion"
    assert client.get("/")["Location"] == "/connexion?next=/"


def test_who_belongs_to_nothing_is_told_so(monde: Monde) -> None:
    response = a_client(monde.sans_organisation).get("/")
    assert response.status_code == 403
    assert "n’appartient à aucune organisation" in read_text(response)
    assert list_faults(response.content.decode()) == []


class TestOrganisations:
    def test_one_acts_for_the_organisation_one_chose(self, monde: Monde) -> None:
        client = a_client(a_user("Plusieurs", monde.ville, monde.habitat_lys))
        assert acting_for(client) == "Habitat Lys"
        assert client.post("/organisation", {"organisation": monde.ville.pk})["Location"] == "/"
        assert acting_for(client) == "Ville de Lys"

    def test_one_organisation_leaves_nothing_to_choose(self, monde: Monde) -> None:
        page = PageLue(a_client(monde.gestionnaire).get("/").content.decode())
        assert not [a for a, _ in page.all("select") if a.get("name") == "organisation"]

    @pytest.mark.parametrize("asked", ["autre", "", "0", "-1", "9" * 5000, "1 OR 1=1"])
    def test_what_is_not_one_s_own_changes_nothing(self, monde: Monde, asked: str) -> None:
        client = a_client(monde.agent_ville)
        sent = str(monde.habitat_lys.pk) if asked == "autre" else asked
        assert client.post("/organisation", {"organisation": sent}).status_code == 302
        assert acting_for(client) == "Ville de Lys"

    def test_a_choice_is_forgotten_when_one_leaves_the_organisation(self, monde: Monde) -> None:
        user = a_user("Plusieurs", monde.ville, monde.habitat_lys)
        client = a_client(user)
        client.post("/organisation", {"organisation": monde.habitat_lys.pk})
        user.appartenances.filter(organisation=monde.habitat_lys).delete()
        assert acting_for(client) == "Ville de Lys"

    def test_a_session_that_was_tampered_with_opens_nothing(self, monde: Monde) -> None:
        client = a_client(monde.agent_ville)
        session = client.session
        for forged in (monde.habitat_lys.pk, str(monde.habitat_lys.pk), "x", None, [1]):
            session["organisation"] = forged
            session.save()
            assert acting_for(client) == "Ville de Lys"
