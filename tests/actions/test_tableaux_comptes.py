"""Table of the lines of an account."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.builders import JOUR, Monde, a_fait

from gef.actions.flux import load_flux
from gef.actions.provenance import trace_solde
from gef.actions.tableaux_comptes import table_ecritures
from gef.outputs.csv import write_csv
from gef.outputs.tables import Table


def a_table(monde: Monde, code: str) -> Table:
    etat = load_flux(monde.habitat_lys.pk)
    return table_ecritures(trace_solde(etat, monde.habitat_lys.pk, code, JOUR.year, etat.noms()), "Ville de Lys", JOUR)


def test_report_credits_and_debits_add_up_to_the_solde(monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["VILLE"], date=date(2025, 12, 31))
    a_fait(monde.liberations[1], "orientation", monde.comptes["VILLE"])
    a_fait(monde.liberations[1], "refus", monde.comptes["VILLE"])
    a_fait(monde.liberations[1], "orientation", monde.comptes["AL"])
    table = a_table(monde, "VILLE")
    lines = [(row.valeurs["credit"], row.valeurs["debit"], row.valeurs["solde"]) for row in table.lignes]
    assert lines == [(Fraction(1, 5), -1, Fraction(-8, 5)), (None, 1, Fraction(-3, 5))]
    assert [row.genre for row in table.lignes] == ["retenu", "retenu"]
    moved = sum((credit or 0) + (debit or 0) for credit, debit, _ in lines)
    assert Fraction(-4, 5) + moved == lines[-1][2]
    assert "Report au 1er janvier : −0,80." in table.notes[0]


def test_the_export_says_the_same(monde: Monde) -> None:
    a_fait(monde.liberations[0], "orientation", monde.comptes["AL"])
    content = write_csv(a_table(monde, "VILLE")).decode("utf-8-sig")
    assert "L-2026-0001;orienté vers Action Logement;0,2;;0,2" in content


def test_without_a_line_it_says_why(monde: Monde) -> None:
    table = a_table(monde, "VILLE")
    assert table.lignes == ()
    assert table.vide.startswith("Aucune écriture depuis janvier")
