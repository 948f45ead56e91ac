"""The page of the rights: the bailleur's own, with what is in force, what has expired and what disagrees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.actions.petit_etat import a_liste, write_petit_etat
from tests.builders import CANNES, DEBUT, MOMENT, Monde, an_acteur
from tests.builders_parc import a_client, a_parc, keep_files_in, read_text

from gef.actions.listes_logements import garder_liste
from gef.core.desaccords import GENRES
from gef.db.flux.models import Droit

PAGE = "web:parc-etat-des-lieux"
RAPPROCHEMENT, GENRE = "web:parc-rapprochement", "web:parc-rapprochement-genre"
TABLES = ["reservataires", "desaccords", "familles", "communes", "echus", "a-venir", "contingents"]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    keep_files_in(tmp_path, settings)
    settings.GEF_JOUR = date(2026, 6, 15)


def a_droit(monde: Monde, nombre: int, **fields: Any) -> Droit:
    defaults: dict[str, Any] = {"nature": "terrain", "type_droit": "suite", "commune": CANNES, "debut": DEBUT}
    return Droit.objects.create(reservataire=monde.comptes["VILLE"], nombre=nombre, **defaults | fields)


def test_the_title_states_what_is_held_and_what_disagrees(monde: Monde) -> None:
    write_petit_etat(monde)
    page = read_text(a_client(monde.gestionnaire).get(reverse(PAGE)))
    assert "<h1>15 droits en cours, 10 désaccords à régler</h1>" in page
    assert "la liste de 11 logements réservés" in page
    assert "Ville de Lys" in page
    assert page.index("Ce qui est en cours") < page.index("Ce qui ne concorde pas")
    assert reverse(GENRE, args=["code_7"]) in page


def test_only_who_writes_is_offered_the_import(monde: Monde) -> None:
    a_parc(an_acteur(monde.gestionnaire), 3)
    assert "Importer des droits" in read_text(a_client(monde.gestionnaire).get(reverse(PAGE)))
    assert "Importer des droits" not in read_text(a_client(monde.lecteur).get(reverse(PAGE)))


def test_a_list_and_a_parc_that_confirm_the_register_are_said(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    a_parc(acteur, 3, CONTRESLOG=4)
    a_droit(monde, 3, reference="V1")
    liste = a_liste(*((f"HL-{n:04d}", "VILLE", "V1", None) for n in (1, 2, 3)))
    garder_liste(acteur, "reservations", liste, nom_fichier="liste.csv", empreinte="0" * 64, moment=MOMENT)
    page = read_text(a_client(monde.gestionnaire).get(reverse(PAGE)))
    assert "3 droits en cours, que la liste et le parc confirment" in page
    assert "concordent, logement par logement" in page


def test_without_a_list_only_families_are_compared(monde: Monde) -> None:
    a_parc(an_acteur(monde.gestionnaire), 7)
    a_droit(monde, 3)
    page = read_text(a_client(monde.gestionnaire).get(reverse(PAGE)))
    assert "<h1>3 droits en cours</h1>" in page
    assert "sans liste des logements réservés" in page
    assert "Importez la liste des logements réservés" in page
    other = read_text(a_client(monde.gestionnaire).get(reverse(RAPPROCHEMENT)))
    assert "<h1>La liste des logements réservés manque</h1>" in other


def test_without_a_parc_the_page_says_what_to_do(monde: Monde) -> None:
    page = read_text(a_client(monde.gestionnaire).get(reverse(PAGE)))
    assert "L’état des lieux attend des données" in page
    assert "importez le dépôt RPLS" in page


def test_without_a_register_the_page_says_so(monde: Monde) -> None:
    a_parc(an_acteur(monde.gestionnaire), 3)
    page = read_text(a_client(monde.gestionnaire).get(reverse(PAGE)))
    assert "Aucun droit de réservation en cours" in page
    assert "quand leur registre sera importé" in page


def test_it_is_the_bailleur_s_own(monde: Monde) -> None:
    assert a_client(monde.agent_ville).get(reverse(PAGE)).status_code == 403
    assert Client().get(reverse(PAGE)).status_code == 302
    assert a_client(monde.gestionnaire).post(reverse(PAGE)).status_code == 405


@pytest.mark.parametrize("code", TABLES)
def test_every_table_is_exported(monde: Monde, code: str) -> None:
    a_parc(an_acteur(monde.gestionnaire), 3)
    a_droit(monde, 3)
    response = a_client(monde.lecteur).get(reverse(PAGE), {f"{code}-format": "csv"})
    assert response.headers["Content-Type"].startswith("text/csv")


def test_the_page_costs_as_many_queries_for_3_rights_as_for_30(
    monde: Monde, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    a_parc(an_acteur(monde.gestionnaire), 3)
    client = a_client(monde.gestionnaire)
    for count in (3, 27):
        for n in range(count):
            a_droit(monde, n, programme=f"P{n}")
        with django_assert_max_num_queries(20):
            client.get(reverse(PAGE))


def test_every_disagreement_is_explained_and_leads_to_its_rows(monde: Monde) -> None:
    write_petit_etat(monde)
    client = a_client(monde.lecteur)
    page = read_text(client.get(reverse(RAPPROCHEMENT)))
    assert "<h1>10 désaccords à régler</h1>" in page
    for genre in GENRES.values():
        address = reverse(GENRE, args=[genre.code])
        assert (genre.sens in page) == (address in page)
        assert client.get(address).status_code == 200


def test_the_rows_of_a_disagreement_are_searched_sorted_and_exported(monde: Monde) -> None:
    write_petit_etat(monde)
    client, address = a_client(monde.lecteur), reverse(GENRE, args=["reserve_deux_fois"])
    page = read_text(client.get(address))
    assert "Réservés deux fois : 1 logement" in page
    assert "1 logement de l’assiette en jeu, soit 0,2 logement du flux" in page
    assert page.count("LY00000010") == 2
    narrowed = read_text(client.get(address, {"logements-f-titulaire": "VILLE", "logements-q": "marsouins"}))
    assert narrowed.count("LY00000010") == 1
    assert "Aucune ligne ne répond" in read_text(client.get(address, {"logements-q": "nulle part"}))
    csv = client.get(address, {"logements-format": "csv", "logements-tri": "titulaire"}).content.decode("utf-8-sig")
    assert [line.split(";")[4] for line in csv.splitlines()[1:]] == ["Action Logement", "Ville de Lys"]


def test_rights_without_a_listed_dwelling_have_their_page(monde: Monde) -> None:
    write_petit_etat(monde)
    page = read_text(a_client(monde.lecteur).get(reverse(GENRE, args=["droit_sans_logement"])))
    assert "Droits sans aucun logement listé : 1 droit" in page
    assert "C1" in page


def test_a_settled_disagreement_says_so_and_an_unknown_one_is_not_found(monde: Monde) -> None:
    write_petit_etat(monde)
    client = a_client(monde.lecteur)
    assert "Droit cité, absent du registre : aucun" in read_text(client.get(reverse(GENRE, args=["droit_inconnu"])))
    assert client.get(reverse(GENRE, args=["inconnu"])).status_code == 404


def test_the_comparison_is_the_bailleur_s_own(monde: Monde) -> None:
    for address in (reverse(RAPPROCHEMENT), reverse(GENRE, args=["code_7"])):
        assert a_client(monde.agent_ville).get(address).status_code == 403
        assert "attend des données" in read_text(a_client(monde.gestionnaire_autre).get(address))
