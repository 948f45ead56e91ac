"""The table of the law: one row per parameter, its value and not its text, what is stale and what has no value."""

from __future__ import annotations

from datetime import date

from gef.actions.tableaux_droit import SENS, table_textes
from gef.law.loader import load_droit
from gef.outputs.tables import Ligne, afficher

JOUR = date(2026, 11, 22)


def rows(jour: date) -> dict[str, Ligne]:
    return {str(row.valeurs["regle"]): row for row in table_textes(load_droit(), jour).lignes}


def test_every_parameter_has_its_row() -> None:
    droit = load_droit()
    assert len(table_textes(droit, JOUR).lignes) == len(droit.parametres)
    assert {parametre.sens for parametre in droit.parametres.values()} <= set(SENS)


def test_a_row_gives_the_value_its_base_its_text_and_its_evidence() -> None:
    plafond = load_droit().parametre("etat_plafond")
    row = rows(JOUR)[plafond.libelle]
    valeur = plafond.au(JOUR)
    assert str(row.valeurs["valeur"]).startswith("30")
    assert (row.valeurs["base"], row.valeurs["reference"]) == (valeur.base, valeur.reference)
    assert (row.valeurs["depuis"], row.valeurs["grade"]) == (valeur.depuis, valeur.grade)
    assert row.liens.get("reference", "") == valeur.lien
    assert "déroger" in row.details["valeur"]


def test_a_value_checked_more_than_a_year_ago_is_marked() -> None:
    assert not any(row.marques for row in rows(JOUR).values())
    late = rows(date(2028, 1, 1)).values()
    assert {row.valeurs["verification"] for row in late if row.valeurs["verifie_le"]} == {"perime"}
    assert all(row.marques == {"verification": "alerte"} for row in late if row.valeurs["verifie_le"])


def test_before_the_law_there_is_no_value_and_it_is_said() -> None:
    table = table_textes(load_droit(), date(2000, 1, 1))
    without = [row for row in table.lignes if row.valeurs["verification"] == "absent"]
    assert without
    colonne = table.colonne("verification")
    assert colonne is not None
    assert afficher(colonne, "absent") == "sans valeur"
