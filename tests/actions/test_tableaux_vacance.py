"""Tables of the vacancy: the number beside each quartile, exact values, the name of each step."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.builders import JOUR
from tests.core.test_jalons import EXEMPLE, a_loue

from gef.actions.tableaux_vacance import name_etape, table_etapes, table_loues, table_vacances

AUTRE = a_loue("AL", disponibilite=date(2026, 4, 1), bail=date(2026, 4, 8))


def test_each_step_says_on_how_many_dwellings_it_stands() -> None:
    rows = {str(ligne.valeurs["etape"]): ligne.valeurs for ligne in table_etapes((EXEMPLE, AUTRE), JOUR).lignes}
    assert rows["Orientation → CALEOL"] == {
        "etape": "Orientation → CALEOL",
        "nombre": 1,
        "bas": 9,
        "mediane": 9,
        "haut": 9,
        "ecoules": 9,
    }
    assert list(rows)[-2:] == ["Orientation → CALEOL", "CALEOL → bail"]
    assert name_etape(("preavis", "bail")) == "Préavis → bail"


def test_the_whole_by_account_opens_onto_its_steps() -> None:
    table = table_vacances((EXEMPLE, AUTRE, EXEMPLE), {"AL": "Action Logement"}, JOUR, {"AL": "/al"})
    assert [(row.valeurs["reservataire"], row.valeurs["nombre"], row.valeurs["mediane"]) for row in table.lignes] == [
        ("Action Logement", 1, Fraction(7)),
        ("VILLE", 2, Fraction(20)),
    ]
    assert [row.liens for row in table.lignes] == [{"reservataire": "/al"}, {}]


def test_the_dwellings_behind_the_quartiles_are_listed_the_longest_first() -> None:
    table = table_loues((AUTRE, EXEMPLE), {"AL": "Action Logement"}, JOUR, {"L-1": "/l"})
    assert [(row.valeurs["reservataire"], row.valeurs["vacance"]) for row in table.lignes] == [
        ("VILLE", 20),
        ("Action Logement", 7),
    ]
    assert table.lignes[0].liens == {"logement": "/l"}


def test_without_a_lease_the_tables_say_it() -> None:
    assert table_etapes((), JOUR).lignes == table_vacances((), {}, JOUR, {}).lignes == ()
