"""The detailed statements: each réservataire has his dwellings, and nobody else's."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from fractions import Fraction

import openpyxl
import polars as pl
import pytest
from tests.actions.petit_etat import DROITS, a_liste, a_petit_dossier
from tests.builders import ANTIBES, CANNES, JOUR, MOMENT, NICE

from gef.actions.donnees import Dossier
from gef.actions.releves import (
    FORMATS,
    ReleveInconnuError,
    agreger,
    codes_releves,
    ecrire_agregat,
    ecrire_releves,
    preparer_releves,
    tables_releve,
)
from gef.core.releves import Departs
from gef.outputs.tables import Table


def ecrire_releve(dossier: Dossier, code: str, format_: str) -> tuple[str, bytes]:
    (written,) = ecrire_releves(preparer_releves(dossier, JOUR), (code,), format_, MOMENT)
    return written


def releve(code: str) -> Table:
    return tables_releve(preparer_releves(a_petit_dossier(), JOUR), code)[0]


def numbers(table: Table) -> list[int]:
    return [int(str(row.valeurs["ident_int"])[3:]) for row in table.lignes]


@pytest.mark.parametrize(
    ("code", "dwellings"),
    [
        # Reserved twice, the 10 stands in both statements until it is settled; used by the Ville, the 5 too.
        ("VILLE", [1, 2, 3, 4, 5, 10]),
        ("EPCI", [5]),
        ("ETAT-P", [6, 7, 8]),
        ("AL", [10]),
        ("CAF", []),
    ],
)
def test_each_statement_holds_the_dwellings_held_or_used(code: str, dwellings: list[int]) -> None:
    assert sorted(numbers(releve(code))) == dwellings


def test_a_row_gives_the_thirteen_indicators_and_the_right() -> None:
    row = next(r for r in releve("VILLE").lignes if r.valeurs["ident_rep"] == "LY00000001")
    assert row.valeurs == {
        "ident_rep": "LY00000001",
        "reservataire": "Ville de Lys",
        "departement": "06",
        "epci": "CA Cannes Pays de Lérins",
        "commune": "Cannes",
        "qpv": True,
        "typologie": "T3",
        "financement": "PLUS",
        "forme": "collectif",
        "taux_ensemble": Fraction(4, 24),
        "taux_commune": Fraction(2, 10),
        "debut": date(2012, 1, 1),
        "fin": date(2040, 1, 1),
        "ident_int": "HL-0001",
        "droit": "V1",
    }


def test_the_user_of_a_right_is_told_beside_its_holder() -> None:
    for code in ("EPCI", "VILLE"):
        (row,) = (r for r in releve(code).lignes if r.valeurs["ident_int"] == "HL-0005")
        assert row.valeurs["reservataire"] == "Agglomération de Lys"
        assert row.details == {"reservataire": "exercé par Ville de Lys"}


def test_a_line_that_names_a_stranger_to_its_right_says_so() -> None:
    dossier = a_petit_dossier(reservations=a_liste(("LY00000001", "CAF", "V1", None)))
    table, _ = tables_releve(preparer_releves(dossier, JOUR), "VILLE")
    assert table.lignes[0].details == {"reservataire": "inscrit pour Caisse de Lys dans la liste"}


def test_listed_dwellings_that_the_parc_lacks_are_counted_under_the_table() -> None:
    assert any("1\xa0logement de la liste sans logement" in note for note in releve("AL").notes)
    assert len(releve("VILLE").notes) == 1


def test_only_complete_years_make_the_rates() -> None:
    taux = preparer_releves(a_petit_dossier(), JOUR).taux
    assert taux.whole is not None
    assert (taux.whole.annees, taux.whole.evenements) == ((2024, 2025), 4)
    assert {code: rate.evenements for code, rate in taux.communes.items()} == {CANNES: 2, ANTIBES: 2, NICE: 0}


def test_departures_counted_elsewhere_take_the_place_of_those_of_the_dossier() -> None:
    releves = preparer_releves(a_petit_dossier(), JOUR, (Departs(2025, CANNES, "courantes", 3),))
    assert releves.taux.whole is not None
    assert releves.taux.whole.valeur == Fraction(3, 12)


def test_without_a_complete_year_the_rotation_is_unknown_and_said_so() -> None:
    releves = preparer_releves(a_petit_dossier(liberations=()), JOUR)
    table, rotation = tables_releve(releves, "VILLE")
    assert {row.valeurs["taux_ensemble"] for row in table.lignes} == {None}
    assert rotation.notes == ("Aucune année complète de libérations : la rotation est inconnue.",)


def test_the_rotation_stands_with_the_departures_behind_it() -> None:
    _, rotation = tables_releve(preparer_releves(a_petit_dossier(), JOUR), "VILLE")
    assert [tuple(row.valeurs.values()) for row in rotation.lignes] == [
        ("Antibes", 1, 2, Fraction(2, 12)),
        ("Cannes", 5, 2, Fraction(2, 10)),
    ]
    assert rotation.total is not None
    assert rotation.total.valeurs["logements"] == 6


def test_accounts_of_the_list_and_of_the_rights_that_it_cites_have_a_statement() -> None:
    assert codes_releves(a_petit_dossier()) == ("AL", "EPCI", "ETAT-P", "VILLE")
    only = a_petit_dossier(reservations=a_liste(("LY00000005", "EPCI", "E1", None)))
    assert codes_releves(only) == ("EPCI", "VILLE")
    assert codes_releves(a_petit_dossier(reservations=a_liste())) == ()


def test_a_delegation_that_is_over_takes_the_dwelling_back() -> None:
    over = tuple(replace(d, delegation_fin=JOUR) if d.reference == "E1" else d for d in DROITS)
    releves = preparer_releves(a_petit_dossier(droits=over), JOUR)
    assert numbers(tables_releve(releves, "VILLE")[0]).count(5) == 0
    assert numbers(tables_releve(releves, "EPCI")[0]) == [5]


@pytest.mark.parametrize("format_", FORMATS)
def test_a_statement_is_written_in_each_format(format_: str) -> None:
    nom, content = ecrire_releve(a_petit_dossier(), "VILLE", format_)
    assert nom == f"releve-ville-2026-06-15.{format_}"
    assert content.startswith({"xlsx": b"PK", "csv": b"\xef\xbb\xbf", "pdf": b"%PDF"}[format_])
    assert ecrire_releve(a_petit_dossier(), "VILLE", format_)[1] == content


def test_the_spreadsheet_and_the_csv_hold_the_same_dwellings() -> None:
    dossier = a_petit_dossier()
    sheets = openpyxl.load_workbook(io.BytesIO(ecrire_releve(dossier, "VILLE", "xlsx")[1]))
    cells = [[cell.value for cell in row] for row in sheets.worksheets[0].iter_rows(min_row=2)]
    text = ecrire_releve(dossier, "VILLE", "csv")[1].decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))[1:]
    assert [row[0] for row in cells] == [row[0] for row in rows]
    assert len(rows) == 6
    assert "LY00000006" not in text


def test_several_statements_are_those_of_one() -> None:
    dossier = a_petit_dossier()
    codes = codes_releves(dossier)
    written = list(ecrire_releves(preparer_releves(dossier, JOUR), codes, "csv", MOMENT))
    assert written == [ecrire_releve(dossier, code, "csv") for code in codes]


def test_what_paper_cannot_hold_is_given_as_a_spreadsheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gef.actions.releves.LIGNES_MAX", 5)
    assert ecrire_releve(a_petit_dossier(), "VILLE", "pdf")[0] == "releve-ville-2026-06-15.xlsx"
    assert ecrire_releve(a_petit_dossier(), "AL", "pdf")[0] == "releve-al-2026-06-15.pdf"


@pytest.mark.parametrize("format_", FORMATS)
def test_the_aggregate_is_written_in_each_format(format_: str) -> None:
    nom, content = ecrire_agregat(preparer_releves(a_petit_dossier(), JOUR), format_, MOMENT)
    assert nom == f"releve-agrege-2026-06-15.{format_}"
    assert content.startswith({"xlsx": b"PK", "csv": b"\xef\xbb\xbf", "pdf": b"%PDF"}[format_])


def test_unknown_accounts_and_formats_are_refused() -> None:
    with pytest.raises(ReleveInconnuError, match="Réservataire « RIVE » inconnu"):
        ecrire_releve(a_petit_dossier(), "RIVE", "csv")
    with pytest.raises(ReleveInconnuError, match="Format « docx » ; attendu : xlsx, csv, pdf"):
        ecrire_releve(a_petit_dossier(), "VILLE", "docx")


def test_every_dwelling_in_force_and_of_the_parc_is_in_a_statement() -> None:
    releves = preparer_releves(a_petit_dossier(), JOUR)
    listed = releves.placees.filter(pl.col("etat") == "en_cours", pl.col("ligne").is_not_null())
    assert set(releves.logements.get_column("ligne")) == set(listed.get_column("ligne"))


def test_the_aggregate_counts_every_dwelling_once_and_names_none() -> None:
    table = agreger(preparer_releves(a_petit_dossier(), JOUR))
    rows = [
        tuple(row.valeurs[c] for c in ("commune", "reservataire", "logements", "eligibles")) for row in table.lignes
    ]
    assert rows == [
        ("Antibes", "État, publics prioritaires", 3, 3),
        ("Antibes", "Réservés deux fois, à régler", 1, 1),
        ("Antibes", "Action Logement, selon le RPLS seul", 1, 1),
        ("Antibes", "Collectivité non nommée, selon le RPLS seul", 1, 1),
        ("Cannes", "Agglomération de Lys", 1, 1),
        ("Cannes", "Ville de Lys", 4, 4),
        ("Nice", "Non réservé", 1, 0),
    ]
    assert table.total is not None
    assert (table.total.valeurs["logements"], table.total.valeurs["eligibles"]) == (12, 11)
    assert table.total.valeurs["en_qpv"] == 1
    assert sum(int(str(table.total.valeurs[c])) for c in ("t1_t2", "t3", "t4_plus")) == 12
    assert "LY0000" not in str(table)
