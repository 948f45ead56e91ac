from __future__ import annotations

from fractions import Fraction

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


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_exact_text_reads_back(value: int, unite: int) -> None:
    assert Fraction(exact_text(value, unite)) == Fraction(value, unite)
