"""The pages of the rates: the one in use first, a choice with a motive, where the parc turns over faster."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.actions.monde_complet import complete
from tests.builders import JOUR, MOMENT, Monde, a_liberation, an_acteur
from tests.builders_parc import a_client, keep_files_in
from tests.imports.test_taux_publies import a_classeur
from tests.web.pages import check_page, read, words

from gef.actions.assiette import calculer_et_garder
from gef.db.flux.models import ChoixTaux, Prevision, TauxPublie

PAGE, RETENIR, IMPORTER, MAILLES = (
    "/assiette/taux",
    "/assiette/taux/retenir",
    "/assiette/taux/importer",
    "/assiette/taux/mailles",
)
MOTIF = "Convention du 3 mars, article 4."


@pytest.fixture(autouse=True)
def _world(monde: Monde, settings: Any, tmp_path: Any) -> None:
    settings.GEF_JOUR = JOUR
    keep_files_in(tmp_path, settings)


@pytest.fixture
def complet(monde: Monde) -> Monde:
    complete(monde)
    return monde


def post(monde: Monde, address: str, **data: Any) -> str:
    reponse = a_client(monde.gestionnaire).post(address, data, follow=True)
    assert reponse.redirect_chain == [(PAGE, 302)]
    html = str(reponse.content.decode())
    check_page(html)
    return words(html).replace("\u202f", " ").replace("\xa0", " ")


def page(monde: Monde, address: str = PAGE) -> str:
    return words(read(a_client(monde.gestionnaire), address)).replace("\u202f", " ").replace("\xa0", " ")


def test_the_rate_in_use_is_the_first_thing_said(complet: Monde) -> None:
    text = page(complet)
    # 63 departures of two years over 300 dwellings twice.
    assert "10,50 % de rotation, taux par défaut pour 2026" in text
    assert "63 libérations sur 600 logements, soit de 8,29 à 13,21 % (intervalle à 95&#8239;%)" in text
    assert text.index("10,50 % de rotation") < text.index("Les taux possibles, côte à côte")


def test_candidates_stand_side_by_side_with_what_each_would_give(complet: Monde) -> None:
    text = page(complet)
    assert text.index("Brut, 2025") < text.index("Net des mutations, 2025") < text.index("Net des relogements, 2025")
    assert "Double soustraction : le taux a déjà retiré les relogements de rénovation urbaine (ANRU)" in text
    csv = a_client(complet.lecteur).get(f"{PAGE}?format=csv").content.decode("utf-8-sig")
    [row] = [line for line in csv.splitlines() if line.startswith("Brut, 2024 et 2025")]
    assert "0,105" in row
    assert "26,875" in row  # 275 × 10,5 % − 2


def test_without_a_kept_assiette_the_data_of_the_day_serve_and_it_is_said(complet: Monde) -> None:
    assert "prévisions du jour : aucune version n’est gardée" in page(complet)
    calculer_et_garder(an_acteur(complet.gestionnaire), 2026, MOMENT)
    Prevision.objects.update(nombre=25)
    text = page(complet)
    assert "prévisions de la version 1" in text
    csv = a_client(complet.lecteur).get(f"{PAGE}?format=csv").content.decode("utf-8-sig")
    assert "26,875" in csv


def test_a_chosen_rate_is_that_of_the_assiette_and_says_why(complet: Monde) -> None:
    text = post(complet, RETENIR, taux="brut-1", motif=MOTIF)
    assert "Taux retenu ; il servira au prochain calcul de l’assiette." in text
    assert "11,00 % de rotation, taux retenu pour 2026" in text
    assert f"par Camille Gérant. Motif : {MOTIF}" in text
    run = calculer_et_garder(an_acteur(complet.gestionnaire), 2026, MOMENT)
    assert run.entree["taux"]["valeur"] == "11/100"


def test_a_choice_outlives_the_data_and_says_so(complet: Monde) -> None:
    post(complet, RETENIR, taux="brut-1", motif=MOTIF)
    a_liberation(complet.habitat_lys, "L-2025-9999", libre_le=date(2025, 12, 30))
    text = page(complet)
    assert "11,00 % de rotation, taux retenu" in text
    assert "Les données ont changé depuis ce choix" in text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"taux": "brut-1", "motif": "bref"}, "Motif trop court"),
        ({"taux": "brut-9", "motif": MOTIF}, "n’est plus parmi les candidats"),
        ({}, "Motif trop court"),
    ],
)
def test_a_choice_without_reason_or_object_is_refused(complet: Monde, data: dict[str, str], message: str) -> None:
    assert message in post(complet, RETENIR, **data)
    assert not ChoixTaux.objects.exists()


def test_the_same_choice_twice_is_one(complet: Monde) -> None:
    post(complet, RETENIR, taux="brut-1", motif=MOTIF)
    assert "déjà retenu" in post(complet, RETENIR, taux="brut-1", motif=MOTIF)
    assert ChoixTaux.objects.count() == 1


def test_published_rates_are_candidates_with_their_definition(complet: Monde) -> None:
    report = hand_in(complet)
    text = words(report.content.decode())
    assert "4 lignes prêtes" in text
    assert "Taux publiés par le SDES" in text
    assert not TauxPublie.objects.exists()
    address = report.request["PATH_INFO"]
    accepted = a_client(complet.gestionnaire).post(address, {"decision": "importer"}, follow=True)
    text = words(accepted.content.decode())
    assert "4 taux écrits." in text
    assert "Publié, 2024" in text
    assert "tous bailleurs, département 06 (Alpes-Maritimes) ; SDES, RPLS au 1er janvier 2025, tx_mob" in text
    assert "non publié" in text
    assert TauxPublie.objects.get(territoire="departement").valeur == Fraction(62, 1000)
    assert "Rien de nouveau dans ce fichier" in words(hand_in(complet).content.decode())


def hand_in(monde: Monde) -> Any:
    fichier = SimpleUploadedFile("resultats_rpls_2025.xlsx", a_classeur())
    return a_client(monde.gestionnaire).post(IMPORTER, {"fichier": fichier}, follow=True)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "obligatoire"),
        ({"fichier": SimpleUploadedFile("rpls_2025.xlsx", b"PK\x03\x04 rien")}, "tronqué ou abîmé"),
        ({"fichier": SimpleUploadedFile("rpls_2025.csv", b"REG;tx_mob")}, "tronqué ou abîmé"),
        ({"fichier": SimpleUploadedFile("rpls.xlsx", a_classeur())}, "Donnez le millésime"),
    ],
)
def test_an_illegible_publication_is_refused_in_french(complet: Monde, files: dict[str, Any], message: str) -> None:
    for fichier in files.values():
        fichier.seek(0)
    assert message in post(complet, IMPORTER, **files)
    assert not TauxPublie.objects.exists()


def test_without_a_parc_or_departures_the_page_says_what_is_missing(monde: Monde) -> None:
    text = page(monde)
    assert "Le taux de rotation 2026 n’est pas connu" in text
    assert "n’a pas encore de parc" in text
    assert "n’a pas encore de parc" in page(monde, MAILLES)


def test_a_reader_chooses_nothing(complet: Monde) -> None:
    html = read(a_client(complet.lecteur), PAGE)
    assert RETENIR not in html
    assert IMPORTER not in html
    client = a_client(complet.lecteur)
    assert [client.post(RETENIR).status_code, client.post(IMPORTER).status_code] == [403, 403]


def test_rates_by_commune_say_where_it_turns_over_faster(complet: Monde) -> None:
    text = page(complet, MAILLES)
    # Antibes: 21 of 200; Cannes: 42 of 400.
    assert "Rotation par commune" in text
    assert "10,50 % pour l’ensemble : 63 libérations en 2 ans." in text
    csv = a_client(complet.lecteur).get(f"{MAILLES}?format=csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in csv[1:3]] == ["Cannes", "Antibes"]


def test_the_maille_the_years_and_the_variant_are_asked_by_the_address(complet: Monde) -> None:
    text = page(complet, f"{MAILLES}?maille=financement&annees=1&variante=net_mutations")
    assert "Rotation par financement" in text
    assert "10,00 % pour l’ensemble : 30 libérations." in text
    assert "Taux net des mutations, années 2025" in text


@pytest.mark.parametrize(
    "query", ["maille=etage", "annees=12", "variante=%27", "maille=&annees=-1", "q=Cannes&tri=taux"]
)
def test_an_address_that_means_nothing_is_the_default(complet: Monde, query: str) -> None:
    assert "Rotation par commune" in page(complet, f"{MAILLES}?{query}")


@pytest.mark.parametrize("maille", ["commune", "epci", "typologie", "financement", "qpv", "contingent", "reservataire"])
def test_every_maille_has_its_page(complet: Monde, maille: str) -> None:
    page(complet, f"{MAILLES}?maille={maille}&annees=3")


def test_departures_that_the_parc_does_not_know_are_said(complet: Monde) -> None:
    text = page(complet, f"{MAILLES}?maille=contingent")
    assert "63 libérations n’ont pas été retrouvées dans le parc, sur 63" in text
    assert "aucune libération rattachée au parc" in text


def test_queries_do_not_grow_with_the_departures(complet: Monde) -> None:
    client, counts = a_client(complet.gestionnaire), []
    for more in (3, 30):
        for rank in range(more):
            a_liberation(complet.habitat_lys, f"X-{more}-{rank}", libre_le=date(2025, 6, 1))
        with CaptureQueriesContext(connection) as queries:
            read(client, PAGE)
            read(client, MAILLES)
        counts.append(len(queries))
    assert counts[0] == counts[1]
