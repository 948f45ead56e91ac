"""The published stock: totals that hold, vintages that do not mix, silence that is not zero."""

from __future__ import annotations

from gef.law.parc_social import load_parc_social
from gef.law.territoires import load_communes, load_epci

TYPOLOGIES_DE_2024 = {"01001", "01004"}


def test_the_typologies_add_up_to_the_stock_of_2023_but_in_two_communes() -> None:
    others = {
        parc.code
        for parc in load_parc_social().values()
        if parc.territoire == "commune" and sum(n or 0 for n in parc.par_typologie.values()) != parc.logements_2023
    }
    assert others == TYPOLOGIES_DE_2024


def test_the_communes_and_the_departements_add_up_to_the_country() -> None:
    for kind in ("commune", "departement"):
        total = sum(p.logements or 0 for p in load_parc_social().values() if p.territoire == kind)
        assert total == 5_366_438, kind


def test_known_figures() -> None:
    cannes = load_parc_social()["commune", "06029"]
    assert (cannes.logements, cannes.logements_2023, cannes.vacants) == (6821, 6622, 197)
    assert cannes.par_financement == {"PLAI": 292, "PLUS": 2682 + 2706, "PLS": 817, "PLI": 158}


def test_every_code_is_known() -> None:
    communes, epci = load_communes(), load_epci()
    unknown = [
        (kind, code)
        for kind, code in load_parc_social()
        if (kind == "commune" and code not in communes) or (kind in ("epci", "ept") and code not in epci)
    ]
    assert unknown == []
