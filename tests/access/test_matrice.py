"""Every route, method and profile against the named world: what the matrix says is what happens."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from tests.access.habilitations import METHODES, PAGE, bodies, read_matrice, render_page
from tests.actions.monde_complet import calculate, complete
from tests.builders import JOUR, MOMENT, Monde, a_fait, an_acteur
from tests.builders_parc import CONVENTION, a_modele
from tests.routes import list_routes

from gef.actions.fichiers_deposes import deposer

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
    """Complete the world, and name what addresses are about: a dwelling that the Ville refused, its account, a deposit."""
    settings.MEDIA_ROOT, settings.GEF_JOUR = tmp_path, JOUR
    complete(monde)
    calculate(monde)
    for kind in ("orientation", "refus"):
        a_fait(monde.liberations[1], kind, monde.comptes["VILLE"])
    return {
        "reference": monde.liberations[1].reference,
        "bailleur": monde.habitat_lys.pk,
        "code": "VILLE",
        "exercice": 2025,
        "genre": "conventions",
        "empreinte": a_depot(monde),
    }


def a_depot(monde: Monde) -> str:
    """Hand in a file of conventions, and leave the decision to the tests."""
    content = [a_modele("conventions", CONVENTION)]
    acteur = an_acteur(monde.gestionnaire)
    return deposer(acteur, content, nom="conventions.csv", genre="conventions", moment=MOMENT).empreinte


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
