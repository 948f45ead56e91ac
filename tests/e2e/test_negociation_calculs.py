"""The negotiation, second half: the assiette revised, the methods weighed, one retained, scenarios kept."""

from __future__ import annotations

import io
import json
import re

import openpyxl
import pytest
from playwright.sync_api import Page, expect
from tests.e2e.gestes import (
    at_desk,
    expect_said,
    expect_title,
    find_row,
    follow,
    look,
    look_on_phone,
    press,
    read_row,
    take,
)
from tests.e2e.navigateur import Visite

from gef.demo.acces import GESTIONNAIRE

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

PROTOCOLE = "Avenant 2025 à la convention de Grasse, art. 2"
REVISION = "Plan de concertation locative, avenant d’octobre"
MOTIF_TAUX = "Comité du 20 novembre : l’année la plus récente, après les livraisons de 2024."
MOTIF_METHODE = "Comité du 20 novembre : méthode retenue par tous les réservataires."


def test_the_assiette_is_revised_compared_and_told(visite_neuve: Visite) -> None:
    with at_desk(visite_neuve, "gestionnaire") as page:
        record_an_exclusion(page)
        revise_one_month(page)
        choose_a_rate(page)
        compute_and_compare(page)
        note_the_notice(page)


def record_an_exclusion(page: Page) -> None:
    """An agreement needs its document; its dwellings can be listed."""
    page.goto("/assiette")
    expect_title(page, "logements à partager en 2026")
    look(page)
    follow(page, "Les accords inscrits, et les logements retirés")
    page.get_by_label("Logements retirés du parc").select_option(label="logements inclus dans un plan de vente")
    page.get_by_role("combobox", name="Convention").select_option(label="Ville de Grasse")
    document = page.locator("#inscrire").get_by_label("Document")
    expect(document).to_have_attribute("required", "")
    document.fill(PROTOCOLE)
    document.press("Enter")
    expect_said(page, "C’est inscrit. Recalculez l’assiette pour en tenir compte.")
    assert PROTOCOLE in read_row(page, "registre", "plan de vente")
    look(page)
    follow(page, "Logements loués à des associations")
    nom, content = take(page, page.get_by_role("link", name=re.compile("^CSV")))
    assert nom.endswith("-2026-11-22.csv")
    assert len(content.splitlines()) > 298


def revise_one_month(page: Page) -> None:
    """One month of one category is revised; what was said before stays."""
    page.goto("/assiette")
    follow(page, "Mois par mois, et réviser les prévisions")
    expect_title(page, "logements prévus hors du flux en 2026")
    look(page)
    page.get_by_label("Mutations internes, décembre").fill("12")
    page.get_by_label("Document, mutations internes").fill(REVISION)
    press(page, "Déclarer")
    expect_said(page, "1 prévision déclarée.")
    assert REVISION in read_row(page, "declarations", "décembre")
    look(page)


def choose_a_rate(page: Page) -> None:
    """Another rate is retained, with its reason."""
    page.goto("/assiette")
    follow(page, "Les taux possibles")
    expect_title(page, "7,56 % de rotation")
    look(page)
    page.get_by_label("Taux à retenir").select_option(label="Brut, 2025 : 7,68 %")
    page.get_by_label("Motif").fill(MOTIF_TAUX)
    press(page, "Retenir ce taux pour l’exercice 2026")
    expect_said(page, "Taux retenu")
    expect_title(page, "7,68 % de rotation")
    expect(page.locator("main")).to_contain_text(MOTIF_TAUX)
    look(page)


def compute_and_compare(page: Page) -> None:
    """A new version is computed, and compared with the one before; its files are taken."""
    page.goto("/assiette")
    before = page.get_by_role("heading", level=1).inner_text()
    version = compute_again(page)
    look(page)
    assert page.get_by_role("heading", level=1).inner_text() != before
    follow(page, "Comparer deux versions")
    expect_title(page, f"Version {version} : ")
    for label in ("Taux de rotation", "Mutations internes"):
        read_row(page, "comparaison", label)
    look(page)
    nom, content = take(page, page.locator("#t-comparaison").get_by_role("link", name=re.compile("^XLSX")))
    assert nom == f"assiette-2026-version-{version - 1}-et-version-{version}-2026-11-22.xlsx"
    assert openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].max_row > 10
    page.goto("/assiette")
    nom, content = take(page, page.locator("#t-assiette").get_by_role("link", name=re.compile("^XLSX")))
    assert nom == "assiette-2026-etape-par-etape-2026-11-22.xlsx"
    texts = {str(cell) for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].values for cell in row}
    assert any("Assiette à partager" in text for text in texts)
    nom, content = take(page, page.locator("#t-assiette").get_by_role("link", name=re.compile("^PDF")))
    assert nom == "assiette-2026-etape-par-etape-2026-11-22.pdf"
    assert content.startswith(b"%PDF")
    assert len(content) > 5_000


def note_the_notice(page: Page) -> None:
    """The notice of the year is told, and its sending noted with its date and its recipients."""
    follow(page, "L’information due avant le 28 février 2026")
    look(page)
    press(page, "Noter comme envoyée")
    expect_said(page, "L’envoi est noté")
    expect(page.locator("main")).to_contain_text(f"par {GESTIONNAIRE.nom}")
    expect(page.locator("main")).to_contain_text("43 destinataires")
    look(page)
    look_on_phone(page)


def compute_again(page: Page) -> int:
    """Compute again on today's data; give the number of the version, which must be a new one."""
    press(page, "Recalculer sur les données du jour")
    said = page.get_by_role("status").inner_text()
    found = re.fullmatch(r"Version (\d+) calculée\.", said)
    assert found, said
    assert int(found[1]) > 1
    return int(found[1])


