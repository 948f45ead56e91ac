"""The quality pages: what to correct first, by field, programme and réservataire; the list that comes back filled in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.builders import MOMENT, Monde, a_liberation, an_acteur
from tests.builders_parc import a_client, a_lecture_modele, a_parc, keep_files_in, read_text

from gef.actions.depot_listes import accepter_liste
from gef.actions.parc import read_parc_table
from gef.db.patrimoine.models import Parc

CHAMPS, PROGRAMMES = "web:parc-qualite", "web:parc-qualite-programmes"
RESERVATAIRES, TRAVAIL = "web:parc-qualite-reservataires", "web:parc-corrections"
PAGES = (CHAMPS, PROGRAMMES, RESERVATAIRES, TRAVAIL)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    keep_files_in(tmp_path, settings)


@pytest.mark.parametrize("page", PAGES)
def test_who_has_no_parc_is_sent_where_to_begin(monde: Monde, page: str) -> None:
    response = a_client(monde.gestionnaire).get(reverse(page), follow=True)
    assert response.redirect_chain == [(reverse("web:parc"), 302)]


@pytest.mark.parametrize("page", PAGES)
def test_a_parc_whose_file_is_gone_says_so(monde: Monde, page: str, tmp_path: Path) -> None:
    parc = a_parc(an_acteur(monde.gestionnaire))
    (tmp_path / "fichiers" / parc.chemin).unlink()
    response = a_client(monde.gestionnaire).get(reverse(page))
    assert response.status_code == 500
    assert "Restaurez la sauvegarde" in read_text(response)


def test_what_to_correct_first_is_said_first(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    a_parc(acteur, 8, QPV="", SURFHAB="")
    a_liberation(acteur.organisation, "A-1", libre_le=date(2025, 3, 1))
    response = a_client(monde.gestionnaire).get(reverse(CHAMPS))
    page = read_text(response)
    assert "<h1>À corriger d’abord : Quartier prioritaire, 8 logements</h1>" in page
    assert f"{reverse(TRAVAIL)}?travail-f-champ=qpv" in page
    first = response.context["vues"]["qualite"].table.lignes[0].valeurs
    assert (first["champ"], first["concernes"], first["effet"]) == ("Quartier prioritaire", 8, 1)
    assert "Taux brut" in page


def test_without_a_rate_the_page_says_what_it_lacks(monde: Monde) -> None:
    a_parc(an_acteur(monde.gestionnaire), 8, QPV="")
    page = read_text(a_client(monde.gestionnaire).get(reverse(CHAMPS)))
    assert "Le taux de rotation n’est pas connu" in page


def test_a_parc_that_lacks_nothing_says_so(monde: Monde) -> None:
    a_parc(an_acteur(monde.gestionnaire), 2, FINAN="13")
    page = read_text(a_client(monde.lecteur).get(reverse(CHAMPS)))
    assert "<h1>Rien à corriger dans le parc</h1>" in page


def test_programmes_lead_to_their_own_list(monde: Monde) -> None:
    a_parc(an_acteur(monde.gestionnaire), 8, QPV="")
    client = a_client(monde.gestionnaire)
    page = read_text(client.get(reverse(PROGRAMMES)))
    assert "<h1>2 programmes à corriger, sur 2</h1>" in page
    assert "travail-f-programme=Les+Sir%C3%A8nes" in page
    narrowed = client.get(reverse(TRAVAIL), {"travail-f-programme": "Les Sirènes", "travail-f-champ": "qpv"})
    assert "<h1>4 cellules à corriger</h1>" in read_text(narrowed)


def test_reservataires_wait_for_their_list(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    a_parc(acteur, 8, QPV="")
    client = a_client(monde.gestionnaire)
    page = read_text(client.get(reverse(RESERVATAIRES)))
    assert "Qui a réservé quoi n’est pas encore connu" in page
    assert "?genre=reservations" in page
    assert "?genre=reservations" not in read_text(a_client(monde.lecteur).get(reverse(RESERVATAIRES)))
    lecture = a_lecture_modele("reservations", {"logement": "HL-0001", "reservataire": "VILLE"})
    accepter_liste(acteur, lecture, nom_fichier="liste.csv", moment=MOMENT)
    page = read_text(client.get(reverse(RESERVATAIRES)))
    assert "<h1>1 réservataire à qui il manque des données, sur 1</h1>" in page
    assert "Ville de Lys" in page


def test_the_list_is_cut_in_pages_and_said_whole(monde: Monde) -> None:
    a_parc(an_acteur(monde.gestionnaire), 70, QPV="")
    client = a_client(monde.gestionnaire)
    page = read_text(client.get(reverse(TRAVAIL), {"travail-f-champ": "qpv", "travail-page": "3"}))
    assert "<h1>70 cellules à corriger</h1>" in page
    assert "61 à 70 sur 70" in page
    assert "LY00000061" in page
    assert "LY00000060" not in page


def test_an_unknown_field_asks_for_all_of_them(monde: Monde) -> None:
    a_parc(an_acteur(monde.gestionnaire), 4, QPV="")
    client = a_client(monde.gestionnaire)
    asked = client.get(reverse(TRAVAIL), {"travail-f-champ": "?"}).context["nombre"]
    assert asked == client.get(reverse(TRAVAIL)).context["nombre"]


def test_a_list_too_long_for_a_file_asks_to_narrow(monde: Monde, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gef.web.listes.EXPORT_MAX", 3)
    a_parc(an_acteur(monde.gestionnaire), 4, QPV="")
    response = a_client(monde.gestionnaire).get(reverse(TRAVAIL), {"travail-format": "xlsx"}, follow=True)
    assert response.redirect_chain[0][1] == 302
    assert "filtrez d’abord" in read_text(response)


def fill_in(client: Client) -> bytes:
    asked = {"travail-f-champ": "qpv", "travail-format": "csv"}
    text = client.get(reverse(TRAVAIL), asked).content.decode("utf-8-sig")
    return text.replace(";(vide);;", ";(vide);non;").encode()


def test_the_list_filled_in_makes_the_next_version(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    before = read_parc_table(a_parc(acteur, 8, QPV=""))
    client = a_client(monde.gestionnaire)
    fichier = SimpleUploadedFile("travail.csv", fill_in(client))
    fields = {"genre": "corrections", "millesime": "2026", "fichier": fichier}
    address = client.post(reverse("web:parc-depot"), fields).headers["Location"]
    page = read_text(client.get(address))
    assert "Importer 8 corrections</button>" in page
    assert "Le parc 2026 passera de la version 1 à la version 2." in page
    assert Parc.objects.count() == 1
    response = client.post(address, {"decision": "importer"}, follow=True)
    assert response.redirect_chain == [(reverse(CHAMPS), 302)]
    assert "Parc corrigé : version 2 du parc 2026." in read_text(response)
    after = read_parc_table(Parc.objects.get(version=2))
    assert after.get_column("qpv").to_list() == [False] * 8
    assert after.drop("qpv").equals(before.drop("qpv"))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_costs_as_many_queries_for_3_dwellings_as_for_30(
    monde: Monde, page: str, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client = a_client(monde.gestionnaire)
    for count in (3, 30):
        a_parc(an_acteur(monde.gestionnaire), count, QPV="")
        with django_assert_max_num_queries(13):
            assert client.get(reverse(page)).status_code == 200


@pytest.mark.parametrize(
    ("page", "code"),
    [(CHAMPS, "qualite"), (CHAMPS, "causes"), (CHAMPS, "regles"), (PROGRAMMES, "programmes"), (TRAVAIL, "travail")],
)
@pytest.mark.parametrize(("format_", "start"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")])
def test_every_table_is_exported(monde: Monde, page: str, code: str, format_: str, start: bytes) -> None:
    a_parc(an_acteur(monde.gestionnaire), 4, QPV="")
    response = a_client(monde.gestionnaire).get(reverse(page), {f"{code}-format": format_})
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.content.startswith(start)
