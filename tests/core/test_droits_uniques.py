"""Droits uniques: annual flow, stock, étalement, schedule with its carry, and the ledger of the stock."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.droits_uniques import (
    EcritureStock,
    EntreeEcheancier,
    Etalement,
    LotDroits,
    count_droits_annuels,
    count_stock,
    decompter_stock,
    echeancier,
)
from gef.core.errors import DonneeInvalideError

ZERO = Fraction(0)
LOTS = (
    LotDroits(100, "un_pourcent", Fraction(8, 100), 2031),
    LotDroits(40, "un_pourcent", Fraction(10, 100), 2028),
    LotDroits(10, "un_pourcent", Fraction(5, 100), 2045),
)
CENT = {exercice: Fraction(100) for exercice in range(2027, 2046)}


def test_stock_and_years_of_the_worked_example_agree() -> None:
    annuels = [count_droits_annuels(LOTS, exercice, ZERO) for exercice in CENT]
    assert annuels[:6] == [Fraction(n, 2) for n in (25, 25, 17, 17, 17, 1)]
    assert count_stock(LOTS, 2027, ZERO) == sum(annuels) == Fraction(115, 2)


def test_unknown_rotation_takes_the_one_given() -> None:
    lots = [LotDroits(10, "autre"), LotDroits(10, "autre", ZERO), LotDroits(10, "autre", Fraction(1, 2))]
    assert count_droits_annuels(lots, 2026, Fraction(1, 10)) == 1 + 1 + 5


def test_a_right_without_end_has_no_stock() -> None:
    with pytest.raises(DonneeInvalideError, match=r"30 droits \(aides à la pierre\) sans échéance"):
        count_stock([LotDroits(30, "aide_pierre", Fraction(1, 10))], 2026, ZERO)


def test_an_ended_right_adds_nothing_to_the_stock() -> None:
    assert count_stock([LotDroits(30, "autre", Fraction(1, 10), 2020)], 2026, ZERO) == 0


def test_schedule_without_limit_serves_each_year_what_is_due() -> None:
    resultat = echeancier(EntreeEcheancier(LOTS, ZERO, CENT))
    assert [a.retenus for a in resultat.annees] == [a.droits for a in resultat.annees]
    assert [a.part for a in resultat.annees][:3] == [Fraction(1, 8), Fraction(1, 8), Fraction(17, 200)]
    assert (resultat.total, resultat.retenus, resultat.excedent) == (Fraction(115, 2), Fraction(115, 2), 0)
    assert resultat.derniere_echeance == 2045


def test_what_a_cap_holds_back_is_carried_and_flagged_once_every_right_has_ended() -> None:
    lots = (LotDroits(100, "autre", Fraction(1, 10), 2027),)
    flux = dict.fromkeys((2026, 2027, 2028, 2029), Fraction(50))
    resultat = echeancier(EntreeEcheancier(lots, ZERO, flux, part_maximale=Fraction(15, 100)))
    lignes = [(a.droits, a.report, a.retenus, a.excedent, a.is_apres_echeance) for a in resultat.annees]
    assert lignes == [
        (10, 0, Fraction(15, 2), Fraction(5, 2), False),
        (10, Fraction(5, 2), Fraction(15, 2), 5, False),
        (0, 5, 5, 0, True),
        (0, 0, 0, 0, False),
    ]


def test_a_year_without_flux_serves_nothing_and_carries_all() -> None:
    annee = echeancier(EntreeEcheancier(LOTS, ZERO, {2027: ZERO})).annees[0]
    assert (annee.part, annee.retenus, annee.excedent) == (0, 0, Fraction(25, 2))


def test_etalements_add_to_the_years_that_they_cover() -> None:
    entree = EntreeEcheancier(LOTS[2:], ZERO, CENT, etalements=(Etalement(Fraction(6), 2028, 3),))
    assert [a.droits for a in echeancier(entree).annees][:5] == [Fraction(n, 2) for n in (1, 5, 5, 5, 1)]


@pytest.mark.parametrize(
    ("lots", "etalements", "expected"),
    [
        ((), (), None),
        ((LotDroits(5, "autre"),), (Etalement(Fraction(5), 2026, 2),), None),
        ((LotDroits(0, "autre"), LotDroits(5, "autre", None, 2030)), (), 2030),
        ((), (Etalement(Fraction(5), 2026, 2),), 2027),
    ],
)
def test_last_echeance(lots: tuple[LotDroits, ...], etalements: tuple[Etalement, ...], expected: int | None) -> None:
    entree = EntreeEcheancier(lots, ZERO, {2026: Fraction(1)}, etalements)
    assert echeancier(entree).derniere_echeance == expected


def test_explication_gives_every_year_then_the_total() -> None:
    explication = echeancier(EntreeEcheancier(LOTS, ZERO, {2027: Fraction(10), 2028: Fraction(100)})).explication
    assert [(e.code, e.valeur) for e in explication.etapes] == [
        ("annee_2027", 10),
        ("annee_2028", 15),
        ("total", 25),
        ("excedent", 0),
        ("retenus", 25),
    ]
    calcul = "12,50 de l’année + 2,50 reportés, dans la limite de 100"
    assert explication.etape("annee_2028").calcul == calcul


PARTS = st.builds(Fraction, st.integers(0, 20), st.just(20))
LOTS_LIBRES = st.lists(
    st.builds(LotDroits, st.integers(0, 300), st.just("autre"), PARTS, st.none() | st.integers(2024, 2034)), max_size=4
).map(tuple)
FLUX = st.dictionaries(st.integers(2026, 2032), st.builds(Fraction, st.integers(0, 400), st.just(4)), min_size=1)


@given(LOTS_LIBRES, PARTS, FLUX, PARTS)
def test_schedule_loses_and_invents_nothing(
    lots: tuple[LotDroits, ...], rotation: Fraction, flux: dict[int, Fraction], part: Fraction
) -> None:
    resultat = echeancier(EntreeEcheancier(lots, rotation, flux, part_maximale=part))
    assert resultat.total == resultat.retenus + resultat.excedent
    for annee in resultat.annees:
        assert annee.droits + annee.report == annee.retenus + annee.excedent
        assert 0 <= annee.retenus <= annee.plafond == part * flux[annee.exercice]
        assert annee.part * flux[annee.exercice] == annee.retenus
        assert annee.excedent == 0 or annee.retenus == annee.plafond


@given(LOTS_LIBRES, PARTS)
def test_stock_is_the_sum_of_the_years(lots: tuple[LotDroits, ...], rotation: Fraction) -> None:
    finite = [lot for lot in lots if lot.echeance is not None]
    annuels = (count_droits_annuels(finite, exercice, rotation) for exercice in range(2026, 2035))
    assert count_stock(finite, 2026, rotation) == sum(annuels)


@given(st.builds(Fraction, st.integers(0, 500), st.just(4)), st.integers(1, 15))
def test_etalement_gives_the_total_over_its_years(total: Fraction, duree: int) -> None:
    etalement = Etalement(total, 2026, duree)
    assert sum(etalement.annuels(exercice) for exercice in range(2020, 2050)) == total
    assert etalement.annuels(etalement.echeance) == total / duree
    assert etalement.annuels(2025) == etalement.annuels(etalement.echeance + 1) == 0


def test_ledger_of_a_stock_runs_below_zero_when_more_is_received() -> None:
    livre = decompter_stock(
        Fraction(5, 2),
        [EcritureStock(2027, recus=2), EcritureStock(2026, recus=1), EcritureStock(2028, droits=Fraction(2), recus=0)],
    )
    assert [(ligne.exercice, ligne.initial, ligne.restant, ligne.is_empty) for ligne in livre] == [
        (2026, Fraction(5, 2), Fraction(3, 2), False),
        (2027, Fraction(3, 2), Fraction(-1, 2), True),
        (2028, Fraction(-1, 2), Fraction(3, 2), False),
    ]


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=8))
def test_ledger_balances(annees: list[tuple[int, int]]) -> None:
    ecritures = [EcritureStock(2026 + i, Fraction(droits, 2), recus) for i, (droits, recus) in enumerate(annees)]
    livre = decompter_stock(Fraction(10), ecritures)
    assert all(suivante.initial == ligne.restant for ligne, suivante in pairwise(livre))
    if livre:
        attendu = 10 + sum(Fraction(droits, 2) for droits, _ in annees) - sum(recus for _, recus in annees)
        assert livre[-1].restant == attendu


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: LotDroits(-1, "autre"), "nombre : -1"),
        (lambda: LotDroits(1, "don"), "« don » inconnue"),
        (lambda: LotDroits(1, "autre", Fraction(3, 2)), "rotation : 3/2"),
        (lambda: Etalement(Fraction(-1), 2026, 2), "-1 droits uniques sur 2 ans"),
        (lambda: Etalement(Fraction(1), 2026, 0), "1 an ou plus"),
        (lambda: Etalement(Fraction(1), 2026, 1, "don"), "« don » inconnue"),
        (lambda: EntreeEcheancier((), ZERO, {}, part_maximale=Fraction(2)), "part maximale : 2"),
        (lambda: EntreeEcheancier((), Fraction(-1), {}), "rotation : -1"),
        (lambda: EntreeEcheancier((), ZERO, {2026: Fraction(-3)}), "flux de 2026 : -3"),
        (lambda: decompter_stock(Fraction(-1), []), "-1 au départ"),
        (lambda: decompter_stock(ZERO, [EcritureStock(2026, recus=-1)]), "-1 logements reçus"),
        (lambda: decompter_stock(ZERO, [EcritureStock(2026), EcritureStock(2026)]), "deux écritures en 2026"),
    ],
)
def test_what_makes_no_sense_is_refused(build: Any, message: str) -> None:
    with pytest.raises(DonneeInvalideError, match=message):
        build()
