"""The year of a territory: counted as the bilan counts, and the same in all along every axis."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.builders_bilan import a_entree, a_ligne

from gef.core.activite import (
    AXES_ACTIVITE,
    MESURES,
    PAR_RESERVATAIRE,
    TABLES_MENAGES,
    Activite,
    Axe,
    Mesure,
    Volume,
    count_activite,
    count_menages,
    expliquer_activite,
    list_menages,
    ventiler_activite,
)
from gef.core.bilan import LigneFlux, dresser_bilan
from gef.core.comptages import MENAGE_INCONNU, Menage
from gef.core.secret import masquer

LIBRE = date(2025, 3, 1)


def a_volume(
    mesure: Mesure, reservataire: str | None, nombre: int, bailleur: str, *, qpv: bool | None, commune: str
) -> Volume:
    return Volume(mesure, commune, qpv, reservataire, nombre, bailleur)


jours = st.dates(date(2024, 10, 1), date(2026, 3, 31))
comptes = st.sampled_from(["lys", "al", "bailleur"])


@st.composite
def lignes(draw: st.DrawFn) -> tuple[LigneFlux, ...]:
    rows = []
    for rank in range(draw(st.integers(0, 6))):
        is_attribue = draw(st.booleans())
        rows.append(
            a_ligne(
                f"L{rank}",
                commune=draw(st.sampled_from(["06004", "06029"])),
                qpv=draw(st.sampled_from([True, False, None])),
                hors_flux=draw(st.sampled_from([None, None, "mutations"])),
                propositions=tuple(draw(st.lists(st.tuples(comptes, jours), max_size=3))),
                attribue_a=draw(comptes) if is_attribue else None,
                attribue_le=draw(jours) if is_attribue else None,
                bail_le=draw(jours) if is_attribue and draw(st.booleans()) else None,
                libere_le=draw(jours),
                refus=tuple(draw(st.lists(st.tuples(comptes, jours), max_size=2))),
            )
        )
    return tuple(rows)


@given(lignes())
def test_the_figures_are_those_of_the_bilan(rows: tuple[LigneFlux, ...]) -> None:
    bilan, total = dresser_bilan(a_entree(*rows)), ventiler_activite(count_activite(rows, 2025), "commune").total
    assert (total.liberations, total.hors_flux) == (bilan.liberations, bilan.liberations_hors_flux)
    found = (total.propositions, total.attributions, total.baux, total.refus)
    assert found == (bilan.total.propositions, bilan.total.attributions, bilan.total.baux, bilan.total.refus)
    by_account = ventiler_activite(count_activite(rows, 2025), "reservataire")
    expected = {row.id: row.propositions for row in bilan.reservataires if row.propositions}
    assert {row.code: row.activite.propositions for row in by_account.lignes if row.activite.propositions} == expected


@given(st.lists(lignes(), min_size=1, max_size=3))
def test_the_totals_are_the_same_along_every_axis(bailleurs: list[tuple[LigneFlux, ...]]) -> None:
    volumes = [
        replace(volume, bailleur=str(rank))
        for rank, rows in enumerate(bailleurs)
        for volume in count_activite(rows, 2025)
    ]
    tables = {axe: ventiler_activite(volumes, axe) for axe in AXES_ACTIVITE}
    whole = tables["commune"].total
    for axe, table in tables.items():
        for mesure in MESURES if axe != "reservataire" else PAR_RESERVATAIRE:
            rows = sum(getattr(row.activite, mesure) for row in table.lignes)
            assert rows == getattr(table.total, mesure) == getattr(whole, mesure)


@given(lignes(), st.randoms(use_true_random=False))
def test_the_order_of_the_dwellings_changes_nothing(rows: tuple[LigneFlux, ...], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a Random
    assert count_activite(shuffled, 2025) == count_activite(rows, 2025)


def test_vacancy_is_the_mean_over_the_leases_and_never_negative() -> None:
    # docs/metier/territoire.md: 20, 40 and 0 days make 20.
    days = (date(2025, 3, 21), date(2025, 4, 10), date(2025, 2, 20))
    rows = [
        a_ligne(f"L{n}", attribue_a="al", attribue_le=LIBRE, bail_le=day, libere_le=LIBRE) for n, day in enumerate(days)
    ]
    total = ventiler_activite(count_activite(rows, 2025), "commune").total
    assert (total.baux, total.jours_vacance, total.vacance) == (3, 60, Fraction(20))


def test_ratios_without_a_base_are_not_given() -> None:
    empty = Activite()
    assert (empty.rotation, empty.part_hors_flux, empty.vacance, empty.part("baux", 0)) == (None, None, None, None)
    some = Activite(parc=100, liberations=8, hors_flux=2, baux=4)
    assert (some.rotation, some.part_hors_flux, some.part("baux", 16)) == (
        Fraction(2, 25),
        Fraction(1, 4),
        Fraction(1, 4),
    )


@pytest.mark.parametrize(
    ("axe", "codes"),
    [
        ("qpv", ["hors_qpv", "qpv", None]),
        ("bailleur", ["a", "b"]),
        ("reservataire", ["al", None]),
        ("commune", ["06004"]),
    ],
)
def test_rows_come_in_order_and_what_is_not_known_last(axe: Axe, codes: list[str | None]) -> None:
    volumes = [
        a_volume("baux", "", 1, "b", commune="06004", qpv=None),
        a_volume("baux", "al", 1, "a", commune="06004", qpv=True),
        a_volume("liberations", None, 1, "a", commune="06004", qpv=False),
    ]
    assert [row.code for row in ventiler_activite(volumes, axe).lignes] == codes


def test_a_figure_opens_onto_what_each_bailleur_has_of_it() -> None:
    volumes = [
        a_volume("liberations", None, 12, "1", commune="06029", qpv=False),
        a_volume("liberations", None, 5, "2", commune="06029", qpv=True),
    ]
    explication = expliquer_activite(volumes, "liberations", {"1": "Habitat Lys", "2": "Autre toit"})
    assert [(e.libelle, e.valeur) for e in explication.etapes] == [
        ("Autre toit", 5),
        ("Habitat Lys", 12),
        ("Libérations", 17),
    ]
    assert explication.etapes[-1].calcul == "5 + 12"
    assert all(etape.source for etape in explication.etapes)


def test_a_mean_is_explained_to_its_division() -> None:
    volumes = [
        a_volume("jours_vacance", "al", 60, "1", commune="06029", qpv=False),
        a_volume("baux", "al", 3, "1", commune="06029", qpv=False),
    ]
    explication = expliquer_activite(volumes, "jours_vacance", {})
    assert (explication.etapes[-1].valeur, explication.etapes[-1].calcul) == (Fraction(20), "60 ÷ 3")
    assert [e.code for e in expliquer_activite([], "jours_vacance", {}).etapes] == ["jours_vacance", "baux"]


PRIORITAIRE, AUTRE = Menage(is_prioritaire=True, quartile=1), Menage(is_prioritaire=False, quartile=3)


def test_households_are_counted_where_their_dwelling_was_attributed() -> None:
    inside = {"attribue_a": "al", "attribue_le": LIBRE, "commune": "06029"}
    rows = [
        (a_ligne("A", **inside), PRIORITAIRE),
        (a_ligne("B", **inside), MENAGE_INCONNU),
        (a_ligne("C", **inside | {"hors_flux": "anru"}), PRIORITAIRE),
        (a_ligne("D", **inside | {"attribue_le": date(2024, 1, 1)}), AUTRE),
        (a_ligne("E"), AUTRE),
    ]
    assert count_menages(rows, 2025) == Counter({("06029", PRIORITAIRE): 1, ("06029", MENAGE_INCONNU): 1})


def test_the_columns_of_households_add_up_to_the_attributions() -> None:
    counts = {("06029", PRIORITAIRE): 6, ("06029", AUTRE): 8, ("06029", MENAGE_INCONNU): 7, ("06004", AUTRE): 9}
    places = {"06029": ("C", "06"), "06004": ("S", "06")}
    found = {table: list_menages(counts, table, places) for table in TABLES_MENAGES}
    assert [row.total for row in found["public"]] == [row.total for row in found["quartile"]] == [9, 21]
    assert found["public"][1].nombres == {"prioritaire": 6, "autre": 8, "inconnu": 7}
    assert found["quartile"][1].nombres == {"premier": 6, "suivants": 8, "inconnu": 7}
    assert masquer(found["public"]) == frozenset()
