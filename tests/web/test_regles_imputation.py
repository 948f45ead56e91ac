"""The page of the rules of imputation: recorded with a document, ended, refused with the reason."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.builders import JOUR, Monde
from tests.web.lecture import list_faults, list_slips
from tests.web.pages import read, words

from gef.db.imputations.models import RegleImputation

PAGE = "/orientation/imputations/regles"
REGLE = {
    "acte": "inscrire",
    "inscrire-critere0": "public",
    "inscrire-critere1": "solde",
    "inscrire-debut": "2026-01-01",
    "inscrire-document": "accord des partenaires du 12 janvier 2026",
}


@pytest.fixture
def page(client: Client, monde: Monde, settings: Any) -> Client:
    settings.GEF_JOUR = JOUR
    client.force_login(monde.gestionnaire)
    return client


def test_without_a_rule_the_page_says_what_holds(page: Client) -> None:
    html = read(page, PAGE)
    assert "Aucune règle d’imputation n’est convenue" in words(html)
    assert "le logement reste proposé sur le compte qui le tient" in words(html)
    assert (list_faults(html), list_slips(html)) == ([], [])


def test_a_rule_is_recorded_and_read_in_words(page: Client) -> None:
    answer = page.post(PAGE, REGLE, follow=True)
    assert answer.redirect_chain == [(f"{PAGE}#contenu", 302)]
    text = words(answer.content.decode())
    assert "1. le réservataire du public le plus étroit ; 2. le réservataire à qui il est dû le plus" in text
    assert "Règle inscrite." in text
    row = RegleImputation.objects.get()
    assert (row.criteres, row.ordre, row.fin) == (["public", "solde"], [], None)


def test_an_order_agreed_on_is_read_from_its_codes(page: Client) -> None:
    sent = REGLE | {"inscrire-critere1": "liste", "inscrire-ordre": "AL, VILLE,", "inscrire-dernier": "2026-12-31"}
    assert page.post(PAGE, sent).status_code == 302
    row = RegleImputation.objects.get()
    assert (row.ordre, str(row.fin)) == (["AL", "VILLE"], "2027-01-01")
    assert "(Action Logement, Ville de Lys)" in words(read(page, PAGE))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"inscrire-document": ""}, "obligatoire"),
        ({"inscrire-critere0": ""}, "obligatoire"),
        ({"inscrire-critere1": "public"}, "« public » deux fois"),
        ({"inscrire-critere1": "liste"}, "ordre convenu : sans comptes"),
        ({"inscrire-critere1": "liste", "inscrire-ordre": "MAIRIE"}, "« MAIRIE » inconnu"),
        ({"inscrire-dernier": "2025-12-31"}, "une fin après le début"),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(page: Client, changes: dict[str, str], message: str) -> None:
    answer = page.post(PAGE, REGLE | changes)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert message in words(html)
    assert list_faults(html) == []
    assert not RegleImputation.objects.exists()


def test_a_rule_is_ended(page: Client) -> None:
    page.post(PAGE, REGLE)
    row = RegleImputation.objects.get()
    end = {"acte": "clore", "clore-regle": str(row.pk), "clore-dernier": "2026-06-01", "clore-document": "avenant"}
    assert "Règle close." in words(page.post(PAGE, end, follow=True).content.decode())
    assert "Aucune règle d’imputation n’est convenue" in words(read(page, PAGE))
    assert page.post(PAGE, end).status_code == 422


def test_a_reader_reads_and_another_bailleur_has_his_own(page: Client, monde: Monde) -> None:
    page.post(PAGE, REGLE)
    page.force_login(monde.lecteur)
    text = words(read(page, PAGE))
    assert "du 12 janvier 2026" in text
    assert "Inscrire une règle" not in text
    assert page.post(PAGE, REGLE).status_code == 403
    page.force_login(monde.gestionnaire_autre)
    assert "du 12 janvier 2026" not in words(read(page, PAGE))


def test_the_orientation_leads_to_the_rules(page: Client) -> None:
    assert f'href="{PAGE}"' in read(page, "/orientation")
