"""The page of the droits uniques: both meanings named apart, both modes, what is left."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.builders import JOUR, MOMENT, Monde, a_fait, an_acteur
from tests.builders_conversion import EXERCICE, write_dossier
from tests.web.pages import read, words

from gef.actions.conversion import calculer_et_garder

PAGE = "/conversion/droits-uniques"


@pytest.fixture
def page(client: Client, monde: Monde, settings: Any, tmp_path: Any) -> Client:
    settings.GEF_JOUR, settings.MEDIA_ROOT = JOUR, tmp_path
    write_dossier(monde)
    monde.comptes["VILLE"].droits.update(fin="2030-01-01")
    row = monde.liberations[0]
    a_fait(row, "orientation", monde.comptes["VILLE"], date=row.libre_le)
    calculer_et_garder(an_acteur(monde.gestionnaire), EXERCICE, MOMENT)
    client.force_login(monde.gestionnaire)
    return client


def test_the_first_figure_is_what_is_due_this_year(page: Client) -> None:
    text = words(read(page, PAGE))
    # 14 of the État, 18 of Action Logement, 6 of the département, 3 of the Ville.
    assert "41,0 droits uniques dus en 2026" in text
    assert "annuels , ce que les droits produisent en un an" in text.replace("annuels,", "annuels ,")


def test_the_stock_and_the_negotiated_volumes_have_their_tables(page: Client) -> None:
    text = words(read(page, PAGE))
    # The Ville: 30 rights at 10 % over four years, one dwelling received; no complete year yet.
    csv = page.get(f"{PAGE}?stocks-format=csv").content.decode("utf-8-sig")
    assert "Ville de Lys;2026;12;1;11;;rythme inconnu" in csv
    assert "sans fin" in text
    assert "2021-2030" in text


def test_the_even_volume_is_shown_on_demand(page: Client) -> None:
    html = read(page, f"{PAGE}?mode=lisse&duree=8")
    assert '<option value="lisse" selected>' in html
    assert 'value="8"' in html
    csv = page.get(f"{PAGE}?mode=lisse&duree=8&annees-format=csv").content.decode("utf-8-sig")
    assert "Ville de Lys;VILLE;2033;1,5;0;30;1,5;0,05;0;non" in csv
    assert page.get(f"{PAGE}?mode=lisse&duree=999999999").status_code == 200
    assert page.get(f"{PAGE}?mode=lisse&duree=0").status_code == 200


def test_files_have_every_year(page: Client) -> None:
    csv = page.get(f"{PAGE}?annees-format=csv").content.decode("utf-8-sig")
    assert "Ville de Lys;VILLE;2029;3;0;30;3;0,1;0;non" in csv
    assert "Ville de Lys;VILLE;2030;0;" in csv
