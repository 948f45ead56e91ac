from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.outputs.tables_exemples import a_ligne, a_table

from gef.outputs.tables import Ligne
from gef.outputs.vues import ABSENT, chercher, choix, filtrer, paginer, trier


def names(table) -> list[str | None]:
    return [ligne.valeurs["nom"] for ligne in table.lignes]


def test_text_is_sorted_without_accents_and_missing_is_last_both_ways() -> None:
    table = a_table(*(a_ligne(nom) for nom in ("Fontaine", None, "Évian", "évry", "Annecy")))
    assert names(trier(table, "nom")) == ["Annecy", "Évian", "évry", "Fontaine", None]
    assert names(trier(table, "nom", "decroissant")) == ["Fontaine", "évry", "Évian", "Annecy", None]


def test_codes_follow_the_order_of_their_labels_and_strangers_come_after() -> None:
    table = a_table(*(a_ligne(f, financement=f) for f in ("pls", "autre", "plai", "plus")))
    assert names(trier(table, "financement")) == ["plai", "plus", "pls", "autre"]


@pytest.mark.parametrize("code", ["inconnue", ""])
def test_an_unknown_column_changes_nothing(code: str) -> None:
    table = a_table(a_ligne("b"), a_ligne("a"))
    assert trier(table, code) is table


def test_a_calculation_keeps_its_order() -> None:
    table = a_table(a_ligne("b"), replace(a_ligne("a"), genre="soustotal"))
    assert trier(table, "nom") is table


@given(st.lists(st.one_of(st.none(), st.fractions(-3, 3, max_denominator=2))))
def test_sort_is_stable_ordered_and_loses_no_row(soldes) -> None:
    lignes = tuple(a_ligne(str(rang), solde=solde) for rang, solde in enumerate(soldes))
    for sens, signe in (("croissant", 1), ("decroissant", -1)):
        triees = trier(a_table(*lignes), "solde", sens).lignes
        oracle = sorted(lignes, key=lambda li: (li.valeurs["solde"] is None, signe * (li.valeurs["solde"] or 0)))
        assert list(triees) == oracle


def test_filter_by_text_and_by_choice() -> None:
    table = a_table(a_ligne("Évian", qpv=None), a_ligne("Vienne", qpv=False), a_ligne("Lys", qpv=False))
    assert names(filtrer(table, {"nom": "vi"})) == ["Évian", "Vienne"]
    assert names(filtrer(table, {"nom": "vi", "qpv": "non"})) == ["Vienne"]
    assert names(filtrer(table, {"qpv": ABSENT})) == ["Évian"]


def test_filters_not_declared_or_empty_are_ignored() -> None:
    table = a_table(a_ligne("Lys"), a_ligne("Évian"))
    assert filtrer(table, {"solde": "9", "nom": "", "inconnue": "x"}) is table


def test_narrowing_drops_the_total_that_no_longer_adds_up() -> None:
    table = a_table(a_ligne("Lys"), a_ligne("Évian"), total=Ligne({"nom": "Ensemble", "recus": 8}))
    assert filtrer(table, {"nom": "lys"}).total is None
    assert chercher(table, "lys").total is None
    assert chercher(table, "").total == table.total


def test_search_needs_every_word_in_any_text_as_shown() -> None:
    precise = replace(a_ligne("Ville de Lys"), details={"nom": "hors QPV"})
    table = a_table(precise, a_ligne("Ville d’Évian", financement="plai"))
    assert names(chercher(table, "ville LYS")) == ["Ville de Lys"]
    assert names(chercher(table, "plai")) == ["Ville d’Évian"]
    assert names(chercher(table, "hors qpv")) == ["Ville de Lys"]
    assert names(chercher(table, "lys evian")) == []


def test_choices_are_sorted_labelled_and_say_what_is_missing() -> None:
    table = a_table(
        a_ligne(financement="pls", qpv=None), a_ligne(financement="plai", qpv=True), a_ligne(financement="pls")
    )
    assert choix(table, table.colonne("financement")) == (("plai", "PLAI"), ("pls", "PLS"))
    assert choix(table, table.colonne("qpv")) == (("oui", "oui"), (ABSENT, "inconnu"))


@given(st.integers(0, 40), st.integers(1, 12))
def test_pages_are_the_rows_cut_in_order(nombre: int, taille: int) -> None:
    table = a_table(*(a_ligne(str(i), solde=Fraction(i)) for i in range(nombre)))
    pages = [paginer(table, numero, taille) for numero in range(1, paginer(table, 1, taille).pages + 1)]
    assert tuple(ligne for page in pages for ligne in page.lignes) == table.lignes
    assert all(
        len(page.lignes) <= taille and page.derniere - page.premiere + 1 in {len(page.lignes), 1} for page in pages
    )


@pytest.mark.parametrize(("demande", "numero"), [(-3, 1), (0, 1), (2, 2), (99, 3)])
def test_a_page_that_does_not_exist_is_the_nearest(demande: int, numero: int) -> None:
    table = a_table(*(a_ligne(str(i)) for i in range(5)))
    assert paginer(table, demande, 2).numero == numero


def test_an_empty_table_has_one_empty_page() -> None:
    page = paginer(a_table(), 1, 10)
    assert (page.lignes, page.pages, page.premiere, page.derniere, page.nombre) == ((), 1, 0, 0, 0)
