"""The page of the conversion: its finding, its tables and files, who may see it and who may compute."""

from __future__ import annotations

import io
import re
from fractions import Fraction
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags
from tests.builders import JOUR, MOMENT, Monde, a_compte, an_acteur
from tests.builders_conversion import EXERCICE, write_dossier
from tests.builders_parc import keep_files_in

from gef.access.models import Utilisateur
from gef.actions.conversion import calculer_et_garder, list_versions, read_run
from gef.db.flux.models import Convention, Droit, Reservataire
from gef.outputs.nombres import arrondi
from gef.web.conversion import count_ecarts

PAGE, CALCULER = "/conversion", "/conversion/calculer"


@pytest.fixture(autouse=True)
def _world(monde: Monde, settings: Any, tmp_path: Any) -> None:
    settings.GEF_JOUR = JOUR
    keep_files_in(tmp_path, settings)
    write_dossier(monde)


@pytest.fixture
def calculee(monde: Monde) -> None:
    calculer_et_garder(an_acteur(monde.gestionnaire), EXERCICE, MOMENT)


def sign_in(client: Client, who: Utilisateur) -> Client:
    client.force_login(who)
    return client


def read(client: Client, address: str = PAGE) -> str:
    reponse = client.get(address)
    assert reponse.status_code == 200
    return reponse.content.decode()


def words(html: str) -> str:
    return re.sub(r"\s+", " ", strip_tags(html).replace("&#x27;", "'"))


def test_routes_have_their_names() -> None:
    assert (reverse("web:conversion"), reverse("web:conversion-calculer")) == (PAGE, CALCULER)


def test_before_any_run_the_page_says_what_to_do(client: Client, monde: Monde) -> None:
    text = words(read(sign_in(client, monde.gestionnaire)))
    assert "La conversion 2026 n’est pas encore calculée" in text
    assert "Calculer la conversion" in text


def test_the_title_states_the_finding(client: Client, monde: Monde, calculee: None) -> None:
    text = words(read(sign_in(client, monde.gestionnaire)))
    assert "Quatre méthodes pour partager 40 logements" in text
    assert (
        "le choix compte le plus pour Action Logement : +8,0 en pondérant par la rotation, "
        "+10,0 en droits uniques et +8,0 avec les parts négociées, en logements par an." in text
    )
    assert "Version 1, calculée le 15 juin 2026" in text


def test_each_figure_opens_its_calculation(client: Client, monde: Monde, calculee: None) -> None:
    html = read(sign_in(client, monde.gestionnaire))
    links = re.findall(r'href="(/conversion/part/VILLE[^"]*)"', html)
    assert len(links) == 5
    assert {client.get(link).status_code for link in links} == {200}


def test_parts_are_shown_on_demand_and_the_sort_keeps_them(client: Client, monde: Monde, calculee: None) -> None:
    html = read(sign_in(client, monde.gestionnaire), f"{PAGE}?unite=part")
    assert "Part du flux, par réservataire" in words(html)
    assert "unite=part&amp;methodes-tri=droits" in html


def test_gaps_may_be_counted_from_the_conventions_in_force(client: Client, monde: Monde, calculee: None) -> None:
    html = read(sign_in(client, monde.gestionnaire), f"{PAGE}?face=vigueur")
    text = words(html)
    assert "Face à les conventions en vigueur" not in text
    assert (
        "Face aux conventions en vigueur, le choix compte le plus pour Action Logement : −8,0 avec la part du" in text
    )
    assert "(−8,0)" in text
    assert '<option value="vigueur" selected>' in html


