"""Tables of the forecasts: by category, by month, their declarations, the notice."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from gef.actions.tableaux_previsions import last_month, table_categories, table_declarations, table_mois, table_notice
from gef.core.notice import EntreeNotice, dresser_notice
from gef.core.previsions import Declaration, PrevisionCategorie, dresser_previsions
from gef.db.flux.models import Prevision

JOUR = date(2026, 3, 10)
DECLARATIONS = (Declaration(2026, "anru", 12, "Charte"), Declaration(2026, "vente", 3, "CUS", mois=2))
REALISE = {"courantes": {1: 40}, "anru": {1: 2, 3: 1}, "vente": {2: 5}, "lhi": {1: 1}}


def previsions() -> dict[str, PrevisionCategorie]:
    return {p.categorie: p for p in dresser_previsions(DECLARATIONS, 2026)}


@pytest.mark.parametrize(("exercice", "mois"), [(2025, 12), (2026, 3), (2027, 0)])
def test_the_months_that_have_begun(exercice: int, mois: int) -> None:
    assert last_month(exercice, JOUR) == mois


def test_categories_are_set_against_what_happened_so_far() -> None:
    table = table_categories(previsions(), REALISE, 2026, JOUR)
    rows = {str(r.valeurs["categorie"]): r for r in table.lignes}
    anru = rows["Relogements de rénovation urbaine (ANRU)"].valeurs
    assert (anru["prevu"], anru["a_ce_jour"], anru["realise"], anru["ecart"]) == (12, 3, 3, 0)
    vente = rows["Opérations de vente"]
    assert (vente.valeurs["a_ce_jour"], vente.valeurs["ecart"], vente.details) == (3, 2, {"categorie": "CUS"})
    lhi = rows["Relogements de lutte contre l’habitat indigne (LHI)"].valeurs
    assert (lhi["prevu"], lhi["realise"], lhi["ecart"]) == (None, 1, None)
    assert table.total is not None
    # What nobody forecast is not in a total of forecasts.
    assert (table.total.valeurs["prevu"], table.total.valeurs["realise"]) == (15, 8)
    assert any("étalée" in note for note in table.notes)


def test_months_run_along_the_year() -> None:
    rows = table_mois(previsions(), REALISE, 2026, JOUR).lignes
    assert [rows[m].valeurs["prevu"] for m in range(3)] == [1, 4, 1]
    assert [rows[m].valeurs["realise_cumule"] for m in range(4)] == [2, 7, 8, None]
    assert (rows[11].valeurs["prevu_cumule"], rows[0].valeurs["mois"]) == (15, "Janvier")
    assert isinstance(rows[0].valeurs["prevu"], Fraction)


def test_nothing_declared_is_an_empty_year() -> None:
    table = table_categories({}, {}, 2027, JOUR)
    assert {row.valeurs["prevu"] for row in table.lignes} == {None}
    assert table.total is not None
    assert table.total.valeurs["prevu"] == 0
    assert table_mois({}, {}, 2027, JOUR).lignes[0].valeurs["realise"] is None


def test_declarations_keep_their_document() -> None:
    rows = [
        Prevision(exercice=2026, categorie="anru", mois=7, nombre=3, document="", declaree_le=JOUR),
        Prevision(exercice=2026, categorie="anru", nombre=8, document="Charte", declaree_le=JOUR),
    ]
    shown = table_declarations(rows, 2026).lignes
    assert [(r.valeurs["mois"], r.valeurs["document"]) for r in shown] == [
        ("juillet", None),
        ("toute l’année", "Charte"),
    ]


def test_the_notice_says_what_it_lacks() -> None:
    table = table_notice(dresser_notice(EntreeNotice(2026, DECLARATIONS, (), JOUR)))
    assert [row.valeurs["prevu"] for row in table.lignes] == [None, 12, None, None, 3]
    assert table.total is not None
    assert table.total.valeurs["prevu"] == 15
    assert table.notes[0] == "À transmettre avant le 28\u00a0février\u00a02026."
    assert table.notes[1].startswith("Aucune prévision 2026 pour : mutations internes")
