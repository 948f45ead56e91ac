"""The statement to the préfet, from the parc, the list and the bilan; what nobody said stays blank."""

from __future__ import annotations

from typing import Any

import pytest
from tests.actions.bilan_exemple import a_bilan_fige
from tests.builders import Monde

from gef.actions.dossier import load_dossier
from gef.actions.tableau_prefet import read_prefet, table_prefet
from gef.outputs.csv import write_csv


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_the_figures_are_those_of_the_bilan_and_of_the_parc(monde: Monde) -> None:
    a_bilan_fige(monde)
    tableau = read_prefet(monde.habitat_lys, 2025)
    assert (tableau.geres, tableau.livraisons, tableau.refus) == (load_dossier(monde.habitat_lys).parc.height, 0, 1)
    assert tableau.attributions == {"action_logement": 2}
    assert (tableau.objectif_accords, tableau.prioritaires) == (None, None)
    assert tableau.vacance_mois == 3
    assert 0 < tableau.vacants <= 63 - 1


def test_the_table_says_its_text_its_date_and_what_is_missing(monde: Monde) -> None:
    a_bilan_fige(monde)
    table = table_prefet(read_prefet(monde.habitat_lys, 2025), "parc.csv")
    rows = {row.valeurs["rubrique"]: row.valeurs["nombre"] for row in table.lignes}
    assert rows["Logements gérés"] == 300
    assert rows["Logements vacants depuis plus de 3 mois au 31 décembre"] is not None
    assert rows["Accords collectifs, attributions prévues"] is None
    assert rows["dont Action Logement et employeurs"] == rows["Attributions"] == 2
    assert table.notes[0] == "À adresser au préfet avant le 1er\u00a0mars\u00a02026."
    assert table.sources[0].reference == "arrêté du 7 mars 2008"
    assert "Attributions;2" in write_csv(table).decode("utf-8-sig")
