"""From the form to the database: the report first, then a person's decision, and never the other way round."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.builders import Monde, an_acteur
from tests.builders_parc import (
    CONVENTION,
    DROIT,
    LIBERATION,
    PREVISION,
    a_client,
    a_logement,
    a_modele,
    a_parc,
    a_parc_csv,
    keep_files_in,
    read_text,
)

from gef.actions.depot_genres import GENRES
from gef.actions.fichiers_deposes import list_depots
from gef.db.flux.models import Convention, Droit
from gef.db.patrimoine.models import Parc
from gef.imports.modeles import MODELES

DEPOT = "web:parc-depot"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    keep_files_in(tmp_path, settings)


def hand_in(client: Client, content: bytes, genre: str = "parc", nom: str = "parc.csv", **fields: str) -> Any:
    fichier = SimpleUploadedFile(nom, content)
    return client.post(reverse(DEPOT), {"genre": genre, "millesime": "2026", "fichier": fichier} | fields)


def a_report(client: Client, content: bytes, genre: str = "parc") -> str:
    response = hand_in(client, content, genre, f"{genre}.csv")
    assert response.status_code == 302, read_text(response)
    return str(response.headers["Location"])


def some(count: int = 8, **changes: object) -> bytes:
    return a_parc_csv(a_logement(n, **changes) for n in range(1, count + 1))


def test_the_report_is_shown_before_anything_is_written(monde: Monde) -> None:
    client = a_client(monde.gestionnaire)
    rows = [a_logement(n) for n in range(1, 9)] + [a_logement(9, DEPCOM="6079A"), a_logement(10, FINAN="ZZ")]
    page = read_text(client.get(a_report(client, a_parc_csv(rows))))
    assert "<h1>9 lignes prêtes, 1 à corriger, 1 écartée</h1>" in page
    assert "Importer 9 logements</button>" in page
    assert "6079A" in page
    assert "Sans la ligne" not in page
    assert "1 ligne écartée" in page
    assert not Parc.objects.exists()


def test_an_accepted_parc_becomes_the_parc(monde: Monde) -> None:
    client = a_client(monde.gestionnaire)
    address = a_report(client, some())
    response = client.post(address, {"decision": "importer"}, follow=True)
    assert response.redirect_chain == [(reverse("web:parc"), 302)]
    assert "8 logements importés : version 1 du parc 2026." in read_text(response)
    assert Parc.objects.get().importe_par == monde.gestionnaire
    assert client.get(address).status_code == 404


def test_the_report_compares_with_the_known_parc(monde: Monde) -> None:
    a_parc(an_acteur(monde.gestionnaire), 10)
    client = a_client(monde.gestionnaire)
    page = read_text(client.get(a_report(client, some(12, LOYERPRINC="400"))))
    assert "Par rapport au parc connu" in page
    assert "+2" in page
    assert "depuis le parc 2026, version 1" in page


@pytest.mark.parametrize(
    ("genre", "row", "page"),
    [
        ("conventions", CONVENTION, "Importer 1 convention</button>"),
        ("droits", DROIT, "Importer 1 ligne de droits</button>"),
        ("previsions", PREVISION, "Importer 1 prévision</button>"),
        ("liberations", LIBERATION, "Importer 1 libération</button>"),
    ],
)
def test_each_model_goes_through_its_report(monde: Monde, genre: str, row: dict[str, Any], page: str) -> None:
    client = a_client(monde.gestionnaire)
    address = a_report(client, a_modele(genre, row), genre)
    assert page in read_text(client.get(address))
    response = client.post(address, {"decision": "importer"})
    assert response.status_code == 302
    assert list_depots(an_acteur(monde.gestionnaire)) == ()
    assert "Rien de nouveau dans ce fichier" in read_text(client.get(a_report(client, a_modele(genre, row), genre)))


def test_a_file_that_contradicts_cannot_be_accepted_and_says_why(monde: Monde) -> None:
    client = a_client(monde.gestionnaire)
    address = a_report(client, a_modele("droits", DROIT | {"reservataire": "PERSONNE"}), "droits")
    page = read_text(client.get(address))
    assert 'type="submit" disabled aria-describedby="refus">Importer</button>' in page
    assert "« PERSONNE » inconnu" in page
    response = client.post(address, {"decision": "importer"}, follow=True)
    assert response.redirect_chain == [(address, 302)]
    assert 'role="alert"' in read_text(response)
    assert not Droit.objects.exists()


def test_a_blocking_anomaly_disables_the_acceptance(monde: Monde) -> None:
    client = a_client(monde.gestionnaire)
    address = a_report(client, b"IDENT_INT;NBPIECE\nHL-1;3\n")
    page = read_text(client.get(address))
    assert "<h1>Ce fichier ne peut pas être importé</h1>" in page
    assert " disabled " in page
    client.post(address, {"decision": "importer"})
    assert not Parc.objects.exists()


def test_an_abandoned_file_leaves_nothing(monde: Monde, tmp_path: Path) -> None:
    client = a_client(monde.gestionnaire)
    response = client.post(a_report(client, some()), {"decision": "abandonner"}, follow=True)
    assert "parc.csv est abandonné ; rien n’a été enregistré." in read_text(response)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_post_without_a_known_decision_changes_nothing(monde: Monde) -> None:
    client = a_client(monde.gestionnaire)
    address = a_report(client, some())
    assert client.post(address, {"decision": "?"}).status_code == 400
    assert not Parc.objects.exists()
    assert client.get(address).status_code == 200


def test_waiting_files_are_listed_for_the_colleagues(monde: Monde) -> None:
    address = a_report(a_client(monde.gestionnaire), some())
    page = read_text(a_client(monde.lecteur).get(reverse(DEPOT)))
    assert address in page
    assert "Parc de logements 2026" in page
    assert '<form class="pile large"' not in page
    assert "Importer 8 logements" not in read_text(a_client(monde.lecteur).get(address))
    assert "8 lignes prêtes" not in read_text(a_client(monde.gestionnaire_autre).get(reverse(DEPOT)))


def test_who_may_not_write_is_refused_at_the_door(monde: Monde) -> None:
    address = a_report(a_client(monde.gestionnaire), some())
    reader, agent, stranger = (a_client(u) for u in (monde.lecteur, monde.agent_ville, monde.gestionnaire_autre))
    for client in (reader, agent):
        assert hand_in(client, some(3)).status_code == 403
        assert client.post(address, {"decision": "importer"}).status_code == 403
        assert client.post(address, {"decision": "abandonner"}).status_code == 403
    assert agent.get(reverse(DEPOT)).status_code == 403
    assert agent.get(address).status_code == 403
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, {"decision": "importer"}).status_code == 404
    assert Client().get(address).status_code == 302
    assert len(list_depots(an_acteur(monde.gestionnaire))) == 1


@pytest.mark.parametrize(
    ("content", "fields", "said"),
    [
        (b"%PDF-1.7 ...", {}, "c’est un document PDF"),
        (b"", {}, "Ce fichier est vide"),
        (b"a;b\n1;2\n", {}, "partez du modèle"),
        (b"x", {"millesime": ""}, "Donnez l’année du parc"),
        (b"x", {"genre": "autre"}, "choix"),
    ],
)
def test_a_file_that_cannot_be_read_is_explained_in_the_form(
    monde: Monde, content: bytes, fields: dict[str, str], said: str
) -> None:
    response = hand_in(a_client(monde.gestionnaire), content, **fields)
    assert response.status_code == 422
    assert said in read_text(response)
    assert list_depots(an_acteur(monde.gestionnaire)) == ()


def test_a_file_too_large_is_refused_with_its_limit(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gef.web.depot.TAILLE_MAX", 10)
    response = hand_in(a_client(monde.gestionnaire), some())
    assert response.status_code == 422
    assert "Ce fichier dépasse" in read_text(response)


def test_no_file_at_all_is_explained(monde: Monde) -> None:
    response = a_client(monde.gestionnaire).post(reverse(DEPOT), {"genre": "parc", "millesime": "2026"})
    assert "Choisissez un fichier." in read_text(response)


@pytest.mark.parametrize("code", ["anomalies", "causes"])
def test_the_report_is_exported(monde: Monde, code: str) -> None:
    client = a_client(monde.gestionnaire)
    response = client.get(a_report(client, some(4, FINAN="ZZ")), {f"{code}-format": "xlsx"})
    assert response.content.startswith(b"PK")


@pytest.mark.parametrize("genre", [genre for genre in GENRES if genre in MODELES])
def test_an_empty_model_reads_back(monde: Monde, genre: str) -> None:
    response = a_client(monde.lecteur).get(reverse("web:parc-modele", args=[genre]))
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert f'filename="modele-{genre}.csv"' in response.headers["Content-Disposition"]
    titles = response.content.decode("utf-8-sig").splitlines()[0].split(";")
    assert titles == [colonne.nom for colonne in MODELES[genre].colonnes]


def test_an_unknown_model_does_not_exist(monde: Monde) -> None:
    assert a_client(monde.gestionnaire).get(reverse("web:parc-modele", args=["rien"])).status_code == 404


def test_the_report_costs_as_many_queries_for_3_rows_as_for_30(
    monde: Monde, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client = a_client(monde.gestionnaire)
    for count in (3, 30):
        rows = (CONVENTION | {"reservataire": f"R{n}"} for n in range(count))
        address = a_report(client, a_modele("conventions", *rows), "conventions")
        with django_assert_max_num_queries(7):
            client.get(address)
    assert not Convention.objects.filter(reservataire__code="R0").exists()
