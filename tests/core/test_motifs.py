"""The one shape in which every calculation explains itself."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from decimal import Decimal
from fractions import Fraction
from typing import get_args

import pytest

from gef.core.motifs import Etape, Explication, Nature, Source

PARC = Etape("parc", "Parc", 15_000, "logements", source=Source("parc.csv", "donnee"))
ELIGIBLE = Etape(
    "eligible", "Parc éligible", 14_500, "logements", "15 000 − 500", Source("CCH art. R. 441-5", "legale")
)


def test_a_step_is_found_by_its_code() -> None:
    explication = Explication("Assiette", (PARC, ELIGIBLE))
    assert explication.etape("eligible") is ELIGIBLE
    assert explication.etapes[-1] is ELIGIBLE  # the last step is the result


def test_a_code_written_twice_gives_the_first_step() -> None:
    assert Explication("T", (PARC, Etape("parc", "Autre parc", 1))).etape("parc") is PARC


@pytest.mark.parametrize("explication", [Explication("Vide", ()), Explication("Assiette", (PARC,))])
def test_an_unknown_step_is_no_step(explication: Explication) -> None:
    with pytest.raises(KeyError, match="eligible"):
        explication.etape("eligible")


def test_a_source_is_a_calculation_unless_it_says_otherwise() -> None:
    assert (Source("règle de trois").nature, Source("règle de trois").lien) == ("calcul", "")
    assert set(get_args(Nature)) == {"legale", "locale", "pratique", "calcul", "donnee"}


@pytest.mark.parametrize("valeur", [3, Fraction(1, 3), Decimal("0.1"), "sans objet"])
def test_a_step_keeps_its_exact_value(valeur: int | Fraction | Decimal | str) -> None:
    etape = Etape("x", "X", valeur)
    assert (etape.valeur, type(etape.valeur)) == (valeur, type(valeur))
    assert (etape.unite, etape.calcul, etape.source) == ("", "", None)


def test_equal_explanations_are_one_value_that_nothing_changes() -> None:
    assert hash(Explication("T", (PARC,))) == hash(Explication("T", (PARC,)))
    for value, field in ((PARC, "valeur"), (Explication("T", ()), "titre"), (Source("s"), "lien")):
        with pytest.raises(FrozenInstanceError):
            setattr(value, field, "autre")
