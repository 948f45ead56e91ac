"""The base of a scenario: what must hold together, accounts, the flux that follows the dwellings."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.conversions_exemples import FLUX, an_entree
from tests.core.scenarios_exemples import RESERVATAIRES, a_reference

from gef.core.base_scenario import EntreeReference, SituationCompte, check_reference, spread_flux
from gef.core.errors import DonneeInvalideError


def with_parc(reference: EntreeReference, **parcs: int) -> EntreeReference:
    """Change the eligible dwellings of some communes, of what contains them, and of the assiette."""
    territoires = {t.portee: t for t in reference.conversion.territoires}
    moved = 0
    for commune, parc in parcs.items():
        delta = parc - territoires[f"commune:{commune}"].parc_eligible
        moved += delta
        for portee in (f"commune:{commune}", f"epci:{reference.conversion.communes[commune]}", "departement"):
            held = territoires[portee]
            territoires[portee] = replace(held, parc_eligible=held.parc_eligible + delta)
    conversion = replace(reference.conversion, territoires=tuple(territoires.values()))
    return replace(
        reference,
        conversion=conversion,
        assiette=replace(reference.assiette, parc=reference.assiette.parc + moved),
    )


def flux(reference: EntreeReference) -> dict[str, Fraction]:
    return {t.portee: t.flux_prevu for t in reference.conversion.territoires}


def test_the_solde_of_an_account_on_the_day() -> None:
    assert SituationCompte("VILLE", Fraction(1, 2), Fraction(2), 3).solde == Fraction(-1, 2)


def test_a_base_that_holds_together_is_accepted() -> None:
    check_reference(a_reference())


def test_a_base_whose_assiette_was_computed_again_is_refused() -> None:
    reference = a_reference()
    later = replace(reference, assiette=replace(reference.assiette, parc=2010))
    with pytest.raises(DonneeInvalideError, match="flux du département de 80, des communes de 80, assiette de 180"):
        check_reference(later)


def test_two_years_are_refused() -> None:
    with pytest.raises(DonneeInvalideError, match="assiette de 2026, conversion de 2027"):
        a_reference(conversion=an_entree(*RESERVATAIRES, exercice=2027))


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(DonneeInvalideError, match="méthode « x »"):
        a_reference(methode="x")


def test_unchanged_dwellings_keep_their_flux_to_the_unit() -> None:
    reference = a_reference()
    assert spread_flux(reference, reference) == reference


def test_a_commune_that_doubles_frees_twice_its_share_of_the_new_assiette() -> None:
    after = spread_flux(a_reference(), with_parc(a_reference(), C=400))
    # 1 200 eligible × 10 % − 20 = 100, shared as 40 : 20 : 40.
    assert flux(after) == {
        "departement": 100,
        "commune:A": 40,
        "commune:B": 20,
        "commune:C": 40,
        "epci:E1": 60,
        "epci:E2": 40,
    }


@given(st.integers(1, 900), st.integers(0, 900), st.integers(300, 900))
def test_the_flux_of_the_communes_is_the_assiette(a: int, b: int, c: int) -> None:
    after = spread_flux(a_reference(), with_parc(a_reference(), A=a, B=b, C=c))
    found = flux(after)
    assert found["commune:A"] + found["commune:B"] + found["commune:C"] == found["departement"]
    assert found["epci:E1"] + found["epci:E2"] == found["departement"]
    assert (
        found["commune:A"] * Fraction(b, 300) * FLUX["commune:B"]
        == found["commune:B"] * Fraction(a, 500) * FLUX["commune:A"]
    )


def test_a_parc_that_frees_nothing_more_is_refused() -> None:
    reference = a_reference()
    conversion = replace(
        reference.conversion,
        territoires=tuple(
            t if t.portee == "departement" else replace(t, parc_eligible=0) for t in reference.conversion.territoires
        ),
    )
    with pytest.raises(DonneeInvalideError, match="plus aucun logement ne se libère"):
        spread_flux(reference, replace(reference, conversion=conversion))
