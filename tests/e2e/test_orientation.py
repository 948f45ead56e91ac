"""The orientation of a day, in a browser: try a réservataire, accept several proposals."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.e2e.gestes import violations
from tests.e2e.navigateur import Visite, overflow

pytestmark = pytest.mark.e2e

LARGEURS = (1280, 360)


def test_try_a_reservataire_then_accept_two_proposals(visite: Visite) -> None:
    with visite.open("gestionnaire", java_script_enabled=True) as page:
        page.goto("/orientation")
        before = int(page.get_by_role("heading", level=1).inner_text().split()[0])
        page.get_by_role("link", name="Commencer par le plus ancien").click()
        page.get_by_label("Réservataire à essayer").select_option(index=1)
        page.get_by_role("button", name="Essayer").click()
        expect(page.locator("#essai")).to_contain_text("Ce que devient chaque solde")
        for width in LARGEURS:
            page.set_viewport_size({"width": width, "height": 800})
            assert overflow(page) == 0, f"{width} px"
            assert violations(page) == [], f"{width} px"
        page.goto("/orientation")
        boxes = page.get_by_role("checkbox", name=re.compile("^Cocher "))
        boxes.nth(0).check()
        boxes.nth(1).check()
        page.get_by_role("button", name="Accepter les propositions cochées").click()
        expect(page.get_by_role("status")).to_contain_text(re.compile("2\\s+logements sont orientés"))
        assert int(page.get_by_role("heading", level=1).inner_text().split()[0]) == before - 2
