"""The statement to the préfet: kinds of réservataires, dwellings that stay empty."""

from __future__ import annotations

from datetime import date

import pytest
from tests.core.builders_bilan import a_ligne

from gef.core.parts import TYPES_RESERVATAIRE
from gef.core.tableau_prefet import FAMILLES, TableauPrefet, count_familles, count_vacants, famille_of

FIN = date(2025, 12, 31)


@pytest.mark.parametrize("type_", TYPES_RESERVATAIRE)
def test_every_type_of_account_has_its_row(type_: str) -> None:
    assert famille_of(type_) in set(FAMILLES) - {"inconnu"}
    assert (famille_of(type_) == "bailleur") == (type_ == "bailleur")


def test_kinds_are_added_up_in_the_order_of_the_statement() -> None:
    counts = count_familles([("commune", 3), ("etat_prio", 2), ("epci", 1), ("etat_fonct", 4), ("", 1), ("autre", 0)])
    assert list(counts.items()) == [("etat", 6), ("collectivites", 4), ("inconnu", 1)]


@pytest.mark.parametrize(
    ("libere_le", "bail_le", "vacant"),
    [
        (date(2025, 9, 30), None, 1),
        (date(2025, 10, 1), None, 0),
        (date(2025, 3, 1), date(2025, 12, 31), 0),
        (date(2025, 3, 1), date(2026, 1, 1), 1),
        (date(2024, 3, 1), None, 1),
    ],
)
def test_a_dwelling_is_vacant_when_nobody_signed_before_the_day(
    libere_le: date, bail_le: date | None, vacant: int
) -> None:
    assert count_vacants([a_ligne(libere_le=libere_le, bail_le=bail_le)], FIN, 3) == vacant


def test_the_total_is_that_of_the_kinds() -> None:
    tableau = TableauPrefet(2025, 10, {}, 0, 0, 3, None, None, 0, {"etat": 3, "bailleur": 2})
    assert tableau.total_attributions == 5
