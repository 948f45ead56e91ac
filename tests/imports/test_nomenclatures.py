from __future__ import annotations

import pytest

from gef.core.etat_des_lieux import CONTINGENTS
from gef.imports.nomenclatures import (
    CONTRESLOG,
    FINAN,
    FINANCEMENT_PAR_FINAN,
    FINANCEMENTS,
    MODE,
    OUI_NON,
    OUI_NON_RPLS,
    TYPOLOGIES,
    describe,
)


def test_every_financing_has_its_group() -> None:
    assert set(FINANCEMENT_PAR_FINAN) == set(FINAN)
    assert set(FINANCEMENT_PAR_FINAN.values()) == set(FINANCEMENTS)


@pytest.mark.parametrize(
    ("code", "groupe"),
    [
        ("10", "PLAI"),
        ("11", "PLAI"),
        ("12", "PLUS"),
        ("13", "PLUS"),
        ("51", "PLUS"),
        ("14", "PLS"),
        ("16", "PLI"),
        ("99", "AUTRE"),
    ],
)
def test_groups_are_the_usual_ones(code: str, groupe: str) -> None:
    assert FINANCEMENT_PAR_FINAN[code] == groupe


def test_contingents_are_those_of_the_core() -> None:
    assert set(CONTRESLOG) == set(CONTINGENTS)


def test_zero_means_no_in_a_spreadsheet_and_nothing_in_the_rpls() -> None:
    assert OUI_NON["0"] == "non"
    assert "0" not in OUI_NON_RPLS
    assert (OUI_NON_RPLS["1"], OUI_NON_RPLS["2"]) == ("oui", "non")


@pytest.mark.parametrize(
    ("ecrite", "typologie"),
    [
        ("T1", "T1"),
        ("F3", "T3"),
        ("T1BIS", "T1"),
        ("T1'", "T1"),
        ("STUDIO", "T1"),
        ("T5", "T5+"),
        ("T7", "T5+"),
        ("T5 ET PLUS", "T5+"),
    ],
)
def test_typologies_are_recognised(ecrite: str, typologie: str) -> None:
    assert TYPOLOGIES[ecrite] == typologie


def test_typologies_are_five() -> None:
    assert set(TYPOLOGIES.values()) == {"T1", "T2", "T3", "T4", "T5+"}


def test_codes_are_listed_for_readers() -> None:
    assert describe(MODE) == "1, 2, 3, 4, 5 ou 9"
