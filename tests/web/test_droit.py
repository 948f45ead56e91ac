"""The page of the law, open to every signed-in profile."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.builders import Monde
from tests.builders_parc import a_client, keep_files_in, read_text

from gef.law.loader import load_droit

PAGE = "web:droit"


def read(user: Any, **params: str) -> Any:
    return a_client(user).get(reverse(PAGE), params)


@pytest.fixture(autouse=True)
def jour(settings: Any, tmp_path: Path) -> None:
    keep_files_in(tmp_path, settings)
    settings.GEF_JOUR = date(2026, 11, 23)


@pytest.mark.parametrize("who", ["gestionnaire", "lecteur", "agent_ville", "gestionnaire_autre"])
def test_every_organisation_reads_every_parameter(monde: Monde, who: str) -> None:
    response = read(getattr(monde, who))
    assert len(response.context["vue"].table.lignes) == len(load_droit().parametres)
    page = read_text(response)
    assert "toutes vérifiées depuis moins d’un an" in page
    assert load_droit().parametre("etat_plafond").libelle in page


def test_a_visitor_is_asked_who_he_is(monde: Monde) -> None:
    assert Client().get(reverse(PAGE)).status_code == 302
    assert read(monde.sans_organisation).status_code == 403


def test_a_stale_value_is_announced(monde: Monde, settings: Any) -> None:
    settings.GEF_JOUR = date(2028, 1, 1)
    page = read_text(read(monde.agent_ville))
    assert "à revérifier</h1>" in page
    assert "n’ont pas été relues depuis 12 mois" in page


def test_a_rule_without_a_value_gives_its_reason(monde: Monde) -> None:
    response = read(monde.gestionnaire)
    without = response.context["sans_valeur"]
    assert all(ligne.texte in response.content.decode() for ligne in without)


def test_it_is_exported(monde: Monde) -> None:
    assert read(monde.agent_ville, format="xlsx").content.startswith(b"PK")


def test_it_is_only_read(monde: Monde) -> None:
    assert a_client(monde.gestionnaire).post(reverse(PAGE)).status_code == 405
