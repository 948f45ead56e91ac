"""Every route, method and profile against the named world: what the matrix says is what happens."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from tests.access.habilitations import METHODES, PAGE, bodies, read_matrice, render_page
from tests.actions.monde_complet import a_year
from tests.builders import JOUR, Monde
from tests.routes import list_routes

LIGNES = read_matrice()
PROFILS = {
    "anonyme": None,
    "lecteur_soi": "lecteur",
    "gestionnaire_soi": "gestionnaire",
    "gestionnaire_autre": "gestionnaire_autre",
    "reservataire_soi": "agent_ville",
    "reservataire_autre": "agent_rive",
    "sans_organisation": "sans_organisation",
}


@pytest.fixture
def arguments(monde: Monde, settings: Any, tmp_path: Any) -> dict[str, Any]:
    settings.MEDIA_ROOT, settings.GEF_JOUR = tmp_path, JOUR
    return a_year(monde)


@pytest.mark.parametrize("profil", PROFILS)
def test_each_profile_gets_what_the_matrix_says(monde: Monde, arguments: dict[str, Any], profil: str) -> None:
    user = PROFILS[profil]
    routes = {route.nom: route for route in list_routes()}
    found, expected = {}, {}
    for ligne in LIGNES:
        client = Client(raise_request_exception=True)
        if user:
            client.force_login(getattr(monde, user))
        address = routes[ligne.route].address(arguments)
        with transaction.atomic():
            asked = (
                client.get(address) if ligne.methode == "GET" else client.post(address, bodies().get(ligne.route, {}))
            )
            transaction.set_rollback(True)
        key = f"{ligne.methode} {ligne.route}"
        found[key], expected[key] = asked.status_code, ligne.codes[profil]
    assert found == expected


def test_every_route_has_its_row() -> None:
    named = {(ligne.route, ligne.methode) for ligne in LIGNES}
    assert named == {(route.nom, methode) for route in list_routes() for methode in METHODES}


def test_the_profiles_are_those_of_the_matrix() -> None:
    assert {tuple(ligne.codes) for ligne in LIGNES} == {tuple(PROFILS)}


def test_the_page_for_people_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == render_page(LIGNES), "python -m tests.access.habilitations"


def test_a_change_of_code_changes_the_page() -> None:
    opened = [replace(ligne, codes=ligne.codes | {"reservataire_autre": 200}) for ligne in LIGNES]
    assert render_page(opened) != render_page(LIGNES)
    assert "introuvable" in render_page(LIGNES)
