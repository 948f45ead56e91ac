"""Tables of the assiette: the steps as the core made them, what changed, and forecast against realised."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from tests.actions.monde_complet import a_dossier
from tests.builders import JOUR, Monde

from gef.actions.donnees import Dossier
from gef.actions.entrees import build_assiette, compute_assiette
from gef.actions.tableaux_assiette import table_assiette, table_realise
from gef.core.assiette import calculer_assiette


@pytest.fixture
def dossier(monde: Monde, settings: Any, tmp_path: Any) -> Dossier:
    settings.MEDIA_ROOT = tmp_path
    return a_dossier(monde)


def test_every_step_has_its_row_in_order(dossier: Dossier) -> None:
    assiette = compute_assiette(dossier, 2026)
    table = table_assiette(assiette)
    assert table.total is not None
    values = [row.valeurs["valeur"] for row in (*table.lignes, table.total)]
    steps = assiette.explication.etapes
    assert [v for v, step in zip(values, steps, strict=True) if step.unite != "fraction"] == [
        step.valeur for step in steps if step.unite != "fraction"
    ]
    assert "10,50\u202f%" in values
    assert table.total.valeurs["valeur"] == Fraction(215, 8)


def test_legal_and_local_are_told_apart(dossier: Dossier) -> None:
    natures = {
        row.valeurs["etape"]: row.valeurs["nature"] for row in table_assiette(compute_assiette(dossier, 2026)).lignes
    }
    assert natures["Logements de la défense nationale"] == "legale"
    assert natures["Logements intermédiaires (PLI)"] == "locale"
    assert natures["Relogements de rénovation urbaine (ANRU)"] == "legale"


def test_a_subtraction_stands_on_the_law_and_its_number_on_a_document(dossier: Dossier) -> None:
    row = next(r for r in table_assiette(compute_assiette(dossier, 2026)).lignes if "ANRU" in str(r.valeurs["etape"]))
    assert row.valeurs["source"] == "CCH art. R. 441-5"
    assert row.details == {"source": "NPNRU, page 3"}


def test_what_changed_since_the_former_version_is_marked(dossier: Dossier) -> None:
    former = compute_assiette(dossier, 2026)
    entree = build_assiette(dossier, 2026)
    more = replace(entree.soustractions[0], logements=Fraction(5))
    current = calculer_assiette(replace(entree, soustractions=(more,)))
    table = table_assiette(current, former)
    marked = [row.valeurs["etape"] for row in table.lignes if row.genre == "bord"]
    assert marked == ["Relogements de rénovation urbaine (ANRU)"]
    assert table.total is not None
    assert (table.total.valeurs["valeur"], table.total.valeurs["avant"]) == (Fraction(191, 8), Fraction(215, 8))


def test_nothing_is_marked_when_nothing_changed(dossier: Dossier) -> None:
    assiette = compute_assiette(dossier, 2026)
    assert "bord" not in {row.genre for row in table_assiette(assiette, assiette).lignes}


def test_a_step_that_is_new_has_no_former_value(dossier: Dossier) -> None:
    current = compute_assiette(dossier, 2026)
    former = calculer_assiette(replace(build_assiette(dossier, 2026), soustractions=()))
    row = next(r for r in table_assiette(current, former).lignes if "ANRU" in str(r.valeurs["etape"]))
    assert row.valeurs["avant"] is None


def test_forecast_and_realised_are_compared_to_the_day(dossier: Dossier) -> None:
    assiette = compute_assiette(dossier, 2026)
    realise = {"courantes": {1: 1, 6: 1}, "anru": {6: 1}, "mutations": {3: 1}}
    table = table_realise(assiette, realise, JOUR)
    counted = {row.valeurs["categorie"]: (row.valeurs["prevu"], row.valeurs["realise"]) for row in table.lignes}
    assert counted == {
        "Mutations internes": (0, 1),
        "Relogements de rénovation urbaine (ANRU)": (2, 1),
        "Dans le flux": (Fraction(215, 8), 2),
    }
    assert table.total is not None
    assert (table.total.valeurs["prevu"], table.total.valeurs["realise"]) == (assiette.liberes, 4)
    parts = [row.valeurs["part"] for row in table.lignes]
    assert parts == [None, Fraction(1, 2), Fraction(16, 215)]


def test_an_exclusion_says_how_it_was_counted_and_opens_onto_its_dwellings(dossier: Dossier) -> None:
    table = table_assiette(compute_assiette(dossier, 2026), liens={"exclusion_pli": "/logements"})
    row = next(r for r in table.lignes if "PLI" in str(r.valeurs["etape"]))
    assert row.details == {"source": "parc : financement PLI"}
    assert row.liens == {"etape": "/logements"}


def test_the_gap_stands_under_the_former_value(dossier: Dossier) -> None:
    former, entree = compute_assiette(dossier, 2026), build_assiette(dossier, 2026)
    more = replace(entree.soustractions[0], logements=Fraction(5))
    table = table_assiette(calculer_assiette(replace(entree, soustractions=(more,))), former, avant="Version 1")
    row = next(r for r in table.lignes if "ANRU" in str(r.valeurs["etape"]))
    assert row.details["avant"] == "soit −3"
    assert table.colonnes[-1].libelle == "Version 1"
