"""The negotiation, first half: rights sent, read, contested, corrected; statements taken; the parc corrected."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest
from playwright.sync_api import Page, expect
from tests.builders_parc import a_modele
from tests.e2e.gestes import (
    at_desk,
    expect_said,
    expect_title,
    find_row,
    follow,
    hand_over,
    look,
    look_on_phone,
    press,
    press_until,
    read_row,
    take,
)
from tests.e2e.navigateur import ATTENTE_SECONDES, Visite

from gef.demo.acces import GESTIONNAIRE

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

VILLE = "VILLE-06069"
CLASSEUR = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DROIT = {
    "reservataire": VILLE,
    "type": "commune",
    "portee": "commune:06069",
    "nature": "garantie",
    "type_droit": "suite",
    "commune": "06069",
    "debut": "01/07/2012",
    "echeance_pret": "01/07/2052",
    "part_garantie": "25 %",
    "mode_gestion": "directe",
    "convention_formalisee": "oui",
}
OUBLIES = (
    DROIT | {"reference": "D-9001", "programme": "Les Goélands oubliés", "nombre": 2, "document": "Convention 2012-17"},
    DROIT | {"reference": "D-9002", "programme": "Les Murènes oubliées", "nombre": 6, "document": "Convention 2012-18"},
)
CONTESTATION = "La convention 2012-18 compte cinq logements : le sixième est devenu une loge."
CORRECTION = "Cinq logements, en effet : la loge est sortie du parc en 2015."
MAINTIEN = "La délibération vise le bâtiment B ; celui-ci n’ouvre que trois droits."


def bring_forgotten_rights(page: Page) -> None:
    """Bring two rights of Grasse that the register did not know, by file."""
    page.goto("/etat-des-lieux/depot?genre=droits")
    hand_over(page, "droits.csv", a_modele("droits", *OUBLIES))
    expect_title(page, "2 lignes prêtes")
    press(page, "Importer 2 lignes de droits")
    expect_said(page, "2 ")


def test_two_sides_agree_line_by_line(visite_neuve: Visite) -> None:
    with at_desk(visite_neuve, "gestionnaire") as bailleur, at_desk(visite_neuve, "reservataire") as ville:
        bring_forgotten_rights(bailleur)
        send_to_all(bailleur)
        answer_two_lines(ville)
        correct_the_contested_line(bailleur)
        accept_the_corrected_line(ville)
        hold_to_the_other_line(bailleur)
        read_the_answer(ville)


def send_to_all(page: Page) -> None:
    """The bailleur sends what was never sent, to all, with a deadline."""
    follow(page, "État des lieux", inside="header, nav")
    follow(page, "Droits de réservation")
    follow(page, "Registre")
    expect(page.locator("main")).to_contain_text("Sans avis")
    look(page)
    follow(page, "Transmettre l’état des lieux")
    expect_title(page, "8 droits à transmettre, 2 lignes")
    look(page)
    page.get_by_label("Réponse attendue avant le").fill("2026-12-31")
    press(page, "Transmettre l’état des lieux")
    expect_said(page, "2 lignes transmises, 8 droits.")


def answer_two_lines(page: Page) -> None:
    """The réservataire learns on his first page that he is waited for; he validates by keyboard, then contests."""
    page.goto("/")
    look(page)
    follow(page, "22 droits à relire")
    expect_title(page, "22 droits à relire avant le 15 décembre 2026")
    look(page)
    find_row(page, "b1", "Les Goélands oubliés").get_by_role("link", name="à relire").click()
    expect(page.get_by_role("heading", name="Les Goélands oubliés, 2 droits : votre avis")).to_be_visible()
    press_until(page, "Oui, je valide")
    page.keyboard.press("Space")
    press_until(page, "Envoyer mon avis")
    page.keyboard.press("Enter")
    expect_said(page, "La ligne est validée.")
    assert "validé" in read_row(page, "b1", "Les Goélands oubliés")
    find_row(page, "b1", "Les Murènes oubliées").get_by_role("link", name="à relire").click()
    page.get_by_label("Non, je conteste").check()
    page.get_by_label("Nombre de droits selon vous").fill("5")
    press(page, "Envoyer mon avis")
    motif = page.get_by_label("Ce qui diffère")
    expect(motif).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Non, je conteste")).to_be_checked()
    look(page)
    motif.fill(CONTESTATION)
    press(page, "Envoyer mon avis")
    expect_said(page, "Votre contestation est transmise au bailleur")
    assert "contesté" in read_row(page, "b1", "Les Murènes oubliées")
    expect(page.locator("ol.fil")).to_contain_text("5 droits selon vous")


def correct_the_contested_line(page: Page) -> None:
    """The bailleur sees what is contested first; he opens the line and corrects it."""
    page.goto("/etat-des-lieux/registre")
    expect_title(page, "9 droits contestés sur 7 391 en cours")
    rows = page.locator("#t-registre tbody tr")
    assert all("contesté" in rows.nth(rank).inner_text() for rank in range(2))
    assert "contesté" not in rows.nth(2).inner_text()
    find_row(page, "registre", "Les Murènes oubliées").get_by_role("link").first.click()
    expect_title(page, "Ville de Grasse, Les Murènes oubliées : 6 droits")
    expect(page.locator("main")).to_contain_text(CONTESTATION)
    expect(page.locator("dl.calcul").first).to_contain_text("D-9002")
    look(page)
    old = page.url
    follow(page, "Corriger la ligne")
    look(page)
    page.get_by_label("Logements", exact=True).fill("5")
    page.get_by_label("Pourquoi vous corrigez").fill(CORRECTION)
    press(page, "Remplacer la ligne")
    expect_said(page, "La ligne corrigée remplace l’ancienne")
    assert page.url != old
    expect_title(page, "Les Murènes oubliées : 5 droits")
    expect(page.locator("dl.calcul").first).to_contain_text("D-9002")
    follow(page, "6 droits")
    assert page.url == old
    expect(page.locator("main")).to_contain_text("remplacée par une autre")


def accept_the_corrected_line(page: Page) -> None:
    """The réservataire reads the corrected line, and why; he accepts it."""
    page.goto("/vos-droits")
    row = find_row(page, "b1", "Les Murènes oubliées")
    expect(row).to_contain_text("à relire")
    expect(page.locator("ol.fil")).to_contain_text(CORRECTION)
    row.get_by_role("link", name="à relire").click()
    page.get_by_label("Oui, je valide").check()
    press(page, "Envoyer mon avis")
    expect_said(page, "La ligne est validée.")
    assert read_row(page, "b1", "Les Murènes oubliées").startswith("Les Murènes oubliées Grasse 5 ")


def hold_to_the_other_line(page: Page) -> None:
    """The bailleur holds to the other contested line, with a reason."""
    page.goto("/etat-des-lieux/registre")
    expect_title(page, "3 droits contestés")
    page.locator("#t-registre tbody a").first.click()
    expect_title(page, "Les Cerfs-volants valseurs : 3 droits")
    page.get_by_label("Pourquoi la ligne est maintenue").fill(MAINTIEN)
    press(page, "Maintenir la ligne")
    expect_said(page, "La ligne est maintenue.")
    expect(page.locator("ol.fil")).to_contain_text(MAINTIEN)
    look(page)
    look_on_phone(page)
    page.goto("/etat-des-lieux/registre")
    expect_title(page, "aucun contesté")


def read_the_answer(page: Page) -> None:
    """The réservataire reads the reason on his page, and may contest again."""
    page.goto("/vos-droits")
    row = find_row(page, "b1", "Les Cerfs-volants valseurs")
    expect(row).to_contain_text("maintenu")
    expect(page.locator("ol.fil")).to_contain_text(MAINTIEN)
    look(page)
    look_on_phone(page)
    row.get_by_role("link", name="maintenu").click()
    expect(page.get_by_role("button", name="Envoyer mon avis")).to_be_visible()


def test_a_reader_reads_the_dialogue_and_answers_nothing(visite: Visite) -> None:
    with at_desk(visite, "lecteur") as page:
        page.goto("/etat-des-lieux/registre")
        page.locator("#t-registre tbody a").first.click()
        expect(page.locator("main")).to_contain_text("contesté")
        expect(page.locator("ol.fil")).to_contain_text("Délibération du 14 juin 2004")
        assert page.locator("main form").count() == 0
        expect(page.get_by_role("link", name="Corriger la ligne")).to_have_count(0)
        look(page)
        page.goto("/etat-des-lieux/registre/transmettre")
        assert page.locator("main form[method=post]").count() == 0
        page.goto("/etat-des-lieux/registre/operation")
        expect(page.locator("main")).to_contain_text("Votre rôle permet de lire.")


def test_rights_of_a_guaranteed_operation_are_seen_before_they_are_written(visite_neuve: Visite) -> None:
    with at_desk(visite_neuve, "gestionnaire") as page:
        page.goto("/etat-des-lieux/registre")
        follow(page, "Droits d’une opération garantie")
        page.get_by_label("Référence de l’opération").fill("OP-2026-01")
        page.get_by_label("Programme").fill("Les Argonautes")
        page.get_by_label("Commune").fill("06069")
        page.get_by_label("Logements de l’opération").fill("37")
        page.get_by_label("Début des droits").fill("2026-07-01")
        page.get_by_label("Dernier remboursement du prêt").fill("2066-07-01")
        for rang, (nom, quotite) in enumerate((("Ville de Grasse", "50"), ("CA du Pays de Grasse", "25")), start=1):
            page.get_by_label(f"Garant {rang}", exact=False).first.select_option(label=nom)
            page.get_by_label(f"Quotité du garant {rang}").fill(quotite)
        page.get_by_label("Utilisateur du droit du garant 2").select_option(label="Ville de Grasse")
        page.get_by_label("Programme").press("Enter")
        expect_title(page, "7 droits à inscrire pour Les Argonautes")
        assert "5" in read_row(page, "operation", "Ville de Grasse")
        expect(page.get_by_label("Référence de l’opération")).to_have_value("OP-2026-01")
        look(page)
        look_on_phone(page)
        press(page, "Inscrire 7 droits au registre")
        expect_said(page, "7 droits inscrits au registre, à transmettre aux réservataires.")
        page.get_by_label("Rechercher").first.fill("Argonautes")
        page.get_by_role("button", name="Filtrer").click()
        expect(page.locator("#t-registre tbody tr")).to_have_count(2)
        assert "déclaré" in read_row(page, "registre", "CA du Pays de Grasse")


def test_statements_are_taken_one_by_one_then_all_at_once(visite_neuve: Visite) -> None:
    with at_desk(visite_neuve, "gestionnaire") as page:
        page.goto("/etat-des-lieux/droits")
        follow(page, "Relevés des réservataires")
        expect_title(page, "42 réservataires")
        look(page)
        page.locator("#t-releves").get_by_role("link", name="Ville de Grasse").click()
        expect_title(page, "29 logements réservés, Ville de Grasse")
        look(page)
        check_statement(page, 29)
        page.go_back()
        page.get_by_label("Format").select_option(label="XLSX")
        press(page, "Préparer les relevés de tous les réservataires")
        link = page.get_by_role("link", name="Télécharger")
        link.wait_for(timeout=ATTENTE_SECONDES * 1000)
        look(page)
        look_on_phone(page)
        nom, content = take(page, link)
        assert nom == "releves-2026-11-22-xlsx.zip"
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert len(archive.namelist()) == 42
            assert "releve-ville-06069-2026-11-22.xlsx" in archive.namelist()
        page.goto("/travaux")
        assert GESTIONNAIRE.nom in read_row(page, "travaux", "Relevés")


def check_statement(page: Page, logements: int) -> None:
    """Take a statement in two formats, and count its dwellings."""
    nom, content = take(page, page.get_by_role("link", name="XLSX").first)
    assert nom == "releve-ville-06069-2026-11-22.xlsx"
    assert count_dwellings(content) == logements
    nom, content = take(page, page.get_by_role("link", name="PDF", exact=True).first)
    assert nom == "releve-ville-06069-2026-11-22.pdf"
    assert content.startswith(b"%PDF")


def count_dwellings(content: bytes) -> int:
    """Count the rows of a statement that name a dwelling."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return sum(bool(re.match(r"^(06|HL)\w+", str(row[0]))) for row in sheet.iter_rows(values_only=True))


