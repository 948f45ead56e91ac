"""The page of the clause de revoyure: whether the forecast holds, by how much, and for whom."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.actions.monde_complet import complete
from tests.builders import ANTIBES, JOUR, MOMENT, Monde, a_liberation, an_acteur
from tests.builders_parc import a_client, keep_files_in
from tests.web.pages import read, words

from gef.actions.assiette import calculer_et_garder

PAGE = "/assiette/revoyure"


@pytest.fixture(autouse=True)
def _world(monde: Monde, settings: Any, tmp_path: Any) -> None:
    settings.GEF_JOUR = JOUR
    keep_files_in(tmp_path, settings)


@pytest.fixture
def calculee(monde: Monde) -> Monde:
    complete(monde)
    calculer_et_garder(an_acteur(monde.gestionnaire), 2026, MOMENT)
    return monde


def free(monde: Monde, count: int) -> None:
    for rank in range(count):
        a_liberation(
            monde.habitat_lys, f"N-{rank}", libre_le=date(2026, 2, 1) + timedelta(days=4 * rank), commune=ANTIBES
        )


def page(monde: Monde) -> str:
    return words(read(a_client(monde.gestionnaire), PAGE)).replace("\u202f", " ").replace("\xa0", " ")


def test_a_forecast_far_from_what_happens_is_to_be_reviewed(calculee: Monde) -> None:
    text = page(calculee)
    # 2 freed in the flux by 15 June, when 40 of the 63 past departures had happened; 27 were forecast.
    assert "3 logements projetés en 2026, de 2 à 8" in text
    assert "La prévision est de 27, hors de l’intervalle : il y en aurait 24 de moins." in text
    assert "À revoir avec les réservataires." in text
    assert "Action Logement" in text


def test_a_forecast_that_holds_has_nothing_to_review(calculee: Monde) -> None:
    free(calculee, 15)
    text = page(calculee)
    assert "La prévision est de 27 : elle est dans l’intervalle, il n’y a rien à revoir à ce jour." in text
    assert "À revoir" not in text


def test_the_last_day_of_the_year_is_certain(calculee: Monde, settings: Any) -> None:
    settings.GEF_JOUR = date(2026, 12, 31)
    assert "3 logements à partager en 2026" in page(calculee)


def test_on_the_first_day_of_the_year_it_is_too_early(calculee: Monde, settings: Any) -> None:
    settings.GEF_JOUR = date(2026, 1, 1)
    text = page(calculee)
    assert "Trop tôt pour projeter 2026" in text
    assert "0 logement libéré dans le flux" in text


def test_each_table_can_be_taken_away(calculee: Monde) -> None:
    client = a_client(calculee.lecteur)
    csv = client.get(f"{PAGE}?projection-format=csv").content.decode("utf-8-sig")
    assert "Dans le flux" in csv
    droits = client.get(f"{PAGE}?droits-projetes-format=csv").content.decode("utf-8-sig").splitlines()
    assert [line for line in droits if line.startswith("Ville de Lys")]


def test_without_an_assiette_the_page_says_what_to_do(monde: Monde) -> None:
    complete(monde)
    assert "La revoyure 2026 attend l’assiette" in page(monde)


def test_queries_do_not_grow_with_the_departures(calculee: Monde) -> None:
    client, counts = a_client(calculee.gestionnaire), []
    for more in (3, 30):
        for rank in range(more):
            a_liberation(calculee.habitat_lys, f"X-{more}-{rank}", libre_le=date(2026, 3, 1))
        with CaptureQueriesContext(connection) as queries:
            read(client, PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1]
