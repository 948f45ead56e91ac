"""The page of the parc and the list of its dwellings: what they find, who sees them, how many queries they cost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.builders import ANTIBES, CANNES, Monde, an_acteur
from tests.builders_parc import a_client, a_lecture, a_logement, a_parc, keep_files_in, read_text

from gef.actions.parc import read_parc_table
from gef.actions.resume_parc import resumer_parc
from gef.db.patrimoine.models import Logement, Parc
from gef.web.liste_logements import list_logements
from gef.web.parc import figure_communes, figure_familles

PAGES = ("web:parc", "web:parc-logements")


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    keep_files_in(tmp_path, settings)


@pytest.mark.parametrize("page", PAGES)
def test_the_parc_is_the_bailleur_s_own(monde: Monde, page: str) -> None:
    a_parc(an_acteur(monde.gestionnaire))
    address = reverse(page)
    assert a_client(monde.gestionnaire).get(address).status_code == 200
    assert a_client(monde.lecteur).get(address).status_code == 200
    assert a_client(monde.agent_ville).get(address).status_code == 403
    assert Client().get(address).status_code == 302
    assert "8 logements" not in read_text(a_client(monde.gestionnaire_autre).get(address, follow=True))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_only_read(monde: Monde, page: str) -> None:
    assert a_client(monde.gestionnaire).post(reverse(page)).status_code == 405


def test_without_a_parc_the_page_says_what_will_come(monde: Monde) -> None:
    page = read_text(a_client(monde.gestionnaire).get(reverse("web:parc")))
    assert "Le parc n’est pas encore importé" in page
    assert reverse("web:parc-depot") in page
    assert "Importer le parc" not in read_text(a_client(monde.lecteur).get(reverse("web:parc")))


def test_a_parc_whose_file_is_gone_says_so(monde: Monde, tmp_path: Path) -> None:
    parc = a_parc(an_acteur(monde.gestionnaire))
    (tmp_path / "fichiers" / parc.chemin).unlink()
    response = a_client(monde.gestionnaire).get(reverse("web:parc"))
    assert response.status_code == 500
    assert "Restaurez la sauvegarde" in read_text(response)


def test_the_title_states_the_finding(monde: Monde) -> None:
    a_parc(an_acteur(monde.gestionnaire), 8, SURFHAB="", CONTRESLOG="")
    page = read_text(a_client(monde.gestionnaire).get(reverse("web:parc")))
    assert "<h1>8 logements, 3 communes, 2 champs à compléter</h1>" in page
    assert "Contingent, Surface habitable : aucune valeur dans le fichier." in page
    assert "Aucun logement ne dit son contingent" in page
    assert "le fichier ne le dit pour aucun logement" in page


def test_a_whole_parc_is_said_whole(monde: Monde) -> None:
    a_parc(an_acteur(monde.gestionnaire))
    page = read_text(a_client(monde.lecteur).get(reverse("web:parc")))
    assert "tous les champs complets" in page
    assert "Cannes réunit 50 % du parc" in page
    assert "Importer un fichier" not in page


def test_the_newest_parc_is_shown_and_every_version_listed(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    a_parc(acteur, 8, millesime=2025)
    a_parc(acteur, 9)
    a_parc(acteur, 7)
    response = a_client(monde.gestionnaire).get(reverse("web:parc"))
    assert "<h1>7 logements" in read_text(response)
    versions = response.context["vues"]["versions"].table.lignes
    assert [row.valeurs["version"] for row in versions] == ["2026, version 2", "2026, version 1", "2025, version 1"]


@pytest.mark.parametrize("code", ["communes", "typologie", "versions"])
@pytest.mark.parametrize(("format_", "start"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("pdf", b"%PDF")])
def test_every_table_is_exported(monde: Monde, code: str, format_: str, start: bytes) -> None:
    a_parc(an_acteur(monde.gestionnaire))
    response = a_client(monde.gestionnaire).get(reverse("web:parc"), {f"{code}-format": format_})
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.content.startswith(start)


def test_the_page_costs_as_many_queries_for_3_dwellings_as_for_30(
    monde: Monde, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client = a_client(monde.gestionnaire)
    for count in (3, 30):
        a_parc(an_acteur(monde.gestionnaire), count)
        for page, most in (("web:parc", 8), ("web:parc-logements", 9)):
            with django_assert_max_num_queries(most):
                client.get(reverse(page))


def shown(client: Client, **params: str) -> list[str]:
    vue = client.get(reverse("web:parc-logements"), {f"logements-{k}": v for k, v in params.items()}).context["vue"]
    return [row.valeurs["logement"] for row in vue.page.lignes]


def test_dwellings_are_cut_in_pages_by_the_database(monde: Monde) -> None:
    a_parc(an_acteur(monde.gestionnaire), 70)
    client = a_client(monde.gestionnaire)
    assert shown(client) == [f"HL-{n:04d}" for n in range(1, 31)]
    assert shown(client, page="3") == [f"HL-{n:04d}" for n in range(61, 71)]
    assert shown(client, page="99") == shown(client, page="3")
    page = read_text(client.get(reverse("web:parc-logements"), {"logements-page": "2"}))
    assert "31 à 60 sur 70" in page
    assert 'aria-label="Page 3"' in page


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"f-commune": ANTIBES}, {"HL-0002", "HL-0006"}),
        ({"f-programme": "sirènes"}, {"HL-0002", "HL-0004", "HL-0006", "HL-0008"}),
        ({"f-typologie": "T5+"}, {"HL-0004"}),
        ({"f-financement": "PLI"}, {"HL-0003", "HL-0007"}),
        ({"f-texte": "0004"}, {"HL-0004"}),
        ({"f-texte": "7 marsouins"}, {"HL-0007"}),
        ({"f-texte": "LY00000005"}, {"HL-0005"}),
        ({"f-commune": CANNES, "f-financement": "PLUS"}, {"HL-0004", "HL-0008"}),
        ({"f-commune": "nulle part"}, {f"HL-{n:04d}" for n in range(1, 9)}),
        ({"f-typologie": "-absent-"}, set()),
    ],
)
def test_dwellings_are_narrowed(monde: Monde, params: dict[str, str], expected: set[str]) -> None:
    a_parc(an_acteur(monde.gestionnaire))
    assert set(shown(a_client(monde.gestionnaire), **params)) == expected


def test_the_unknown_can_be_asked_for(monde: Monde) -> None:
    a_parc(an_acteur(monde.gestionnaire), 3, FINAN="")
    assert len(shown(a_client(monde.gestionnaire), **{"f-financement": "-absent-"})) == 3


SORTABLE = ("ligne", "commune", "typologie", "financement", "surface", "annee", "qpv", "loyer", "contingent", "mode")


@pytest.mark.parametrize("sens", ["croissant", "decroissant"])
@pytest.mark.parametrize("tri", SORTABLE)
def test_the_database_sorts_as_the_table_would(monde: Monde, tri: str, sens: str) -> None:
    acteur = an_acteur(monde.gestionnaire)
    parc = a_parc(acteur, 28)
    Logement.objects.filter(parc=parc, ligne__in=[5, 11]).update(
        typologie=None, financement=None, surface_m2=None, qpv=None, loyer_centimes=None, contingent=None, mode=None
    )
    response = a_client(monde.gestionnaire).get(
        reverse("web:parc-logements"), {"logements-tri": tri, "logements-sens": sens}
    )
    # The rows come from the database, their print goes through the table's own sort: both orders must be one.
    vue = response.context["vue"]
    assert [row.cellules[1].texte for row in vue.rangees] == [row.valeurs["logement"] for row in vue.page.lignes]
    values = [row.valeurs[tri] for row in vue.page.lignes]
    assert len(set(values)) > 1
    assert None not in values[: sum(v is not None for v in values)]


def test_a_column_that_the_list_does_not_sort_keeps_the_order_of_the_file(monde: Monde) -> None:
    a_parc(an_acteur(monde.gestionnaire))
    client = a_client(monde.gestionnaire)
    assert shown(client, tri="programme") == shown(client, tri="rien") == shown(client)
    assert set(list_logements(an_acteur(monde.gestionnaire), Parc.objects.get()).tris) == set(SORTABLE)


def test_the_export_holds_every_row_asked_for(monde: Monde) -> None:
    a_parc(an_acteur(monde.gestionnaire), 70)
    client = a_client(monde.gestionnaire)
    response = client.get(
        reverse("web:parc-logements"), {"logements-f-commune": CANNES, "logements-format": "csv", "logements-page": "2"}
    )
    lines = response.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 35
    assert lines[0].startswith("Ligne;Logement;Numéro RPLS;Commune;Programme;Programme, précision")


def test_an_export_too_large_for_one_file_asks_to_narrow(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gef.web.listes.EXPORT_MAX", 5)
    a_parc(an_acteur(monde.gestionnaire))
    response = a_client(monde.gestionnaire).get(
        reverse("web:parc-logements"), {"logements-format": "xlsx", "logements-tri": "loyer"}, follow=True
    )
    assert response.redirect_chain == [(f"{reverse('web:parc-logements')}?logements-tri=loyer", 302)]
    assert "8 lignes à exporter, plus que les 5 d’un fichier" in read_text(response)


def test_a_pdf_too_long_to_read_sends_to_the_spreadsheet(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gef.web.listes.LIGNES_MAX", 5)
    monkeypatch.setattr("gef.web.tableaux.LIGNES_MAX", 5)
    a_parc(an_acteur(monde.gestionnaire))
    client = a_client(monde.gestionnaire)
    assert [nom for nom, _ in client.get(reverse("web:parc-logements")).context["vue"].exports] == ["XLSX", "CSV"]
    response = client.get(reverse("web:parc-logements"), {"logements-format": "pdf"}, follow=True)
    assert "8 lignes à exporter, plus que les 5 d’un fichier" in read_text(response)


def test_the_chart_of_the_communes_gathers_the_smallest(monde: Monde) -> None:
    rows = [a_logement(n, DEPCOM=f"060{n:02d}", QPV="") for n in range(4, 24)]
    figure = figure_communes(resumer_parc(a_lecture(rows).table))
    assert "10 autres communes" in figure.ample.replace("\u00a0", " ")
    assert [repere.libelle for repere in figure.legende] == ["hors QPV", "en QPV", "QPV inconnu"]


def test_the_chart_of_the_families_leaves_out_the_empty_ones(monde: Monde) -> None:
    parc = a_parc(an_acteur(monde.gestionnaire), 8, CONTRESLOG=3)
    figure = figure_familles(resumer_parc(read_parc_table(parc)))
    assert "Action Logement" in figure.ample
    assert "Collectivités" not in figure.ample


@pytest.mark.parametrize("page", [*PAGES, "web:parc-etat-des-lieux", "web:parc-depot", "web:droit"])
def test_no_page_carries_a_style_or_a_script_of_its_own(monde: Monde, page: str) -> None:
    a_parc(an_acteur(monde.gestionnaire))
    content = read_text(a_client(monde.gestionnaire).get(reverse(page)))
    assert " style=" not in content
    assert "<style" not in content
    assert content.count("<script") == 1  # htmx, served by the site
    assert " onclick=" not in content
