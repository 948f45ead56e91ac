"""The repartition of a programme from JSON: the proposal, then the agreed numbers."""

from __future__ import annotations

from typing import Any

import pytest

from gef.actions.calculs import calculer, read_exemple
from gef.core.errors import DonneeInvalideError

NOM = "premiere-location"


def numbers(result: Any) -> dict[str, int]:
    return {part["reservataire"]: part["logements"] for part in result["parts"]}


def test_the_proposal_and_its_lots_add_up() -> None:
    found = calculer(NOM, read_exemple(NOM))
    assert numbers(found) == {"AL": 5, "ETAT-F": 1, "ETAT-P": 5, "VILLE": 4, "BAILLEUR": 5}
    assert (found["total"], sum(lot["nombre"] for lot in found["lots"])) == (20, 20)
    for code, nombre in numbers(found).items():
        assert sum(lot["nombre"] for lot in found["lots"] if lot["reservataire"] == code) == nombre


def test_agreed_numbers_are_checked() -> None:
    accordes = {"AL": 5, "ETAT-F": 1, "ETAT-P": 5, "VILLE": 5, "BAILLEUR": 4}
    entree = read_exemple(NOM) | {"accordes": accordes, "document": "Réunion du 3 mars"}
    assert numbers(calculer(NOM, entree)) == accordes
    with pytest.raises(DonneeInvalideError, match="19 logements en tout"):
        calculer(NOM, entree | {"accordes": accordes | {"VILLE": 4}})


def test_a_lot_stands_once() -> None:
    entree = read_exemple(NOM)
    with pytest.raises(DonneeInvalideError, match="deux fois le même"):
        calculer(NOM, entree | {"lots": [entree["lots"][0]] * 2})
