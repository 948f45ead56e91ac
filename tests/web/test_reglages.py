"""The page of the settings: what holds and why, the frontier, a setting recorded, ended or tried; who may."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.actions.monde_complet import complete
from tests.builders import ANTIBES, JOUR, MOMENT, MOTIF, Monde, a_compte, a_liberation, an_acteur, an_organisation
from tests.web.pages import read, words

from gef.actions.frontiere import DemandeFrontiere, calculer_et_garder
from gef.actions.orienter import list_en_attente, orienter
from gef.core.frontiere import GRILLE
from gef.db.flux.models import Convention
from gef.db.journal.models import Execution, Travail
from gef.db.reglages.models import ReglageOrientation

PAGE = "/orientation/reglages"
SIMPLE = {
    "acte": "inscrire",
    "inscrire-regle": "retard",
    "inscrire-avance_min": "0,2",
    "inscrire-debut": "2026-01-01",
    "inscrire-document": "comité du 12 décembre 2025",
}


@pytest.fixture
def page(client: Client, monde: Monde, settings: Any, tmp_path: Any) -> Client:
    settings.GEF_JOUR, settings.MEDIA_ROOT = JOUR, tmp_path
    client.force_login(monde.gestionnaire)
    return client


@pytest.fixture
def essaye(page: Client, monde: Monde) -> Client:
    complete(monde)
    calculer_et_garder(an_acteur(monde.gestionnaire), DemandeFrontiere(JOUR, tirages=1), MOMENT)
    return page


def test_without_a_recorded_setting_the_default_says_why(page: Client) -> None:
    text = words(read(page, PAGE))
    assert "Servi à partir de 0,10 logement dû, prioritaire au-delà de 0,90" in text
    assert "Réglage par défaut : aucun n’est inscrit au 15 juin 2026." in text
    assert "Le contingent propre est de 3,3 %" in text
    assert "Aucun réglage n’a encore été essayé sur votre flux." in text
    assert "Aucun : le réglage par défaut vaut." in text


def test_a_setting_is_recorded_and_the_proposals_follow(page: Client, monde: Monde) -> None:
    response = page.post(PAGE, SIMPLE, follow=True)
    text = words(response.content.decode())
    assert "Réglage inscrit. Les propositions le suivent" in text
    assert "Le plus en retard d’abord, à partir de 0,20 logement dû" in text
    assert "en vigueur depuis le 1er janvier 2026 : comité du 12 décembre 2025." in text
    row = ReglageOrientation.objects.get()
    assert (row.regle, row.avance_min, row.seuil) == ("retard", Fraction(1, 5), Fraction(4, 5))
    assert list_en_attente(monde.habitat_lys, JOUR)[0].parametres.regle == "retard"
    assert "Réglages de la proposition" in words(read(page, "/orientation"))


def test_the_worklist_the_sheet_and_the_home_page_read_the_setting(page: Client, monde: Monde) -> None:
    page.post(PAGE, SIMPLE | {"inscrire-regle": "equilibre", "inscrire-seuil": "0,37"})
    assert "au-delà de +0,37" in words(read(page, "/orientation"))
    assert "Peut laisser passer" in words(read(page, f"/logements/{monde.reference}"))
    orienter(an_acteur(monde.gestionnaire), monde.reference, "CD", motif=MOTIF, rang_vu=0, moment=MOMENT)
    text = words(read(page, "/"))
    assert "0,37" in text, "the home page says who is late by the same threshold"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"inscrire-avance_min": "1,2"}, "Solde pour être servi : 1,2 ; attendu : de 0 à moins de 1."),
        ({"inscrire-seuil": "0,1"}, "Seuil de retard : 0,1 ; attendu : plus de 0,2"),
        ({"inscrire-seuil": "beaucoup"}, "Saisissez un nombre."),
        ({"inscrire-document": " "}, "Ce champ est obligatoire."),
        ({"inscrire-dernier": "2025-12-30"}, "Réglage, dernier jour : avant le premier"),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(page: Client, changed: dict[str, str], said: str) -> None:
    response = page.post(PAGE, SIMPLE | changed)
    html = response.content.decode()
    assert response.status_code == 422
    assert said in words(html)
    assert 'value="2026-01-01"' in html
    assert not ReglageOrientation.objects.exists()


def test_a_setting_is_ended(page: Client) -> None:
    page.post(PAGE, SIMPLE)
    row = ReglageOrientation.objects.get()
    end = {"acte": "clore", "clore-reglage": str(row.pk), "clore-dernier": "2026-06-14", "clore-document": "avenant"}
    text = words(page.post(PAGE, end, follow=True).content.decode())
    assert "Réglage clos." in text
    assert "Réglage par défaut" in text
    assert "Clore un réglage" not in text, "none is left to end"
    assert page.post(PAGE, end).status_code == 422, "it is no longer offered"


def test_settings_are_tried_beside_the_page_and_their_result_is_there(page: Client, monde: Monde) -> None:
    complete(monde)
    own = {"acte": "essayer", "essayer-regle": "equilibre", "essayer-avance_min": "0,3", "essayer-seuil": "0,5"}
    response = page.post(PAGE, own)
    travail = Travail.objects.get()
    assert response["Location"] == f"/travaux/{travail.pk}"
    followed = read(page, response["Location"])
    assert f'href="{PAGE}"' in followed
    text = words(read(page, PAGE))
    assert "0,30 et 0,50 (à essayer)" in text
    assert "0,15 et 0,80 (en vigueur)" in text
    run = Execution.objects.get(calcul="frontiere")
    assert len(run.resultat["lignes"]) == len(GRILLE) + 1


def test_nothing_of_one_s_own_is_tried_unless_a_rule_is_chosen(page: Client, monde: Monde) -> None:
    complete(monde)
    page.post(PAGE, {"acte": "essayer", "essayer-avance_min": "0,3"})
    assert len(Execution.objects.get(calcul="frontiere").resultat["lignes"]) == len(GRILLE)


def test_a_setting_that_cannot_be_is_not_tried(page: Client) -> None:
    response = page.post(PAGE, {"acte": "essayer", "essayer-regle": "equilibre", "essayer-avance_min": "0,9"})
    assert response.status_code == 422
    assert "Ce réglage ne s’essaie pas." in words(response.content.decode())
    assert not Travail.objects.exists()


def test_the_frontier_is_told_with_its_base_and_its_trade(essaye: Client) -> None:
    text = words(read(essaye, PAGE))
    assert "Le réglage en vigueur tient le plus grand écart à" in text
    assert "logements tirés du parc, autant par commune que la prévision en trois ans" in text
    assert "Au lieu de 0,15 et 0,80 (en vigueur)" in text
    assert "D’où vient ce chiffre" in text
    assert "Le plus petit écart : " in text
    assert "Cette comparaison est à refaire." not in text


def test_a_frontier_made_before_a_change_says_so(essaye: Client, monde: Monde) -> None:
    Convention.objects.filter(reservataire=monde.comptes["CD"]).update(part=Fraction(1, 30))
    text = words(read(essaye, PAGE))
    assert "Cette comparaison est à refaire." in text
    assert "les parts des conventions ont changé" in text


@pytest.mark.parametrize("table", ["frontiere", "compromis", "mesures", "reglages", "conventions"])
def test_each_table_is_given_as_a_file(essaye: Client, table: str) -> None:
    response = essaye.get(f"{PAGE}?{table}-format=csv")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/csv")


def test_the_policies_of_each_convention_are_listed_with_the_way_to_change_them(page: Client, monde: Monde) -> None:
    Convention.objects.filter(reservataire=monde.comptes["AL"]).update(declencheur="bail", politique_refus="compte")
    html = read(page, PAGE)
    assert "au bail" in words(html)
    assert 'href="/etat-des-lieux/depot"' in html


def test_a_reader_reads_and_does_not_write(page: Client, monde: Monde) -> None:
    page.force_login(monde.lecteur)
    html = read(page, PAGE)
    assert "<h2>Inscrire un réglage" not in html
    assert "Essayer" not in words(html)
    for acte in ("inscrire", "clore", "essayer"):
        assert page.post(PAGE, SIMPLE | {"acte": acte}).status_code == 403
    assert not ReglageOrientation.objects.exists()
    assert not Travail.objects.exists()


@pytest.mark.parametrize("who", ["agent_ville", "agent_rive", "sans_organisation"])
def test_who_is_not_the_bailleur_does_not_come_in(page: Client, monde: Monde, who: str) -> None:
    page.force_login(getattr(monde, who))
    assert page.get(PAGE).status_code == 403


def test_queries_do_not_grow_with_the_dwellings_nor_the_accounts(essaye: Client, monde: Monde) -> None:
    counts = []
    for rang in (0, 10):
        for n in range(rang):
            other = an_organisation(f"Ville {n}", "commune")
            a_compte(monde.habitat_lys, f"V{n}", "commune", part="1/1000", organisation=other)
            a_liberation(monde.habitat_lys, f"Q-{n}", libre_le=JOUR - timedelta(days=n), commune=ANTIBES)
        essaye.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            essaye.get(PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20
