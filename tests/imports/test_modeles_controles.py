"""The checks of the models agree with the rules of the core that they announce."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Source
from gef.core.seuils import DEROGEABLES, Derogation
from gef.imports.modeles_controles import PAR_ARRETE, controles_communs


@pytest.mark.parametrize("code", DEROGEABLES)
def test_an_arrete_is_what_the_core_says(code: str) -> None:
    def make() -> Derogation:
        return Derogation(code, Fraction(1, 2), "clause", Source("acte", "locale"))

    if code in PAR_ARRETE:
        with pytest.raises(DonneeInvalideError):
            make()
    else:
        assert make().exercice is None


def test_common_checks_are_those_whose_columns_exist() -> None:
    assert list(controles_communs(frozenset({"nom"}), frozenset())) == []
    codes = [c.code for c in controles_communs(frozenset({"commune", "debut", "fin"}), frozenset({"06029"}))]
    assert codes == ["commune_inconnue", "fin_avant_debut"]
    assert [c.code for c in controles_communs(frozenset({"commune"}), None)] == []