def test_files_hold_what_was_shown(client: Client, monde: Monde, calculee: None) -> None:
    sign_in(client, monde.gestionnaire)
    csv = client.get(f"{PAGE}?methodes-format=csv")
    assert csv["Content-Disposition"].startswith('attachment; filename="logements-par-an-selon-la-methode-2026')
    assert "Ville de Lys;Commune;30;;" in csv.content.decode("utf-8-sig")
    xlsx = client.get(f"{PAGE}?plafonds-format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.content)).worksheets[0]
    assert any(str(cell.value).startswith("Garanties d’emprunt") for cell in sheet["A"])


def test_nothing_to_settle_is_said(client: Client, monde: Monde, calculee: None) -> None:
    html = read(sign_in(client, monde.gestionnaire))
    assert "Rien à régler." in words(html)
    assert "encart attention" not in html
    assert "t-reductions" not in html


def test_parts_above_the_whole_are_said_first_with_the_way_out(client: Client, monde: Monde) -> None:
    Convention.objects.filter(reservataire=monde.comptes["AL"]).update(part=Fraction(75, 100))
    calculer_et_garder(an_acteur(monde.gestionnaire), EXERCICE, MOMENT)
    html = read(sign_in(client, monde.gestionnaire))
    assert "2 points sont à régler" in words(html)
    assert "Réduction proposée, à renégocier" in words(html)
    assert html.index("encart attention") < html.index("t-methodes")


def test_what_is_only_to_be_known_raises_no_alarm(client: Client, monde: Monde) -> None:
    Droit.objects.filter(reservataire=monde.comptes["AL"]).update(nature="garantie")
    calculer_et_garder(an_acteur(monde.gestionnaire), EXERCICE, MOMENT)
    html = read(sign_in(client, monde.gestionnaire))
    assert "ses garanties n’entrent pas dans le plafond commun" in words(html)
    assert "encart attention" not in html


def test_the_chart_leaves_out_what_does_not_change(client: Client, monde: Monde, calculee: None) -> None:
    html = read(sign_in(client, monde.gestionnaire))
    drawing = html.partition('<div class="ample">')[2].partition("</div>")[0]
    ecarts = count_ecarts(read_run(list_versions(monde.habitat_lys, EXERCICE)[0]), "parc")
    moved = [code for row in ecarts.values() for code, ecart in row.items() if arrondi(ecart, 1)]
    still = [code for row in ecarts.values() for code, ecart in row.items() if not arrondi(ecart, 1)]
    assert moved
    assert still
    assert len(re.findall(r'<path[^>]* class="gf-(?:prune|avance|serie-3|serie-4)', drawing)) == len(moved)


def test_one_method_alone_says_the_same_partition(client: Client, monde: Monde) -> None:
    Droit.objects.all().delete()
    Convention.objects.all().delete()
    Reservataire.objects.filter(bailleur=monde.habitat_lys).delete()
    calculer_et_garder(an_acteur(monde.gestionnaire), EXERCICE, MOMENT)
    text = words(read(sign_in(client, monde.gestionnaire)))
    assert "Les quatre méthodes donnent le même partage." in text


def test_a_gestionnaire_computes_and_is_told_the_version(client: Client, monde: Monde) -> None:
    reponse = sign_in(client, monde.gestionnaire).post(CALCULER, follow=True)
    assert reponse.redirect_chain == [(PAGE, 302)]
    assert "Version 1 calculée." in words(reponse.content.decode())
    assert [run.auteur for run in list_versions(monde.habitat_lys, EXERCICE)] == [monde.gestionnaire]


def test_what_is_missing_is_said(client: Client, monde: Monde) -> None:
    reponse = sign_in(client, monde.gestionnaire_autre).post(CALCULER, follow=True)
    assert "L’assiette 2026 n’est pas calculée" in words(reponse.content.decode())


@pytest.mark.parametrize(("who", "page", "calculer"), [("lecteur", 200, 403), ("agent_ville", 403, 403)])
def test_readers_read_and_others_are_refused(client: Client, monde: Monde, who: str, page: int, calculer: int) -> None:
    sign_in(client, getattr(monde, who))
    assert (client.get(PAGE).status_code, client.post(CALCULER).status_code) == (page, calculer)
    assert list_versions(monde.habitat_lys, EXERCICE) == []


def test_a_reader_is_offered_no_button(client: Client, monde: Monde, calculee: None) -> None:
    assert CALCULER not in read(sign_in(client, monde.lecteur))


def test_another_bailleur_sees_his_own(client: Client, monde: Monde, calculee: None) -> None:
    assert "n’est pas encore calculée" in read(sign_in(client, monde.gestionnaire_autre))


def test_nobody_signed_in_is_sent_to_the_door(client: Client) -> None:
    assert [client.get(PAGE).status_code, client.post(CALCULER).status_code] == [302, 302]


def test_methods_of_the_protocol_are_checked(client: Client, monde: Monde) -> None:
    sign_in(client, monde.gestionnaire)
    assert [client.post(PAGE).status_code, client.get(CALCULER).status_code] == [405, 405]


def test_queries_do_not_grow_with_the_reservataires(
    client: Client, monde: Monde, calculee: None, django_assert_num_queries: Any
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


def test_two_accounts_of_one_name_can_be_drawn(client: Client, monde: Monde) -> None:
    for compte in (monde.comptes["AL"], monde.comptes["CD"]):
        compte.nom = "Même nom"
        compte.save()
    calculer_et_garder(an_acteur(monde.gestionnaire), EXERCICE, MOMENT)
    html = read(sign_in(client, monde.gestionnaire))
    assert "Même nom (AL)" in html
    assert "Même nom (CD)" in html
