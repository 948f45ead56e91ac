"""Somebody let in to assist, page by page: what he sees, what is written of it, and nothing once it is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from tests.actions.test_assistance import ENTREES, HOURS, MOTIF
from tests.builders import JOUR, MOMENT, MOT_DE_PASSE, Monde, an_acteur
from tests.builders_parc import a_client
from tests.web.pages import check_page, read, words

from gef.actions.assistance import DemandeAssistance, ouvrir_assistance
from gef.db.assistance.models import AccesAssistance, RequeteAssistance
from gef.db.flux.models import Fait
from gef.db.journal.models import Acte

SECOND = timedelta(seconds=1)
FORM = {"email": "x@exemple.fr", "role": "lecteur", "nombre": "2", "unite": "jours", "motif": MOTIF}
BAND = "Accès d’assistance à Habitat Lys jusqu’au 15 juin 2026 à 14 h 30"


@pytest.fixture(autouse=True)
def _on_its_day(settings: Any) -> None:
    settings.GEF_JOUR = JOUR


def let_in(monde: Monde, who: str = "sans_organisation", role: str = "lecteur") -> AccesAssistance:
    demande = DemandeAssistance(getattr(monde, who).email, role, HOURS, MOTIF)
    return ouvrir_assistance(an_acteur(monde.gestionnaire), demande, MOMENT, ENTREES)


@pytest.fixture
def helper(monde: Monde) -> Client:
    """Somebody of no organisation, let into Habitat Lys to read."""
    let_in(monde)
    with time_machine.travel(MOMENT, tick=False):
        return a_client(monde.sans_organisation)


def test_he_sees_what_they_see_under_a_band_that_says_until_when(helper: Client) -> None:
    with time_machine.travel(MOMENT, tick=False):
        for address in ("/", "/orientation", "/avertissements"):
            text = words(read(helper, address))
            assert BAND in text
            assert "en lecture seule. Chaque page demandée est inscrite." in text
        html = read(helper, "/")
        assert 'href="/membres"' not in html
        assert 'href="/assistance"' not in html


def test_members_see_no_band(monde: Monde) -> None:
    assert "Accès d’assistance à" not in words(read(a_client(monde.gestionnaire), "/"))


def test_he_sees_all_to_the_last_second_and_nothing_after(monde: Monde, helper: Client) -> None:
    pages = ("/", "/orientation", f"/logements/{monde.reference}", "/avertissements", "/travaux")
    with time_machine.travel(MOMENT + HOURS - SECOND, tick=False):
        assert {address: helper.get(address).status_code for address in pages} == dict.fromkeys(pages, 200)
    with time_machine.travel(MOMENT + HOURS, tick=False):
        over = {address: helper.get(address) for address in pages}
    assert {address: answer.status_code for address, answer in over.items()} == dict.fromkeys(pages, 403)
    assert all("Habitat Lys" not in answer.content.decode() for answer in over.values())


def test_who_has_an_organisation_of_his_own_is_a_stranger_again(monde: Monde) -> None:
    let_in(monde, "gestionnaire_autre")
    with time_machine.travel(MOMENT, tick=False):
        client = a_client(monde.gestionnaire_autre)
        assert client.get("/logements/L-2026-0002").status_code == 404
        client.post("/organisation", {"organisation": monde.habitat_lys.pk})
        assert client.get("/logements/L-2026-0002").status_code == 200
    with time_machine.travel(MOMENT + HOURS, tick=False):
        assert client.get("/logements/L-2026-0002").status_code == 404
        assert "Logis de Passage" in words(read(client, "/"))


def test_each_request_is_written_and_only_his(monde: Monde, helper: Client) -> None:
    with time_machine.travel(MOMENT + SECOND, tick=False):
        helper.get(f"/logements/{monde.reference}?essai=VILLE")
        helper.get("/nulle-part")
        helper.post(f"/logements/{monde.reference}", {"reservataire": "AL", "motif": "ne doit pas être gardé"})
        Client(enforce_csrf_checks=True).get("/connexion")
        a_client(monde.gestionnaire).get("/")
    rows = RequeteAssistance.objects.order_by("pk").values_list("methode", "route", "arguments")
    about = {"reference": monde.reference}
    assert list(rows) == [
        ("GET", "web:logement", about),
        ("GET", "", {}),
        ("POST", "web:logement", about),
    ]
    assert set(RequeteAssistance.objects.values_list("moment", flat=True)) == {MOMENT + SECOND}
    assert "gardé" not in str(list(RequeteAssistance.objects.values()))


def test_a_form_that_is_not_ours_is_written_too(monde: Monde, helper: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    with time_machine.travel(MOMENT, tick=False):
        strict.force_login(monde.sans_organisation)
        assert strict.post("/orientation", {}).status_code == 403
    assert RequeteAssistance.objects.get().route == "web:orientation"


def test_what_cannot_be_written_is_not_served(helper: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise OSError

    monkeypatch.setattr("gef.actions.assistance.add_requete", fail)
    helper.raise_request_exception = False
    with time_machine.travel(MOMENT, tick=False):
        answer = helper.get("/")
    assert answer.status_code == 500
    assert "Habitat Lys" not in answer.content.decode()


def test_a_reader_writes_nothing(monde: Monde, helper: Client) -> None:
    with time_machine.travel(MOMENT, tick=False):
        refused = {
            address: helper.post(address, body).status_code
            for address, body in {
                f"/logements/{monde.reference}": {"reservataire": "AL", "rang": "0"},
                "/orientation": {"vu": "[]"},
                "/avertissements/lus": {"dernier": "1"},
                "/avertissements/emails": {"bail": "jamais"},
                "/assistance/ouvrir": FORM,
                "/assistance/clore": {"acces": "1"},
                "/membres/inviter": {"email": "x@exemple.fr", "role": "lecteur"},
            }.items()
        }
    assert refused == dict.fromkeys(refused, 403)
    assert not Fait.objects.exists()


def test_a_gestionnaire_writes_and_the_journal_says_through_which_access(monde: Monde) -> None:
    acces = let_in(monde, role="gestionnaire")
    with time_machine.travel(MOMENT, tick=False):
        client = a_client(monde.sans_organisation)
        assert "en lecture seule" not in words(read(client, "/"))
        body = {"reservataire": "AL", "rang": "0", "motif": "Accord de la Ville le 2 juin.", "code_motif": "accord"}
        assert client.post(f"/logements/{monde.reference}", body).status_code == 302
    acte = Acte.objects.get(acte="orientation")
    assert (acte.details["assistance"], acte.auteur) == (acces.pk, monde.sans_organisation)


def test_who_administers_lets_somebody_in_and_ends_it(monde: Monde) -> None:
    with time_machine.travel(MOMENT, tick=False):
        client = a_client(monde.gestionnaire)
        assert "Personne du dehors n’a accès à Habitat Lys" in words(read(client, "/assistance"))
        form = FORM | {"email": monde.agent_ville.email}
        text = words(client.post("/assistance/ouvrir", form, follow=True).content.decode())
        assert f"Accès ouvert à {monde.agent_ville.email} ; un e-mail le lui dit." in text
        assert "1 accès d’assistance ouvert" in text
        assert "lecture seule, jusqu’au 17 juin 2026 à 10 h 30" in text
        assert "http://testserver/connexion" in mail.outbox[0].body
        acces = AccesAssistance.objects.get()
        ended = client.post("/assistance/clore", {"acces": acces.pk}, follow=True)
    assert "est terminé : cette personne ne voit plus rien." in words(ended.content.decode())
    check_page(ended.content.decode())


def test_everybody_in_the_organisation_reads_the_requests(monde: Monde, helper: Client) -> None:
    acces = AccesAssistance.objects.get()
    with time_machine.travel(MOMENT, tick=False):
        helper.get(f"/logements/{monde.reference}")
        helper.get("/orientation")
        client = a_client(monde.lecteur)
        assert "Ouvrir un accès" not in words(read(client, "/assistance"))
        html = read(client, f"/assistance/{acces.pk}")
        assert f"{monde.sans_organisation.email} : 2 requêtes" in words(html)
        assert f'href="/logements/{monde.reference}"' in html
        assert MOTIF in words(html)
        assert words(read(client, f"/assistance/{acces.pk}?requetes-f-methode=agir")).count("/orientation") == 0
        assert client.get(f"/assistance/{acces.pk}?requetes-format=csv").status_code == 200
        assert a_client(monde.gestionnaire_autre).get(f"/assistance/{acces.pk}").status_code == 404
        assert helper.get(f"/assistance/{acces.pk}").status_code == 403


@pytest.mark.parametrize(("changes", "message"), [
    ({"motif": "court"}, "10 caractères"),
    ({"email": "pas une adresse"}, "adresse"),
    ({"nombre": "0"}, "supérieure"),
    ({"unite": "ans"}, "choix"),
])  # fmt: skip
def test_a_form_that_lacks_something_says_so(monde: Monde, changes: dict[str, str], message: str) -> None:
    answer = a_client(monde.gestionnaire).post("/assistance/ouvrir", FORM | changes)
    assert answer.status_code == 422
    check_page(answer.content.decode())
    assert message in words(answer.content.decode())
    assert not AccesAssistance.objects.exists()


def test_too_long_is_said_beside_the_form(monde: Monde) -> None:
    answer = a_client(monde.gestionnaire).post("/assistance/ouvrir", FORM | {"nombre": "8"})
    assert "Durée hors limites ; attendu : d’une heure à sept jours." in words(answer.content.decode())


def test_who_has_no_account_comes_in_by_the_link(monde: Monde) -> None:
    compte = {"nom": "Aide Venue", "mot_de_passe": MOT_DE_PASSE, "confirmation": MOT_DE_PASSE}
    with time_machine.travel(MOMENT, tick=False):
        a_client(monde.gestionnaire).post("/assistance/ouvrir", FORM | {"nombre": "4", "unite": "heures"})
        link = next(word for word in mail.outbox[-1].body.split() if "jeton=" in word).removeprefix("http://testserver")
        client = Client()
        assert "Assister Habitat Lys" in words(read(client, link))
        entered = client.post(link, compte, follow=True)
        text = words(entered.content.decode())
        assert "Vous pouvez maintenant assister Habitat Lys." in text
        assert BAND in text
        assert "invitation envoyée" not in words(read(a_client(monde.gestionnaire), "/assistance"))


@pytest.mark.parametrize("asked", ["", "x", "0", "9" * 5000])
def test_nothing_is_not_found(monde: Monde, asked: str) -> None:
    assert a_client(monde.gestionnaire).post("/assistance/clore", {"acces": asked}).status_code == 404


def test_the_log_costs_the_same_however_long(monde: Monde, helper: Client, django_assert_num_queries: Any) -> None:
    acces, client = AccesAssistance.objects.get(), a_client(monde.gestionnaire)

    def add(count: int) -> None:
        RequeteAssistance.objects.bulk_create(
            RequeteAssistance(acces=acces, moment=MOMENT, methode="GET", route="web:accueil", arguments={})
            for _ in range(count)
        )

    add(3)
    with django_assert_num_queries(9):
        client.get(f"/assistance/{acces.pk}")
    add(60)
    with django_assert_num_queries(9):
        client.get(f"/assistance/{acces.pk}")
