"""Gestion déléguée to the end: the bailleur designates, the commission decides with ranks, a household refuses."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.gestes import at_desk, expect_said, expect_title, follow, look, look_on_phone, press
from tests.e2e.navigateur import Visite
from tests.e2e.test_flux import inscribe, note

from gef.demo.calendrier import JOUR_DEMO

pytestmark = pytest.mark.e2e

VILLE = "Ville de Nice"  # its convention is wholly in gestion déléguée: see gef.demo.gestion


def orient_to_nice(page: Page) -> str:
    """Orient a dwelling of Nice just noticed to the city; give its reference."""
    reference = inscribe(page, "Nice")
    page.get_by_label(re.compile(f"^{VILLE}")).check()
    page.get_by_label("Motif de l’écart").select_option("accord")
    press(page, "Orienter vers le réservataire choisi")
    return reference


def designate(page: Page, reference: str) -> None:
    """Present three households for the city: nothing is sent to it."""
    page.goto(f"/logements/{reference}")
    expect(page.locator("main")).to_contain_text("gestion déléguée")
    expect(page.get_by_role("link", name=re.compile("^Transmettre la fiche"))).to_have_count(0)
    page.goto(f"/logements/{reference}/candidats")
    look_on_phone(page)
    for rank in range(3):
        page.locator(f"#id_candidat-{rank}-numero_unique").fill(f"06088000000000000{rank}")
        page.locator(f"#id_candidat-{rank}-personnes").fill("2")
    press(page, "Désigner ces candidats")
    expect_said(page, "3 candidats désignés")


def plan(page: Page, reference: str) -> None:
    """Plan a session of the day with the dwelling, and convene it."""
    page.goto("/caleol")
    form = page.locator("#planifier")
    form.get_by_label("Date").fill(JOUR_DEMO.isoformat())
    form.get_by_label("Heure").fill("14:00")
    form.get_by_label("Lieu").fill("Salle du conseil")
    press(page, "Planifier cette séance")
    page.get_by_label(re.compile(f"^{re.escape(reference)},")).check()
    press(page, "Ajouter les logements cochés")
    expect_said(page, "L’ordre du jour est complété.")
    press(page, "Convoquer")
    expect_said(page, "Les convocations sont envoyées.")
    look(page)
    look_on_phone(page)


def decide(page: Page, reference: str) -> None:
    """Close the dwelling: first, second in rank, and a no with its reason; a decision without its rank is refused."""
    page.get_by_role("link", name=re.compile(f"^{re.escape(reference)}")).first.click()
    expect_title(page, "3 candidats")
    look(page)
    look_on_phone(page)
    codes, ranks = page.locator("select[name$='-code']"), page.locator("input[name$='-rang']")
    codes.nth(0).select_option("rang")
    codes.nth(1).select_option("rang")
    codes.nth(2).select_option("non_attribution")
    press(page, "Clore ce logement")
    expect(page.locator("main")).to_contain_text("Rien n’est enregistré")
    ranks.nth(0).fill("1")
    ranks.nth(1).fill("2")
    page.locator("select[name$='-motif']").nth(2).select_option("priorite")
    press(page, "Clore ce logement")
    expect_said(page, "Décisions closes")


def test_a_dwelling_designated_by_the_bailleur_goes_to_the_second_in_rank(visite: Visite) -> None:
    with at_desk(visite, "gestionnaire") as page:
        reference = orient_to_nice(page)
        designate(page, reference)
        plan(page, reference)
        session = page.url.partition("#")[0]
        decide(page, reference)
        page.goto(session)
        page.get_by_label("Membres présents").fill("Présidence, bailleur\nAdjointe au logement, ville de Nice")
        press(page, "Déclarer la séance tenue")
        expect_said(page, "La séance est déclarée tenue.")
        said = {"cause": "loyer", "partie": "menage", "offre": "adaptee"}
        note(page, reference, "refus_menage", "Noter le refus du ménage", **said)
        page.goto(session)
        page.get_by_role("link", name=re.compile(f"^{re.escape(reference)}")).first.click()
        expect(page.locator("#offre")).to_contain_text("Le candidat suivant dans le classement")
        look(page)
        page.get_by_role("button", name=re.compile("^Proposer au rang suivant")).click()
        expect_said(page, "proposé au rang suivant")
        follow(page, re.compile("^Réponse du ménage"))  # type: ignore[arg-type]
        note(page, reference, "acceptation_menage", "Noter l’acceptation du ménage")
        note(page, reference, "bail", "Noter la signature du bail")
        expect(page.locator("main")).to_contain_text("Terminé")
        page.goto("/caleol/radiations")
        expect(page.locator("main")).to_contain_text("060880000000000001")
