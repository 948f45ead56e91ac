"""The pages of the exclusions: recorded and ended by who may, opened onto their dwellings."""

from __future__ import annotations

from typing import Any

import pytest
from tests.actions.monde_complet import complete
from tests.builders import JOUR, Monde
from tests.builders_parc import a_client, keep_files_in
from tests.web.pages import check_page, read, words

from gef.db.flux.models import ExclusionRetenue

PAGE = "/assiette/exclusions"
ACCORD = {
    "acte": "inscrire",
    "inscrire-code": "pli",
    "inscrire-reservataire": "",
    "inscrire-debut": "2024-01-01",
    "inscrire-document": "Protocole 06, art. 3",
}


@pytest.fixture(autouse=True)
def _world(monde: Monde, settings: Any, tmp_path: Any) -> None:
    settings.GEF_JOUR = JOUR
    keep_files_in(tmp_path, settings)
    complete(monde)


def send(monde: Monde, **fields: str) -> Any:
    return a_client(monde.gestionnaire).post(PAGE, ACCORD | fields, follow=True)


def test_without_an_agreement_the_page_says_that_no_document_backs_it(monde: Monde) -> None:
    text = words(read(a_client(monde.lecteur), PAGE))
    assert "Ce qui sort du parc en 2026" in text
    assert "Aucun document n’appuie le retrait des logements intermédiaires (PLI)" in text
    assert "Logements de la défense nationale" in text
    assert "Inscrire un accord" not in text


def test_an_agreement_is_recorded_then_ended(monde: Monde) -> None:
    reponse = send(monde)
    assert reponse.redirect_chain == [(f"{PAGE}?exercice=2026#contenu", 302)]
    text = words(reponse.content.decode())
    assert "Protocole 06, art. 3" in text
    assert "Aucun document" not in text
    [row] = ExclusionRetenue.objects.all()
    closing = {"acte": "clore", "clore-accord": str(row.pk), "clore-fin": "2026-01-01", "clore-document": "Avenant"}
    text = words(a_client(monde.gestionnaire).post(PAGE, closing, follow=True).content.decode())
    assert "close" in text
    assert [r.fin for r in ExclusionRetenue.objects.order_by("pk")] == [None, JOUR.replace(month=1, day=1)]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"inscrire-document": ""}, "Ce champ est obligatoire"),
        ({"inscrire-code": "autre"}, "Nommez la catégorie."),
        ({"inscrire-code": "autre", "inscrire-autre": "Gardiens !"}, "attendu : 3 à 25 lettres"),
        ({"inscrire-fin": "2020-01-01"}, "La fin précède le début"),
        ({"acte": "clore", "clore-accord": "9999", "clore-fin": "2026-01-01"}, "Sélectionnez un choix valide"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(monde: Monde, fields: dict[str, str], message: str) -> None:
    send(monde)
    reponse = send(monde, **fields)
    assert reponse.status_code == 422
    check_page(reponse.content.decode())
    assert message in words(reponse.content.decode())
    assert ExclusionRetenue.objects.count() == 1


def test_one_convention_may_exclude_what_the_catalogue_does_not_name(monde: Monde) -> None:
    send(monde)
    send(monde, **{"inscrire-code": "autre", "inscrire-autre": "gardiens", "inscrire-reservataire": "VILLE"})
    row = ExclusionRetenue.objects.latest("pk")
    assert (row.code, row.reservataire) == ("gardiens", monde.comptes["VILLE"])
    assert "Logements « gardiens »" in words(read(a_client(monde.lecteur), PAGE)).replace("\xa0", " ")


def test_a_reason_opens_onto_its_dwellings_and_gives_them_as_a_file(monde: Monde) -> None:
    html = read(a_client(monde.lecteur), f"{PAGE}/pli")
    assert "10 logements retirés en 2026" in words(html)
    csv = a_client(monde.lecteur).get(f"{PAGE}/pli?logements-exclus-format=csv").content.decode("utf-8-sig")
    assert len(csv.splitlines()) == 11
    assert "0 logement retiré" in words(read(a_client(monde.lecteur), f"{PAGE}/iml"))


def test_the_page_of_a_bailleur_without_parc_sends_him_to_it(monde: Monde) -> None:
    client = a_client(monde.gestionnaire_autre)
    assert "n’a pas encore de parc" in words(read(client, PAGE))
    assert client.get(f"{PAGE}/pli").url == "/etat-des-lieux"
