"""The ceilings of the first quartile are those of the decrees: known values, every EPCI official, no year invented."""

from __future__ import annotations

import pytest

from gef.law.seuils_quartile import list_annees_seuils, load_seuils_quartile
from gef.law.territoires import load_epci

PARIS, THIONVILLE = "217500016", "992367730"  # a commune, and an EPCI created in 2026


@pytest.mark.parametrize(
    ("annee", "epci", "euros"),
    [
        (2024, "200042935", 10_446),  # CA Haut-Bugey Agglomération
        (2024, "200037133", 11_615),  # CC du Provinois: the ceiling of Île-de-France
        (2025, "200037133", 12_000),
        (2026, "200037133", 12_083),
    ],
)
def test_known_values(annee: int, epci: str, euros: int) -> None:
    assert load_seuils_quartile()[annee, epci] == euros


def test_three_years_and_none_invented() -> None:
    assert list_annees_seuils() == (2024, 2025, 2026)
    assert {annee for annee, _ in load_seuils_quartile()} == {2024, 2025, 2026}


def test_every_territory_is_an_epci_but_two_that_the_vintage_explains() -> None:
    assert {epci for _, epci in load_seuils_quartile()} - set(load_epci()) == {PARIS, THIONVILLE}


def test_the_values_are_plausible_yearly_resources() -> None:
    assert all(3_000 < euros < 30_000 for euros in load_seuils_quartile().values())
