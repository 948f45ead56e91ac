"""The pages of the background work: asked by a form, followed with and without a script, taken by who may."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.actions.monde_complet import a_travail_fait, complete
from tests.builders import JOUR, MOMENT, Monde, an_acteur
from tests.web.pages import check_page, words

from gef.actions.dossier import load_dossier
from gef.actions.listes_logements import garder_liste, to_table
from gef.actions.travaux import SILENCE, DemandeTravail, commencer_travail, creer_travail, noter_avancement
from gef.db.journal.models import Travail
from gef.web.travaux import say_duree


@pytest.fixture(autouse=True)
def _jour(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.GEF_JOUR = tmp_path, JOUR


def a_client(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def begun(monde: Monde, who: str = "gestionnaire") -> Travail:
    asked, _ = creer_travail(an_acteur(getattr(monde, who)), DemandeTravail("releves", "Relevés", {}), MOMENT)
    travail = commencer_travail(asked.pk, 1, timezone.now())
    assert travail
    return travail


def page_of(user: Any, travail: Travail, **headers: str) -> str:
    response = a_client(user).get(reverse("web:travail", args=[travail.pk]), headers=headers)
    assert response.status_code == 200
    html = str(response.content.decode())
    check_page(html)
    return html


def reserve(monde: Monde) -> None:
    """Complete the world, with a dwelling reserved by Action Logement and one by the Ville."""
    complete(monde)
    numbers = load_dossier(monde.habitat_lys).parc.get_column("ident_int").to_list()
    rows = [
        {"logement": number, "reservataire": code, "debut": date(2020, 1, 1)}
        for number, code in zip(numbers, ("AL", "VILLE"), strict=False)
    ]
    table = to_table("reservations", rows)
    garder_liste(
        an_acteur(monde.gestionnaire), "reservations", table, nom_fichier="l.csv", empreinte="e" * 64, moment=MOMENT
    )


@pytest.mark.parametrize("who", ["gestionnaire", "lecteur"])
def test_any_member_of_the_bailleur_asks_for_all_the_statements_and_takes_them(monde: Monde, who: str) -> None:
    reserve(monde)
    client = a_client(getattr(monde, who))
    answer = client.post(reverse("web:parc-releves-tous"), {"format": "csv"})
    travail = Travail.objects.get()
    assert answer["Location"] == reverse("web:travail", args=[travail.pk])
    assert (travail.etat, travail.fait, travail.total) == ("fait", 2, 2)
    html = page_of(getattr(monde, who), travail)
    assert "2 relevés." in words(html)
    assert "hx-trigger" not in html
    taken = client.get(reverse("web:travail-fichier", args=[travail.pk]))
    assert taken["Content-Disposition"] == 'attachment; filename="releves-2026-06-15-csv.zip"'
    with zipfile.ZipFile(io.BytesIO(b"".join(taken.streaming_content))) as archive:
        assert archive.namelist() == ["releve-al-2026-06-15.csv", "releve-ville-2026-06-15.csv"]


def test_what_stands_in_the_way_is_said_on_the_page_of_the_work(monde: Monde) -> None:
    client = a_client(monde.gestionnaire)
    answer = client.post(reverse("web:parc-releves-tous"), follow=True)
    assert "n’a pas encore de parc" in words(answer.content.decode())
    assert "Relancer ce travail" in answer.content.decode()


def test_a_format_that_does_not_exist_is_refused_in_words(monde: Monde) -> None:
    answer = a_client(monde.gestionnaire).post(reverse("web:parc-releves-tous"), {"format": "docx"})
    assert answer.status_code == 409
    assert "attendu" in answer.content.decode()
    assert not Travail.objects.exists()


def test_a_work_under_way_shows_how_far_it_is_and_refreshes_itself(monde: Monde) -> None:
    travail = begun(monde)
    noter_avancement(travail, (1_012, 2_000), "Ville <de> Lys", timezone.now())
    html = page_of(monde.gestionnaire, travail)
    assert '<progress id="avancement" value="1012" max="2000">' in html
    assert "1 012 sur 2 000, Ville &lt;de&gt; Lys" in html.replace("\u202f", " ")
    assert 'hx-trigger="every 2s"' in html
    assert f'href="{reverse("web:travail", args=[travail.pk])}">Actualiser</a>' in html
    assert 'aria-live="polite"' in html
    assert "Annuler ce travail" in html


def test_the_refreshed_region_is_that_of_the_whole_page(monde: Monde) -> None:
    travail = begun(monde)
    assert 'id="suivi"' in page_of(monde.gestionnaire, travail, **{"HX-Request": "true"})


def test_a_work_under_way_is_cancelled_once(monde: Monde) -> None:
    travail = begun(monde)
    client = a_client(monde.gestionnaire)
    html = client.post(reverse("web:travail-annuler", args=[travail.pk]), follow=True).content.decode()
    assert "Annulation demandée" in html
    assert "Annuler ce travail" not in html


def test_a_work_that_gives_no_sign_is_said_interrupted_and_tried_again(monde: Monde) -> None:
    travail = begun(monde)
    Travail.objects.update(battement_le=timezone.now() - SILENCE - timedelta(seconds=1))
    html = page_of(monde.gestionnaire, travail)
    assert "Interrompu" in html
    assert "rien n’a été gardé à moitié" in html
    assert "hx-trigger" not in html
    client = a_client(monde.gestionnaire)
    client.post(reverse("web:travail-relancer", args=[travail.pk]))
    travail.refresh_from_db()
    assert travail.tentative == 2


@pytest.mark.parametrize("route", ["web:travail-annuler", "web:travail-relancer"])
def test_what_cannot_be_done_any_more_is_said(monde: Monde, route: str) -> None:
    travail = a_travail_fait(an_acteur(monde.gestionnaire))
    answer = a_client(monde.gestionnaire).post(reverse(route, args=[travail.pk]), follow=True)
    assert 'class="encart erreur"' in answer.content.decode()


def test_a_reader_sees_the_work_of_a_manager_and_does_not_stop_it(monde: Monde) -> None:
    travail = begun(monde)
    assert "Annuler ce travail" not in page_of(monde.lecteur, travail)


@pytest.mark.parametrize("who", ["gestionnaire_autre", "agent_ville", "agent_rive"])
def test_a_stranger_learns_nothing_and_takes_nothing(monde: Monde, who: str) -> None:
    travail = a_travail_fait(an_acteur(monde.gestionnaire))
    client = a_client(getattr(monde, who))
    for route in ("web:travail", "web:travail-fichier"):
        assert client.get(reverse(route, args=[travail.pk])).status_code == 404
    assert "Essai" not in client.get(reverse("web:travaux")).content.decode()


def test_the_name_of_a_file_is_a_name(monde: Monde) -> None:
    travail = a_travail_fait(an_acteur(monde.gestionnaire), 'a"; b\r\n é.csv', b"x")
    taken = a_client(monde.gestionnaire).get(reverse("web:travail-fichier", args=[travail.pk]))
    assert taken["Content-Disposition"].startswith("attachment")
    assert "\n" not in taken["Content-Disposition"]


def test_a_file_gone_is_not_found_and_its_work_can_be_done_again(monde: Monde, tmp_path: Path) -> None:
    travail = a_travail_fait(an_acteur(monde.gestionnaire))
    (tmp_path / travail.chemin).unlink()
    assert a_client(monde.gestionnaire).get(reverse("web:travail-fichier", args=[travail.pk])).status_code == 404
    assert "retiré après trente jours" in words(page_of(monde.gestionnaire, travail))


def test_the_list_says_what_is_under_way(monde: Monde) -> None:
    client = a_client(monde.gestionnaire)
    assert "Rien n’a encore été demandé" in client.get(reverse("web:travaux")).content.decode()
    begun(monde)
    html = client.get(reverse("web:travaux")).content.decode()
    check_page(html)
    assert "<h1>1 travail en cours</h1>" in html.replace("\u00a0", " ")


def test_the_list_costs_as_many_queries_for_3_works_as_for_30(
    monde: Monde, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client = a_client(monde.gestionnaire)
    for count in (3, 30):
        for rank in range(count):
            creer_travail(an_acteur(monde.lecteur), DemandeTravail("releves", "R", {"n": (count, rank)}), MOMENT)
        with django_assert_max_num_queries(6):
            client.get(reverse("web:travaux"))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "1 seconde"), (1.4, "1 seconde"), (59, "59 secondes"), (60, "1 minute"), (125, "2 minutes 5 secondes")],
)
def test_how_long_it_took(seconds: float, said: str) -> None:
    assert say_duree(timedelta(seconds=seconds)).replace("\u00a0", " ") == said
