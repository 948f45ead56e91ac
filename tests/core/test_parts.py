from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.errors import DonneeInvalideError, PartsIncompatiblesError
from gef.core.parts import BAILLEUR, PartConvention, Reservataire, TableParts, covers, parts_dans_la_commune

ETAT = Reservataire("ETAT-P", "etat_prio", "departement")
VILLE = Reservataire("VILLE", "commune", "commune:06029")
EPCI = Reservataire("EPCI", "epci", "epci:200039915")
JOUR = date(2026, 6, 1)


def a_part(
    reservataire: Reservataire, part: str, debut: date = date(2026, 1, 1), fin: date | None = None
) -> PartConvention:
    return PartConvention(reservataire, Fraction(part), debut, fin)


def test_bailleur_has_the_rest() -> None:
    conventions = [a_part(ETAT, "1/4"), a_part(VILLE, "8/100"), a_part(EPCI, "2/100")]
    parts = parts_dans_la_commune(conventions, "06029", "200039915", JOUR)
    assert parts == {
        "EPCI": Fraction(2, 100),
        "ETAT-P": Fraction(1, 4),
        "VILLE": Fraction(8, 100),
        BAILLEUR: Fraction(65, 100),
    }
    assert list(parts)[-1] == BAILLEUR


def test_a_commune_outside_the_territory_is_not_eligible() -> None:
    conventions = [a_part(ETAT, "1/4"), a_part(VILLE, "8/100"), a_part(EPCI, "2/100")]
    assert set(parts_dans_la_commune(conventions, "06004", "240600585", JOUR)) == {"ETAT-P", BAILLEUR}


def test_an_empty_epci_covers_nobody() -> None:
    assert not covers("epci:", "06029", "")


def test_fin_is_excluded_and_debut_included() -> None:
    convention = a_part(VILLE, "1/10", date(2026, 1, 1), date(2026, 6, 1))
    assert convention.is_en_vigueur(date(2026, 1, 1))
    assert convention.is_en_vigueur(date(2026, 5, 31))
    assert not convention.is_en_vigueur(date(2026, 6, 1))


def test_parts_over_the_whole_are_reported_never_normalised() -> None:
    conventions = [a_part(ETAT, "7/10"), a_part(VILLE, "4/10")]
    with pytest.raises(PartsIncompatiblesError, match="Commune 06029 : les parts des conventions font 11/10") as error:
        parts_dans_la_commune(conventions, "06029", "", JOUR)
    assert "VILLE 2/5" in str(error.value)


def test_nothing_left_for_the_bailleur_is_allowed() -> None:
    assert BAILLEUR not in parts_dans_la_commune([a_part(ETAT, "1")], "06029", "", JOUR)


def test_unknown_type_and_part_out_of_range_are_refused() -> None:
    with pytest.raises(DonneeInvalideError, match="type « mairie » inconnu"):
        Reservataire("X", "mairie", "departement")
    with pytest.raises(DonneeInvalideError, match="entre 0 et 1"):
        a_part(VILLE, "11/10")


@given(st.lists(st.tuples(st.dates(date(2024, 1, 1), date(2027, 1, 1)), st.integers(1, 400)), max_size=6))
def test_the_table_says_the_same_as_the_plain_function(periods: list[tuple[date, int]]) -> None:
    conventions = [
        PartConvention(
            Reservataire(f"R{i}", "autre", "departement"),
            Fraction(1, 10),
            debut,
            date.fromordinal(debut.toordinal() + days),
        )
        for i, (debut, days) in enumerate(periods)
    ]
    table = TableParts(conventions, {"06029": "200039915"})
    for day in range(date(2023, 12, 1).toordinal(), date(2028, 3, 1).toordinal(), 37):
        jour = date.fromordinal(day)
        assert table.au(jour, "06029") == parts_dans_la_commune(conventions, "06029", "200039915", jour)
