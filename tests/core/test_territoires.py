"""Entries of a conversion: what would make a part meaningless is refused, with where and what was expected."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from tests.core.conversions_exemples import COMMUNES, FLUX, a_reservataire, an_entree

from gef.core.errors import DonneeInvalideError
from gef.core.territoires import Territoire


def test_entry_knows_its_territories() -> None:
    entree = an_entree(a_reservataire("V", "commune", "commune:A"))
    assert entree.territoire("epci:E2").parc_eligible == 200
    assert (entree.perimetre().communes, entree.perimetre().flux) == (COMMUNES, FLUX)


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"kind": "bailleur"}, "type « bailleur » ; attendu : etat_prio, "),
        ({"kind": "caf"}, "type « caf »"),
        ({"part_negociee": Fraction(2)}, "part négociée : 2 ; attendu : entre 0 et 1"),
    ],
)
def test_impossible_reservataires_are_refused(champs: dict[str, Any], message: str) -> None:
    with pytest.raises(DonneeInvalideError, match=message):
        a_reservataire("V", **champs)


def test_the_bailleur_is_not_a_reservataire() -> None:
    with pytest.raises(DonneeInvalideError, match="Réservataire BAILLEUR"):
        a_reservataire("BAILLEUR")


@pytest.mark.parametrize(
    ("parc", "flux", "rotation"),
    [(-1, Fraction(1), Fraction(0)), (1, Fraction(-1), Fraction(0)), (1, Fraction(1), Fraction(2))],
)
def test_impossible_territories_are_refused(parc: int, flux: Fraction, rotation: Fraction) -> None:
    with pytest.raises(DonneeInvalideError, match="Territoire commune:A"):
        Territoire("commune:A", "A", parc, flux, rotation)


DEPARTEMENT = Territoire("departement", "Lys", 10, Fraction(1), Fraction(1, 10))
VILLE = Territoire("commune:A", "A", 10, Fraction(1), Fraction(1, 10))


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"exercice": 1789}, "1789"),
        ({"own_minimum": Fraction(-1)}, "Minimum du bailleur : -1"),
        ({"territoires": (DEPARTEMENT, VILLE, VILLE)}, "territoire commune:A : plusieurs fois"),
        ({"territoires": (VILLE,), "communes": {"A": ""}}, "territoire du département : absent"),
        (
            {"territoires": (Territoire("departement", "Lys", 10, Fraction(0), Fraction(1)), VILLE)},
            "ou parc, flux ou rotation nuls",
        ),
        ({"territoires": (DEPARTEMENT, VILLE)}, "communes : commune:B, commune:C ; attendu"),
        ({"territoires": (DEPARTEMENT,), "communes": {}}, "communes : aucune"),
    ],
)
def test_incoherent_entries_are_refused(champs: dict[str, Any], message: str) -> None:
    with pytest.raises(DonneeInvalideError, match=message):
        an_entree(**champs)


@pytest.mark.parametrize("portee", ["commune:Z", "epci:E9", "region"])
def test_a_portee_without_territory_is_refused(portee: str) -> None:
    with pytest.raises(DonneeInvalideError, match=f"portée « {portee} » : territoire inconnu"):
        an_entree(a_reservataire("V", "commune", portee))


def test_a_territory_without_commune_is_refused() -> None:
    territoires = (*an_entree().territoires, Territoire("epci:E9", "E9", 1, Fraction(1), Fraction(0)))
    with pytest.raises(DonneeInvalideError, match="sans commune"):
        an_entree(a_reservataire("E", "epci", "epci:E9"), territoires=territoires)


def test_a_reservataire_stands_once() -> None:
    with pytest.raises(DonneeInvalideError, match="réservataire V : plusieurs fois"):
        an_entree(a_reservataire("V"), a_reservataire("V"))
