"""The year of a territory on screen: for its EPCI and for the État, and for nobody else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.builders import ANTIBES, CANNES, EPCI, JOUR, NICE, Monde, a_fait, a_liberation, a_user, an_organisation
from tests.web.lecture import list_faults, list_slips
from tests.web.pages import read, words

PAGE, CALCUL = "/territoire", "/territoire/calcul"


@pytest.fixture
def page(client: Client, monde: Monde, settings: Any) -> Client:
    settings.GEF_JOUR = JOUR
    client.force_login(a_user("Agent EPCI", an_organisation("Pays de Lys", "epci", EPCI[CANNES])))
    return client


def check(html: str) -> str:
    assert list_faults(html) == []
    assert list_slips(html) == []
    return words(html)


def test_an_epci_reads_its_territory_and_nothing_of_its_neighbour(page: Client, monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["VILLE"])
    html = read(page, PAGE)
    said = check(html)
    assert "3 logements libérés en 2026" in said
    assert "CA Cannes Pays de Lérins, 5 communes" in said
    assert "Ville de Lys" in said
    assert 'aria-labelledby="carte-liberations-560-t' in html
    assert "Antibes" not in said
    assert "L-2026-0001" not in html  # no dwelling


def test_the_etat_reads_its_departement(page: Client, monde: Monde) -> None:
    page.force_login(a_user("Agent État", monde.prefecture))
    said = check(read(page, PAGE))
    assert "5 logements libérés en 2026" in said
    assert "Habitat Lys, Logis de Passage" in said
    assert "Antibes" in said


@pytest.mark.parametrize("who", ["gestionnaire", "lecteur", "agent_ville", "gestionnaire_autre"])
@pytest.mark.parametrize("address", [PAGE, f"{CALCUL}?axe=commune&code={CANNES}"])
def test_the_others_are_refused(page: Client, monde: Monde, who: str, address: str) -> None:
    page.force_login(getattr(monde, who))
    assert page.get(address).status_code == 403


def test_a_row_opens_its_calculation(page: Client) -> None:
    assert f"{CALCUL}?axe=commune&amp;code={CANNES}&amp;exercice=2026" in read(page, PAGE)
    said = check(read(page, f"{CALCUL}?axe=commune&code={CANNES}&exercice=2026"))
    assert "D’où viennent les nombres de « Cannes »" in said.replace("\u00a0", " ")
    assert "Habitat Lys" in said


@pytest.mark.parametrize(
    "query", ["", "axe=commune", f"axe=commune&code={ANTIBES}", f"axe=rue&code={CANNES}", "axe=bailleur&code=0"]
)
def test_what_is_not_of_the_territory_is_unknown(page: Client, query: str) -> None:
    assert page.get(f"{CALCUL}?{query}").status_code == 404


@pytest.mark.parametrize(
    "query", ["exercice=2025", "exercice=", "exercice=x", "exercice=2099", "exercice=²²²²", "carte=ailleurs"]
)
def test_any_year_and_any_map_is_a_page(page: Client, monde: Monde, query: str) -> None:
    a_liberation(monde.habitat_lys, "V-1", libre_le=date(2025, 2, 3))
    said = words(read(page, f"{PAGE}?{query}"))
    assert ("1 logement libéré en 2025" if query == "exercice=2025" else "3 logements libérés en 2026") in said


@pytest.mark.parametrize(
    ("table", "said"),
    [("territoire-commune", "Cannes"), ("territoire-bailleur", "Habitat Lys"), ("territoire-qpv", "En QPV")],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
def test_every_table_is_taken_away(page: Client, table: str, said: str, kind: str) -> None:
    answer = page.get(PAGE, {f"{table}-format": kind})
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    if kind == "csv":
        assert said in answer.content.decode("utf-8-sig")


def test_a_territory_where_nothing_stands_says_so(page: Client, monde: Monde) -> None:
    page.force_login(a_user("Agent Nice", an_organisation("Nice", "epci", EPCI[NICE])))
    said = check(read(page, PAGE))
    assert "Rien ne s’est libéré en 2026" in said
    assert "aucun n’a de logement ici" in said


def test_the_navigation_shows_it_to_who_may_read_it(page: Client, monde: Monde) -> None:
    assert 'href="/territoire"' in read(page, "/")
    page.force_login(monde.agent_ville)
    assert 'href="/territoire"' not in read(page, "/")


def test_queries_do_not_grow_with_the_dwellings(page: Client, monde: Monde, django_assert_max_num_queries: Any) -> None:
    for rank in range(12):
        row = a_liberation(monde.habitat_lys, f"Q-{rank}", libre_le=date(2026, 3, 2))
        a_fait(row, "orientation", monde.comptes["AL"])
    read(page, PAGE)
    with django_assert_max_num_queries(40):
        read(page, PAGE)
