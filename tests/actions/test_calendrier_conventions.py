"""The calendar: each one's own days, in a diary too, behind an address that is secret and can be closed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.actions.convention_exemple import FIN, in_force, later
from tests.builders import JOUR, MOMENT, Monde, an_acteur

from gef.actions.calendrier_conventions import (
    acteur_of_jeton,
    avertir_tous,
    fermer_adresse,
    find_adresse,
    list_rappels,
    ouvrir_adresse,
    write_calendrier,
)
from gef.db.avertissements.models import Avertissement
from gef.db.conventions.models import AdresseCalendrier
from gef.db.flux.models import Droit


def a_loan(monde: Monde, code: str = "VILLE", **fields: Any) -> None:
    defaults = {"nature": "garantie", "type_droit": "suite", "nombre": 5, "debut": date(2000, 1, 1), "commune": "06029"}
    Droit.objects.create(
        reservataire=monde.comptes[code], programme="Les Agaves", echeance_pret=date(2026, 9, 30), **defaults | fields
    )


def test_a_bailleur_keeps_the_days_of_all_and_a_party_its_own(monde: Monde) -> None:
    in_force(monde)
    in_force(monde, "CD")
    a_loan(monde, reference="D-1")
    a_loan(monde, "CD", reference="D-2")
    own = list_rappels(an_acteur(monde.gestionnaire), JOUR, 4)
    assert {row.titre for row in own if row.genre == "reconduction"} == {"Ville de Lys", "Département de Lys"}
    assert {row.titre for row in own if row.genre == "pret"} == {"Ville de Lys", "Département de Lys"}
    party = list_rappels(an_acteur(monde.agent_ville), JOUR, 4)
    assert {row.titre for row in party if row.genre == "reconduction"} == {"Habitat Lys"}
    assert {row.titre for row in party if row.genre == "pret"} == {"Ville de Lys"}
    stranger = list_rappels(an_acteur(monde.agent_rive), JOUR, 4)
    assert {row.genre for row in stranger} == {"bilan"}


def test_the_diary_holds_the_days_with_their_pages(monde: Monde) -> None:
    lue = in_force(monde)
    text = write_calendrier(
        an_acteur(monde.gestionnaire),
        lambda numero: f"https://flux.exemple.fr/conventions/{numero}",
        domaine="flux.exemple.fr",
        moment=later(date(2028, 1, 1)),
    )
    said = text.decode().replace("\r\n ", "")
    assert f"URL:https://flux.exemple.fr/conventions/{lue.row.pk}\r\n" in said
    assert "DTSTART;VALUE=DATE:20290701" in said
    assert "@flux.exemple.fr" in said


def test_a_secret_address_is_kept_by_its_digest_and_closed_by_the_next_one(monde: Monde) -> None:
    acteur = an_acteur(monde.agent_ville)
    first = ouvrir_adresse(acteur, MOMENT)
    found = acteur_of_jeton(first)
    assert found
    assert (found.organisation, found.can_write) == (monde.ville, False)
    assert not AdresseCalendrier.objects.filter(empreinte__contains=first).exists()
    second = ouvrir_adresse(acteur, MOMENT)
    assert acteur_of_jeton(first) is None
    assert acteur_of_jeton(second)
    fermer_adresse(acteur, MOMENT)
    assert acteur_of_jeton(second) is None
    assert find_adresse(acteur) is None
    fermer_adresse(acteur, MOMENT)
    assert AdresseCalendrier.objects.count() == 3


@pytest.mark.parametrize("jeton", ["", "x", "0" * 64])
def test_an_address_that_was_never_open_opens_nothing(monde: Monde, jeton: str) -> None:
    fermer_adresse(an_acteur(monde.agent_ville), MOMENT)
    assert acteur_of_jeton(jeton) is None


def test_who_leaves_the_organisation_loses_his_address(monde: Monde) -> None:
    jeton = ouvrir_adresse(an_acteur(monde.agent_ville), MOMENT)
    monde.agent_ville.appartenances.all().delete()
    assert acteur_of_jeton(jeton) is None


def test_an_address_belongs_to_one_person(monde: Monde) -> None:
    jeton = ouvrir_adresse(an_acteur(monde.gestionnaire), MOMENT)
    fermer_adresse(an_acteur(monde.lecteur), MOMENT)
    assert acteur_of_jeton(jeton)


def test_who_assists_opens_none(monde: Monde) -> None:
    from dataclasses import replace

    with pytest.raises(PermissionDenied):
        ouvrir_adresse(replace(an_acteur(monde.gestionnaire), assistance_id=1), MOMENT)


def test_a_near_day_is_told_once(monde: Monde) -> None:
    in_force(monde)
    assert avertir_tous(MOMENT) == 0
    near = later(date(2029, 3, 10))  # the last day to denounce is 1 April
    assert avertir_tous(near) == 2, "the bailleur and the party"
    assert avertir_tous(near) == 0
    rows = {row.organisation: row for row in Avertissement.objects.filter(genre="convention_echeance")}
    assert set(rows) == {monde.habitat_lys, monde.ville}
    assert {row.bailleur for row in rows.values()} == {monde.habitat_lys}
    assert "avril" in rows[monde.habitat_lys].objet
    assert "Habitat Lys" in rows[monde.ville].objet
    assert avertir_tous(later(FIN)) == 2
