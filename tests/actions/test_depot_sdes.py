"""The SDES workbook in the shape of a model: exact rates, row numbers of the workbook, what it does not give."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.actions.monde_complet import complete
from tests.builders import CANNES, Monde, an_acteur
from tests.builders_parc import keep_files_in
from tests.imports.test_taux_publies import a_classeur

from gef.actions.depot_sdes import lire_sdes
from gef.imports.errors import FichierIllisibleError

NOM = "resultats_rpls_2024.xlsx"


@pytest.fixture
def workbook(monde: Monde, settings: Any, tmp_path: Path) -> Path:
    keep_files_in(tmp_path, settings)
    complete(monde)
    path = tmp_path / "recu"
    path.write_bytes(a_classeur())
    return path


def test_rates_are_exact_and_keep_the_row_of_the_workbook(monde: Monde, workbook: Path) -> None:
    lecture = lire_sdes(an_acteur(monde.gestionnaire), workbook, NOM, None)
    rows = {row["territoire"]: row for row in lecture.lignes}
    assert rows["departement"]["taux"] == Fraction(62, 1000)
    assert rows[f"commune:{CANNES}"]["annee"] == 2023
    assert all(row["ligne"] > 1 for row in lecture.lignes)
    assert lecture.rapport.taille == len(workbook.read_bytes())
    assert lecture.rapport.format == "sdes"


def test_the_millesime_that_a_person_gives_wins_over_the_name(monde: Monde, workbook: Path) -> None:
    lecture = lire_sdes(an_acteur(monde.gestionnaire), workbook, NOM, 2021)
    assert {row["annee"] for row in lecture.lignes} == {2020}
    with pytest.raises(FichierIllisibleError, match="Donnez le millésime"):
        lire_sdes(an_acteur(monde.gestionnaire), workbook, "rpls.xlsx", None)
