"""Communes and EPCI as people write them."""

from __future__ import annotations

import pytest

from gef.actions.portees import LieuInconnuError, read_portees, write_portees


@pytest.mark.parametrize(
    ("texte", "expected"),
    [
        ("", set()),
        (" , ; ", set()),
        ("Cannes", {"commune:06029"}),
        ("mandelieu la napoule ; 06088", {"commune:06079", "commune:06088"}),
        ("CA Cannes Pays de Lérins", {"epci:200039915"}),
        ("200039915, epci:240600585", {"epci:200039915", "epci:240600585"}),
        ("commune:2a004", {"commune:2A004"}),
    ],
)
def test_names_and_codes_are_read(texte: str, expected: set[str]) -> None:
    assert read_portees(texte, "06") == expected


@pytest.mark.parametrize("texte", ["Canes", "06999", "000000000", "Cannes, Paris", "departement"])
def test_what_names_nothing_in_the_departement_is_refused(texte: str) -> None:
    with pytest.raises(LieuInconnuError, match="attendu : une commune ou un EPCI du département 06"):
        read_portees(texte, "06")


def test_what_is_written_is_read_back() -> None:
    portees = frozenset({"commune:06029", "epci:200039915"})
    assert read_portees(write_portees(portees), "06") == portees
