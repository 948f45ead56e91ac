"""Journeys of people through the demonstration: by mouse, by keyboard alone, without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.gestes import press_until
from tests.e2e.navigateur import Visite, sign_in

from gef.demo.acces import GESTIONNAIRE, MOT_DE_PASSE

pytestmark = pytest.mark.e2e

MOTIF = "Relogement urgent, accord de la Ville le 20 novembre."
SOLDE = re.compile(r"son solde passe de (\S+) à (\S+)\.")


def read_waiting(page: Page) -> int:
    """Read how many dwellings wait."""
    heading = page.get_by_role("heading", level=1).inner_text()
    return int(heading.split()[0])


def read_solde(page: Page, nom: str) -> str:
    """Read the solde of an account in the table of the year."""
    page.goto("/")
    row = page.locator("#t-soldes tbody tr").filter(has=page.get_by_role("link", name=nom, exact=True))
    return row.locator("td").last.inner_text().strip()


def test_sign_in_orient_as_proposed_and_see_the_solde_move(visite: Visite) -> None:
    context = visite.browser.new_context(base_url=visite.base, locale="fr-FR")
    page = context.new_page()
    sign_in(page, GESTIONNAIRE)
    expect(page.get_by_role("heading", level=1)).to_contain_text("L’année 2026")
    page.get_by_role("link", name=re.compile(r"^Orienter \d+")).click()
    before = read_waiting(page)
    page.get_by_role("link", name="Commencer par le plus ancien").click()
    nom = (
        page.get_by_role("button", name=re.compile("^Orienter vers")).first.inner_text().removeprefix("Orienter vers ")
    )
    said = SOLDE.search(page.locator("main").inner_text())
    assert said
    assert said[1] != said[2]
    page.get_by_role("button", name=f"Orienter vers {nom}").click()
    expect(page.get_by_role("status")).to_contain_text(f"est orienté vers {nom}")
    assert read_waiting(page) == before - 1
    assert read_solde(page, nom) == said[2]
    context.close()


def test_depart_with_a_reason_which_the_journal_keeps(visite: Visite) -> None:
    with visite.open("gestionnaire") as page:
        page.goto("/orientation")
        address = page.locator("#t-a-orienter tbody a").nth(1).get_attribute("href") or ""
        page.goto(address)
        others = page.get_by_role("radio")
        chosen = others.nth(1).get_attribute("value")
        others.nth(1).check()
        page.get_by_role("button", name="Orienter vers le réservataire choisi").click()
        field = page.get_by_label("Pourquoi vous écartez-vous de la proposition")
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile("Écrivez le motif"))
        assert page.locator("input[name=reservataire]:checked").get_attribute("value") == chosen
        field.fill(MOTIF)
        page.get_by_role("button", name="Orienter vers le réservataire choisi").click()
        expect(page.get_by_role("status")).to_contain_text("est orienté vers")
        page.goto(address)
        journal = page.locator("ol.fil").inner_text()
        assert "écart à la proposition" in journal
        assert MOTIF in journal
        assert GESTIONNAIRE.nom in journal
        assert page.get_by_role("button", name="Orienter").count() == 0


def test_keyboard_alone_from_the_sign_in_to_a_decision(visite: Visite) -> None:
    context = visite.browser.new_context(base_url=visite.base, locale="fr-FR")
    page = context.new_page()
    page.goto("/connexion")
    press_until(page, "Adresse électronique")
    page.keyboard.type(GESTIONNAIRE.email)
    press_until(page, "Mot de passe")
    page.keyboard.type(MOT_DE_PASSE)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    press_until(page, "Aller au contenu")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
    press_until(page, "Orienter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/orientation")
    before = read_waiting(page)
    press_until(page, "Commencer par le plus ancien")
    page.keyboard.press("Enter")
    page.wait_for_url("**/logements/*")
    press_until(page, "Orienter vers")
    page.keyboard.press("Enter")
    page.wait_for_url("**/orientation")
    expect(page.get_by_role("status")).to_contain_text("est orienté vers")
    assert read_waiting(page) == before - 1
    context.close()


def test_without_javascript_everything_is_done(visite: Visite) -> None:
    with visite.open("gestionnaire", java_script_enabled=False) as page:
        page.goto("/orientation")
        before = read_waiting(page)
        page.locator("#t-a-orienter thead a", has_text="Commune").click()
        assert "tri=commune" in page.url
        communes = page.locator("#t-a-orienter tbody td[data-l=Commune]").all_inner_texts()
        assert communes == sorted(communes)
        page.locator("select[name=f-commune]").select_option(communes[0])
        page.get_by_role("button", name="Filtrer").click()
        assert set(page.locator("#t-a-orienter tbody td[data-l=Commune]").all_inner_texts()) == {communes[0]}
        page.goto("/orientation")
        page.get_by_role("link", name="Commencer par le plus ancien").click()
        page.get_by_role("button", name=re.compile("^Orienter vers")).first.click()
        expect(page.get_by_role("status")).to_contain_text("est orienté vers")
        assert read_waiting(page) == before - 1


def test_with_javascript_a_table_is_sorted_in_place_and_the_focus_stays(visite: Visite) -> None:
    with visite.open("gestionnaire") as page:
        page.goto("/")
        page.evaluate("window.temoin = 1")
        page.locator("#t-soldes thead a", has_text="Solde").click()
        expect(page.locator("#t-soldes th[aria-sort]")).to_contain_text("Solde")
        assert page.evaluate("window.temoin") == 1, "the whole page was loaded again"
        assert page.evaluate("document.activeElement.id") == "t-soldes-tri-solde"


def test_a_reader_reads_and_has_nothing_to_press(visite: Visite) -> None:
    with visite.open("lecteur") as page:
        page.goto("/orientation")
        page.get_by_role("link", name="Commencer par le plus ancien").click()
        assert page.get_by_role("button", name=re.compile("^Orienter")).count() == 0
        assert page.get_by_role("radio").count() == 0
        expect(page.locator("main")).to_contain_text("un gestionnaire décidera")


def test_a_reservataire_sees_his_account_to_its_lines(visite: Visite) -> None:
    with visite.open("reservataire") as page:
        page.goto("/")
        expect(page.locator("main")).to_contain_text("Habitat Lérins : Ville de Grasse")
        page.locator("main a[href^='/comptes/']").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Ville de Grasse")
        assert "un autre réservataire" in page.locator("main").inner_text()
        assert "Action Logement" not in page.locator("main").inner_text()


def test_signing_out_closes_the_door(visite: Visite) -> None:
    context = visite.browser.new_context(base_url=visite.base, locale="fr-FR")
    page = context.new_page()
    sign_in(page, GESTIONNAIRE)
    page.get_by_role("button", name="Se déconnecter").click()
    page.goto("/orientation")
    assert "/connexion?next=/orientation" in page.url
    context.close()
