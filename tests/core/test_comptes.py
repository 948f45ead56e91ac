from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gef.core.comptes import Comptes, exact_text

ATTRIBUTS = {"typologie": "T3", "financement": "PLUS", "qpv": "0", "forme": "collectif"}
ETAT = frozenset({"ETAT"})


def test_double_entry_of_an_orientation() -> None:
    comptes = Comptes()
    parts = {"ETAT": Fraction(3, 10), "BAILLEUR": Fraction(7, 10)}
    comptes.crediter(comptes.scale(parts), ATTRIBUTS, "A", ETAT)
    assert comptes.somme_des_soldes() == 1
    comptes.engager("ETAT", ATTRIBUTS, "A", is_etat=True)
    assert comptes.solde("ETAT") == Fraction(-7, 10)
    assert comptes.solde("BAILLEUR") == Fraction(7, 10)
    assert Fraction(comptes.solde_etat("A"), comptes.unite) == Fraction(-7, 10)
    assert comptes.somme_des_soldes() == 0


def test_decompte_moves_no_solde() -> None:
    comptes = Comptes()
    comptes.engager("ETAT", ATTRIBUTS, "A", is_etat=True)
    before = comptes.solde("ETAT")
    comptes.decompter("ETAT")
    compte = comptes.compte("ETAT")
    assert (compte.engages, compte.decomptes, comptes.solde("ETAT")) == (0, 1, before)


def test_refusal_not_counted_gives_the_dwelling_back_whole() -> None:
    comptes = Comptes()
    comptes.engager("ETAT", ATTRIBUTS, "A", is_etat=True)
    comptes.annuler("ETAT", ATTRIBUTS, "A", is_etat=True)
    compte = comptes.compte("ETAT")
    assert comptes.solde("ETAT") == 0
    assert set(compte.recus_attribut.values()) == {0}
    assert comptes.solde_etat("A") == 0


def test_a_copy_is_independent() -> None:
    comptes = Comptes()
    comptes.crediter(comptes.scale({"ETAT": Fraction(1)}), ATTRIBUTS, "A", ETAT)
    twin = comptes.copy()
    twin.engager("ETAT", ATTRIBUTS, "A", is_etat=True)
    assert comptes.solde("ETAT") == 1
    assert twin.solde("ETAT") == 0
    assert comptes.compte("ETAT").recus_attribut == {}


@given(st.lists(st.fractions(min_value=0, max_value=1, max_denominator=997), min_size=1, max_size=6))
def test_any_part_is_exact_even_when_the_unit_must_get_finer(parts: list[Fraction]) -> None:
    comptes = Comptes()
    for part in parts:
        comptes.crediter(comptes.scale({"R": part}), ATTRIBUTS, "A", frozenset({"R"}))
    assert comptes.droits("R") == sum(parts)
    assert Fraction(comptes.compte("R").droits_attribut["typologie", "T3"], comptes.unite) == sum(parts)
    assert Fraction(comptes.solde_etat("A"), comptes.unite) == sum(parts)


MOVES = st.tuples(
    st.sampled_from(("crediter", "reprendre", "engager", "decompter", "lire", "affiner", "copier")),
    st.sampled_from(("A", "B")),
    st.sampled_from(("T2", "T3")),
    st.sampled_from(({"ETAT": Fraction(1, 4), "R": Fraction(3, 4)}, {"R": Fraction(2, 3), "ETAT": Fraction(1, 3)})),
)


@given(st.lists(MOVES, max_size=30))
def test_credits_that_wait_are_worth_what_they_are_worth_at_once(moves: list[Any]) -> None:
    comptes, slow = Comptes(), Lent()
    for kind, commune, typologie, parts in moves:
        attributs = {"typologie": typologie, "qpv": "0"}
        by = -1 if kind == "reprendre" else 1
        match kind:
            case "crediter" | "reprendre":
                comptes.crediter(comptes.scale(parts), attributs, commune, ETAT, by=by)
                slow.crediter(parts, attributs, commune, by)
            case "engager":
                comptes.engager("R", attributs, commune, is_etat=False)
                slow.recus += 1
            case "decompter":
                comptes.decompter("R")
            case "affiner":
                comptes.refine_to(77)
            case "copier":
                comptes = comptes.copy()
            case "lire":
                assert comptes.droits("R") == slow.droits.get("R", 0)
    unite = comptes.unite
    assert {nom: comptes.droits(nom) for nom in slow.droits} == slow.droits
    assert comptes.compte("R").recus == slow.recus
    assert {
        (nom, *key): Fraction(value, unite)
        for nom, compte in comptes.par_reservataire.items()
        for key, value in compte.droits_attribut.items()
    } == slow.attributs
    assert {commune: Fraction(value, unite) for commune, value in comptes.etat_droits.items()} == slow.etat


class Lent:
    """The same accounts, each credit added at once in exact fractions."""

    def __init__(self) -> None:
        self.droits: dict[str, Fraction] = {}
        self.attributs: dict[tuple[str, str, str], Fraction] = {}
        self.etat: dict[str, Fraction] = {}
        self.recus = 0

    def crediter(self, parts: Mapping[str, Fraction], attributs: Mapping[str, str], commune: str, by: int) -> None:
        for nom, part in parts.items():
            self.droits[nom] = self.droits.get(nom, Fraction(0)) + by * part
            for key in attributs.items():
                self.attributs[nom, *key] = self.attributs.get((nom, *key), Fraction(0)) + by * part
        self.etat[commune] = self.etat.get(commune, Fraction(0)) + by * parts["ETAT"]


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_exact_text_reads_back(value: int, unite: int) -> None:
    assert Fraction(exact_text(value, unite)) == Fraction(value, unite)
