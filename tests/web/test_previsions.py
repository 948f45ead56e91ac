"""The pages of the forecasts: a grid to declare and revise, the flat share, the notice."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.actions.monde_complet import complete
from tests.builders import JOUR, Monde
from tests.builders_parc import a_client, keep_files_in
from tests.web.pages import check_page, read, words

from gef.db.flux.models import ForfaitMutations, Prevision
from gef.db.journal.models import Acte

PAGE, FORFAIT, NOTICE = "/assiette/previsions", "/assiette/forfait", "/assiette/notice"


@pytest.fixture(autouse=True)
def _world(monde: Monde, settings: Any, tmp_path: Any) -> None:
    settings.GEF_JOUR = JOUR
    keep_files_in(tmp_path, settings)
    complete(monde)


def last_pk() -> int:
    return Prevision.objects.latest("pk").pk


def declare(monde: Monde, **fields: str) -> Any:
    body = {"connu": str(last_pk()), "exercice": "2026", "anru-annee": "2", "document-anru": "NPNRU, page 3"}
    return a_client(monde.gestionnaire).post(PAGE, body | fields, follow=True)


def test_the_grid_shows_what_is_in_force(monde: Monde) -> None:
    html = read(a_client(monde.gestionnaire), PAGE)
    assert "2 logements prévus hors du flux en 2026" in words(html)
    assert 'name="anru-annee" value="2"' in html
    assert 'aria-label="Mutations internes, janvier"' in html
    assert html.count('<input type="text"') == 5 * 14
    assert "Déclarer ou réviser" not in words(read(a_client(monde.lecteur), PAGE))


def test_a_revision_is_a_new_declaration(monde: Monde) -> None:
    reponse = declare(monde, **{"anru-7": "3", "vente-annee": "4", "document-vente": "CUS"})
    assert reponse.redirect_chain == [(f"{PAGE}?exercice=2026#contenu", 302)]
    text = words(reponse.content.decode())
    assert "2 prévisions déclarées" in text
    assert "7 logements prévus hors du flux en 2026" in text
    assert Prevision.objects.filter(categorie="anru").count() == 2
    assert Prevision.objects.latest("declaree_le").declaree_le == JOUR


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Aucun nombre n’a changé"),
        ({"anru-annee": "-1"}, "Relogements de rénovation urbaine (ANRU), toute l’année"),
        ({"anru-annee": "beaucoup"}, "Saisissez un nombre entier"),
        ({"anru-annee": "9", "document-anru": ""}, "Donnez le document"),
        ({"anru-annee": "9", "connu": "0"}, "Une autre personne a déclaré"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(monde: Monde, fields: dict[str, str], message: str) -> None:
    reponse = declare(monde, **fields)
    assert reponse.status_code == 422
    check_page(reponse.content.decode())
    assert message in words(reponse.content.decode())
    assert Prevision.objects.count() == 1


def test_the_flat_share_is_chosen_by_name_and_given_up(monde: Monde) -> None:
    client = a_client(monde.gestionnaire)
    text = words(read(client, PAGE)).replace("\u202f", " ")
    assert "Certaines conventions prennent 10 % des logements libérés (source 003" in text
    client.post(FORFAIT, {"choix": "retenir", "document": "", "exercice": "2026"})
    assert not ForfaitMutations.objects.exists()
    reponse = client.post(FORFAIT, {"choix": "retenir", "document": "Convention, art. 2"}, follow=True)
    assert "Retenu pour 2026" in words(reponse.content.decode())
    text = words(client.post("/assiette/calculer", follow=True).content.decode())
    assert "24 logements à partager en 2026" in text  # 28,875 − 2,8875 − 2
    reponse = client.post(FORFAIT, {"choix": "renoncer", "document": "Décision du 3 mars"}, follow=True)
    assert "Abandonné le" in words(reponse.content.decode())


def test_the_notice_says_the_days_left_then_that_it_was_sent(monde: Monde, settings: Any) -> None:
    client = a_client(monde.gestionnaire)
    assert "Elle était due avant le 28 février 2026" in words(read(client, NOTICE))
    settings.GEF_JOUR = date(2026, 2, 20)
    text = words(read(client, NOTICE))
    assert "il reste 7 jours" in text
    assert "2 logements soustraits en 2026, à dire à chaque réservataire" in text
    assert "Ville de Lys" in text
    html = client.post(NOTICE, {"exercice": "2026"}, follow=True).content.decode()
    check_page(html)
    assert "Envoyée le 20 février 2026" in words(html)
    assert Acte.objects.latest("pk").details["previsions"]["anru"] == 2
    csv = client.get(f"{NOTICE}?format=csv").content.decode("utf-8-sig")
    assert csv.startswith("Catégorie d’opération;")


def test_a_notice_of_nothing_is_not_sent(monde: Monde) -> None:
    reponse = a_client(monde.gestionnaire).post(NOTICE, {"exercice": "2027"}, follow=True)
    assert "il n’y a rien à transmettre" in words(reponse.content.decode())
    assert "Rien n’est encore prévu pour 2027" in words(reponse.content.decode())
    assert not Acte.objects.filter(acte="notice_previsions").exists()


def test_readers_read_the_notice(monde: Monde) -> None:
    html = read(a_client(monde.lecteur), NOTICE)
    assert "Noter comme envoyée" not in words(html)
