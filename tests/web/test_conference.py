"""The conférence on screen: the EPCI writes, its members read, its neighbours learn nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.builders import ANTIBES, CANNES, EPCI, JOUR, Monde, a_user, an_organisation
from tests.web.lecture import list_faults, list_slips
from tests.web.pages import read, words

from gef.access.models import Organisation
from gef.db.instances.models import DecisionReunion, MotReunion, Reunion, SuiviDecision

PAGE = "/conference"
REUNION = {"reunion-genre": "pleniere", "reunion-date": "2026-06-15", "reunion-lieu": "mairie"}
DECISION = {
    "acte": "decision",
    "rang": "0",
    "decision-texte": "Relire les objectifs.",
    "decision-porteur": "Habitat Lys",
}


@pytest.fixture
def epci(monde: Monde) -> Organisation:
    return an_organisation("Pays de Lys", "epci", EPCI[CANNES])


@pytest.fixture
def page(client: Client, epci: Organisation, settings: Any) -> Client:
    settings.GEF_JOUR = JOUR
    client.force_login(a_user("Agent EPCI", epci))
    return client


def check(html: str) -> str:
    assert list_faults(html) == []
    assert list_slips(html) == []
    return words(html)


def a_meeting(page: Client, **fields: str) -> str:
    """Write a meeting through the page; give its address."""
    assert page.post(PAGE, REUNION | {f"reunion-{key}": value for key, value in fields.items()}).status_code == 302
    return f"{PAGE}/{Reunion.objects.latest('pk').pk}"


def test_a_meeting_decides_and_is_followed(page: Client) -> None:
    assert "Aucune réunion inscrite" in check(read(page, PAGE))
    address = a_meeting(page, ordre_du_jour="Objectifs\nRefus")
    said = check(read(page, address))
    assert "Réunion plénière du 15 juin 2026" in said
    assert "Refus" in said
    assert page.post(address, DECISION | {"decision-echeance": "2026-06-20"}).status_code == 302
    assert "1 décision encore ouverte" in check(read(page, PAGE))
    followed = f"{PAGE}/decisions/{DecisionReunion.objects.get().pk}"
    assert "Rien n’a encore été dit" in check(read(page, followed))
    said_so = {"rang": "0", "suivi-etat": "fait", "suivi-jour": "2026-06-15", "suivi-motif": "Relus."}
    assert page.post(followed, said_so).status_code == 302
    assert "Relus." in check(read(page, followed))
    assert "Toutes les décisions sont faites" in check(read(page, PAGE))


def test_what_is_late_is_the_first_thing_seen(page: Client, settings: Any) -> None:
    address = a_meeting(page)
    page.post(address, DECISION | {"decision-echeance": "2026-06-20"})
    settings.GEF_JOUR = JOUR + timedelta(days=10)
    assert "1 décision en retard" in check(read(page, PAGE))


def test_a_meeting_to_come_is_put_off_and_shows_what_was_decided_before(page: Client) -> None:
    page.post(a_meeting(page), DECISION)
    later = a_meeting(page, date="2026-07-01")
    said = check(read(page, later))
    assert "1 décision de la réunion précédente reste ouverte" in said
    assert "Inscrire une décision" not in said
    moved = {"acte": "mot", "rang": "0", "mot-etat": "reportee", "mot-jour": "2026-07-08", "mot-motif": "Salle prise."}
    assert page.post(later, moved).status_code == 302
    said = check(read(page, later))
    assert "Réunion plénière du 8 juillet 2026" in said
    assert "Salle prise." in said
    assert "Prochaine réunion de la conférence intercommunale du logement : le 8 juillet 2026" in check(
        read(page, PAGE)
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (DECISION | {"decision-texte": ""}, "obligatoire"),
        (DECISION | {"decision-echeance": "2026-06-01"}, "avant la réunion"),
        (DECISION | {"rang": "7"}, "relisez"),
        ({"acte": "mot", "rang": "0", "mot-etat": "reportee", "mot-motif": "m"}, "un jour à venir"),
        ({}, "obligatoire"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_written(
    page: Client, data: dict[str, str], said: str
) -> None:
    answer = page.post(a_meeting(page), data)
    assert answer.status_code == 422
    assert said in check(answer.content.decode())
    assert (DecisionReunion.objects.count(), MotReunion.objects.count()) == (0, 0)


def test_a_second_meeting_on_one_day_is_refused(page: Client) -> None:
    a_meeting(page)
    answer = page.post(PAGE, REUNION)
    assert answer.status_code == 422
    assert "déjà inscrite" in check(answer.content.decode())


def test_a_follow_up_that_cannot_follow_is_refused(page: Client) -> None:
    page.post(a_meeting(page), DECISION)
    followed = f"{PAGE}/decisions/{DecisionReunion.objects.get().pk}"
    for data in ({"suivi-etat": "a_faire"}, {"suivi-etat": "fait"}, {"suivi-jour": "2026-06-16"}):
        complete = {"rang": "0", "suivi-etat": "en_cours", "suivi-jour": "2026-06-15", "suivi-motif": ""} | data
        assert page.post(followed, complete).status_code == 422
    assert not SuiviDecision.objects.exists()


@pytest.fixture
def written(page: Client) -> dict[str, str]:
    address = a_meeting(page)
    page.post(address, DECISION)
    return {"list": PAGE, "reunion": address, "decision": f"{PAGE}/decisions/{DecisionReunion.objects.get().pk}"}


def seen_by(page: Client, user: Any, addresses: dict[str, str]) -> dict[str, tuple[int, int]]:
    page.force_login(user)
    return {
        key: (page.get(address).status_code, page.post(address, {}).status_code) for key, address in addresses.items()
    }


def test_members_read_and_do_not_write(page: Client, monde: Monde, epci: Organisation, written: dict[str, str]) -> None:
    readers = (
        monde.gestionnaire,
        monde.agent_ville,
        a_user("Agent État", monde.prefecture),
        a_user("Agent AL", monde.action_logement),
    )
    for user in (*readers, a_user("Lectrice EPCI", epci, role="lecteur")):
        assert set(seen_by(page, user, written).values()) == {(200, 403)}
        assert "Relire les objectifs." in words(read(page, PAGE))
        assert "Inscrire" not in words(read(page, written["reunion"]))


def test_neighbours_learn_nothing(page: Client, monde: Monde, written: dict[str, str]) -> None:
    other = a_user("Agent voisin", an_organisation("Voisin", "epci", EPCI[ANTIBES]))
    for user in (other, monde.agent_rive, monde.gestionnaire_autre):
        found = seen_by(page, user, {key: written[key] for key in ("reunion", "decision")})
        assert set(found.values()) == {(404, 404)}
        assert "Relire les objectifs." not in words(read(page, PAGE))


def test_the_pack_is_for_the_epci_and_for_the_etat(page: Client, monde: Monde, written: dict[str, str]) -> None:
    address = f"{written['reunion']}/dossier"
    for user in (None, a_user("Agent État", monde.prefecture)):
        if user:
            page.force_login(user)
        answer = page.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert answer.content.startswith(b"%PDF")
    for user in (monde.gestionnaire, monde.agent_ville):
        page.force_login(user)
        assert page.get(address).status_code == 403
    page.force_login(a_user("Agent voisin", an_organisation("Voisin", "epci", EPCI[ANTIBES])))
    assert page.get(address).status_code == 404


def test_an_epci_without_a_territory_has_no_pack(page: Client, monde: Monde) -> None:
    page.force_login(a_user("Agent perdu", an_organisation("EPCI sans code", "epci")))
    address = a_meeting(page)
    assert "Dossier de réunion" not in words(read(page, address))
    assert page.get(f"{address}/dossier").status_code == 403


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
def test_the_decisions_are_taken_away(page: Client, written: dict[str, str], kind: str) -> None:
    answer = page.get(PAGE, {"decisions-format": kind})
    assert answer.status_code == 200
    if kind == "csv":
        assert "Relire les objectifs." in answer.content.decode("utf-8-sig")
