"""A réservataire's rights on screen: what is left to read, his word, its history, what the rights open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from tests.actions.registre_exemple import MOTIF, a_delegation, a_droit, a_garantie, contest, send
from tests.builders import JOUR, MOMENT, Monde, a_compte, a_user, an_acteur
from tests.builders_parc import a_client
from tests.web.pages import read, words

from gef.access.models import Role
from gef.actions.avis import maintenir
from gef.db.flux.models import AvisDroit, Convention

PAGE = "/vos-droits"


@pytest.fixture(autouse=True)
def _day(settings: Any) -> None:
    settings.GEF_JOUR = JOUR


def plain(html: str) -> str:
    return words(html).replace("\u202f", " ").replace("\u00a0", " ")


def page(monde: Monde, address: str = PAGE) -> str:
    return plain(read(a_client(monde.agent_ville), address))


def test_the_navigation_offers_the_page_to_reservataires_only(monde: Monde) -> None:
    assert reverse("web:droits") == PAGE
    assert f'href="{PAGE}" aria-current="page"' in read(a_client(monde.agent_ville), PAGE)
    assert f'href="{PAGE}"' not in read(a_client(monde.gestionnaire), "/")
    assert a_client(monde.gestionnaire).get(PAGE).status_code == 403


def test_without_a_line_the_page_says_so(monde: Monde) -> None:
    text = page(monde)
    assert "Aucun droit recensé à votre nom" in text
    assert "n’a encore inscrit aucun droit" in text


def test_the_title_says_what_is_left_to_read_and_until_when(monde: Monde) -> None:
    a_droit(monde)
    a_garantie(monde)
    assert "13 droits en cours, rien à relire" in page(monde)
    send(monde)
    text = page(monde)
    assert "13 droits à relire avant le 15 juillet 2026" in text
    assert "Il en reste 2 sur 2." in text
    assert "Relire la ligne suivante" in text
    assert "Habitat Lys vous transmet 2 lignes, 13 droits" in text


def test_what_the_rights_open_comes_from_the_convention(monde: Monde) -> None:
    a_droit(monde)
    text = page(monde)
    assert "Ce qu’ils vous ouvrent 20,0 % du flux de la commune" in text
    assert "convention du 1er janvier 2024" in text


def test_a_line_is_validated(monde: Monde) -> None:
    droit = a_droit(monde)
    send(monde)
    done = a_client(monde.agent_ville).post(f"{PAGE}/{droit.pk}/avis", {"avis": "valide", "rang": "1"}, follow=True)
    text = plain(done.content.decode())
    assert "La ligne est validée." in text
    assert "Vous validez Les Goélands, 4 droits" in text
    assert "4 droits en cours, rien à relire" in text


def test_a_line_is_contested_with_a_reason_and_a_number(monde: Monde) -> None:
    droit = a_droit(monde)
    send(monde)
    client = a_client(monde.agent_ville)
    address = f"{PAGE}/{droit.pk}/avis"
    for body, message in (
        ({}, "Choisissez une réponse."),
        ({"avis": "conteste", "rang": "1"}, "en 10 caractères au moins"),
        ({"avis": "conteste", "motif": MOTIF, "nombre": "six", "rang": "1"}, "Écrivez un nombre entier."),
        ({"avis": "approuve", "rang": "1"}, "approuve"),
    ):
        refused = client.post(address, body)
        assert refused.status_code == 422
        assert message in plain(refused.content.decode())
    body = {"avis": "conteste", "motif": MOTIF, "nombre": "6", "rang": "1"}
    text = plain(client.post(address, body, follow=True).content.decode())
    assert "4 droits contestés, réponse attendue" in text
    assert "6 droits selon vous" in text
    assert f"Motif : {MOTIF}" in text
    assert AvisDroit.objects.get(type="conteste").nombre == 6


def test_a_line_that_moved_is_said(monde: Monde) -> None:
    droit = a_droit(monde)
    send(monde)
    client = a_client(monde.agent_ville)
    client.post(f"{PAGE}/{droit.pk}/avis", {"avis": "valide", "rang": "1"})
    again = client.post(f"{PAGE}/{droit.pk}/avis", {"avis": "valide", "rang": "1"}, follow=True)
    assert "a changé depuis l’affichage" in plain(again.content.decode())
    refused = client.post(f"{PAGE}/{droit.pk}/avis", {"avis": "valide", "rang": "2"})
    assert "validation impossible" in plain(refused.content.decode())


def test_all_lines_are_validated_at_once(monde: Monde) -> None:
    a_droit(monde)
    a_garantie(monde)
    send(monde)
    address = f"{PAGE}/bailleurs/{monde.habitat_lys.pk}/valider"
    client = a_client(monde.agent_ville)
    assert "Valider les 2 lignes à relire" in page(monde)
    assert "2 lignes validées, 13 droits." in plain(client.post(address, follow=True).content.decode())
    assert "n’attend votre avis" in plain(client.post(address, follow=True).content.decode())


def test_the_line_asked_for_is_the_one_of_the_form(monde: Monde) -> None:
    a_droit(monde, programme="Les Alizés")
    other = a_droit(monde, programme="Les Tamaris", nombre=5)
    send(monde)
    assert "Les Alizés, 4 droits : votre avis" in page(monde)
    assert "Les Tamaris, 5 droits : votre avis" in page(monde, f"{PAGE}?ligne={other.pk}")
    assert "Les Alizés, 4 droits : votre avis" in page(monde, f"{PAGE}?ligne=99999999")


def test_past_the_deadline_it_is_said_and_an_answer_is_still_taken(monde: Monde, settings: Any) -> None:
    droit = a_droit(monde)
    send(monde)
    settings.GEF_JOUR = date(2026, 7, 15)
    text = page(monde)
    assert "4 droits à relire, délai passé" in text
    assert "délai passé le 15 juillet 2026" in text
    assert "non validé" in text
    done = a_client(monde.agent_ville).post(f"{PAGE}/{droit.pk}/avis", {"avis": "valide", "rang": "1"}, follow=True)
    assert "La ligne est validée." in plain(done.content.decode())


def test_the_extra_years_are_explained_when_a_line_has_them(monde: Monde) -> None:
    a_droit(monde)
    assert "Pourquoi des années de plus" not in page(monde)
    a_garantie(monde)
    text = page(monde)
    assert "durent encore 5 ans après le dernier remboursement du prêt" in text
    assert "Les Goélands : 9 droits jusqu’au 6 mai 2029." in text


def test_a_delegated_line_is_seen_by_both_and_a_maintained_one_says_so(monde: Monde) -> None:
    droit = a_delegation(monde)
    own = a_droit(monde)
    send(monde)
    contest(monde, own)
    maintenir(an_acteur(monde.gestionnaire), own.pk, MOTIF, rang_vu=2, moment=MOMENT)
    text = page(monde)
    assert "Titulaire" in text
    assert "Département de Lys" in text
    assert "dont 1 ligne maintenue par le bailleur" in text
    agent = a_client(a_user("Agent CD", monde.departement))
    assert f"ligne={droit.pk}#avis" in read(agent, PAGE)


def test_a_reader_sees_and_does_not_write(monde: Monde) -> None:
    a_droit(monde)
    send(monde)
    client = a_client(a_user("Lise Lectrice", monde.ville, role=Role.LECTEUR))
    html = read(client, PAGE)
    assert "Un gestionnaire de votre organisation donnera l’avis" in plain(html)
    assert "#avis" not in html.partition("<main")[2]
    assert client.post(f"{PAGE}/bailleurs/{monde.habitat_lys.pk}/valider").status_code == 403


def test_two_bailleurs_make_two_tables_each_with_its_files(monde: Monde) -> None:
    other = a_compte(monde.logis_de_passage, "VILLE", "commune", part=None, organisation=monde.ville)
    first, second = a_droit(monde), a_droit(monde, programme="Les Roches", nombre=7)
    second.reservataire = other
    second.save()
    text = page(monde)
    assert text.index("Droits recensés par Habitat Lys") < text.index("Droits recensés par Logis de Passage")
    client = a_client(monde.agent_ville)
    csv = client.get(PAGE, {f"b{monde.logis_de_passage.pk}-format": "csv"}).content.decode("utf-8-sig")
    assert "Les Roches" in csv
    assert first.programme not in csv


def test_what_he_may_not_see_does_not_exist(monde: Monde) -> None:
    droit = a_droit(monde)
    send(monde)
    client = a_client(monde.agent_rive)
    assert "Les Goélands" not in read(client, PAGE)
    assert client.post(f"{PAGE}/{droit.pk}/avis", {"avis": "valide"}).status_code == 404
    for bailleur in (monde.habitat_lys.pk, 99999999):
        assert client.post(f"{PAGE}/bailleurs/{bailleur}/valider").status_code == 404


def test_an_organisation_without_a_bailleur_sees_an_empty_page(monde: Monde) -> None:
    Convention.objects.filter(reservataire__code="RIVE").delete()
    monde.logis_de_passage.comptes.all().delete()
    assert "Aucun bailleur" in plain(read(a_client(monde.agent_rive), PAGE))


def test_the_page_costs_as_many_queries_for_3_lines_as_for_30(
    monde: Monde, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client = a_client(monde.agent_ville)
    for count in (3, 27):
        for _ in range(count):
            a_droit(monde)
        send(monde)
        with django_assert_max_num_queries(16):
            client.get(PAGE)
