"""The measures and the witnesses, against examples worked out by hand and against exhaustive search."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.perf.mesures import Decisions, DecisionsError, mesurer, total_variation
from tests.perf.temoins import (
    borner_a_posteriori,
    match_size,
    orienter_au_plus_en_retard,
    orienter_au_tableur,
    prevoir_objectifs,
)
from tests.perf.tirage import BAILLEUR, Commune, Liberation, Partenaire, Tirage

DEMI, QUART = Fraction(1, 2), Fraction(1, 4)
PARTENAIRES = (
    Partenaire("ETAT-P", "etat_prio", "departement", DEMI),
    Partenaire("VILLE-A", "commune", "commune:A", QUART),
    Partenaire(BAILLEUR, "bailleur", "departement", None),
)
PARTS = {"A": {"ETAT-P": DEMI, "VILLE-A": QUART, BAILLEUR: QUART}, "B": {"ETAT-P": DEMI, BAILLEUR: DEMI}}


def liberation(
    rang: int, jour: str, commune: str = "A", typologie: str = "T2", refus: tuple[str, ...] = ()
) -> Liberation:
    return Liberation(
        rang=rang,
        date=date.fromisoformat(jour),
        logement=f"L{rang}",
        commune=commune,
        epci="E1",
        typologie=typologie,
        financement="PLUS",
        qpv=False,
        forme="collectif",
        refus=refus,
    )


def build(*flux: Liberation) -> Tirage:
    communes = tuple(Commune(code, "E1", 100, Fraction(1, 10), Fraction(0)) for code in "AB")
    return Tirage("main", 1, 0, communes, PARTENAIRES, PARTS, flux)


# Soldes after each decision, État / ville / bailleur, and the État in A, in B:
#   1 A → bailleur   +0,50  +0,25  −0,75    A +0,50
#   2 A → État        0,00  +0,50  −0,50    A  0,00
#   3 B → bailleur   +0,50  +0,50  −1,00    B +0,50     31 December 2026
#   4 A → État        0,00  +0,75  −0,75    A −0,50
#   5 A → bailleur   +0,50  +1,00  −1,50    A  0,00     the ville's first whole right
#   6 A → ville      +1,00  +0,25  −1,25    A +0,50     the État's third whole right; 31 December 2027
A_LA_MAIN = build(
    liberation(1, "2026-03-01"),
    liberation(2, "2026-06-01"),
    liberation(3, "2026-12-31", "B"),
    liberation(4, "2027-01-10"),
    liberation(5, "2027-07-02"),
    liberation(6, "2027-12-31"),
)
DECISIONS = list(enumerate((BAILLEUR, "ETAT-P", BAILLEUR, "ETAT-P", BAILLEUR, "VILLE-A"), start=1))


def test_soldes_worked_out_by_hand() -> None:
    mesures = mesurer(DECISIONS, A_LA_MAIN)
    assert (mesures.ecart, mesures.retard, mesures.avance) == (1, 1, 0)
    assert (mesures.ecart_bailleur, mesures.bailleur_min) == (Fraction(3, 2), Fraction(-3, 2))
    assert mesures.ecart_fin_annee == 1
    assert (mesures.etat_commune, mesures.etat_commune_fin_annee) == (DEMI, DEMI)
    assert mesures.noyes == 0
    # The ville waited from 2 July to 31 December; the État is small here too, and was never late of a whole right.
    assert mesures.attente_petits_ans == Fraction(182, 365)


def test_serving_early_is_an_avance() -> None:
    mesures = mesurer([(1, "VILLE-A")], build(liberation(1, "2026-03-01")))
    assert (mesures.avance, mesures.retard, mesures.ecart) == (Fraction(3, 4), DEMI, Fraction(3, 4))
    assert mesures.ecart_bailleur == QUART


def test_a_whole_right_and_nothing_received_is_noye() -> None:
    flux = [liberation(rang, f"2026-0{rang}-01") for rang in range(1, 5)]
    mesures = mesurer([(1, "ETAT-P"), (2, BAILLEUR), (3, "ETAT-P"), (4, BAILLEUR)], build(*flux))
    assert mesures.noyes == 1
    assert mesures.attente_petits_ans == 0, "the right came with the last logement"
    almost = mesurer([(1, "ETAT-P"), (2, BAILLEUR), (3, "ETAT-P")], build(*flux[:3]))
    assert almost.noyes == 0, "three quarters of a right are not one"


def test_hors_flux_touches_no_account() -> None:
    mutation = replace(liberation(2, "2026-04-01"), hors_flux="mutation")
    with_it = build(liberation(1, "2026-03-01"), mutation, liberation(3, "2026-05-01"))
    without = build(liberation(1, "2026-03-01"), liberation(3, "2026-05-01"))
    decisions = [(1, "ETAT-P"), (3, BAILLEUR)]
    assert mesurer(decisions, with_it) == mesurer(decisions, without)


def test_composition_weighs_each_mix_by_its_rights() -> None:
    # 80 logements, half T2 half T3: the État is due 40 (20 T2, 20 T3), the ville 20, the bailleur 20 and not judged.
    flux = [
        liberation(n, f"2026-{1 + (n - 1) // 28:02d}-{1 + (n - 1) % 28:02d}", typologie="T2" if n % 2 else "T3")
        for n in range(1, 81)
    ]
    elus = {"T2": ["ETAT-P"] * 30 + ["VILLE-A"] * 10, "T3": ["ETAT-P"] * 10 + ["VILLE-A"] * 10 + [BAILLEUR] * 20}
    decisions = [(x.rang, elus[x.typologie].pop()) for x in flux]
    mesures = mesurer(decisions, build(*flux))
    # État: 3/4 of T2 for 1/2 due, a gap of 1/4; ville: no gap. (40 × 1/4 + 20 × 0) / 60.
    assert mesures.composition_typologie == Fraction(1, 6)
    assert mesures.composition_financement == mesures.composition_qpv == 0


@pytest.mark.parametrize(
    ("dus", "recus", "attendu"),
    [
        ({"a": 1, "b": 1}, {"a": 5, "b": 5}, Fraction(0)),
        ({"a": 3, "b": 1}, {"a": 1, "b": 1}, Fraction(1, 4)),
        ({"a": 1}, {"b": 7}, Fraction(1)),
        ({"a": 1, "b": 1}, {}, Fraction(1)),
    ],
)
def test_total_variation(dus: dict[object, int], recus: dict[object, int], attendu: Fraction) -> None:
    assert total_variation(dus, recus) == attendu


@pytest.mark.parametrize(
    ("decisions", "faute"),
    [
        ([(1, BAILLEUR)], "rangs"),
        ([(2, BAILLEUR), (1, BAILLEUR)], "rangs"),
        ([(1, BAILLEUR), (2, "VILLE-A")], "pas de part"),
        ([(1, "VILLE-A"), (2, BAILLEUR)], "refusé"),
    ],
)
def test_decisions_that_are_not_those_of_the_flux_are_refused(decisions: Decisions, faute: str) -> None:
    tirage = build(liberation(1, "2026-03-01", refus=("VILLE-A",)), liberation(2, "2026-03-02", "B"))
    with pytest.raises(DecisionsError, match=faute):
        mesurer(decisions, tirage)


def test_parts_must_make_one_exactly() -> None:
    tirage = build(liberation(1, "2026-03-01"))
    wrong = Tirage("main", 1, 0, tirage.communes, PARTENAIRES, {"A": {"ETAT-P": DEMI, BAILLEUR: QUART}}, tirage.flux)
    with pytest.raises(DecisionsError, match="exactement 1"):
        mesurer([(1, BAILLEUR)], wrong)


def test_the_spreadsheet_follows_attainment_and_forgets_in_january() -> None:
    flux = [liberation(1, "2026-03-01"), liberation(2, "2026-04-01"), liberation(3, "2027-01-01")]
    tirage = build(*flux)
    # 9 logements a year in each commune: État 9, ville 2 (2,25), bailleur 7 (6,75).
    assert prevoir_objectifs(tirage) == {"ETAT-P": 9, "VILLE-A": 2, BAILLEUR: 7}
    # All at 0 %: order of ids, then the next one at 0 %; in January all are at 0 % again.
    assert orienter_au_tableur(tirage) == [(1, BAILLEUR), (2, "ETAT-P"), (3, BAILLEUR)]


def test_the_largest_deficit_is_served() -> None:
    flux = [liberation(1, "2026-03-01"), liberation(2, "2026-04-01"), liberation(3, "2026-05-01", refus=("VILLE-A",))]
    # After 1: État −0,50, ville +0,25, bailleur +0,25; before 2: État 0, ville and bailleur +0,50; the bailleur is first.
    assert orienter_au_plus_en_retard(build(*flux)) == [(1, "ETAT-P"), (2, BAILLEUR), (3, "ETAT-P")]


def exhaustive_bound(tirage: Tirage) -> Fraction:
    """Try every orientation; keep the smallest largest écart, bailleur included."""
    best = Fraction(len(tirage.flux))
    for elus in itertools.product(*(tirage.parts[x.commune] for x in tirage.flux)):
        solde: dict[str, Fraction] = defaultdict(Fraction)
        worst = Fraction(0)
        for x, elu in zip(tirage.flux, elus, strict=True):
            for r, part in tirage.parts[x.commune].items():
                solde[r] += part
            solde[elu] -= 1
            worst = max(worst, *(abs(d) for d in solde.values()))
        best = min(best, worst)
    return best


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from("AB"), min_size=1, max_size=6))
def test_hindsight_is_the_best_of_all_orientations(communes: list[str]) -> None:
    flux = [liberation(rang, "2026-03-01", commune) for rang, commune in enumerate(communes, start=1)]
    assert borner_a_posteriori(build(*flux)) == exhaustive_bound(build(*flux))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 4), unique=True), max_size=5))
def test_matching_is_a_largest_one(edges: list[list[int]]) -> None:
    """Against every way to give each left vertex one of its neighbours, or none."""
    choices = itertools.product(*([None, *here] for here in edges))
    sizes = [len(used) for choice in choices if len(used := [r for r in choice if r is not None]) == len(set(used))]
    assert match_size(edges) == max(sizes)
