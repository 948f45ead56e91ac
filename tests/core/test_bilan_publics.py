"""Households counted by account: three bases, what is unknown apart; an oracle that reads them one by one."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from tests.core.builders_bilan import a_entree, a_ligne, lignes_quelconques

from gef.core.bilan_entree import LigneFlux, MenageBilan
from gef.core.bilan_publics import LignePublics, dresser_publics, list_manques_publics, total_publics

JOUR = date(2025, 5, 2)
menages = st.builds(
    MenageBilan,
    public=st.sampled_from([None, "aucun", "dalo", "prioritaire"]),
    quartile=st.sampled_from([None, 1, 2, 3, 4]),
    is_relogement=st.booleans(),
)


def loue(reference: str, menage: MenageBilan, **champs: object) -> LigneFlux:
    return replace(a_ligne(reference, attribue_a="lys", attribue_le=JOUR, bail_le=JOUR, **champs), menage=menage)


def of(code: str, *lignes: LigneFlux) -> LignePublics:
    return next(row for row in dresser_publics(a_entree(*lignes)) if row.reservataire == code)


def test_the_dalo_are_among_the_priority_publics() -> None:
    row = of(
        "lys",
        loue("L1", MenageBilan(public="dalo")),
        loue("L2", MenageBilan(public="prioritaire")),
        loue("L3", MenageBilan(public="aucun")),
        loue("L4", MenageBilan()),
    )
    assert (row.attributions, row.dalo, row.prioritaires, row.publics_inconnus) == (4, 1, 2, 1)
    assert row.part_prioritaires == Fraction(2, 4), "a floor: one is not known"


def test_out_of_qpv_leases_count_and_in_qpv_attributions_do() -> None:
    row = of(
        "lys",
        loue("L1", MenageBilan(quartile=1)),
        loue("L2", MenageBilan(quartile=3)),
        loue("L3", MenageBilan(quartile=4, is_relogement=True)),
        loue("L4", MenageBilan(quartile=2), qpv=True),
        replace(loue("L5", MenageBilan(quartile=1), qpv=True), bail_le=None),
        replace(loue("L6", MenageBilan(quartile=1)), bail_le=None),
        loue("L7", MenageBilan(quartile=1), qpv=None),
    )
    assert (row.baux_hors_qpv, row.premier_quartile, row.quartiles_inconnus) == (3, 2, 0)
    assert (row.attributions_qpv, row.autres_quartiles) == (2, 1)
    assert row.qpv_inconnus == 1


def test_when_nothing_is_known_of_anybody_there_is_no_share() -> None:
    row = of("lys", loue("L1", MenageBilan()), loue("L2", MenageBilan(), qpv=True))
    assert (row.part_prioritaires, row.part_premier_quartile, row.part_autres_quartiles) == (None, None, None)
    assert list(list_manques_publics(row)) == [
        "Public du ménage : non renseigné pour 2 attributions sur 2.",
        "Quartile hors QPV du ménage : non renseigné pour 1 bail sur 1.",
        "Quartile en QPV du ménage : non renseigné pour 1 attribution sur 1.",
    ]


@given(lignes_quelconques(), st.lists(menages, min_size=12, max_size=12))
def test_the_counts_are_those_of_an_oracle_and_add_up(lignes: tuple[LigneFlux, ...], drawn: list[MenageBilan]) -> None:
    rows = tuple(replace(ligne, menage=menage) for ligne, menage in zip(lignes, drawn, strict=False))
    publics = dresser_publics(a_entree(*rows))
    total = total_publics(publics)
    inside = [row for row in rows if not row.hors_flux]
    attributed = [row for row in inside if row.attribue_le and row.attribue_le.year == 2025]
    let_out = [row for row in inside if row.bail_le and row.bail_le.year == 2025 and row.qpv is False]
    assert total.attributions == len(attributed)
    assert total.dalo == sum(row.menage.public == "dalo" for row in attributed)
    assert total.prioritaires == sum(row.menage.public in ("dalo", "prioritaire") for row in attributed)
    assert total.baux_hors_qpv == len(let_out)
    assert total.premier_quartile == sum(r.menage.is_relogement or r.menage.quartile == 1 for r in let_out)
    assert total.attributions_qpv == sum(row.qpv is True for row in attributed)
    for field in fields(LignePublics):
        if field.type == "int":
            assert getattr(total, field.name) == sum(getattr(row, field.name) for row in publics)
