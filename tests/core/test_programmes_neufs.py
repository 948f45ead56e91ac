"""A new programme that makes no sense is refused, with its place."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from gef.core.errors import DonneeInvalideError
from gef.core.programmes_neufs import Contrepartie, Programme

LOTS = {("T3", "PLUS"): 10}
TYPES = {"ETAT-P": "etat_prio", "VILLE": "commune", "CD": "departement"}


def test_a_programme_counts_its_dwellings() -> None:
    assert Programme("P", {("T2", "PLAI"): 4, ("T3", "PLUS"): 10}, TYPES).total == 14


@pytest.mark.parametrize(
    ("champs", "message"),
    [
        ({"lots": {("T3", "PLUS"): -1}}, "T3 PLUS : -1 logement ; attendu : 0 ou plus"),
        ({"lots": {}}, "aucun logement ; attendu : un au moins"),
        ({"part_etat": Fraction(3, 2)}, "part de l’État : 3/2"),
        ({"part_garanties": Fraction(-1)}, "part des garanties : -1"),
        ({"reservataires": {"X": "martien"}}, "réservataire X : type « martien »"),
        ({"reservataires": {"BAILLEUR": "bailleur"}}, "réservataire BAILLEUR"),
        ({"reservataires": {"A": "etat_prio", "B": "etat_prio"}}, "A, B ; attendu : un seul compte"),
        ({"contreparties": (Contrepartie("X", "terrain", Fraction(1)),)}, "contrepartie de X"),
        ({"contreparties": (Contrepartie("ETAT-P", "terrain", Fraction(1)),)}, "contrepartie de ETAT-P"),
        (
            {"contreparties": tuple(Contrepartie(c, "garantie", Fraction(3, 5)) for c in ("VILLE", "CD"))},
            "garanties : 120",
        ),
        (
            {"contreparties": tuple(Contrepartie(c, "terrain", Fraction(3, 5)) for c in ("VILLE", "CD"))},
            "financements : 120",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(champs: dict[str, Any], message: str) -> None:
    values = {"lots": LOTS, "reservataires": TYPES, **champs}
    with pytest.raises(DonneeInvalideError, match=message):
        Programme("P-1", **values)


@pytest.mark.parametrize(
    ("nature", "part"), [("don", Fraction(1)), ("terrain", Fraction(0)), ("garantie", Fraction(2))]
)
def test_a_contrepartie_is_a_known_one_and_a_share(nature: str, part: Fraction) -> None:
    with pytest.raises(DonneeInvalideError, match="contrepartie de VILLE"):
        Contrepartie("VILLE", nature, part)
