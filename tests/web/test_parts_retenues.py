"""Retaining a method: what is shown before, the named reasons, what is said afterwards."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from tests.builders import JOUR, MOMENT, Monde, an_acteur
from tests.builders_conversion import EXERCICE, write_dossier
from tests.web.pages import read, words

from gef.actions.conversion import calculer_et_garder
from gef.actions.parts_retenues import list_retenues
from gef.db.flux.models import Convention

PAGE = "/conversion/retenir"
MOTIF = "Accord des partenaires le 2 juin."


@pytest.fixture
def page(client: Client, monde: Monde, settings: Any, tmp_path: Any) -> Client:
    settings.GEF_JOUR, settings.MEDIA_ROOT = JOUR, tmp_path
    write_dossier(monde)
    calculer_et_garder(an_acteur(monde.gestionnaire), EXERCICE, MOMENT)
    client.force_login(monde.gestionnaire)
    return client


@pytest.fixture
def excess(page: Client, monde: Monde) -> Client:
    Convention.objects.filter(reservataire=monde.comptes["AL"]).update(part=Fraction(75, 100))
    calculer_et_garder(an_acteur(monde.gestionnaire), EXERCICE, MOMENT)
    return page


def test_a_method_is_retained_and_said_on_both_pages(page: Client, monde: Monde) -> None:
    assert "Retenir « pondérée par la rotation » pour 2026" in words(read(page, f"{PAGE}?methode=ponderee_rotation"))
    answer = page.post(f"{PAGE}?methode=ponderee_rotation", {"version": "1", "motif": MOTIF}, follow=True)
    assert answer.redirect_chain == [("/conversion", 302)]
    text = words(answer.content.decode())
    assert "Parts retenues, version 1." in text
    assert "par Camille Gérant : méthode « pondérée par la rotation », version 1 de la conversion" in text
    assert MOTIF in words(read(page, PAGE))
    assert [run.version for run in list_retenues(monde.habitat_lys, EXERCICE)] == [1]


def test_a_reason_is_asked_for(page: Client, monde: Monde) -> None:
    for motif in ("", "oui"):
        answer = page.post(PAGE, {"version": "1", "motif": motif})
        assert answer.status_code == 422
    assert list_retenues(monde.habitat_lys, EXERCICE) == []


def test_an_old_page_retains_nothing(excess: Client, monde: Monde) -> None:
    answer = excess.post(PAGE, {"version": "1", "motif": MOTIF}, follow=True)
    assert "La conversion est passée à la version 2" in words(answer.content.decode())
    assert list_retenues(monde.habitat_lys, EXERCICE) == []


def test_parts_above_the_whole_show_who_loses_before_anything_is_kept(excess: Client, monde: Monde) -> None:
    html = read(excess, f"{PAGE}?methode=negociee")
    text = words(html)
    assert "Cette méthode promet plus que le flux" in text
    assert (
        "Les parts dépassent ce qui peut être donné dans 2 communes. 3 réservataires perdraient des logements" in text
    )
    assert "Qui perd quoi, commune par commune" in text
    answer = excess.post(f"{PAGE}?methode=negociee", {"version": "2", "motif": MOTIF})
    assert answer.status_code == 422
    assert "Dites pourquoi les réservataires acceptent cette réduction." in words(answer.content.decode())
    reasons = {"version": "2", "motif": MOTIF, "motif_reduction": "Acceptée par tous le 3 juin."}
    assert excess.post(f"{PAGE}?methode=negociee", reasons).status_code == 302
    assert "Réduction acceptée : Acceptée par tous le 3 juin." in words(read(excess, PAGE))
    assert "réduites comme proposé" in words(read(excess, "/conversion"))


def test_what_cannot_be_settled_offers_no_form(page: Client, monde: Monde) -> None:
    Convention.objects.filter(reservataire=monde.comptes["CD"]).delete()
    calculer_et_garder(an_acteur(monde.gestionnaire), EXERCICE, MOMENT)
    html = read(page, f"{PAGE}?methode=negociee")
    assert "Ces parts ne peuvent pas être retenues" in words(html)
    assert "part négociée non renseignée" in words(html)
    assert "csrfmiddlewaretoken" not in html.partition("<main")[2].partition("</main>")[0]


def test_a_reader_reads(page: Client, monde: Monde) -> None:
    page.force_login(monde.lecteur)
    assert "Retenir ces parts" not in words(read(page, PAGE))
    assert page.post(PAGE, {"version": "1", "motif": MOTIF}).status_code == 403


def test_objectives_may_follow_what_was_retained(page: Client) -> None:
    page.post(f"{PAGE}?methode=part_du_parc", {"version": "1", "motif": MOTIF})
    page.post("/objectifs/calculer", {"origine": "retenues"})
    text = words(read(page, "/objectifs"))
    assert "D’après les parts retenues, et non les conventions" in text
    page.post("/objectifs/calculer", {"origine": "<b>"})
    assert "D’après les conventions en vigueur au 1er janvier 2026" in words(read(page, "/objectifs"))
