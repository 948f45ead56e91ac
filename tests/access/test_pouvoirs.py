"""Who may do what, role by role: the table, and two actions that tell the roles apart."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from tests.builders import JOUR, MOMENT, Monde, a_user, an_acteur, an_orientation

from gef.access.models import Role
from gef.access.pouvoirs import LIBELLES, POUVOIRS, Pouvoir
from gef.access.visible import check_can_write
from gef.actions.assiette import calculer_et_garder

TABLE: dict[str, tuple[bool, bool, bool, bool]] = {
    #                 lire  orienter ecrire administrer
    "administrateur": (True, True, True, True),
    "gestionnaire": (True, True, True, False),
    "charge": (True, True, False, False),
    "lecteur": (True, False, False, False),
}


def test_every_role_has_its_powers_and_every_power_its_words() -> None:
    assert set(POUVOIRS) == set(Role.values) == set(TABLE)
    assert {pouvoir for given in POUVOIRS.values() for pouvoir in given} == set(LIBELLES)


@pytest.mark.parametrize("role", TABLE)
def test_a_role_gives_its_powers(monde: Monde, role: str) -> None:
    acteur = an_acteur(a_user("Essai", monde.habitat_lys, role=role))
    powers: tuple[Pouvoir, ...] = ("lire", "orienter", "ecrire", "administrer")
    assert tuple(acteur.can(pouvoir) for pouvoir in powers) == TABLE[role]
    assert (acteur.can_orienter, acteur.can_write) == TABLE[role][1:3]


def test_an_unknown_role_gives_nothing(monde: Monde) -> None:
    assert not an_acteur(a_user("Essai", monde.habitat_lys, role="ancien")).can("lire")


@pytest.mark.parametrize("role", ["administrateur", "gestionnaire", "charge"])
def test_who_may_orient_orients(monde: Monde, role: str) -> None:
    fact = an_orientation(an_acteur(a_user("Essai", monde.habitat_lys, role=role)), monde.reference)
    assert fact.type == "orientation"


def test_a_charge_writes_nothing_but_the_dwellings(monde: Monde) -> None:
    charge = an_acteur(a_user("Essai", monde.habitat_lys, role=Role.CHARGE))
    check_can_write(charge, "orienter")
    with pytest.raises(PermissionDenied, match="orienter les logements"):
        calculer_et_garder(charge, 2026, MOMENT)


def test_a_charge_of_a_reservataire_does_not_orient(monde: Monde) -> None:
    with pytest.raises(PermissionDenied, match="Seul le bailleur"):
        check_can_write(an_acteur(a_user("Essai", monde.ville, role=Role.CHARGE)), "orienter")


def test_the_sheet_of_a_dwelling_offers_the_decision_to_who_takes_it(
    client: Client, monde: Monde, settings: Any
) -> None:
    settings.GEF_JOUR = JOUR
    client.force_login(a_user("Essai", monde.habitat_lys, role=Role.CHARGE))
    shown = client.get(f"/logements/{monde.reference}").content.decode()
    assert "Choisir un autre réservataire" in shown
    client.force_login(monde.lecteur)
    assert "Choisir un autre réservataire" not in client.get(f"/logements/{monde.reference}").content.decode()
