"""The register of derogations: written through its form, refused with reasons, read by who may."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from tests.builders import JOUR, Monde
from tests.web.pages import read, words

from gef.db.flux.models import Derogation

PAGE = "/conversion/derogations"
ACTE = {
    "code": "etat",
    "valeur": "35,5",
    "portee": "departement",
    "exercice": "2026",
    "clause": "besoin économique",
    "document": "arrêté du 2 janvier 2026",
}


@pytest.fixture
def page(client: Client, monde: Monde, settings: Any) -> Client:
    settings.GEF_JOUR = JOUR
    client.force_login(monde.gestionnaire)
    return client


def test_an_act_is_written_and_read_back(page: Client) -> None:
    assert "Aucune règle n’est écartée en 2026" in words(read(page, PAGE))
    answer = page.post(PAGE, ACTE, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    text = words(answer.content.decode())
    assert "1 acte écarte une règle en 2026" in text
    assert "Recalculez la conversion pour en tenir compte" in text
    assert "arrêté du 2 janvier 2026" in text
    assert Derogation.objects.get().valeur == Fraction(355, 1000)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"clause": ""}, "Recopiez les termes de l’acte."),
        ({"document": ""}, "Nommez l’arrêté ou la convention."),
        ({"valeur": ""}, "Donnez une valeur"),
        ({"exercice": ""}, "un an au plus"),
        ({"valeur": "135"}, "100"),
        ({"portee": "commune:75056"}, "commune:75056"),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(page: Client, changes: dict[str, str], message: str) -> None:
    answer = page.post(PAGE, ACTE | changes)
    assert answer.status_code == 422
    assert message in words(answer.content.decode())
    assert not Derogation.objects.exists()


def test_a_stipulation_has_no_year(page: Client) -> None:
    clause = ACTE | {"code": "plancher_hors_qpv", "valeur": "25", "exercice": ""}
    assert page.post(PAGE, clause).status_code == 302
    assert "tant que dure la convention" in words(read(page, PAGE))


def test_a_reader_sees_the_register_and_no_form(page: Client, monde: Monde) -> None:
    page.post(PAGE, ACTE)
    page.force_login(monde.lecteur)
    text = words(read(page, PAGE))
    assert "besoin économique" in text
    assert "Inscrire un acte" not in text
    assert page.post(PAGE, ACTE).status_code == 403


def test_another_bailleur_sees_his_own_register(page: Client, monde: Monde) -> None:
    page.post(PAGE, ACTE)
    page.force_login(monde.gestionnaire_autre)
    assert "besoin économique" not in words(read(page, PAGE))