def test_the_methods_are_weighed_and_one_is_retained(visite_neuve: Visite) -> None:
    with at_desk(visite_neuve, "gestionnaire") as page:
        open_the_calculation_of_a_part(page)
        record_a_derogation(page)
        retain_a_method(page)
        page.goto("/objectifs")
        page.get_by_label("D’après").select_option(label="les parts retenues")
        compute_again(page)
        expect(page.locator("main")).to_contain_text("D’après les parts retenues, et non les conventions")
        look(page)
        look_on_phone(page)


def open_the_calculation_of_a_part(page: Page) -> None:
    """Each figure opens its calculation, and the proof can be taken."""
    page.goto("/conversion")
    expect_title(page, "Quatre méthodes pour partager")
    look(page)
    figure = find_row(page, "methodes", "Action Logement").locator("a[href*=droits_uniques]")
    logements = figure.inner_text().split()[0]
    figure.click()
    expect_title(page, f"Action Logement : {logements} logements par an")
    expect(page.locator("#t-calcul")).to_contain_text("Droits uniques de l’année, dans le flux")
    look(page)
    nom, content = take(page, page.get_by_role("link", name="Télécharger la preuve (JSON)"))
    assert nom == "part-AL-droits_uniques-2026.json"
    assert json.loads(content)["reservataire"]


def record_a_derogation(page: Page) -> None:
    """An act that sets a rule aside is written with its terms; the conversion reads it."""
    page.goto("/conversion")
    follow(page, "dérogations et stipulations")
    look(page)
    page.get_by_label("Règle écartée").select_option(label="État, 30 % au plus")
    page.get_by_label("Valeur, en pourcentage").fill("32,5")
    page.get_by_label("Clause").fill("La part de l’État est portée à 32,5 % dans le département.")
    page.get_by_label("Document").fill("Arrêté du 3 mars 2026 (fictif)")
    press(page, "Inscrire cet acte")
    expect_said(page, "Acte inscrit.")
    expect_title(page, "2 actes écartent une règle en 2026")
    assert "32,5 %" in read_row(page, "derogations", "Arrêté du 3 mars 2026")
    page.goto("/conversion")
    compute_again(page)
    follow(page, "Chaque contrôle")
    expect(page.locator("main")).to_contain_text("Arrêté du 3 mars 2026")
    look(page)


def retain_a_method(page: Page) -> None:
    """A method is retained at somebody's name, with his reason."""
    page.goto("/conversion")
    follow(page, "Retenir une méthode")
    page.get_by_role("combobox", name="Méthode").select_option(label="Négociée")
    page.get_by_role("button", name="Afficher").click()
    expect_title(page, "Retenir « négociée » pour 2026")
    look(page)
    page.get_by_label("Pourquoi cette méthode").fill(MOTIF_METHODE)
    press(page, "Retenir ces parts")
    expect_said(page, "Parts retenues, version 1.")
    expect(page.locator("main")).to_contain_text(f"par {GESTIONNAIRE.nom}")
    look(page)


def test_without_javascript_a_scenario_is_composed_compared_and_exported(visite_neuve: Visite) -> None:
    with visite_neuve.open("gestionnaire", java_script_enabled=False) as page:
        page.goto("/conversion/scenarios")
        add_a_change(page, "Nombre de logements libérés")
        page.get_by_label("Variation, en %").fill("−15")
        add_a_change(page, "Programme livré")
        expect(page.get_by_label("Variation, en %")).to_have_value("−15")
        page.get_by_label("Nom du scénario").fill("Moins de départs, Grasse livrée")
        commune = page.get_by_label("Commune", exact=True)
        commune.fill("Grâce")
        page.get_by_label("Logements", exact=True).fill("40")
        press(page, "Calculer et garder")
        expect(commune).to_have_attribute("aria-invalid", "true")
        commune.fill("grasse")
        press(page, "Calculer et garder")
        expect_said(page, "Scénario gardé, version 3.")
        expect_title(page, "Moins de départs, Grasse livrée : ")
        assert read_row(page, "changements", "Programme livré").endswith("312 → 352 logements")
        page.get_by_label("Avec").select_option(label="Un cinquième de libérations en moins")
        press(page, "Comparer")
        expect_title(page, "« Moins de départs, Grasse livrée » face à « Un cinquième de libérations en moins »")
        nom, content = take(page, page.get_by_role("link", name="Exporter toute la comparaison (XLSX)"))
        assert nom == "qui-gagne-qui-perd-2026-11-22.xlsx"
        assert "Sources" in openpyxl.load_workbook(io.BytesIO(content)).sheetnames


def add_a_change(page: Page, genre: str) -> None:
    """Add a change of a kind to the scenario being written."""
    page.get_by_label("Changement à ajouter").select_option(label=genre)
    press(page, "Ajouter un changement")


def test_scenarios_and_the_years_ahead_are_read_by_all(visite: Visite) -> None:
    with at_desk(visite, "lecteur") as page:
        page.goto("/conversion")
        follow(page, "scénarios")
        assert page.locator("main form[method=post]").count() == 0
        page.locator(".outils").get_by_role("button", name="Comparer").click()
        expect(page.locator("main")).to_contain_text("Ces deux scénarios ne partent pas de la même base.")
        look(page)
        look_on_phone(page)
        page.goto("/conversion")
        follow(page, "années à venir")
        expect_title(page, "De 2026 à 2082")
        look(page)
        page.locator("#t-comptes").get_by_role("link", name="Ville de Mougins").click()
        expect(page.get_by_role("heading", name="Ville de Mougins, année par année")).to_be_visible()
        look(page)
        look_on_phone(page)
