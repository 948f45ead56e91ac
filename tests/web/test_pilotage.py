"""The steering: two clicks from the home page to who waits and why; figures that open; the same files."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.builders import ANTIBES, JOUR, Monde, a_fait, a_liberation, an_acteur, an_orientation
from tests.builders_parc import a_client
from tests.web.lecture import PageLue
from tests.web.pages import read, words

from gef.web.pilotage import link_fiches

PAGE = "/pilotage"


@pytest.fixture(autouse=True)
def _on_its_day(settings: Any) -> None:
    settings.GEF_JOUR = JOUR


def orient(monde: Monde, code: str, number: int, jour: date = date(2026, 2, 2)) -> None:
    for rank in range(number):
        row = a_liberation(monde.habitat_lys, f"{code}-{jour:%m%d}-{rank}", libre_le=jour)
        a_fait(row, "orientation", monde.comptes.get(code), date=jour)


@pytest.fixture
def en_retard(monde: Monde) -> Monde:
    """Six dwellings of Cannes went to Action Logement: the Ville and the État wait."""
    orient(monde, "AL", 6)
    return monde


def test_nobody_waits_before_the_first_orientation(monde: Monde) -> None:
    html = read(a_client(monde.gestionnaire), PAGE)
    assert PageLue(html).text("h1") == "Aucun réservataire n’attend"
    assert "aucun solde ne dépasse" in words(html)
    assert "Personne n’est en retard" in words(html)
    assert "aucun bail signé depuis janvier" in words(html)


def test_who_is_late_and_why_is_two_clicks_from_the_home_page(en_retard: Monde) -> None:
    client = a_client(en_retard.gestionnaire)
    home = read(client, "/")
    assert "en retard, noyé" in words(home)  # the headline already says it
    assert 'href="/pilotage#alertes"' in home
    page = read(client, PAGE)
    assert "réservataires attendent" in PageLue(page).text("h1")
    table = page.partition('id="t-alertes"')[2].partition("</table>")[0]
    assert "Ville de Lys" in table
    assert "en retard, noyé" in table
    assert "à orienter lui" in words(table)
    address = reverse("web:compte", args=[en_retard.habitat_lys.pk, "VILLE"])
    assert f'href="{address}"' in table
    assert "Ville de Lys" in words(read(client, address))


def test_the_page_and_its_files_say_the_same(en_retard: Monde) -> None:
    client = a_client(en_retard.gestionnaire)
    answer = client.get(PAGE, {"alertes-format": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    page = read(client, PAGE)
    assert rows
    for row in rows:
        assert row["Réservataire"] in words(page)
        assert row["Constat"] in words(page)
    for table, kind in (("fil", "xlsx"), ("fin", "csv"), ("fil", "pdf")):
        found = client.get("/pilotage/soldes", {f"{table}-format": kind})
        assert found.status_code == 200
        assert f".{kind}" in found["Content-Disposition"]


def test_the_soldes_open_one_account_alone_and_its_lines(en_retard: Monde) -> None:
    client = a_client(en_retard.gestionnaire)
    whole = read(client, "/pilotage/soldes")
    assert PageLue(whole).text("h1") == "Les soldes au fil de 2026"
    assert 'href="/pilotage/soldes?compte=VILLE"' in whole
    assert "Pas de projection" in words(whole)
    alone = read(client, "/pilotage/soldes?compte=VILLE")
    assert PageLue(alone).text("h1").startswith("Ville de Lys")
    assert reverse("web:compte", args=[en_retard.habitat_lys.pk, "VILLE"]) in alone
    assert PageLue(read(client, "/pilotage/soldes?compte=rien")).text("h1") == "Les soldes au fil de 2026"


def test_the_vacancy_is_cut_in_steps_for_all_and_for_one(monde: Monde) -> None:
    client = a_client(monde.gestionnaire)
    assert PageLue(read(client, "/pilotage/vacance")).text("h1") == "Aucun bail signé en 2026"
    for code, free, let in (("VILLE", 1, 11), ("AL", 2, 22)):
        row = a_liberation(monde.habitat_lys, f"B-{code}", libre_le=date(2026, 3, free))
        for kind, jour in (("orientation", free), ("attribution", free + 5), ("bail", let)):
            a_fait(row, kind, monde.comptes[code], date=date(2026, 3, jour))
    page = words(read(client, "/pilotage/vacance"))
    assert "15 jours vides, une fois sur deux" in page
    assert "Orientation → CALEOL" in page
    one = words(read(client, "/pilotage/vacance?compte=VILLE"))
    assert "10 jours vides, une fois sur deux" in one
    assert "Ville de Lys seulement" in one


def test_an_obligation_at_risk_says_what_would_bring_it_back(en_retard: Monde) -> None:
    page = words(read(a_client(en_retard.gestionnaire), PAGE))
    assert "Obligations à risque" in page
    assert "prochaines orientations hors QPV, à l’État" in page


def test_a_reservataire_sees_all_his_bailleurs_and_what_went_to_others(en_retard: Monde) -> None:
    an_orientation(
        an_acteur(en_retard.gestionnaire), en_retard.reference, "CD", motif="Accord du 2 juin avec la Ville."
    )
    client = a_client(en_retard.agent_ville)
    html = read(client, PAGE)
    page = words(html)
    assert "Il vous manque" in PageLue(html).text("h1")
    assert "Habitat Lys" in page
    assert "Logis de Passage" not in page
    link = f"/pilotage/logements/{en_retard.reference}?bailleur={en_retard.habitat_lys.pk}"
    assert link in html
    told = words(read(client, link))
    assert "Pourquoi ce logement n’est pas venu à vous" in told
    assert "réservataire A" in told
    for secret in ("Département", "Action Logement", "Accord du 2 juin", "Goélands", "État"):
        assert secret not in told.partition("Pourquoi ce logement")[2].partition("Que montre")[0]
    assert client.get("/pilotage/logements/L-2026-0003").status_code == 404


def test_a_reservataire_without_an_account_is_told_so(monde: Monde) -> None:
    monde.comptes["VILLE"].conventions.all()
    type(monde.comptes["VILLE"]).objects.filter(pk=monde.comptes["VILLE"].pk).update(organisation=None)
    assert PageLue(read(a_client(monde.agent_ville), PAGE)).text("h1") == "Aucun compte"


def queries(user: Any, address: str) -> int:
    client = a_client(user)
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("address", [PAGE, "/pilotage/soldes", "/pilotage/vacance"])
def test_query_count_does_not_follow_the_dwellings(monde: Monde, address: str) -> None:
    counted = []
    for last in (2, 12):
        orient(monde, "AL", last, date(2026, 2, last))
        a_liberation(monde.habitat_lys, f"W-{last}", libre_le=JOUR, commune=ANTIBES)
        counted.append(queries(monde.gestionnaire, address))
    assert counted[0] == counted[1] <= 40


def test_an_obligation_opens_onto_its_calculation(en_retard: Monde) -> None:
    client = a_client(en_retard.gestionnaire)
    page = PageLue(read(client, "/obligations"))
    links = [str(attrs["href"]) for attrs, _ in page.all("a") if "/obligations/calcul?" in str(attrs.get("href"))]
    assert links
    for link in links:
        html = read(client, link.replace("&amp;", "&"))
        assert "Le calcul" in words(html)
        assert "Texte" in words(html)
        assert ("Seuil de ressources" in words(html)) == ("code=mixite" in link)
    first = words(read(client, links[0].replace("&amp;", "&")))
    assert "Ce qui y remédierait" in first
    assert "Part demandée" in first
    assert a_client(en_retard.agent_rive).get(links[0]).status_code == 404
    assert client.get("/obligations/calcul?bailleur=x&code=etat").status_code == 404


@pytest.mark.parametrize("reference", ["L-2026-0001", "A/B 12", "é%&?#"])
def test_the_sheet_of_a_dwelling_has_the_address_of_its_route(reference: str) -> None:
    assert link_fiches([reference]) == {reference: reverse("web:logement", args=[reference])}
