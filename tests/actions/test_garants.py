"""Which collectivités hold their rights from guarantees: what the register says on the day, and what it does not."""

from __future__ import annotations

from datetime import date

from tests.builders import JOUR, Monde

from gef.actions.flux import load_flux
from gef.actions.garants import find_garants
from gef.db.flux.models import Droit


def garants(monde: Monde, jour: date = JOUR) -> dict[str, bool | None]:
    return dict(find_garants(monde.habitat_lys, load_flux(monde.habitat_lys.pk), jour))


def a_droit(monde: Monde, code: str, nature: str, **fields: object) -> None:
    defaults = {"type_droit": "suite", "nombre": 3, "debut": date(2020, 1, 1), "commune": "06029"}
    Droit.objects.create(reservataire=monde.comptes[code], nature=nature, **defaults | fields)


def test_only_collectivites_may_be_guarantors_and_the_register_says_which(monde: Monde) -> None:
    assert garants(monde) == {"CD": None, "VILLE": None}
    a_droit(monde, "VILLE", "garantie")
    a_droit(monde, "CD", "terrain")
    a_droit(monde, "AL", "garantie")
    assert garants(monde) == {"VILLE": True}
    a_droit(monde, "VILLE", "terrain")
    assert garants(monde) == {"VILLE": False}


def test_what_is_over_or_replaced_says_nothing(monde: Monde) -> None:
    a_droit(monde, "VILLE", "terrain", fin=date(2024, 1, 1))
    a_droit(monde, "VILLE", "garantie", nombre=2)
    assert garants(monde)["VILLE"] is True
    assert garants(monde, date(2023, 6, 1))["VILLE"] is False
