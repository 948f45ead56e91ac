"""Two sides of one attribution: Action Logement's dwelling, requalified, counted on the État before the commission."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.gestes import at_desk, expect_said, expect_title, follow, look, look_on_phone, press, read_row
from tests.e2e.navigateur import Visite, sign_in

from gef.demo.acces import ACTION_LOGEMENT, ETAT, AccesDemo

pytestmark = pytest.mark.e2e

NUMEROS = ("060000000000000001", "060000000000000002", "060000000000000003")


def requalify(page: Page) -> str:
    """Requalify the first dwelling of the list; give its reference."""
    page.goto("/orientation")
    follow(page, "Gestion déléguée et mixte")
    expect_title(page, "à requalifier encore")
    look(page)
    look_on_phone(page)
    reference = page.locator("select[name=logement]").input_value().partition("|")[0]
    press(page, "Requalifier")
    expect_said(page, f"{reference} est requalifié")
    return reference


def agree(page: Page) -> None:
    """Record what the partners agreed on."""
    page.goto("/orientation")
    follow(page, "Règles d’imputation")
    expect_title(page, "Sur qui compte une attribution disputée")
    page.get_by_label("Premier critère").select_option("public")
    page.get_by_label("Puis, à égalité").select_option("solde")
    page.locator("#inscrire").get_by_label("Document").fill("Accord des partenaires du 12 janvier 2026")
    press(page, "Inscrire cette règle")
    expect_said(page, "Règle inscrite.")
    look(page)
    look_on_phone(page)


def designate(page: Page, reference: str) -> None:
    """Present three households: the first is a checked priority, of the État too."""
    page.goto(f"/logements/{reference}/candidats")
    for rank, numero in enumerate(NUMEROS):
        page.locator(f"[name$='-{rank}-numero_unique']").fill(numero)
        page.locator(f"[name$='-{rank}-personnes']").fill("2")
    page.locator("[name$='-0-public']").select_option("dalo")
    page.locator("[name$='-0-public_valide']").check()
    page.locator("[name$='-0-eligibles'][value='ETAT-P']").check()
    press(page, "Désigner ces candidats")


def seen_by(visite: Visite, acces: AccesDemo, reference: str) -> str:
    """What another organisation reads of the imputation."""
    context = visite.browser.new_context(base_url=visite.base, locale="fr-FR")
    page = context.new_page()
    sign_in(page, acces)
    page.locator("a[href^='/comptes/']").first.click()
    follow(page, "Imputations")
    look(page)
    row = read_row(page, "imputations", reference)
    context.close()
    return row


def test_an_attribution_counts_where_the_partners_agreed_and_both_see_it(visite_neuve: Visite) -> None:
    with at_desk(visite_neuve, "gestionnaire") as page:
        reference = requalify(page)
        agree(page)
        designate(page, reference)
        page.goto(f"/logements/{reference}")
        follow(page, "Confirmer l’imputation")
        expect_title(page, "Sur quel compte compter ce logement")
        expect(page.locator("[id^=candidat]").first).to_contain_text("le réservataire du public le plus étroit")
        look(page)
        look_on_phone(page)
        page.get_by_role("button", name=re.compile("^Compter sur État")).click()
        expect_said(page, "Les comptes ont suivi.")
        expect_title(page, "Compte sur État")
        look(page)
        page.goto("/orientation")
        follow(page, "Règles d’imputation")
        follow(page, "Imputations de l’année")
        assert "Action Logement" in read_row(page, "imputations", reference)
        look(page)
        look_on_phone(page)
    assert "un autre compte" in seen_by(visite_neuve, ACTION_LOGEMENT, reference)
    assert "le réservataire du public le plus étroit" in seen_by(visite_neuve, ETAT, reference)
