"""The page of the objectives: its finding, one commune of it, the whole matrix as files, who may compute."""

from __future__ import annotations

import io
import re
from datetime import date
from fractions import Fraction
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags
from tests.builders import ANTIBES, CANNES, JOUR, MOMENT, Monde, a_compte, an_acteur
from tests.builders_conversion import EXERCICE, write_dossier
from tests.builders_parc import keep_files_in

from gef.access.models import Utilisateur
from gef.actions.assiette import calculer_et_garder as keep_assiette
from gef.actions.objectifs import calculer_et_garder, list_versions
from gef.db.flux.models import Convention, Prevision

PAGE, CALCULER = "/objectifs", "/objectifs/calculer"


@pytest.fixture(autouse=True)
def _world(monde: Monde, settings: Any, tmp_path: Any) -> None:
    settings.GEF_JOUR = JOUR
    keep_files_in(tmp_path, settings)
    write_dossier(monde)


@pytest.fixture
def calcules(monde: Monde) -> None:
    calculer_et_garder(an_acteur(monde.gestionnaire), EXERCICE, MOMENT)


def sign_in(client: Client, who: Utilisateur) -> Client:
    client.force_login(who)
    return client


def read(client: Client, address: str = PAGE) -> str:
    reponse = client.get(address)
    assert reponse.status_code == 200
    return reponse.content.decode()


def words(html: str) -> str:
    return re.sub(r"\s+", " ", strip_tags(html))


def test_routes_have_their_names() -> None:
    assert (reverse("web:objectifs"), reverse("web:objectifs-calculer")) == (PAGE, CALCULER)


def test_before_any_run_the_page_says_what_to_do(client: Client, monde: Monde) -> None:
    text = words(read(sign_in(client, monde.gestionnaire)))
    assert "Les objectifs 2026 ne sont pas encore calculés" in text
    assert "Calculer les objectifs" in text


def test_the_title_states_the_finding(client: Client, monde: Monde, calcules: None) -> None:
    text = words(read(sign_in(client, monde.gestionnaire)))
    assert "Objectif 2026 : 37 logements pour 5 réservataires" in text
    assert "n’en a aucun" not in text
    assert "Moins d’un logement par an" not in text
    assert "sont à moins d’un logement de leur valeur exacte" in text


def test_small_ones_are_told_when_they_are_served(client: Client, monde: Monde) -> None:
    Convention.objects.filter(reservataire=monde.comptes["VILLE"]).update(part=Fraction(1, 100))
    calculer_et_garder(an_acteur(monde.gestionnaire), EXERCICE, MOMENT)
    text = words(read(sign_in(client, monde.gestionnaire)))
    # 0.3 dwelling a year: four of them make one.
    assert "1 réservataire n’en a aucun cette année : son droit est reporté." in text
    assert "En 2029 au plus tard : Ville de Lys (0,30)" in text


def test_the_largest_commune_is_shown_until_another_is_asked_for(client: Client, monde: Monde, calcules: None) -> None:
    sign_in(client, monde.gestionnaire)
    assert "Objectifs 2026, Cannes" in read(client)
    assert "Objectifs 2026, Cannes" in read(client, f"{PAGE}?commune=<b>")
    html = read(client, f"{PAGE}?commune={ANTIBES}")
    assert "Objectifs 2026, Antibes" in html
    assert f'<option value="{ANTIBES}" selected>Antibes</option>' in html
    # The sort of a table keeps the commune.
    assert f"commune={ANTIBES}&amp;objectifs-tri=droit" in html


def test_the_whole_matrix_is_a_file(client: Client, monde: Monde, calcules: None) -> None:
    html = read(sign_in(client, monde.gestionnaire))
    links = [
        link.replace("&amp;", "&") for link in re.findall(r'href="([^"]*(?:matrice|cellules)-format=[^"]*)"', html)
    ]
    assert len(links) == 6
    files = {link: client.get(link) for link in links}
    sheet = openpyxl.load_workbook(io.BytesIO(files[f"{PAGE}?matrice-format=xlsx"].content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert ["Réservataire", "Ensemble", "Antibes", "Cannes"] in rows
    assert ["Ville de Lys", 6, None, 6] in rows
    assert f"Ville de Lys;VILLE;Cannes;{CANNES};6;0;6;0" in files[f"{PAGE}?cellules-format=csv"].content.decode(
        "utf-8-sig"
    )


def test_an_exercice_that_frees_nothing_has_a_page(client: Client, monde: Monde) -> None:
    Prevision.objects.create(
        bailleur=monde.habitat_lys,
        exercice=EXERCICE,
        categorie="mutations",
        nombre=40,
        declaree_le=date(EXERCICE, 2, 20),
    )
    keep_assiette(an_acteur(monde.gestionnaire), EXERCICE, MOMENT)
    calculer_et_garder(an_acteur(monde.gestionnaire), EXERCICE, MOMENT)
    text = words(read(sign_in(client, monde.gestionnaire)))
    assert "Objectif 2026 : 0 logement pour 0 réservataire" in text


def test_a_gestionnaire_computes_and_is_told_the_version(client: Client, monde: Monde) -> None:
    reponse = sign_in(client, monde.gestionnaire).post(CALCULER, follow=True)
    assert reponse.redirect_chain == [(PAGE, 302)]
    assert "Version 1 calculée." in words(reponse.content.decode())


def test_parts_above_the_whole_are_said_and_nothing_is_kept(client: Client, monde: Monde) -> None:
    Convention.objects.filter(reservataire=monde.comptes["AL"]).update(part=Fraction(9, 10))
    reponse = sign_in(client, monde.gestionnaire).post(CALCULER)
    assert reponse.status_code == 302
    assert list_versions(monde.habitat_lys, EXERCICE) == []


@pytest.mark.parametrize(("who", "page", "calculer"), [("lecteur", 200, 403), ("agent_ville", 403, 403)])
def test_readers_read_and_others_are_refused(client: Client, monde: Monde, who: str, page: int, calculer: int) -> None:
    sign_in(client, getattr(monde, who))
    assert (client.get(PAGE).status_code, client.post(CALCULER).status_code) == (page, calculer)
    assert list_versions(monde.habitat_lys, EXERCICE) == []


def test_a_reader_is_offered_no_button(client: Client, monde: Monde, calcules: None) -> None:
    assert CALCULER not in read(sign_in(client, monde.lecteur))


def test_another_bailleur_sees_his_own(client: Client, monde: Monde, calcules: None) -> None:
    assert "ne sont pas encore calculés" in read(sign_in(client, monde.gestionnaire_autre))


def test_nobody_signed_in_is_sent_to_the_door(client: Client) -> None:
    assert [client.get(PAGE).status_code, client.post(CALCULER).status_code] == [302, 302]


def test_queries_do_not_grow_with_the_reservataires(
    client: Client, monde: Monde, calcules: None, django_assert_num_queries: Any
) -> None:
    sign_in(client, monde.gestionnaire)
    read(client)  # what a run computes is kept in memory: the second page is the one to count
    with CaptureQueriesContext(connection) as queries:
        read(client)
    expected = len(queries)
    for rank in range(12):
        a_compte(monde.habitat_lys, f"AUTRE-{rank}", "autre", part="1/1000")
    calculer_et_garder(an_acteur(monde.gestionnaire), EXERCICE, MOMENT)
    read(client)
    with django_assert_num_queries(expected):
        read(client)
