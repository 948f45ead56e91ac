"""Rights born of a guaranteed operation: whole, shared in proportion, nothing lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.errors import DonneeInvalideError
from gef.core.operations import AVERTISSEMENT_PLAFOND, Garant, OperationGarantie, repartir_operation

TYPES = ("commune", "epci", "departement", "region")


def an_operation(
    logements: int, *garants: Garant, part: Fraction = Fraction(1, 5), **champs: object
) -> OperationGarantie:
    complete = {"debut": date(2026, 1, 1), "echeance_pret": date(2066, 1, 1), **champs}
    return OperationGarantie("OP-1", "Les Goélands", "06029", logements, part, garants, **complete)


def a_garant(nom: str, quotite: str, type_: str = "commune", **champs: object) -> Garant:
    return Garant(nom, type_, Fraction(quotite), **champs)


@pytest.mark.parametrize(
    ("logements", "part", "quotites", "droits", "source"),
    [
        (40, "1/5", ("1/2", "1/2"), (4, 4), "source 003 : 20 % de 40, moitié-moitié"),
        (27, "1/5", ("1/2", "1/2"), (3, 2), "égalité des restes et des garanties : le plus petit code"),
        (30, "1/5", ("3/5", "2/5"), (4, 2), "3,6 et 2,4 : le plus fort reste"),
        (25, "1/5", ("3/10", "1/2", "1/5"), (1, 3, 1), "1,5 et 2,5, restes égaux : la plus grande garantie"),
        (44, "1/5", ("1/2", "1/4"), (5, 3), "8,8 à l’entier inférieur, au prorata de 2/3 et 1/3 : 5,33 et 2,67"),
        (4, "1/5", ("1/2", "1/2"), (0, 0), "0,8 logement : aucun"),
        (10, "0", ("1",), (0,), "rien de réservé"),
    ],
)
def test_the_split_of_an_operation(
    logements: int, part: str, quotites: tuple[str, ...], droits: tuple[int, ...], source: str
) -> None:
    garants = [a_garant(nom, quotite) for nom, quotite in zip("ABC", quotites, strict=False)]
    resultat = repartir_operation(an_operation(logements, *garants, part=Fraction(part)))
    assert resultat.total == sum(droits), source
    assert tuple(p.logements for p in resultat.parts) == droits, source


def test_ties_go_to_the_larger_guarantee_then_to_the_smaller_code() -> None:
    grande, petite = a_garant("Z", "3/4"), a_garant("A", "1/4")
    resultat = repartir_operation(an_operation(10, petite, grande))
    assert {p.garant.reservataire: (str(p.exact), p.logements) for p in resultat.parts} == {
        "A": ("1/2", 0),
        "Z": ("3/2", 2),
    }


def test_the_rights_are_those_of_the_register() -> None:
    epci = a_garant("EPCI", "3/5", "epci", utilisateur="VILLE")
    resultat = repartir_operation(an_operation(30, epci, a_garant("CD", "2/5", "departement")))
    first, second = resultat.droits
    assert (first.reservataire, first.nombre, first.nature, first.part_garantie) == (
        "EPCI",
        4,
        "garantie",
        Fraction(3, 5),
    )
    assert (first.reference, first.programme, first.commune) == ("OP-1", "Les Goélands", "06029")
    assert first.utilisateur_au(date(2026, 1, 1)) == "VILLE"
    assert (first.fin, first.echeance_pret) == (date(2066, 1, 1), date(2066, 1, 1))
    assert (second.type_reservataire, second.utilisateur, second.delegation_debut) == ("departement", None, None)


def test_who_receives_nothing_has_no_right_and_it_is_said() -> None:
    resultat = repartir_operation(an_operation(10, a_garant("A", "9/10"), a_garant("B", "1/10")))
    assert [(d.reservataire, d.nombre) for d in resultat.droits] == [("A", 2)]
    assert "B ne reçoit aucun logement" in resultat.avertissements[-1]


def test_what_must_be_read_is_said() -> None:
    usual = repartir_operation(an_operation(40, a_garant("A", "1")))
    assert usual.avertissements == (AVERTISSEMENT_PLAFOND,)
    more = repartir_operation(an_operation(40, a_garant("A", "1/2"), part=Fraction(1, 4)))
    text = " ".join(more.avertissements).replace("\u202f", " ")
    assert "25 % des logements sont réservés : plus que les 20 % de l’usage (source 003)" in text
    assert "couvrent 50 % de l’emprunt" in text


def test_each_step_is_explained() -> None:
    explication = repartir_operation(an_operation(44, a_garant("A", "1/2"), a_garant("B", "1/4"))).explication
    assert explication.etape("reserves").calcul.replace("\u202f", " ") == "20 % × 44 = 8,80, à l’entier inférieur"
    assert explication.etape("exact_A").valeur == Fraction(16, 3)
    assert (explication.etape("droits_B").valeur, explication.etape("total").calcul) == (3, "5 + 3")
    assert "source 003" in explication.etape("reserves").source.reference


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"logements": -1}, "logements : -1"),
        ({"part_reservee": Fraction(6, 5)}, "part réservée : 6/5"),
        ({"garants": ()}, "garants : aucun"),
        ({"garants": (a_garant("A", "1/2"), a_garant("A", "1/4"))}, "garant A : plusieurs fois"),
        ({"garants": (a_garant("A", "3/4"), a_garant("B", "1/2"))}, "quotités : 125.% en tout"),
        ({"echeance_pret": date(2026, 1, 1)}, "remboursement du prêt : 01/01/2026"),
    ],
)
def test_an_impossible_operation_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(DonneeInvalideError, match=message):
        replace(an_operation(10, a_garant("A", "1")), **changes)


@pytest.mark.parametrize("type_", ["etat_prio", "action_logement", "autre", "bailleur", "mairie"])
def test_only_a_collectivite_guarantees(type_: str) -> None:
    with pytest.raises(DonneeInvalideError, match="attendu : commune, epci, departement ou region"):
        a_garant("X", "1/2", type_)


@pytest.mark.parametrize("quotite", ["0", "-1/2", "3/2"])
def test_a_guarantee_covers_some_of_the_loan(quotite: str) -> None:
    with pytest.raises(DonneeInvalideError, match="quotité"):
        a_garant("X", quotite)


@st.composite
def operations(draw: st.DrawFn) -> OperationGarantie:
    weights = draw(st.lists(st.integers(1, 12), min_size=1, max_size=5))
    whole = sum(weights) + draw(st.integers(0, 6))
    garants = [
        Garant(f"R{rank}", draw(st.sampled_from(TYPES)), Fraction(weight, whole)) for rank, weight in enumerate(weights)
    ]
    part = draw(st.fractions(0, 1, max_denominator=20))
    return an_operation(draw(st.integers(0, 120)), *garants, part=part)


@given(operations())
def test_the_split_loses_nothing_and_stays_next_to_the_exact_share(operation: OperationGarantie) -> None:
    resultat = repartir_operation(operation)
    assert sum(p.exact for p in resultat.parts) == sum(p.logements for p in resultat.parts) == resultat.total
    assert all(abs(p.logements - p.exact) < 1 for p in resultat.parts)
    assert 0 <= operation.part_reservee * operation.logements - resultat.total < 1
    assert sum(d.nombre for d in resultat.droits) == resultat.total
    for one, other in product(resultat.parts, repeat=2):
        assert one.garant.quotite <= other.garant.quotite or one.logements >= other.logements


@given(operations(), st.randoms(use_true_random=False))
def test_the_order_of_the_guarantors_changes_nothing(operation: OperationGarantie, rng: object) -> None:
    shuffled = list(operation.garants)
    rng.shuffle(shuffled)
    one, other = repartir_operation(operation), repartir_operation(replace(operation, garants=tuple(shuffled)))
    assert {p.garant: p.logements for p in one.parts} == {p.garant: p.logements for p in other.parts}
