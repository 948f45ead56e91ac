"""A deadline as a table: from the day of the fact to the last day, each day left out with its reason."""

from __future__ import annotations

from datetime import date

from gef.actions.tableaux_echeance import table_echeance
from gef.core.delais import Calendrier, Delai, calculer_echeance


def test_days_left_out_are_listed_with_their_reason() -> None:
    table = table_echeance(calculer_echeance(date(2026, 11, 9), Delai(5, "ouvres"), Calendrier("06")))
    assert [tuple(row.valeurs.values()) for row in table.lignes] == [
        (date(2026, 11, 9), "lundi", "depart", "le jour du fait ne compte pas"),
        (date(2026, 11, 11), "mercredi", "ecarte", "armistice de 1918"),
        (date(2026, 11, 14), "samedi", "ecarte", "samedi"),
        (date(2026, 11, 15), "dimanche", "ecarte", "dimanche"),
        (date(2026, 11, 17), "mardi", "echeance", "jusqu’à minuit"),
    ]
    assert table.titre == "5 jours ouvrés à partir du lundi 09/11/2026 : mardi 17/11/2026"


def test_a_delay_of_nothing_ends_the_same_day() -> None:
    table = table_echeance(calculer_echeance(date(2026, 11, 9), Delai(0, "mois"), Calendrier("06")))
    assert [row.valeurs["role"] for row in table.lignes] == ["depart", "echeance"]
