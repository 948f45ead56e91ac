"""Lists of dwellings: who has each one reserved, which leave the assiette."""

from __future__ import annotations

from datetime import date

from gef.imports.modeles import read_modele
from tests.builders_parc import a_lecture_modele

RESERVATION = {"logement": "HL-0001", "reservataire": "VILLE", "droit": "DR-1", "debut": date(2020, 1, 1)}


def test_a_dwelling_is_reserved_from_a_day_or_nobody_knows_since_when() -> None:
    lecture = a_lecture_modele("reservations", RESERVATION, {"logement": "HL-0002", "reservataire": "AL"})
    assert [(ligne["droit"], ligne["debut"], ligne["fin"]) for ligne in lecture.lignes] == [
        ("DR-1", date(2020, 1, 1), None),
        (None, None, None),
    ]


def test_the_same_reservation_is_read_once() -> None:
    lecture = a_lecture_modele("reservations", RESERVATION, RESERVATION | {"droit": ""})
    assert [ligne["ligne"] for ligne in lecture.lignes] == [2]


def test_an_identifier_ruined_by_a_spreadsheet_is_left_out() -> None:
    lecture = a_lecture_modele("reservations", RESERVATION | {"logement": "1,2E+15"})
    assert lecture.lignes == ()
    assert "notation scientifique" in lecture.rapport.anomalies[0].message


def test_an_excluded_dwelling_has_a_category_of_the_catalogue() -> None:
    row = {"logement": "HL-0001", "code": "Associations"}
    lecture = a_lecture_modele("logements_exclus", row, row | {"code": "sante"}, row | {"code": "résidence"})
    assert [ligne["code"] for ligne in lecture.lignes] == ["associations", "sante"]
    assert "code hors liste, « résidence » lu" in lecture.rapport.anomalies[0].message


def test_a_list_is_taken_as_a_table() -> None:
    rows = "".join(f"LY{n:08d};R{n % 200:03d};D{n % 900};01/01/2020;\n" for n in range(2_000))
    lecture = read_modele(
        f"logement;reservataire;droit;debut;fin\n{rows}".encode(), nom="liste.csv", modele="reservations"
    )
    assert lecture.table.height == 2_000
    assert lecture.table.row(0) == (2, "LY00000000", "R000", "D0", date(2020, 1, 1), None)
