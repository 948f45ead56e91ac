"""The projection on the screens is that of the files."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.actions.monde_complet import complete
from tests.builders import MOMENT, Monde, an_acteur
from tests.builders_parc import keep_files_in

from gef.actions.assiette import calculer_et_garder, read_run
from gef.actions.dossier import load_dossier
from gef.actions.projection import compute_projection
from gef.actions.revoyure import load_revoyure

JOUR = date(2026, 6, 15)


@pytest.fixture
def complet(monde: Monde, settings: Any, tmp_path: Any) -> Monde:
    keep_files_in(tmp_path, settings)
    complete(monde)
    return monde


def test_without_a_kept_assiette_there_is_nothing_to_project(complet: Monde) -> None:
    assert load_revoyure(complet.habitat_lys, JOUR) is None


def test_screens_and_files_project_the_same(complet: Monde) -> None:
    run = calculer_et_garder(an_acteur(complet.gestionnaire), 2026, MOMENT)
    found = load_revoyure(complet.habitat_lys, JOUR)
    assert found is not None
    assert found.projection == compute_projection(load_dossier(complet.habitat_lys), read_run(run), JOUR)
    assert found.noms["VILLE"] == "Ville de Lys"


def test_the_forecast_is_that_of_the_last_version(complet: Monde) -> None:
    calculer_et_garder(an_acteur(complet.gestionnaire), 2026, MOMENT)
    complet.habitat_lys.previsions.update(nombre=9)
    first = load_revoyure(complet.habitat_lys, JOUR)
    calculer_et_garder(an_acteur(complet.gestionnaire), 2026, MOMENT)
    second = load_revoyure(complet.habitat_lys, JOUR)
    assert first is not None
    assert second is not None
    assert [found.projection.categories[-1].prevu for found in (first, second)] == [2, 9]
