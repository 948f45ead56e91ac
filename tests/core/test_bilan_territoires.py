"""The return to the EPCI: its rows add up to the bilan, whatever the dwellings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from tests.core.builders_bilan import a_entree, a_ligne, lignes_quelconques

from gef.core.bilan import dresser_bilan
from gef.core.bilan_entree import LigneFlux
from gef.core.bilan_territoires import dresser_territoires

JOUR = date(2025, 3, 3)
EPCI = st.sampled_from(["", "200039915", "240600585"])


def test_a_territory_counts_its_own() -> None:
    rows = dresser_territoires(
        a_entree(
            a_ligne("L1", propositions=(("lys", JOUR), ("al", JOUR)), attribue_a="al", attribue_le=JOUR),
            a_ligne("L2", hors_flux="anru"),
            replace(a_ligne("L3", attribue_a="lys", attribue_le=JOUR, bail_le=JOUR), epci=""),
        )
    )
    assert [(r.epci, r.liberations, r.hors_flux, r.proposes, r.attributions, r.baux) for r in rows] == [
        ("200039915", 1, 1, 1, 1, 0),
        ("", 1, 0, 0, 1, 1),
    ]
    assert rows[0].par_type == {"action_logement": 1}
    assert rows[1].par_type == {"commune": 1}


@given(lignes_quelconques(), st.lists(EPCI, min_size=12, max_size=12))
def test_the_rows_add_up_to_the_bilan(lignes: tuple[LigneFlux, ...], codes: list[str]) -> None:
    entree = a_entree(*(replace(row, epci=code) for row, code in zip(lignes, codes, strict=False)))
    bilan, rows = dresser_bilan(entree), dresser_territoires(entree)
    assert sum(row.liberations for row in rows) == bilan.liberations_flux
    assert sum(row.hors_flux for row in rows) == bilan.liberations_hors_flux
    assert sum(row.proposes for row in rows) == bilan.logements_proposes
    assert sum(row.attributions for row in rows) == bilan.total.attributions
    assert sum(row.baux for row in rows) == bilan.total.baux
    assert all(sum(row.par_type.values()) == row.attributions == row.publics.attributions for row in rows)
