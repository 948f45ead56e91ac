"""A dwelling from its notice to its lease, both sides signed in: answers, refusals, silence, and what leaves the flux."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.gestes import at_desk, expect_said, expect_title, follow, look, look_on_phone, press
from tests.e2e.navigateur import Visite

pytestmark = pytest.mark.e2e

VILLE = "Ville de Grasse"


def inscribe(page: Page, commune: str = "Grasse") -> str:
    """Inscribe the notice of a let dwelling of a commune; give its reference."""
    page.goto("/etat-des-lieux/logements")
    page.get_by_label("Commune").select_option(label=commune)
    press(page, "Filtrer")
    for nom in page.locator("main tbody th").all_inner_texts():
        page.goto("/orientation/preavis")
        page.get_by_label("Logement", exact=True).fill(nom.split()[0])
        page.get_by_label("Durée du préavis").select_option("un_mois")
        press(page, "Trouver le logement")
        if page.get_by_role("button", name="Inscrire ce préavis").count():
            press(page, "Inscrire ce préavis")
            expect_said(page, "Le préavis est inscrit")
            return page.url.rpartition("/logements/")[2]
    raise AssertionError(f"every dwelling of {commune} is already freed")


def orient_to(page: Page, nom: str, commune: str = "Grasse") -> str:
    """Orient a dwelling just noticed to somebody, with a reason where it is not proposed to him; give its reference."""
    reference = inscribe(page, commune)
    page.get_by_label(re.compile(f"^{nom}")).check()
    page.get_by_label("Motif de l’écart").select_option("accord")
    press(page, "Orienter vers le réservataire choisi")
    return reference


def sheet(page: Page, reference: str) -> None:
    page.goto(f"/logements/{reference}")


def own_sheet(page: Page, reference: str) -> None:
    page.goto("/")
    page.locator(f"main a[href^='/logements/{reference}?']").first.click()


def fill_candidats(page: Page) -> None:
    for rank in range(3):
        page.locator(f"#id_candidat-{rank}-numero_unique").fill(f"0612260000{rank}G0600X"[:18].ljust(18, "0"))
        page.locator(f"#id_candidat-{rank}-personnes").fill("2")


def note(page: Page, reference: str, kind: str, button: str, **fields: Any) -> None:
    """Write a fact through its form."""
    page.goto(f"/logements/{reference}/faits/{kind}")
    for nom, value in fields.items():
        field = page.locator(f"#id_{nom}")
        if nom == "motif":
            field.fill(value)
        else:
            field.select_option(value)
    press(page, button)


def test_in_gestion_directe_from_the_sheet_to_the_lease(visite: Visite) -> None:
    with at_desk(visite, "gestionnaire") as bailleur, at_desk(visite, "reservataire") as ville:
        reference = orient_to(bailleur, VILLE)
        sheet(bailleur, reference)
        follow(bailleur, re.compile("^Transmettre la fiche"))  # type: ignore[arg-type]
        look_on_phone(bailleur)
        press(bailleur, bailleur.get_by_role("heading", level=1).inner_text())
        expect_said(bailleur, "fiche transmise")
        own_sheet(ville, reference)
        look_on_phone(ville)
        expect(ville.locator("main")).to_contain_text("Accepter ce logement")
        follow(ville, "Désigner vos candidats")
        look_on_phone(ville)
        fill_candidats(ville)
        press(ville, "Désigner ces candidats")
        expect_said(ville, "3 candidats désignés")
        look(ville)
        for kind, button in (
            ("attribution", "Noter l’attribution en CALEOL"),
            ("acceptation_menage", "Noter l’acceptation du ménage"),
            ("bail", "Noter la signature du bail"),
        ):
            note(bailleur, reference, kind, button)
        expect(bailleur.locator("main")).to_contain_text("Terminé")
        own_sheet(ville, reference)
        expect(ville.locator("main")).to_contain_text("loué")


def test_a_refusal_gives_it_back_and_it_is_oriented_again(visite: Visite) -> None:
    with at_desk(visite, "gestionnaire") as bailleur, at_desk(visite, "reservataire") as ville:
        reference = orient_to(bailleur, VILLE)
        note(bailleur, reference, "transmission", bailleur_button(bailleur, reference, "transmission"))
        own_sheet(ville, reference)
        follow(ville, "Refuser ce logement")
        expect(ville.locator("main")).to_contain_text("Effet sur les comptes")
        ville.get_by_label("Cause").select_option("sans_candidat")
        press(ville, "Refuser ce logement")
        expect_said(ville, "refusé par")
        sheet(bailleur, reference)
        expect_title(bailleur, "proposé à")
        press(
            bailleur, bailleur.get_by_role("button", name=re.compile("^Orienter vers (?!le réservataire)")).inner_text()
        )
        expect_said(bailleur, "est orienté vers")
        own = ville.goto(f"/logements/{reference}")
        assert own is not None
        expect(ville.locator("main")).to_contain_text("n’est plus orienté vers votre organisation")


def bailleur_button(page: Page, reference: str, kind: str) -> str:
    page.goto(f"/logements/{reference}/faits/{kind}")
    return page.get_by_role("heading", level=1).inner_text()


def test_a_silence_is_established_and_counts_or_not(visite: Visite) -> None:
    with at_desk(visite, "gestionnaire") as bailleur:
        reference = orient_to(bailleur, VILLE)
        note(bailleur, reference, "transmission", bailleur_button(bailleur, reference, "transmission"))
        name = bailleur_button(bailleur, reference, "non_reponse")
        note(bailleur, reference, "non_reponse", name, consequence="compte")
        expect_said(bailleur, "sans réponse de")
        expect(bailleur.locator("main")).to_contain_text("reste compté")
        note(bailleur, reference, "annulation", "Annuler le dernier fait", motif="Réponse reçue par courrier.")
        expect(bailleur.locator("main")).to_contain_text("transmis")


def test_a_refusal_counts_where_the_convention_says_so_and_the_dwelling_comes_back(visite: Visite) -> None:
    with at_desk(visite, "gestionnaire") as bailleur:
        reference = orient_to(bailleur, "CA de Sophia Antipolis", "Antibes")
        note(bailleur, reference, "transmission", bailleur_button(bailleur, reference, "transmission"))
        name = bailleur_button(bailleur, reference, "refus")
        expect(bailleur.locator("main")).to_contain_text("reste compté")
        note(bailleur, reference, "refus", name, cause="sans_candidat")
        expect_said(bailleur, "refusé par")
        sheet(bailleur, reference)
        expect_title(bailleur, "proposé à")
        expect(bailleur.locator("main")).to_contain_text("refus")


def test_a_dwelling_given_back_is_oriented_again(visite: Visite) -> None:
    with at_desk(visite, "gestionnaire") as bailleur:
        reference = orient_to(bailleur, VILLE)
        note(bailleur, reference, "transmission", bailleur_button(bailleur, reference, "transmission"))
        name = bailleur_button(bailleur, reference, "retour")
        note(bailleur, reference, "retour", name, motif="Convention en cours de renégociation.")
        sheet(bailleur, reference)
        expect_title(bailleur, "proposé à")
        press(
            bailleur, bailleur.get_by_role("button", name=re.compile("^Orienter vers (?!le réservataire)")).inner_text()
        )
        expect_said(bailleur, "est orienté vers")


def test_a_dwelling_leaves_the_flux(visite: Visite) -> None:
    with at_desk(visite, "gestionnaire") as bailleur:
        reference = inscribe(bailleur)
        note(bailleur, reference, "qualification_hors_flux", "Sortir du flux", categorie="mutations")
        expect_said(bailleur, "sorti du flux")
        expect(bailleur.locator("main")).to_contain_text("hors flux")


def test_the_keyboard_is_enough_to_answer(visite: Visite) -> None:
    from tests.e2e.gestes import press_until

    with at_desk(visite, "gestionnaire") as bailleur, at_desk(visite, "reservataire") as ville:
        reference = orient_to(bailleur, VILLE)
        note(bailleur, reference, "transmission", bailleur_button(bailleur, reference, "transmission"))
        own_sheet(ville, reference)
        press_until(ville, "Accepter ce logement")
        ville.keyboard.press("Enter")
        ville.wait_for_url("**/faits/acceptation*")
        press_until(ville, "Accepter ce logement")
        ville.keyboard.press("Enter")
        ville.wait_for_url(lambda url: "/faits/" not in url)
        expect_said(ville, "accepté par")
