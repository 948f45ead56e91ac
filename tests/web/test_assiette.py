"""The page of the assiette: computed by who may, kept once, set beside the version before."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.actions.monde_complet import complete
from tests.actions.petit_parc import a_parc
from tests.builders import JOUR, MOMENT, Monde, an_acteur
from tests.builders_parc import a_client, keep_files_in
from tests.web.pages import check_page, read, words

from gef.actions.assiette import calculer_et_garder, list_versions, read_run
from gef.actions.exclusions import SaisieExclusion, inscrire_exclusion
from gef.db.flux.models import Prevision
from gef.db.journal.models import Execution
from gef.web.assiette import figure_assiette

PAGE, CALCULER = "/assiette", "/assiette/calculer"


@pytest.fixture(autouse=True)
def _world(monde: Monde, settings: Any, tmp_path: Any) -> None:
    settings.GEF_JOUR = JOUR
    keep_files_in(tmp_path, settings)


@pytest.fixture
def complet(monde: Monde) -> Monde:
    complete(monde)
    return monde


@pytest.fixture
def calculee(complet: Monde) -> Monde:
    calculer_et_garder(an_acteur(complet.gestionnaire), 2026, MOMENT)
    return complet


def compute(monde: Monde) -> str:
    """Press the button, and read the page that follows."""
    reponse = a_client(monde.gestionnaire).post(CALCULER, follow=True)
    assert reponse.redirect_chain == [(PAGE, 302)]
    html = str(reponse.content.decode())
    check_page(html)
    return words(html)


def test_routes_have_their_names() -> None:
    assert (reverse("web:assiette"), reverse("web:assiette-calculer")) == (PAGE, CALCULER)


def test_before_any_run_the_page_says_what_to_do(complet: Monde) -> None:
    html = read(a_client(complet.gestionnaire), PAGE)
    assert "L’assiette 2026 n’est pas encore calculée" in words(html)
    assert "Calculer l’assiette" in words(html)
    assert "<table" not in html


def test_a_gestionnaire_computes_and_reads_the_figure(complet: Monde) -> None:
    text = compute(complet)
    assert "Version 1 calculée." in text
    assert "27 logements à partager en 2026" in text
    assert "Sur 300 logements du parc, 275 sont dans le flux et 29 devraient se libérer." in text
    [run] = list_versions(complet.habitat_lys, 2026)
    assert (run.auteur, read_run(run).eligible) == (complet.gestionnaire, 275)


def test_unchanged_data_make_one_run(complet: Monde) -> None:
    assert "Version 1 calculée." in compute(complet)
    assert "Version 1 calculée." in compute(complet)
    assert Execution.objects.count() == 1


def test_changed_data_stand_beside_the_version_before(calculee: Monde) -> None:
    Prevision.objects.update(nombre=5)
    text = compute(calculee)
    assert "24 logements à partager en 2026" in text
    assert "3 logements de moins que la version 1 du 15 juin 2026 : 3 de plus pour « relogements de rén" in text
    assert "Le parc, les exclusions et le taux n’ont pas changé." in text
    assert text.index("Version 2, calculée") < text.index("Version 1, calculée")
    csv = a_client(calculee.gestionnaire).get(f"{PAGE}?format=csv").content.decode("utf-8-sig")
    [row] = [line for line in csv.splitlines() if line.startswith("Relogements de rénovation urbaine")]
    assert ("-5" in row, row.split(";")[-2:]) == (True, ["-2", "soit −3"])


def test_a_forecast_that_was_not_there_before_has_no_former_figure(calculee: Monde) -> None:
    Prevision.objects.create(
        bailleur=calculee.habitat_lys, exercice=2026, categorie="vente", nombre=1, declaree_le=date(2026, 2, 20)
    )
    compute(calculee)
    csv = a_client(calculee.gestionnaire).get(f"{PAGE}?format=csv").content.decode("utf-8-sig")
    [row] = [line for line in csv.splitlines() if line.startswith("Opérations de vente")]
    assert row.endswith(";")


def test_forecast_and_realised_stand_side_by_side(calculee: Monde) -> None:
    text = words(read(a_client(calculee.gestionnaire), PAGE))
    assert "Prévu et réalisé au 15 juin 2026" in text
    # On 15 June three are free, of which one mutation; the fourth is free on 2 July.
    assert "Libérations29310 %" in text.replace("\u202f", "").replace(" Libérations ", "Libérations")


def test_the_spreadsheet_opens_again_on_the_same_steps(calculee: Monde) -> None:
    reponse = a_client(calculee.lecteur).get(f"{PAGE}?format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(reponse.content)).worksheets[0]
    rows = {row[0].value: row[1].value for row in sheet.iter_rows() if row[0].value}
    assert rows["Parc du bailleur"] == 300
    assert rows["Assiette à partager"] == pytest.approx(26.875)


def test_a_missing_parc_is_said_in_french(monde: Monde) -> None:
    assert "Habitat Lys n’a pas encore de parc ; importez le dépôt RPLS de l’année." in compute(monde)
    assert not Execution.objects.exists()


def test_missing_liberations_are_said_in_french(monde: Monde) -> None:
    a_parc(an_acteur(monde.gestionnaire))
    text = compute(monde)
    assert "Aucune libération avant 2026 : le taux de rotation est inconnu." in text
    assert "Importez les libérations des années passées" in text
    assert not Execution.objects.exists()


def test_forecasts_above_the_rotation_are_said_and_leave_the_version_before(calculee: Monde) -> None:
    Prevision.objects.update(nombre=400)
    text = compute(calculee)
    assert "attendu : pas plus que les logements libérés" in text
    assert "27 logements à partager en 2026" in text
    assert Execution.objects.count() == 1


def test_without_a_forecast_there_is_nothing_to_draw(complet: Monde) -> None:
    Prevision.objects.all().delete()
    assert "29 logements à partager en 2026" in compute(complet)
    [run] = list_versions(complet.habitat_lys, 2026)
    assert figure_assiette(read_run(run)) is None
    assert "assiette-560" not in read(a_client(complet.gestionnaire), PAGE)


def test_every_category_at_once_can_be_drawn(complet: Monde) -> None:
    for categorie in ("mutations", "orcod", "lhi", "vente"):
        Prevision.objects.create(
            bailleur=complet.habitat_lys, exercice=2026, categorie=categorie, nombre=1, declaree_le=date(2026, 2, 20)
        )
    assert "23 logements à partager en 2026" in compute(complet)
    assert "assiette-560" in read(a_client(complet.gestionnaire), PAGE)


@pytest.mark.parametrize(("who", "page", "calculer"), [("lecteur", 200, 403), ("agent_ville", 403, 403)])
def test_readers_read_and_others_are_refused(complet: Monde, who: str, page: int, calculer: int) -> None:
    client = a_client(getattr(complet, who))
    assert (client.get(PAGE).status_code, client.post(CALCULER).status_code) == (page, calculer)
    assert not Execution.objects.exists()


def test_a_reader_is_offered_no_button(calculee: Monde) -> None:
    assert CALCULER not in read(a_client(calculee.lecteur), PAGE)
    assert CALCULER in read(a_client(calculee.gestionnaire), PAGE)


def test_another_bailleur_sees_his_own(calculee: Monde) -> None:
    assert "n’est pas encore calculée" in words(read(a_client(calculee.gestionnaire_autre), PAGE))


def test_nobody_signed_in_is_sent_to_the_door(client: Any) -> None:
    assert [client.get(PAGE).status_code, client.post(CALCULER).status_code] == [302, 302]


def test_methods_of_the_protocol_are_checked(monde: Monde) -> None:
    client = a_client(monde.gestionnaire)
    assert [client.post(PAGE).status_code, client.get(CALCULER).status_code] == [405, 405]


def test_queries_do_not_grow_with_the_versions(calculee: Monde) -> None:
    counts = []
    client = a_client(calculee.gestionnaire)
    for versions in (3, 30):
        for nombre in range(Execution.objects.count(), versions):
            Prevision.objects.update(nombre=nombre % 25)
            calculer_et_garder(an_acteur(calculee.gestionnaire), 2026, MOMENT)
        assert len(list_versions(calculee.habitat_lys, 2026)) == versions
        read(client, PAGE)  # the two versions that it shows are kept in memory
        with CaptureQueriesContext(connection) as queries:
            read(client, PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_conventions_that_exclude_more_stand_beside(complet: Monde) -> None:
    acteur = an_acteur(complet.gestionnaire)
    for saisie in (
        SaisieExclusion("pli", date(2024, 1, 1), "Protocole"),
        SaisieExclusion("associations", date(2024, 1, 1), "Convention de la Ville", "VILLE"),
    ):
        inscrire_exclusion(acteur, saisie, MOMENT)
    compute(complet)
    text = words(read(a_client(complet.lecteur), PAGE))
    assert "Assiette selon la convention, Ville de Lys" in text
    assert "Commune à toutes les conventions" in text


def test_every_version_stays_open(calculee: Monde) -> None:
    Prevision.objects.update(nombre=5)
    compute(calculee)
    client = a_client(calculee.lecteur)
    first, second = (words(read(client, f"{PAGE}/versions/{n}")) for n in (1, 2))
    assert "Version 1 : 27 logements à partager en 2026" in first
    assert "Une version plus récente l’a remplacée" in first
    assert "Une version plus récente" not in second
    assert "Version 2 : 24 logements" in second
    assert client.get(f"{PAGE}/versions/3").status_code == 404
    assert client.get(f"{PAGE}/versions/1?exercice=2025").status_code == 404


def test_two_versions_are_compared_line_by_line(calculee: Monde) -> None:
    client = a_client(calculee.lecteur)
    assert "Une seule version de l’assiette 2026" in words(read(client, f"{PAGE}/comparer"))
    Prevision.objects.update(nombre=5)
    compute(calculee)
    text = words(read(client, f"{PAGE}/comparer"))
    assert "Version 2 : −3,00 logements par an" in text
    assert "nombre revu, même document" in text
    back = words(read(client, f"{PAGE}/comparer?de=2&a=1"))
    assert "Version 1 : +3,00 logements par an" in back
    assert client.get(f"{PAGE}/comparer?de=9").status_code == 404
    assert client.get(f"{PAGE}/comparer?comparaison-format=csv").content.decode("utf-8-sig").startswith("Étape;")


def test_another_exercice_has_its_own_page(calculee: Monde) -> None:
    text = words(read(a_client(calculee.gestionnaire), f"{PAGE}?exercice=2027"))
    assert "L’assiette 2027 n’est pas encore calculée" in text
    reponse = a_client(calculee.gestionnaire).post(CALCULER, {"exercice": "2027"})
    assert reponse.url == f"{PAGE}?exercice=2027"
    assert "27 logements" in words(read(a_client(calculee.gestionnaire), f"{PAGE}?exercice=année"))
