"""The section « Contexte » of a sheet: after the proposal, readable without opening anything, the bailleur's alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.builders import CANNES, JOUR, MOMENT, Monde, a_fait, a_liberation
from tests.builders_parc import a_client
from tests.web.pages import read, words

from gef.db.besoins.models import Besoin, SouhaitReservataire
from gef.db.residences.models import ClasseResidence

FICHE = "/logements/L-2026-0001"


@pytest.fixture
def page(client: Client, monde: Monde, settings: Any) -> Client:
    settings.GEF_JOUR = JOUR
    client.force_login(monde.gestionnaire)
    return client


def a_classe(monde: Monde) -> None:
    ClasseResidence.objects.create(
        bailleur=monde.habitat_lys,
        commune=CANNES,
        programme="Les Goélands",
        classe="reequilibrer",
        depuis=date(2026, 3, 2),
        ecrit_le=MOMENT,
    )


def a_besoin(monde: Monde, reference: str, **fields: Any) -> None:
    defaults: dict[str, Any] = {"categorie": "mutations", "declare_le": date(2026, 1, 5), "ecrit_le": MOMENT}
    Besoin.objects.create(bailleur=monde.habitat_lys, reference=reference, **defaults | fields)


def test_a_bare_sheet_says_what_is_not_known(page: Client) -> None:
    text = words(read(page, FICHE))
    assert text.index("Pourquoi ce rang") < text.index("Contexte") < text.index("Le logement L-2026-0001")
    assert "Résidence non classée" in text
    assert "3 logements libérés, 0 bail signé dans la résidence" in text
    assert "aucun objectif gardé pour cet exercice" in text
    assert "aucun besoin en attente" in text
    assert "Obligations aucune à risque cette année" in text


def test_the_class_the_needs_and_the_wishes_are_said_at_once(page: Client, monde: Monde) -> None:
    a_classe(monde)
    a_besoin(monde, "M-1", nombre=2, is_prioritaire=True)
    a_besoin(monde, "M-2", typologies=["T1"], categorie="anru")
    for typologie in ("T3", "T1"):
        SouhaitReservataire.objects.create(
            reservataire=monde.comptes["AL"], part="2/5", typologie=typologie, debut=JOUR, document="d", ecrit_le=MOMENT
        )
    text = words(read(page, FICHE))
    assert "À rééquilibrer depuis le 2 mars 2026" in text
    assert "2 ménages conviennent sur 3 en attente : mutation interne 2 (2 prioritaires)" in text
    assert "Ce logement répond à : Action Logement, 40 % : T3" in text
    assert "40 % : T1" not in text
    assert "qualifiez ce logement hors flux dans la même catégorie" in text
    assert page.get(f"{FICHE}/faits/qualification_hors_flux").status_code == 200


def test_needs_that_do_not_fit_are_said_too(page: Client, monde: Monde) -> None:
    a_besoin(monde, "M-1", typologies=["T1"])
    assert "le seul ménage en attente ne correspond pas à ce logement" in words(read(page, FICHE))
    a_besoin(monde, "M-2", typologies=["T1"])
    assert "aucun des 2 ménages en attente ne correspond à ce logement" in words(read(page, FICHE))


def test_an_obligation_at_risk_opens_onto_its_calculation(page: Client, monde: Monde) -> None:
    for rank in range(6):
        row = a_liberation(monde.habitat_lys, f"A-{rank}", libre_le=JOUR)
        for kind in ("orientation", "attribution"):
            a_fait(row, kind, monde.comptes["VILLE"])
    text = words(read(page, FICHE))
    assert "2 en jeu ; pour 1, les données manquent" in text
    assert "État, même part dans chaque commune, Cannes" in text
    assert "Publics prioritaires d’une collectivité, Ville de Lys : 6 attributions, 0 ménage connu" in text
    assert "CCH art. R. 441-5-2, II" in text


def test_a_dwelling_without_a_programme_says_so(page: Client, monde: Monde) -> None:
    a_liberation(monde.habitat_lys, "SANS", libre_le=JOUR, programme="")
    text = words(read(page, "/logements/SANS"))
    assert "Résidence programme non renseigné" in text
    assert "Sur 12 mois non connu" in text


def test_a_reservataire_sees_none_of_it(monde: Monde, settings: Any) -> None:
    settings.GEF_JOUR = JOUR
    a_classe(monde)
    a_besoin(monde, "M-1")
    a_fait(monde.liberations[0], "orientation", monde.comptes["VILLE"])
    text = words(read(a_client(monde.agent_ville), FICHE))
    assert "Contexte" not in text
    assert "rééquilibrer" not in text
    assert "M-1" not in text


def test_the_queries_of_a_sheet_are_constant(page: Client, monde: Monde) -> None:
    def count() -> int:
        page.get(FICHE)
        with CaptureQueriesContext(connection) as queries:
            page.get(FICHE)
        return len(queries)

    a_fait(a_liberation(monde.habitat_lys, "first", libre_le=JOUR), "orientation", monde.comptes["AL"])
    a_classe(monde)
    few = count()
    for rank in range(27):
        a_fait(a_liberation(monde.habitat_lys, f"Q-{rank}", libre_le=JOUR), "orientation", monde.comptes["AL"])
        a_besoin(monde, f"Q-{rank}")
        a_classe(monde)
    assert count() == few
