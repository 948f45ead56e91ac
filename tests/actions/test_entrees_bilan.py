"""The bilan of a dossier that is not in the database: its own facts, its own objectives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.actions.monde_complet import a_dossier
from tests.builders import MOMENT, Monde, an_acteur
from tests.builders_conversion import a_dossier as a_plain_dossier

from gef.actions.assiette import calculer_et_garder
from gef.actions.bilan import read_bilan
from gef.actions.donnees import FaitInscrit
from gef.actions.entrees_bilan import compute_bilan
from gef.actions.objectifs import calculer_et_garder as keep_objectifs
from gef.core.parts import BAILLEUR


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_it_is_the_bilan_of_the_screens(monde: Monde) -> None:
    dossier = a_dossier(monde)
    acteur = an_acteur(monde.gestionnaire)
    for exercice in (2025, 2026):  # what rounding left in 2025 is carried to 2026
        calculer_et_garder(acteur, exercice, MOMENT)
        keep_objectifs(acteur, exercice, MOMENT)
    files, screens = compute_bilan(dossier, 2026), read_bilan(monde.habitat_lys, 2026)
    assert replace(screens, manques=files.manques) == files
    # The screens also say what the year's document lacks: households, and the forecast of the next year.
    assert screens.manques[: len(files.manques)] == files.manques
    assert len(screens.manques) > len(files.manques)


def test_the_first_year_has_no_objective_and_says_so() -> None:
    bilan = compute_bilan(a_plain_dossier(), 2025)
    assert bilan.liberations == 41
    assert {row.objectif for row in bilan.reservataires} == {None}
    assert any(text.startswith("Objectif : non renseigné pour Action Logement") for text in bilan.manques)


def test_objectives_are_computed_from_the_dossier() -> None:
    bilan = compute_bilan(a_plain_dossier(), 2026)
    assert bilan.total.objectif == 40
    assert not [text for text in bilan.manques if text.startswith("Objectif")]


def test_facts_of_the_files_are_counted() -> None:
    first, *others = a_plain_dossier().liberations
    facts = tuple(FaitInscrit(kind, date(2025, 4, 1), "VILLE") for kind in ("orientation", "attribution", "bail"))
    bilan = compute_bilan(replace(a_plain_dossier(), liberations=(replace(first, faits=facts), *others)), 2025)
    rows = {row.id: (row.propositions, row.attributions, row.baux) for row in bilan.reservataires}
    assert rows.pop("VILLE") == (1, 1, 1)
    assert set(rows.values()) == {(0, 0, 0)}
    assert BAILLEUR in rows
