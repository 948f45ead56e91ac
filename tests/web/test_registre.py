"""The bailleur's register on screen: list, one line, sending, answering, correcting, an operation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.urls import reverse
from tests.actions.registre_exemple import ECHEANCE, MOTIF, a_delegation, a_droit, a_garantie, contest, send
from tests.builders import JOUR, Monde, an_acteur
from tests.builders_parc import a_client
from tests.web.pages import read, words

from gef.actions.registre import read_registre
from gef.db.flux.models import AvisDroit, Droit

PAGE = "/etat-des-lieux/registre"


@pytest.fixture(autouse=True)
def _day(settings: Any) -> None:
    settings.GEF_JOUR = JOUR


def plain(html: str) -> str:
    return words(html).replace("\u202f", " ").replace("\u00a0", " ")


def test_the_routes_have_their_names(monde: Monde) -> None:
    assert reverse("web:parc-registre") == PAGE
    assert reverse("web:parc-droit", args=[7]) == f"{PAGE}/7"
    assert reverse("web:parc-transmettre") == f"{PAGE}/transmettre"


def test_an_empty_register_says_what_to_do(monde: Monde) -> None:
    text = plain(read(a_client(monde.gestionnaire), PAGE))
    assert "Le registre des droits est vide" in text
    assert "quand leur registre sera importé" in text


def test_what_is_contested_is_the_first_thing_seen(monde: Monde) -> None:
    droit = a_garantie(monde)
    other = a_droit(monde, "AL", nombre=12)
    send(monde)
    contest(monde, droit)
    html = read(a_client(monde.gestionnaire), PAGE)
    text = plain(html)
    assert "9 droits contestés sur 21 en cours" in text
    assert "prêt + 5 ans" in text
    assert html.index(f'href="{PAGE}/{droit.pk}"') < html.index(f'href="{PAGE}/{other.pk}"')


def test_the_register_is_narrowed_by_its_filters_and_exported(monde: Monde) -> None:
    a_garantie(monde)
    a_droit(monde, "AL", nombre=12, nature="un_pourcent")
    client = a_client(monde.lecteur)
    csv = client.get(PAGE, {"f-reservataire": "Ville de Lys", "format": "csv"}).content.decode("utf-8-sig")
    assert "Ville de Lys" in csv
    assert "Action Logement" not in csv
    by_nature = plain(read(client, f"{PAGE}?f-nature=un_pourcent"))
    assert "1 ligne sur 2" in by_nature
    assert "1 ligne sur 2" not in plain(read(client, f"{PAGE}?f-etat=declare"))
    assert client.get(PAGE, {"format": "xlsx"}).headers["Content-Type"].endswith("sheet")


def test_a_line_shows_its_fields_its_explanation_and_its_history(monde: Monde) -> None:
    droit = a_garantie(monde, part_garantie=Fraction(1, 2), reference="D-7")
    send(monde)
    text = plain(read(a_client(monde.lecteur), f"{PAGE}/{droit.pk}"))
    assert "Ville de Lys, Les Goélands : 9 droits" in text
    assert "Part garantie de l’emprunt 50,0 %" in text
    assert "Droit jusqu’au 6 mai 2029 prêt + 5 ans" in text
    assert "celle du prêt prolongé" in text
    assert "Vous transmettez Les Goélands, 9 droits" in text
    assert "Corriger la ligne" not in text


def test_a_delegated_line_names_both(monde: Monde) -> None:
    text = plain(read(a_client(monde.gestionnaire), f"{PAGE}/{a_delegation(monde).pk}"))
    assert "Titulaire Département de Lys" in text
    assert "Utilisateur Ville de Lys par délégation" in text


def test_a_contest_is_answered_by_holding_with_a_reason(monde: Monde) -> None:
    droit = a_droit(monde)
    send(monde)
    contest(monde, droit)
    client = a_client(monde.gestionnaire)
    html = read(client, f"{PAGE}/{droit.pk}")
    assert "Répondre à la contestation" in plain(html)
    address = f"{PAGE}/{droit.pk}/maintenir"
    for motif, message in (("", "Écrivez le motif."), ("court", "en 10 caractères au moins")):
        refused = client.post(address, {"motif": motif, "rang": "2"})
        assert refused.status_code == 422
        assert message in plain(refused.content.decode())
    assert "a changé depuis l’affichage" in plain(
        client.post(address, {"motif": MOTIF, "rang": "1"}, follow=True).content.decode()
    )
    done = client.post(address, {"motif": MOTIF, "rang": "2"}, follow=True)
    text = plain(done.content.decode())
    assert "La ligne est maintenue" in text
    assert f"Motif : {MOTIF}" in text
    assert "Répondre à la contestation" not in text


def correction(droit: Droit, **changes: Any) -> dict[str, Any]:
    rang = AvisDroit.objects.filter(droit=droit).count()
    known = {
        "nombre": droit.nombre,
        "nature": droit.nature,
        "type_droit": droit.type_droit,
        "debut": droit.debut.isoformat(),
        "document": droit.document,
        "is_formalise": "on",
        "motif": MOTIF,
        "echeance": ECHEANCE.isoformat(),
        "rang": rang,
    }
    return {nom: value for nom, value in (known | changes).items() if value is not None}


def test_a_correction_replaces_the_line_and_links_both(monde: Monde) -> None:
    droit = a_droit(monde)
    send(monde)
    contest(monde, droit)
    client = a_client(monde.gestionnaire)
    address = f"{PAGE}/{droit.pk}/corriger"
    assert 'value="4"' in read(client, address)
    done = client.post(
        address, correction(droit, nombre=6, nature="garantie", part_garantie="33,33", fin="01/01/2040"), follow=True
    )
    new = Droit.objects.get(remplace=droit)
    assert (new.nombre, new.part_garantie, new.fin) == (6, Fraction(3333, 10000), date(2040, 1, 1))
    text = plain(done.content.decode())
    assert "La ligne corrigée remplace l’ancienne" in text
    assert "Lignes remplacées" in text
    assert "remplacée par une autre" in plain(read(client, f"{PAGE}/{droit.pk}"))
    assert [ligne.row for ligne in read_registre(an_acteur(monde.lecteur), JOUR).lignes] == [new]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({}, "Rien ne change"),
        ({"motif": None}, "Écrivez le motif."),
        ({"nombre": "cinq"}, "Écrivez un nombre entier."),
        ({"fin": "2000-01-01"}, "attendu : après le début"),
        ({"fin": "9999-01-01"}, "inférieure ou égale"),
        ({"fin": "demain"}, "par exemple 15/12/2026"),
        ({"part_garantie": "la moitié"}, "par exemple 50 ou 33,33"),
        ({"part_garantie": "120"}, "quotité garantie : 6/5"),
        ({"utilisateur": "CD", "delegation_fin": "2001-01-01"}, "fin de délégation : 01/01/2001"),
        ({"nombre": "5", "echeance": None}, "le jour avant lequel"),
    ],
)
def test_what_is_wrong_in_a_correction_is_said_and_kept(monde: Monde, changes: dict[str, Any], message: str) -> None:
    droit = a_droit(monde)
    send(monde)
    refused = a_client(monde.gestionnaire).post(f"{PAGE}/{droit.pk}/corriger", correction(droit, **changes))
    assert refused.status_code == 422
    assert message in plain(refused.content.decode())
    assert Droit.objects.filter(remplace=droit).count() == 0


def test_a_line_that_moved_is_not_corrected(monde: Monde) -> None:
    droit = a_droit(monde)
    send(monde)
    address = f"{PAGE}/{droit.pk}/corriger"
    done = a_client(monde.gestionnaire).post(address, correction(droit, nombre=6, rang="0"), follow=True)
    assert "a changé depuis l’affichage" in plain(done.content.decode())


def test_the_register_is_sent_with_a_deadline(monde: Monde) -> None:
    a_droit(monde)
    a_droit(monde, "AL", nombre=12)
    client = a_client(monde.gestionnaire)
    address = f"{PAGE}/transmettre"
    assert "16 droits à transmettre, 2 lignes" in plain(read(client, address))
    for body, message in (
        ({}, "Donnez un jour"),
        ({"echeance": JOUR.isoformat()}, "attendu : après le 15/06/2026"),
        ({"echeance": "2026-07-15", "reservataire": "INCONNU"}, "Sélectionnez un choix valide"),
    ):
        refused = client.post(address, body)
        assert refused.status_code == 422
        assert message in plain(refused.content.decode())
    done = client.post(address, {"echeance": "2026-07-15", "reservataire": "VILLE"}, follow=True)
    assert "1 ligne transmise, 4 droits." in plain(done.content.decode())
    assert "12 droits à transmettre" in plain(read(client, address))
    client.post(address, {"echeance": "2026-07-15", "reservataire": ""})
    assert "Tout l’état des lieux est transmis" in plain(read(client, address))
    again = client.post(address, {"echeance": "2026-07-15", "reservataire": ""})
    assert "n’attend d’être transmise" in plain(again.content.decode())


def test_a_reader_reads_and_does_not_write(monde: Monde) -> None:
    droit = a_droit(monde)
    send(monde)
    contest(monde, droit)
    client = a_client(monde.lecteur)
    assert "<form" not in read(client, f"{PAGE}/{droit.pk}").partition("<main")[2].replace('role="search"', "")
    assert "Un gestionnaire transmettra" in plain(read(client, f"{PAGE}/transmettre"))
    assert "Un gestionnaire inscrira" in plain(read(client, f"{PAGE}/operation"))


OPERATION = {
    "reference": "OP-1",
    "programme": "Les Alizés",
    "commune": "06029",
    "logements": "44",
    "part_reservee": "20",
    "debut": "2026-07-01",
    "echeance_pret": "2066-07-01",
    "garant_1": "VILLE",
    "quotite_1": "50",
    "garant_2": "CD",
    "quotite_2": "25",
    "utilisateur_2": "VILLE",
}


def test_an_operation_is_shown_before_it_is_written(monde: Monde) -> None:
    client = a_client(monde.gestionnaire)
    address = f"{PAGE}/operation"
    assert 'value="20"' in read(client, address)
    shown = client.post(address, OPERATION)
    text = plain(shown.content.decode())
    assert shown.status_code == 200
    assert "8 droits à inscrire pour Les Alizés" in text
    assert "elle n’est pas le plafond de la loi" in text
    assert not Droit.objects.exists()
    done = client.post(address, OPERATION | {"ecrire": "oui"}, follow=True)
    assert "8 droits inscrits au registre" in plain(done.content.decode())
    assert [(d.reservataire.code, d.nombre) for d in Droit.objects.order_by("pk")] == [("VILLE", 5), ("CD", 3)]
    again = client.post(address, OPERATION | {"ecrire": "oui"})
    assert (again.status_code, Droit.objects.count()) == (422, 2)
    assert "portent déjà la référence" in plain(again.content.decode())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"commune": "99999"}, "Aucune commune n’a ce code"),
        ({"quotite_1": ""}, "le garant 1 et sa quotité"),
        ({"quotite_3": "10"}, "le garant 3 et sa quotité"),
        ({"quotite_1": "90"}, "attendu : 100 % de l’emprunt au plus"),
        ({"garant_2": "VILLE"}, "garant VILLE : plusieurs fois"),
        ({"utilisateur_1": "VILLE"}, "utilisateur : son titulaire"),
        ({"logements": "-4"}, "supérieure ou égale"),
    ],
)
def test_what_is_wrong_in_an_operation_is_said(monde: Monde, changes: dict[str, str], message: str) -> None:
    refused = a_client(monde.gestionnaire).post(f"{PAGE}/operation", OPERATION | changes)
    assert refused.status_code == 422
    assert message in plain(refused.content.decode())


def test_the_page_costs_as_many_queries_for_3_lines_as_for_30(
    monde: Monde, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client = a_client(monde.gestionnaire)
    for count in (3, 27):
        for n in range(count):
            a_droit(monde, ("VILLE", "AL", "CD")[n % 3])
        send(monde)
        with django_assert_max_num_queries(9):
            client.get(PAGE)
