"""The versions of an assiette: when, by whom, on which inputs."""

from __future__ import annotations

from fractions import Fraction

from tests.builders import MOMENT

from gef.actions.tableaux_versions import table_versions
from gef.core.assiette import EntreeAssiette, TauxRotation, calculer_assiette
from gef.core.motifs import Source
from gef.db.journal.models import Execution

BRUT = TauxRotation(Fraction(10, 100), frozenset(), frozenset(), "bailleur", (2025,), Source("exemple"))
AVANT = calculer_assiette(EntreeAssiette(2026, 2900, (), BRUT, ()))


def test_a_version_that_nobody_opened_says_so() -> None:
    runs = [Execution(version=v, fait_le=MOMENT, empreinte="a" * 64, logiciel="1.0") for v in (2, 1)]
    table = table_versions(runs, {2: AVANT}, {1: "/1", 2: "/2"})
    assert [row.valeurs["assiette"] for row in table.lignes] == [290, None]
    assert table.lignes[0].valeurs["auteur"] == "calcul automatique"
    assert table.lignes[1].liens == {"version": "/1"}
