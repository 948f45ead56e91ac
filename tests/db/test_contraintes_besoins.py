"""What the database itself refuses about needs and their closings, whoever writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from tests.builders import JOUR, MOMENT, Monde

from gef.db.besoins.models import Besoin, ClotureBesoin


def a_besoin(monde: Monde, reference: str = "M-1", **fields: Any) -> Besoin:
    defaults: dict[str, Any] = {"categorie": "mutations", "declare_le": JOUR, "ecrit_le": MOMENT}
    return Besoin.objects.create(bailleur=monde.habitat_lys, reference=reference, **defaults | fields)


def a_cloture(monde: Monde, reference: str = "C-1", **fields: Any) -> ClotureBesoin:
    defaults: dict[str, Any] = {"nombre": 1, "clos_le": JOUR, "ecrit_le": MOMENT}
    return ClotureBesoin.objects.create(besoin=a_besoin(monde, reference), **defaults | fields)


REFUSED: dict[str, Callable[[Monde], object]] = {
    "two needs of one reference": lambda monde: [a_besoin(monde), a_besoin(monde)],
    "a need of nobody": lambda monde: a_besoin(monde, nombre=0),
    "a closing of nobody": lambda monde: a_cloture(monde, nombre=0),
    "several households in one dwelling": lambda monde: a_cloture(monde, nombre=2, liberation=monde.liberations[0]),
    "one dwelling for two needs": lambda monde: [
        a_cloture(monde, nom, liberation=monde.liberations[0]) for nom in ("A", "B")
    ],
}


@pytest.mark.parametrize("write", REFUSED.values(), ids=REFUSED)
def test_the_database_refuses(monde: Monde, write: Callable[[Monde], object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write(monde)


def test_two_bailleurs_may_use_the_same_reference(monde: Monde) -> None:
    a_besoin(monde)
    Besoin.objects.create(
        bailleur=monde.logis_de_passage, reference="M-1", categorie="lhi", declare_le=JOUR, ecrit_le=MOMENT
    )
    assert Besoin.objects.filter(reference="M-1").count() == 2


def test_what_closed_a_need_holds_it(monde: Monde) -> None:
    row = a_cloture(monde, liberation=monde.liberations[0])
    for held in (row.besoin, monde.liberations[0]):
        with pytest.raises(ProtectedError):
            held.delete()
