"""What a bilan refuses to read."""

from __future__ import annotations

import pytest
from tests.core.builders_bilan import a_ligne

from gef.core.bilan_entree import CAUSES, PARTIES, MenageBilan
from gef.core.bilan_tables import AXES
from gef.core.errors import DonneeInvalideError
from gef.core.faits import PRECISIONS


@pytest.mark.parametrize(("champ", "valeur"), [("public", "dallo"), ("quartile", 5), ("quartile", 0)])
def test_a_household_of_no_kind_is_refused(champ: str, valeur: object) -> None:
    with pytest.raises(DonneeInvalideError, match="attendu"):
        MenageBilan(**{champ: valeur})  # type: ignore[arg-type]


def test_the_causes_are_those_of_the_facts() -> None:
    declared = {
        code
        for fait in ("refus", "refus_menage")
        for field in PRECISIONS[fait]
        if field.nom == "cause"
        for code in field.codes
    }
    assert set(CAUSES) == declared
    assert "" not in PARTIES


@pytest.mark.parametrize("axe", AXES)
def test_what_is_empty_or_unknown_has_no_row(axe: str) -> None:
    champs = {"qpv": None} if axe == "qpv" else {"periode" if axe == "periode_construction" else axe: ""}
    assert a_ligne(**champs).valeur(axe) is None
    assert a_ligne(commune="06029").valeur(axe) is not None
