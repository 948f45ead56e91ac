"""The explanation as a table: his account in full, dashes for what he may not read of the others."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from gef.actions.pourquoi import DecisionLue, LigneLue
from gef.actions.tableaux_pourquoi import table_decision
from gef.outputs.tables import afficher

SIEN = LigneLue(
    "Ville de Lys",
    is_sien=True,
    is_retenu=False,
    solde=Fraction(1, 5),
    score=Fraction(1, 4),
    peut_passer=3,
    lecture="score",
    part=Fraction(1, 5),
    droits=Fraction(6, 5),
    recus=1,
)
AUTRE = LigneLue(
    "réservataire A",
    is_sien=False,
    is_retenu=True,
    solde=Fraction(9, 10),
    score=Fraction(1),
    peut_passer=None,
    lecture="retenu",
)
DECISION = DecisionLue(date(2026, 6, 2), "réservataire A", "réservataire A", "retard", "", (AUTRE, SIEN))


def test_what_is_not_his_is_a_dash() -> None:
    table = table_decision(DECISION)
    shown = [[afficher(c, row.valeurs[c.code]) for c in table.colonnes] for row in table.lignes]
    assert shown[0][:4] == ["Réservataire A", "–", "–", "–"]
    assert shown[1][0] == "Ville de Lys"
    assert "–" not in shown[1]
    assert [row.genre for row in table.lignes] == ["retenu", "bord"]
