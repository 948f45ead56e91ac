"""The page of a territory: aggregates for everybody, the map one asks for, nothing of strangers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from tests.builders import CANNES, DEBUT, MOMENT, Monde, an_acteur
from tests.builders_parc import a_client, a_parc, keep_files_in, read_text

from gef.db.flux.models import DemandesCommune, Droit

PAGE = "web:territoires"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    keep_files_in(tmp_path, settings)
    settings.GEF_JOUR = date(2026, 6, 15)


@pytest.fixture
def avec_parc(monde: Monde) -> Monde:
    a_parc(an_acteur(monde.gestionnaire), 8)
    Droit.objects.create(
        reservataire=monde.comptes["VILLE"], nature="terrain", type_droit="suite", nombre=3, commune=CANNES, debut=DEBUT
    )
    DemandesCommune.objects.create(
        bailleur=monde.habitat_lys,
        commune=CANNES,
        annee=2025,
        demandes=900,
        attributions=100,
        source="SNE",
        ecrit_le=MOMENT,
    )
    return monde


def read(monde: Monde, who: str, **query: str) -> str:
    return read_text(a_client(getattr(monde, who)).get(reverse(PAGE), query))


def test_the_territory_its_map_and_its_table(avec_parc: Monde) -> None:
    page = read(avec_parc, "gestionnaire")
    assert "<h1>Alpes-Maritimes :" in page
    assert "Cannes" in page
    assert 'aria-labelledby="carte-parc_social-560-t' in page
    assert "900 demandes pour 100 attributions" in page
    assert "Contours : IGN Admin Express et INSEE, 2018" in page


def test_one_chooses_the_territory_and_what_the_map_shows(avec_parc: Monde) -> None:
    page = read(avec_parc, "gestionnaire", territoire="epci:240600585", carte="parc_social")
    assert "<h1>CA de Sophia Antipolis :" in page
    page = read(avec_parc, "gestionnaire", carte="tension")
    assert "Demandes pour une attribution, par commune" in page


@pytest.mark.parametrize("query", [{"territoire": "epci:1"}, {"carte": "ailleurs"}, {"territoire": "<b>"}])
def test_what_does_not_exist_is_the_whole(avec_parc: Monde, query: dict[str, str]) -> None:
    assert "<h1>Alpes-Maritimes :" in read(avec_parc, "gestionnaire", **query)


def test_a_reservataire_sees_the_aggregates_of_his_bailleur(avec_parc: Monde) -> None:
    page = read(avec_parc, "agent_ville", bailleur=str(avec_parc.habitat_lys.pk))
    assert "ce qu’en tient Habitat Lys" in page


def test_a_bailleur_that_one_does_not_deal_with_is_unknown(avec_parc: Monde) -> None:
    stranger = {"bailleur": str(avec_parc.logis_de_passage.pk)}
    for who in ("gestionnaire", "agent_ville"):
        assert a_client(getattr(avec_parc, who)).get(reverse(PAGE), stranger).status_code == 404
    assert a_client(avec_parc.gestionnaire).get(reverse(PAGE), {"bailleur": "1' OR 1"}).status_code == 404


def test_without_a_parc_the_page_says_what_to_do(monde: Monde) -> None:
    assert "importez le dépôt RPLS" in read(monde, "gestionnaire")


def test_the_table_is_exported(avec_parc: Monde) -> None:
    answer = a_client(avec_parc.gestionnaire).get(reverse(PAGE), {"format": "csv"})
    assert "Cannes" in answer.content.decode("utf-8-sig")
