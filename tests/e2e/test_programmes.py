"""The first letting of a programme, by its two sides: declared, proposed, accepted, closed, delivered, let."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from tests.e2e.gestes import violations
from tests.e2e.navigateur import Visite

pytestmark = pytest.mark.e2e
LARGE = {"width": 1280, "height": 900}


def declare(page: Page) -> str:
    """Declare four dwellings that the Ville guarantees; give the address of the programme."""
    page.goto("/programmes")
    page.get_by_role("link", name="Inscrire un programme").click()
    for label, value in (
        ("Code", "TORTUES"),
        ("Nom du programme", "Les Tortues polies"),
        ("Commune", "06069"),
        ("Document", "Plan de financement du 2 novembre"),
        ("T3 PLUS", "4"),
    ):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("Mise en service prévue").fill("2027-01-11")
    page.get_by_label("Réservataire 1").select_option(label="Ville de Grasse")
    page.get_by_label("Part (1), en %").fill("100")
    page.get_by_role("button", name="Inscrire ce programme").click()
    page.wait_for_url("**/programmes/*")
    return page.url.partition("#")[0]


def test_a_programme_is_let_a_first_time(visite_neuve: Visite) -> None:
    with (
        visite_neuve.open("gestionnaire", viewport=LARGE) as bailleur,
        visite_neuve.open("reservataire", viewport=LARGE) as ville,
    ):
        address = declare(bailleur)
        asked = ville.goto(address)
        assert asked
        assert asked.status == 404  # nothing is proposed to her yet
        bailleur.get_by_role("button", name="Proposer ces nombres").click()
        bailleur.get_by_text("La répartition est proposée").wait_for()
        ville.goto("/programmes")
        ville.get_by_role("link", name="Les Tortues polies").click()
        ville.get_by_label("Oui, j’accepte").check()
        ville.get_by_role("button", name="Envoyer ma réponse").click()
        ville.get_by_text("Votre réponse est transmise").wait_for()
        assert violations(ville) == []
        bailleur.goto(address)
        bailleur.get_by_role("button", name="Arrêter sur ces nombres").click()
        bailleur.get_by_text("La répartition est arrêtée.").wait_for()
        bailleur.get_by_label("Livré le").fill("2026-11-20")
        bailleur.get_by_role("button", name="Livrer").click()
        bailleur.get_by_text("Le programme est livré").wait_for()
        for n in range(4):
            bailleur.get_by_label("Ce qui s’est passé").select_option(label="bail signé")
            bailleur.get_by_label("Le", exact=True).fill("2026-11-21")
            bailleur.get_by_role("button", name="Inscrire au journal").click()
            bailleur.get_by_text("C’est inscrit au journal").wait_for()
            assert bailleur.get_by_role("cell", name="loué").count() == n + 1
        assert "le tour est terminé" in bailleur.locator("h1").inner_text()
        assert violations(bailleur) == []
        ville.goto(address)
        assert ville.locator("tbody a[href^='/logements/TORTUES']").count() == 1
