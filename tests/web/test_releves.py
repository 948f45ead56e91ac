"""The statements on screen: each réservataire sees his own dwellings and everybody's counts, nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.actions.petit_etat import write_petit_etat
from tests.builders import Monde, an_acteur
from tests.builders_parc import a_client, a_parc, keep_files_in, read_text

from gef.db.flux.models import Droit
from gef.outputs import pdf

RELEVES, RELEVE, FICHIER, AGREGAT = (
    f"web:{nom}" for nom in ("parc-releves", "droits-releve", "droits-releve-fichier", "droits-agregat")
)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    keep_files_in(tmp_path, settings)
    settings.GEF_JOUR = date(2026, 6, 15)


@pytest.fixture
def bailleur(monde: Monde) -> int:
    write_petit_etat(monde)
    return monde.habitat_lys.pk


def test_the_bailleur_lists_the_statements_and_asks_for_all(monde: Monde, bailleur: int) -> None:
    page = read_text(a_client(monde.gestionnaire).get(reverse(RELEVES)))
    assert "<h1>4 réservataires, 9 logements réservés</h1>" in page
    for code in ("AL", "EPCI", "ETAT-P", "VILLE"):
        assert reverse(RELEVE, args=[bailleur, code]) in page
    assert f'action="{reverse("web:parc-releves-tous")}"' in page
    csv = a_client(monde.lecteur).get(reverse(RELEVES), {"format": "csv"}).content.decode("utf-8-sig")
    assert "Ville de Lys;Commune;6;1" in csv


def test_without_a_list_or_a_parc_the_pages_say_what_to_do(monde: Monde) -> None:
    client = a_client(monde.gestionnaire)
    for address in (
        reverse(RELEVES),
        reverse(RELEVE, args=[monde.habitat_lys.pk, "VILLE"]),
        reverse(AGREGAT, args=[monde.habitat_lys.pk]),
    ):
        assert "importez le dépôt RPLS" in read_text(client.get(address))
    a_parc(an_acteur(monde.gestionnaire), 3)
    assert "Aucun logement réservé n’est connu" in read_text(client.get(reverse(RELEVES)))


@pytest.mark.parametrize("user", ["gestionnaire", "lecteur", "agent_ville"])
def test_a_statement_shows_the_dwellings_of_its_reservataire(monde: Monde, bailleur: int, user: str) -> None:
    client = a_client(getattr(monde, user))
    page = read_text(client.get(reverse(RELEVE, args=[bailleur, "VILLE"])))
    assert "6 logements réservés, Ville de Lys" in page
    assert "exercé par Ville de Lys" in page
    assert "LY00000006" not in page
    narrowed = read_text(client.get(reverse(RELEVE, args=[bailleur, "VILLE"]), {"releve-q": "LY00000003"}))
    assert ("LY00000003" in narrowed, "LY00000001" in narrowed) == (True, False)


@pytest.mark.parametrize("code", ["AL", "ETAT-P", "RIVE", "inconnu"])
def test_a_reservataire_never_opens_the_statement_of_another(monde: Monde, bailleur: int, code: str) -> None:
    client = a_client(monde.agent_ville)
    assert client.get(reverse(RELEVE, args=[bailleur, code])).status_code == 404
    assert client.get(reverse(FICHIER, args=[bailleur, code, "csv"])).status_code == 404


@pytest.mark.parametrize("user", ["agent_rive", "gestionnaire_autre"])
def test_strangers_learn_nothing(monde: Monde, bailleur: int, user: str) -> None:
    client = a_client(getattr(monde, user))
    for address in (
        reverse(RELEVE, args=[bailleur, "VILLE"]),
        reverse(FICHIER, args=[bailleur, "VILLE", "xlsx"]),
        reverse(AGREGAT, args=[bailleur]),
    ):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(("extension", "start"), [("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("pdf", b"%PDF")])
def test_the_whole_statement_is_a_file(monde: Monde, bailleur: int, extension: str, start: bytes) -> None:
    response = a_client(monde.agent_ville).get(reverse(FICHIER, args=[bailleur, "VILLE", extension]))
    assert response.content.startswith(start)
    assert f"releve-ville-2026-06-15.{extension}" in response.headers["Content-Disposition"]


def test_a_file_of_no_known_format_is_not_found(monde: Monde, bailleur: int) -> None:
    assert a_client(monde.agent_ville).get(reverse(FICHIER, args=[bailleur, "VILLE", "docx"])).status_code == 404


def test_paper_is_not_offered_beyond_what_it_holds(
    monde: Monde, bailleur: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "LIGNES_MAX", 5)
    client, address = a_client(monde.agent_ville), reverse(FICHIER, args=[bailleur, "VILLE", "pdf"])
    page = client.get(reverse(RELEVE, args=[bailleur, "VILLE"])).content.decode()
    assert (address in page, address.replace("pdf", "csv") in page) == (False, True)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("user", ["lecteur", "agent_ville"])
def test_everybody_concerned_sees_the_counts_and_no_dwelling(monde: Monde, bailleur: int, user: str) -> None:
    client = a_client(getattr(monde, user))
    page = read_text(client.get(reverse(AGREGAT, args=[bailleur])))
    assert "<h1>12 logements, par commune et par réservataire</h1>" in page
    assert "Collectivité non nommée, selon le RPLS seul" in page
    assert "LY0000" not in page
    own = reverse(RELEVE, args=[bailleur, "VILLE"])
    assert (f'href="{own}"' in page) == (user == "agent_ville")
    assert client.get(reverse(AGREGAT, args=[bailleur]), {"format": "xlsx"}).content.startswith(b"PK")


def test_the_pages_cost_as_many_queries_for_3_rights_as_for_30(monde: Monde, bailleur: int) -> None:
    client = a_client(monde.lecteur)
    addresses = [reverse(RELEVES), reverse(RELEVE, args=[bailleur, "VILLE"]), reverse(AGREGAT, args=[bailleur])]
    counts = []
    for more in (3, 27):
        for n in range(more):
            Droit.objects.create(
                reservataire=monde.comptes["CD"],
                nature="terrain",
                type_droit="suite",
                nombre=n,
                debut=date(2020, 1, 1),
            )
        with CaptureQueriesContext(connection) as queries:
            for address in addresses:
                client.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]
