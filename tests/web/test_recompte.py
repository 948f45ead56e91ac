"""The page of the recount: the difference first, then who, then which dwellings; read only."""

from __future__ import annotations

from typing import Any

import pytest
from tests.actions.monde_complet import complete
from tests.builders import JOUR, Monde, a_fait
from tests.builders_parc import a_client, keep_files_in
from tests.web.pages import read, words

PAGE = "/bilan/recompte"


@pytest.fixture(autouse=True)
def _world(monde: Monde, settings: Any, tmp_path: Any) -> None:
    settings.GEF_JOUR = JOUR
    keep_files_in(tmp_path, settings)


def page(monde: Monde, query: str = "") -> str:
    return words(read(a_client(monde.gestionnaire), PAGE + query)).replace("\u202f", " ").replace("\xa0", " ")


def test_under_the_conventions_nothing_changes(monde: Monde) -> None:
    complete(monde)
    assert "Rien ne change sous cette règle" in page(monde)
    assert "Recompter sous une autre règle" in words(read(a_client(monde.gestionnaire), "/bilan"))


def test_the_dwellings_of_the_difference_are_named(monde: Monde) -> None:
    complete(monde)
    a_fait(monde.liberations[0], "orientation", monde.comptes["AL"])
    text = page(monde, "?declencheur=bail")
    assert "1 logement compterait autrement" in text
    assert text.index("Par réservataire") < text.index("Les logements qui expliquent la différence")
    assert "L-2026-0001" in text
    assert "compté en moins" in text
    assert "L-2026-0001" not in page(monde, "?declencheur=bail&debut=2020-01-01&dernier=2020-12-31")


@pytest.mark.parametrize("query", ["?declencheur=caleol&refus=oui&silence=%00", "?debut=demain&dernier=0001-01-01"])
def test_what_means_nothing_is_the_default(monde: Monde, query: str) -> None:
    complete(monde)
    assert page(monde, query) == page(monde)


def test_a_period_that_ends_before_it_begins_says_so(monde: Monde) -> None:
    complete(monde)
    assert "attendu : une fin après" in page(monde, "?debut=2026-05-01&dernier=2026-04-01")


def test_without_a_parc_the_page_says_what_is_missing(monde: Monde) -> None:
    assert "Recompter une période" in page(monde)


@pytest.mark.parametrize("table", ["recompte-comptes", "recompte-logements"])
def test_each_table_is_exported_as_it_is_shown(monde: Monde, table: str) -> None:
    complete(monde)
    a_fait(monde.liberations[0], "orientation", monde.comptes["AL"])
    answer = a_client(monde.gestionnaire).get(f"{PAGE}?declencheur=bail&{table}-format=csv")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert "Action Logement" in answer.content.decode()
