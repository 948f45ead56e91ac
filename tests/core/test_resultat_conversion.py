"""What a conversion gives: a line per réservataire, found by his id, and totals that add up."""

from __future__ import annotations

import pytest
from tests.core.conversions_exemples import COMMUNES, a_reservataire, an_entree, droits

from gef.core.conversion import convertir
from gef.core.resultat_conversion import Conversion


@pytest.fixture
def conversion() -> Conversion:
    villes = [a_reservataire(c, "commune", f"commune:{c}", droits(20, "terrain")) for c in COMMUNES]
    return convertir(an_entree(*villes), "part_du_parc")


def test_a_line_is_found_by_its_id(conversion: Conversion) -> None:
    assert conversion.ligne("B").nom == "Réservataire B"
    with pytest.raises(KeyError, match="X"):
        conversion.ligne("X")


def test_what_nobody_holds_completes_every_commune(conversion: Conversion) -> None:
    rest = conversion.non_reserve
    assert rest.logements + sum(ligne.logements for ligne in conversion.lignes) == 80
    assert {c: rest.par_commune[c] + conversion.ligne(c).par_commune[c] for c in COMMUNES} == dict.fromkeys(COMMUNES, 1)
