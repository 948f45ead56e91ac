"""The table says the base, the text and the whole dwellings missing."""

from __future__ import annotations

from tests.builders import JOUR, Monde, a_fait, a_liberation, an_acteur

from gef.actions.obligations_vues import list_obligations
from gef.actions.tableaux_obligations import table_obligations


def test_what_is_missing_is_said_in_whole_dwellings_with_its_text(monde: Monde) -> None:
    for rank in range(8):
        a_fait(a_liberation(monde.habitat_lys, f"N-{rank}", libre_le=JOUR), "orientation", monde.comptes["AL"])
    rows = list_obligations(an_acteur(monde.gestionnaire), JOUR)
    table = table_obligations(rows, JOUR)
    by_code = {row.obligation.code: ligne for row, ligne in zip(rows, table.lignes, strict=True)}
    hors_qpv = by_code["etat_hors_qpv"]
    assert (hors_qpv.valeurs["base"], hors_qpv.valeurs["compte"], hors_qpv.valeurs["logements"]) == (8, 0, 3)
    assert "R. 441-5-2" in str(hors_qpv.valeurs["article"])
    assert "bailleur" not in {colonne.code for colonne in table.colonnes}
    assert table_obligations((), JOUR).vide.startswith("Aucune obligation")
