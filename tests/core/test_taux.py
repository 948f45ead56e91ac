"""Rates side by side: what each would give, and why one cannot go with the forecasts."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.assiette import EntreeAssiette, Exclusion, Soustraction, calculer_assiette
from gef.core.intervalles import wilson
from gef.core.motifs import Source
from gef.core.rotation import CATEGORIES, ReleveRotation, TauxRotation
from gef.core.taux import (
    LIBELLES_VARIANTES,
    VARIANTES,
    EntreeTauxCompares,
    TauxCompare,
    TauxMesure,
    comparer_taux,
    mesurer_taux,
)

SOURCE = Source("exemple", "donnee")
# The three years of the mock-up of the assiette: 911 departures over 13 294 dwellings, 96 of them mutations.
RELEVES = (
    ReleveRotation(2023, 4405, {"courantes": 260, "mutations": 31, "anru": 5, "orcod": 0, "lhi": 2, "vente": 0}),
    ReleveRotation(2024, 4431, {"courantes": 270, "mutations": 34, "anru": 6, "orcod": 0, "lhi": 1, "vente": 0}),
    ReleveRotation(2025, 4458, {"courantes": 264, "mutations": 31, "anru": 4, "orcod": 0, "lhi": 3, "vente": 0}),
)


def mesurer(variante: str = "brut", releves: tuple[ReleveRotation, ...] = RELEVES) -> TauxMesure:
    codes = next(codes for nom, codes in VARIANTES.items() if nom == variante)
    return mesurer_taux(releves, perimetre="exemple", source=SOURCE, numerateur_exclut=codes)


def an_entree(*soustractions: Soustraction) -> EntreeAssiette:
    exclusion = Exclusion("pli", "PLI", 340, "locale", SOURCE)
    return EntreeAssiette(2026, 4812, (exclusion,), mesurer().taux, soustractions)


def compare(entree: EntreeAssiette, *candidats: TauxMesure) -> tuple[TauxCompare, ...]:
    return comparer_taux(EntreeTauxCompares(entree, candidats)).lignes


def test_the_measure_keeps_the_dwellings_of_all_the_years() -> None:
    mesure = mesurer()
    assert (mesure.taux.valeur, mesure.taux.evenements, mesure.logements) == (Fraction(911, 13294), 911, 13294)
    assert mesure.intervalle == wilson(911, 13294)


@pytest.mark.parametrize(
    ("variante", "evenements"), [("brut", 911), ("net_mutations", 815), ("net_relogements", 890), ("net", 794)]
)
def test_each_variant_leaves_out_what_it_says(variante: str, evenements: int) -> None:
    mesure = mesurer(variante)
    assert (mesure.taux.evenements, mesure.logements) == (evenements, 13294)


def test_variants_are_named_and_within_the_law() -> None:
    assert list(VARIANTES) == list(LIBELLES_VARIANTES)
    assert all(codes <= set(CATEGORIES) for codes in VARIANTES.values())


def test_a_published_rate_without_its_counts_has_no_interval() -> None:
    taux = TauxRotation(Fraction(93, 1000), frozenset(), frozenset(), "France", (2018,), SOURCE)
    assert TauxMesure(taux).intervalle is None
    assert TauxMesure(replace(taux, evenements=12)).intervalle is None
    assert TauxMesure(replace(taux, evenements=12), 130).intervalle == wilson(12, 130)


def test_each_rate_gives_its_assiette_and_the_interval_of_it() -> None:
    [line] = compare(an_entree(Soustraction("mutations", Fraction(31), SOURCE)), mesurer())
    interval = wilson(911, 13294)
    assert line.assiette == 4472 * Fraction(911, 13294) - 31
    assert line.bornes is not None
    assert (line.bornes.bas, line.bornes.haut) == (4472 * interval.bas - 31, 4472 * interval.haut - 31)
    assert line.refus == ""


def test_a_double_subtraction_is_a_reason_in_its_line() -> None:
    entree = an_entree(Soustraction("mutations", Fraction(31), SOURCE), Soustraction("anru", Fraction(12), SOURCE))
    brut, net, moins = compare(entree, mesurer(), mesurer("net"), mesurer("net_mutations"))
    assert brut.assiette is not None
    assert (net.assiette, net.bornes) == (None, None)
    assert net.refus == (
        "Double soustraction : le taux a déjà retiré les mutations internes et relogements de rénovation urbaine "
        "(ANRU), les prévisions aussi."
    )
    assert "les mutations internes, les prévisions aussi" in moins.refus
    assert net.intervalle == mesurer("net").intervalle


def test_a_rate_too_low_for_the_forecasts_says_so() -> None:
    [line] = compare(an_entree(Soustraction("anru", Fraction(400), SOURCE)), mesurer())
    assert (line.assiette, line.refus) == (None, "Les prévisions dépassent les logements que ce taux libère.")


def test_the_low_end_is_never_under_zero() -> None:
    rare = mesurer(releves=(ReleveRotation(2025, 4458, {"courantes": 3}),))
    [line] = compare(an_entree(Soustraction("anru", Fraction(3), SOURCE)), rare)
    assert line.bornes is not None
    assert line.bornes.bas == 0


@given(st.integers(0, 400), st.sampled_from(sorted(VARIANTES)), st.sampled_from(CATEGORIES))
def test_each_line_is_what_the_assiette_says_with_that_rate(nombre: int, variante: str, categorie: str) -> None:
    entree, mesure = an_entree(Soustraction(categorie, Fraction(nombre), SOURCE)), mesurer(variante)
    [line] = compare(entree, mesure)
    try:
        expected = calculer_assiette(replace(entree, taux=mesure.taux)).assiette
    except ValueError:
        assert line.assiette is None
        assert line.refus
    else:
        assert line.assiette == expected
        assert line.bornes is not None
        assert line.bornes.contains(expected)
