"""The context of an orientation, in a browser: class the residence of a dwelling, and read it on its sheet."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.e2e.gestes import violations
from tests.e2e.navigateur import Visite, overflow

pytestmark = pytest.mark.e2e

MOTIF = "Départs répétés depuis un an."


def test_the_class_given_from_a_sheet_is_read_on_it(visite_neuve: Visite) -> None:
    with visite_neuve.open("gestionnaire") as page:
        page.goto("/orientation")
        page.get_by_role("link", name="Commencer par le plus ancien").click()
        sheet = page.url
        page.locator("#contexte dd a").first.click()
        page.get_by_role("radio", name="à rééquilibrer").check()
        page.get_by_label("Motif").fill(MOTIF)
        page.get_by_role("button", name="Classer cette résidence").click()
        expect(page.get_by_role("status")).to_contain_text("à rééquilibrer")
        page.goto(sheet)
        expect(page.locator("#contexte")).to_contain_text(
            "À rééquilibrer depuis le 22\N{NO-BREAK SPACE}novembre\N{NO-BREAK SPACE}2026"
        )
    with visite_neuve.open("reservataire") as page:
        answer = page.goto("/orientation/residences")
        assert answer is not None
        assert answer.status == 403


def test_a_need_declared_is_found_on_the_sheet_that_suits_it(visite_neuve: Visite) -> None:
    with visite_neuve.open("gestionnaire") as page:
        page.goto("/orientation/besoins")
        page.get_by_label("Référence interne").fill("MUT-ESSAI")
        page.locator("#id_besoin-categorie").select_option("mutations")
        page.get_by_role("button", name="Inscrire ce besoin").click()
        expect(page.get_by_role("status")).to_contain_text("MUT-ESSAI inscrit")
        page.goto("/orientation")
        page.get_by_role("link", name="Commencer par le plus ancien").click()
        page.get_by_text("Besoins hors flux que ce logement peut pourvoir").click()
        assert page.get_by_text("MUT-ESSAI").is_visible()
        page.set_viewport_size({"width": 360, "height": 800})
        assert (overflow(page), violations(page)) == (0, [])
