"""Measures of an orientation, by hand and against a slow count in fractions."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.builders_orientation import BAILLEUR, PARTS, RESERVATAIRES, a_logement, flux

from gef.core.errors import DonneeInvalideError
from gef.core.logement import Logement
from gef.core.mesures import Mesures, mesurer, total_variation

ETAT = frozenset({"ETAT-P", "ETAT-F"})
DEMI, QUART = Fraction(1, 2), Fraction(1, 4)
DEUX = {"A": {"ETAT-P": DEMI, "VILLE-A": QUART, BAILLEUR: QUART}, "B": {"ETAT-P": DEMI, BAILLEUR: DEMI}}


def test_soldes_worked_out_by_hand() -> None:
    # Soldes after each decision, État / ville / bailleur, and the État in A, in B:
    #   A → bailleur   +0,50  +0,25  −0,75    A +0,50
    #   A → État        0,00  +0,50  −0,50    A  0,00
    #   B → bailleur   +0,50  +0,50  −1,00    B +0,50     31 December 2026
    #   A → ville      +1,00  −0,25  −0,75    A +0,50
    days = ("2026-03-01", "2026-06-01", "2026-12-31", "2027-01-10")
    rows = [a_logement(n, c, date=date.fromisoformat(d)) for n, (c, d) in enumerate(zip("AABA", days, strict=True), 1)]
    mesures = mesurer(rows, (BAILLEUR, "ETAT-P", BAILLEUR, "VILLE-A"), DEUX, ETAT)
    assert (mesures.ecart, mesures.retard, mesures.avance) == (Fraction(1), Fraction(1), QUART)
    assert mesures.ecart_fin_annee == 1
    assert (mesures.ecart_bailleur, mesures.bailleur_min, mesures.bailleur_max) == (Fraction(1), Fraction(-1), 0)
    assert (mesures.etat_commune, mesures.etat_commune_fin_annee) == (DEMI, DEMI)
    assert mesures.noyes == 0


def test_a_small_reservataire_waits_from_his_droit_to_his_dwelling() -> None:
    rows = [a_logement(n, date=date(2026, n, 1)) for n in range(1, 7)]
    served_last = (BAILLEUR, BAILLEUR, "ETAT-P", "ETAT-P", BAILLEUR, "VILLE-A")
    assert mesurer(rows, served_last, DEUX, ETAT).attente_petits_ans == Fraction(61, 365), "1 April to 1 June"
    never = (BAILLEUR, "ETAT-P", BAILLEUR, "ETAT-P", BAILLEUR, "ETAT-P")
    assert mesurer(rows, never, DEUX, ETAT).noyes == 1
    assert mesurer(rows[:3], never[:3], DEUX, ETAT).noyes == 0, "three quarters of a droit are not one"


def test_the_bailleur_may_keep_a_dwelling_where_he_has_no_part() -> None:
    parts = {"A": {"ETAT-P": DEMI, "VILLE-A": DEMI}}
    mesures = mesurer([a_logement()], [BAILLEUR], parts, ETAT)
    assert (mesures.bailleur_min, mesures.retard, mesures.avance) == (-1, DEMI, 0)


def test_composition_weighs_by_the_droits() -> None:
    # 80 dwellings, half T2 half T3: the État is due 40, the ville 20; he receives 30 T2 and 10 T3, she 10 and 10.
    kinds = ["T2", "T3"] * 40
    who = {"T2": ["ETAT-P"] * 30 + ["VILLE-A"] * 10, "T3": ["ETAT-P"] * 10 + ["VILLE-A"] * 10 + [BAILLEUR] * 20}
    rows = [a_logement(n, typologie=kind) for n, kind in enumerate(kinds, 1)]
    mesures = mesurer(rows, [who[kind].pop() for kind in kinds], DEUX, ETAT)
    assert mesures.composition_typologie == Fraction(1, 6), "(40 × 1/4 + 20 × 0) / 60"
    assert (mesures.composition_financement, mesures.composition_qpv) == (0, 0)
    assert mesures.reservataires_juges == 2
    few = mesurer(rows[:79], ["ETAT-P"] * 79, DEUX, ETAT)
    assert few.reservataires_juges == 1, "the ville has 19,75 droits"


@pytest.mark.parametrize(
    ("acquis", "recus", "expected"),
    [
        ({"a": 1, "b": 1}, {"a": 5, "b": 5}, Fraction(0)),
        ({"a": 3, "b": 1}, {"a": 1, "b": 1}, Fraction(1, 4)),
        ({"a": 1}, {"b": 7}, Fraction(1)),
        ({"a": 1, "b": 1}, {}, Fraction(1)),
    ],
)
def test_total_variation(acquis: dict[object, int], recus: dict[object, int], expected: Fraction) -> None:
    assert total_variation(acquis, recus) == expected


@pytest.mark.parametrize(("rows", "retenus"), [([], []), ([a_logement()], []), ([a_logement()], [BAILLEUR, "AL"])])
def test_a_decision_for_each_dwelling(rows: list[Logement], retenus: list[str]) -> None:
    with pytest.raises(DonneeInvalideError, match="au moins un, et une pour chacun"):
        mesurer(rows, retenus, PARTS, ETAT)


def count_slowly(rows: list[Logement], retenus: list[str]) -> tuple[Fraction, ...]:
    """Extremes by adding fractions and looking at every account after every decision."""
    solde: dict[str, Fraction] = defaultdict(Fraction)
    etat: dict[str, Fraction] = defaultdict(Fraction)
    late = ahead = low = high = commune = Fraction(0)
    for row, retenu in zip(rows, retenus, strict=True):
        for nom, part in PARTS[row.commune].items():
            solde[nom] += part
            etat[row.commune] += part if nom in ETAT else 0
        solde[retenu] -= 1
        etat[row.commune] -= 1 if retenu in ETAT else 0
        others = [value for nom, value in solde.items() if nom != BAILLEUR]
        late, ahead = max(late, *others), max(ahead, *(-value for value in others))
        low, high = min(low, solde[BAILLEUR]), max(high, solde[BAILLEUR])
        commune = max(commune, *(abs(value) for value in etat.values()))
    assert sum(solde.values()) == 0
    return late, ahead, low, high, commune


@given(flux(max_size=30), st.data())
def test_extremes_are_those_of_a_slow_count(rows: list[Logement], data: st.DataObject) -> None:
    retenus = [data.draw(st.sampled_from(sorted(PARTS[row.commune]))) for row in rows]
    mesures = mesurer(rows, retenus, PARTS, ETAT)
    found = (mesures.retard, mesures.avance, mesures.bailleur_min, mesures.bailleur_max, mesures.etat_commune)
    assert found == count_slowly(rows, retenus)
    assert mesures.ecart == max(mesures.retard, mesures.avance)
    assert 0 <= mesures.composition_typologie <= 1


def test_every_account_of_the_example_is_known() -> None:
    assert {nom for here in PARTS.values() for nom in here} - {BAILLEUR} == {r.id for r in RESERVATAIRES}
    assert {champ for champ in Mesures.__slots__ if champ.startswith("composition_")} == {
        "composition_typologie",
        "composition_financement",
        "composition_qpv",
    }
