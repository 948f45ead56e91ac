"""Caps: their order, their base, their log; and what no input may break."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.conversions_exemples import COMMUNES, FLUX, PARCS, PERIMETRE, PLAFONDS, R441_5_3, a_part, pct

from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Source
from gef.core.parts import ONE, TYPES_ETAT, TYPES_RESERVATAIRE
from gef.core.plafonds import (
    COLLECTIVITES,
    Derogation,
    PartReservataire,
    PartsPlafonnees,
    Perimetre,
    appliquer_plafonds,
    render_part,
    sum_by_commune,
)

ARRETE = Source("arrêté préfectoral", "locale")


def apply(*parts: PartReservataire, **champs: object) -> PartsPlafonnees:
    return appliquer_plafonds(parts, PERIMETRE, PLAFONDS, exercice=2026, **champs)


def parts_of(resultat: PartsPlafonnees) -> dict[str, Fraction]:
    """Parts by réservataire, which must be the same in all his communes."""
    assert all(len(set(parts.values())) == 1 for parts in resultat.par_commune.values())
    return {r: next(iter(parts.values())) for r, parts in resultat.par_commune.items()}


@pytest.mark.parametrize(
    ("prio", "agents", "expected"),
    [
        (25, 5, (25, 5)),
        (20, 3, (20, 3)),
        (20, 8, (20, 5)),
        (28, 5, (25, 5)),
        (28, 8, (25, 5)),
        (40, 2, (28, 2)),
        (40, 0, (30, 0)),
        (0, 9, (0, 5)),
    ],
)
def test_agents_keep_their_points_and_priority_gives_way(prio: int, agents: int, expected: tuple[int, int]) -> None:
    resultat = apply(a_part("P", "etat_prio", autre=pct(prio)), a_part("F", "etat_fonct", autre=pct(agents)))
    assert parts_of(resultat) == {"F": pct(expected[1]), "P": pct(expected[0])}


def test_each_reduction_is_logged_in_order_with_its_article() -> None:
    resultat = apply(a_part("P", "etat_prio", autre=pct(28)), a_part("F", "etat_fonct", autre=pct(8)))
    lignes = [(p.code, p.reservataire, p.avant, p.apres, p.source.reference) for p in resultat.plafonnements]
    assert lignes == [
        ("agents", "F", pct(8), pct(5), "CCH art. R. 441-5-2, I"),
        ("etat", "P", pct(28), pct(25), "CCH art. R. 441-5-2, I"),
    ]
    fine = "\u202f%"
    attendu = f"28{fine} ramenés à 25{fine} : 30{fine} du flux annuel total du bailleur au plus"
    assert resultat.plafonnements[1].calcul == attendu


def test_two_priority_accounts_give_way_pro_rata() -> None:
    parts = [a_part("P1", "etat_prio", autre=pct(30)), a_part("P2", "etat_prio", autre=pct(20))]
    assert parts_of(apply(*parts, a_part("F", "etat_fonct", autre=pct(5)))) == {
        "F": pct(5),
        "P1": pct(15),
        "P2": pct(10),
    }


def test_the_base_of_the_etat_is_the_flux_of_the_departement() -> None:
    """20 % of commune A are 10 % of the département: half of its flux is freed there."""
    resultat = apply(a_part("P", "etat_prio", "commune:A", autre=pct(60)))
    assert resultat.par_commune == {"P": {"A": pct(60)}}
    assert resultat.checks[1].avant == pct(30)
    assert apply(a_part("P", "etat_prio", "commune:A", autre=pct(80))).par_commune == {"P": {"A": pct(60)}}


def test_an_arrete_replaces_a_cap_for_its_year_only() -> None:
    parts = (a_part("P", "etat_prio", autre=pct(40)), a_part("F", "etat_fonct", autre=pct(5)))
    acte = Derogation("etat", pct(35), "besoin économique", ARRETE, exercice=2026)
    resultat = apply(*parts, derogations=(acte,))
    assert parts_of(resultat) == {"F": pct(5), "P": pct(30)}
    check = resultat.checks[1]
    assert (check.seuil.valeur, check.seuil.source, check.clause) == (pct(35), ARRETE, "besoin économique")
    assert resultat.plafonnements[0].source == ARRETE
    assert parts_of(apply(*parts, derogations=(replace(acte, exercice=2025),)))["P"] == pct(25)


def test_agents_derogated_above_the_whole_etat_are_still_held_by_it() -> None:
    acte = Derogation("agents", pct(40), "sécurité publique", ARRETE, exercice=2026)
    parts = (a_part("P", "etat_prio", autre=pct(10)), a_part("F", "etat_fonct", autre=pct(36)))
    assert parts_of(apply(*parts, derogations=(acte,))) == {"F": pct(30), "P": pct(0)}


def test_guarantees_add_up_where_they_overlap() -> None:
    """The example of decision 0010: 8 % + 6 % + 10 % at A."""
    resultat = apply(
        a_part("CD", "departement", garantie=pct(8)),
        a_part("EPCI", "epci", "epci:E1", garantie=pct(6)),
        a_part("VILLE", "commune", "commune:A", garantie=pct(10), autre=pct(3)),
    )
    assert resultat.par_commune == {
        "CD": {"A": Fraction(8, 120), "B": pct(8), "C": pct(8)},
        "EPCI": {"A": pct(5), "B": pct(6)},
        "VILLE": {"A": Fraction(10, 120) + pct(3)},
    }
    assert [(p.code, p.reservataire, p.portee) for p in resultat.plafonnements] == [
        ("garanties", "CD", "commune:A"),
        ("garanties", "EPCI", "commune:A"),
        ("garanties", "VILLE", "commune:A"),
    ]
    check = resultat.checks[2]
    assert (check.code, check.portee, check.avant, check.apres) == ("garanties", "commune:A", pct(24), pct(20))
    assert check.seuil.source == R441_5_3


def test_land_and_funding_stand_outside_the_cap_of_guarantees() -> None:
    resultat = apply(a_part("VILLE", "commune", "commune:A", garantie=pct(20), autre=pct(15)))
    assert resultat.par_commune == {"VILLE": {"A": pct(35)}}
    assert resultat.plafonnements == ()


def test_sums_above_the_limit_are_reported_and_left_as_they_are() -> None:
    parts = (a_part("AL", "action_logement", autre=pct(60)), a_part("V", "commune", "commune:A", autre=pct(45)))
    resultat = apply(*parts)
    assert resultat.depassements == {"A": pct(105)}
    assert resultat.par_commune == {"AL": dict.fromkeys("ABC", pct(60)), "V": {"A": pct(45)}}
    check = resultat.checks[3]
    assert (check.code, check.portee, check.avant, check.is_valid) == ("somme", "commune:A", pct(105), False)
    assert apply(*parts, own_minimum=pct(45)).depassements == dict.fromkeys("BC", pct(60)) | {"A": pct(105)}
    assert apply(a_part("AL", "action_logement", autre=pct(60)), own_minimum=pct(40)).depassements == {}


def test_no_part_at_all() -> None:
    resultat = apply()
    assert (resultat.par_commune, resultat.plafonnements, resultat.depassements) == ({}, (), {})
    assert [(c.code, c.portee, c.avant, c.is_valid) for c in resultat.checks] == [
        ("agents", "departement", 0, True),
        ("etat", "departement", 0, True),
        ("garanties", "commune:A", 0, True),
        ("somme", "commune:A", 0, True),
    ]


SOIXANTIEMES = st.builds(Fraction, st.integers(0, 25), st.just(60))
PARTS = st.lists(
    st.builds(
        lambda code, kind, portee, garantie, autre: a_part(
            code, kind, portee, garantie=garantie if kind in COLLECTIVITES else Fraction(0), autre=autre
        ),
        st.sampled_from([f"R{i}" for i in range(8)]),
        st.sampled_from([t for t in TYPES_RESERVATAIRE if t != "bailleur"]),
        st.sampled_from(list(PARCS)),
        SOIXANTIEMES,
        SOIXANTIEMES,
    ),
    unique_by=lambda p: p.reservataire,
)


@given(PARTS)
def test_caps_hold_whatever_the_parts(parts: list[PartReservataire]) -> None:
    resultat = apply(*parts)
    apres = {p: resultat.par_commune[p.reservataire] for p in parts}
    flux = {p: PERIMETRE.mean(apres[p]) * FLUX[p.portee] for p in parts}
    assert sum(flux[p] for p in parts if p.type == "etat_fonct") <= pct(5) * FLUX["departement"]
    assert sum(flux[p] for p in parts if p.type in TYPES_ETAT) <= pct(30) * FLUX["departement"]
    for commune in COMMUNES:
        held = [p for p in parts if p.type in COLLECTIVITES and commune in apres[p]]
        assert sum(apres[p][commune] - p.autre for p in held) <= pct(20)
    assert all(check.is_valid for check in resultat.checks[:3])


@given(PARTS)
def test_nobody_gains_and_who_meets_no_cap_keeps_all(parts: list[PartReservataire]) -> None:
    resultat = apply(*parts)
    touched = {(p.reservataire, p.portee) for p in resultat.plafonnements}
    for p in parts:
        for commune, apres in resultat.par_commune[p.reservataire].items():
            assert 0 <= apres <= p.part
            if (p.reservataire, p.portee) not in touched and (p.reservataire, f"commune:{commune}") not in touched:
                assert apres == p.part


@given(st.data(), PARTS)
def test_order_of_the_parts_changes_nothing(data: st.DataObject, parts: list[PartReservataire]) -> None:
    assert apply(*parts) == apply(*data.draw(st.permutations(parts)))


@given(PARTS)
def test_depassements_are_exactly_the_communes_above_the_limit(parts: list[PartReservataire]) -> None:
    resultat = apply(*parts, own_minimum=pct(10))
    sommes = sum_by_commune(resultat.par_commune, COMMUNES)
    assert resultat.depassements == {c: somme for c, somme in sommes.items() if somme > pct(90)}


@given(PARTS, st.builds(Fraction, st.integers(1, 20), st.just(60)))
def test_a_larger_guarantee_helps_its_holder_and_nobody_else(parts: list[PartReservataire], more: Fraction) -> None:
    ville = a_part("VILLE", "commune", "commune:A", garantie=pct(4))
    before = apply(*parts, ville).par_commune
    after = apply(*parts, replace(ville, garantie=ville.garantie + more)).par_commune
    assert after["VILLE"]["A"] >= before["VILLE"]["A"]
    assert all(after[p.reservataire][c] <= part for p in parts for c, part in before[p.reservataire].items())


def test_mean_weighs_communes_by_their_flux() -> None:
    assert PERIMETRE.mean({"A": pct(10), "B": pct(40)}) == pct(20)
    vide = Perimetre({"A": ""}, {"departement": Fraction(10), "commune:A": Fraction(0)})
    assert vide.mean({"A": pct(10)}) == pct(10)
    assert PERIMETRE.communes_de("epci:E1") == ("A", "B")
    assert (PERIMETRE.poids("departement"), PERIMETRE.poids("epci:E1")) == (ONE, FLUX["epci:E1"] / FLUX["departement"])


@pytest.mark.parametrize(
    ("kind", "garantie", "autre"), [("commune", -1, 0), ("commune", 0, -1), ("action_logement", 1, 0)]
)
def test_impossible_parts_are_refused(kind: str, garantie: int, autre: int) -> None:
    with pytest.raises(DonneeInvalideError, match="des garanties pour les seules collectivités"):
        a_part("R", kind, garantie=pct(garantie), autre=pct(autre))


def test_parts_read_as_percentages() -> None:
    assert render_part(Fraction(1, 8)) == "12,50\u202f%"


def test_an_excess_is_counted_in_points_and_in_dwellings() -> None:
    resultat = apply(a_part("P", "etat_prio", autre=pct(40)), a_part("F", "etat_fonct", autre=pct(6)))
    agents, etat, garanties, _ = resultat.checks
    # 1 point, then 15 once the agents are at 5: of 80 dwellings.
    assert (agents.points, agents.logements, agents.flux) == (pct(1), Fraction(8, 10), 80)
    assert (etat.points, etat.logements) == (pct(15), 12)
    assert (garanties.points, garanties.logements, garanties.exces) == (0, 0, ())


def test_guarantees_in_excess_are_counted_in_each_commune() -> None:
    resultat = apply(
        a_part("CD", "departement", garantie=pct(15)),
        a_part("V", "commune", "commune:A", garantie=pct(10)),
        a_part("W", "commune", "commune:C", garantie=pct(15)),
    )
    check = resultat.checks[2]
    assert [(e.portee, e.part, e.logements) for e in check.exces] == [
        ("commune:A", pct(25), 2),
        ("commune:C", pct(30), 2),
    ]
    assert (check.portee, check.points, check.logements, check.flux) == ("commune:C", pct(10), 4, 20)


def test_the_cap_of_the_law_stays_beside_the_one_that_a_derogation_sets() -> None:
    acte = Derogation("etat", pct(35), "besoin économique", ARRETE, exercice=2026)
    check = apply(a_part("P", "etat_prio", autre=pct(40)), derogations=(acte,)).checks[1]
    assert (check.legal, check.seuil.valeur, check.points) == (PLAFONDS.etat, pct(35), pct(5))
