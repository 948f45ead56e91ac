"""The page of the rights: the bailleur's own, with what is in force, what has expired and what disagrees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.builders import CANNES, DEBUT, Monde, an_acteur
from tests.builders_parc import a_client, a_parc, keep_files_in, read_text

from gef.db.flux.models import Droit

PAGE = "web:parc-etat-des-lieux"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    keep_files_in(tmp_path, settings)
    settings.GEF_JOUR = date(2026, 6, 15)


def a_droit(monde: Monde, nombre: int, **fields: Any) -> Droit:
    defaults: dict[str, Any] = {"nature": "terrain", "type_droit": "suite", "commune": CANNES, "debut": DEBUT}
    return Droit.objects.create(reservataire=monde.comptes["VILLE"], nombre=nombre, **defaults | fields)


def test_the_title_states_what_is_held_and_what_disagrees(monde: Monde) -> None:
    a_parc(an_acteur(monde.gestionnaire), 7)
    a_droit(monde, 3)
    a_droit(monde, 4, fin=date(2025, 1, 1))
    page = read_text(a_client(monde.gestionnaire).get(reverse(PAGE)))
    assert "<h1>3 droits en cours, 4 familles en désaccord avec le parc</h1>" in page
    assert "Importer des droits" in page
    assert "Ville de Lys" in page
    assert "Importer des droits" not in read_text(a_client(monde.lecteur).get(reverse(PAGE)))


def test_a_parc_that_confirms_the_register_is_said(monde: Monde) -> None:
    a_parc(an_acteur(monde.gestionnaire), 3, CONTRESLOG=4)
    a_droit(monde, 3)
    assert "3 droits en cours, que le parc confirme" in read_text(a_client(monde.gestionnaire).get(reverse(PAGE)))


def test_without_a_parc_the_page_says_what_to_do(monde: Monde) -> None:
    page = read_text(a_client(monde.gestionnaire).get(reverse(PAGE)))
    assert "L’état des lieux attend des données" in page
    assert "importez le dépôt RPLS" in page


def test_without_a_register_the_page_says_so(monde: Monde) -> None:
    a_parc(an_acteur(monde.gestionnaire), 3)
    page = read_text(a_client(monde.gestionnaire).get(reverse(PAGE)))
    assert "Aucun droit de réservation en cours" in page
    assert "quand leur registre sera importé" in page


def test_it_is_the_bailleur_s_own(monde: Monde) -> None:
    assert a_client(monde.agent_ville).get(reverse(PAGE)).status_code == 403
    assert Client().get(reverse(PAGE)).status_code == 302
    assert a_client(monde.gestionnaire).post(reverse(PAGE)).status_code == 405


@pytest.mark.parametrize("code", ["reservataires", "communes", "echus", "a-venir", "rapprochements", "contingents"])
def test_every_table_is_exported(monde: Monde, code: str) -> None:
    a_parc(an_acteur(monde.gestionnaire), 3)
    a_droit(monde, 3)
    response = a_client(monde.lecteur).get(reverse(PAGE), {f"{code}-format": "csv"})
    assert response.headers["Content-Type"].startswith("text/csv")


def test_the_page_costs_as_many_queries_for_3_rights_as_for_30(
    monde: Monde, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    a_parc(an_acteur(monde.gestionnaire), 3)
    client = a_client(monde.gestionnaire)
    for count in (3, 27):
        for n in range(count):
            a_droit(monde, n, programme=f"P{n}")
        with django_assert_max_num_queries(17):
            client.get(reverse(PAGE))