def test_a_reservataire_takes_his_statement_and_nobody_elses(visite_neuve: Visite) -> None:
    with at_desk(visite_neuve, "reservataire") as page:
        page.goto("/vos-droits")
        follow(page, "Logements réservés chez Habitat Lérins")
        look(page)
        follow(page, "Ville de Grasse")
        check_statement(page, 29)
        look_on_phone(page)
        mine = page.url
        assert mine.endswith(f"/{VILLE}")
        for address in (mine.replace(VILLE, "AL"), mine.replace(VILLE, "AL") + "/releve.xlsx"):
            assert page.request.get(address).status == 404
        assert page.request.get("/travaux/1").status == 404


def test_corrections_go_out_and_come_back_as_a_new_version_of_the_parc(visite_neuve: Visite) -> None:
    with at_desk(visite_neuve, "gestionnaire") as page:
        page.goto("/etat-des-lieux/qualite")
        expect_title(page, "À corriger d’abord : Contingent, 63 logements")
        look(page)
        follow(page, "Corriger ce champ")
        expect_title(page, "63 cellules à corriger")
        nom, content = take(page, page.get_by_role("link", name=re.compile("^XLSX")))
        assert nom == "liste-de-travail-2026-11-22.xlsx"
        look(page)
        follow(page, "Déposer les corrections")
        hand_over(page, nom, fill_first(content, "5"), CLASSEUR)
        expect_title(page, "1 correction à importer")
        look(page)
        press(page, "Importer 1 correction")
        expect_said(page, "version 2")
        expect_title(page, "À corriger d’abord : Contingent, 62 logements")
        expect(page.locator("main")).to_contain_text("Parc 2026, version 2.")
        look_on_phone(page)


def fill_first(content: bytes, valeur: str) -> bytes:
    """Fill in the first corrected value of a work list, as somebody does in his spreadsheet."""
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    sheet = workbook.worksheets[0]
    head = next(row for row in sheet.iter_rows() if any(cell.value == "Valeur corrigée" for cell in row))
    column = next(cell.column for cell in head if cell.value == "Valeur corrigée")
    sheet.cell(head[0].row + 1, column, valeur)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()
