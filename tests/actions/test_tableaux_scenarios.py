"""Tables and sentences of the scenarios."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from tests.core.scenarios_exemples import a_reference

from gef.actions.scenarios import ScenarioGarde
from gef.actions.tableaux_scenarios import (
    describe_ecart,
    describe_franchis,
    describe_gagnants,
    describe_genres,
    describe_methode,
    table_changements,
    table_ecarts,
    table_franchis,
    table_scenarios,
    table_soldes,
)
from gef.core.changements import (
    Changement,
    ChangementLiberations,
    ChangementMethode,
    ChangementPart,
    DroitAjoute,
    DroitEteint,
)
from gef.core.scenarios import Scenario, calculer_scenario

MOINS_DIX = ChangementLiberations(Fraction(9, 10))


def a_scenario(*changements: Changement, **base: Any) -> Scenario:
    return calculer_scenario(a_reference(**base), changements)


def test_the_largest_gap_comes_first_and_the_bailleur_last() -> None:
    table = table_ecarts(a_scenario(MOINS_DIX).ecarts)
    assert [row.valeurs["reservataire"] for row in table.lignes] == [
        "Réservataire P",
        "Réservataire AL",
        "Réservataire VILLE",
        "Réservataire F",
        "Réservataire EPCI",
        "Non réservé",
    ]
    assert table.lignes[0].valeurs["ecart"] == Fraction(-5, 2)
    assert table.lignes[0].marques == {"ecart": "retard"}
    assert table.total is not None
    assert [table.total.valeurs[code] for code in ("avant", "apres", "ecart")] == [80, 70, -10]


def test_who_wins_is_marked_and_who_stays_is_not() -> None:
    table = table_ecarts(a_scenario(DroitEteint("EPCI"), methode="part_du_parc").ecarts)
    marks = {row.valeurs["reservataire"]: row.marques for row in table.lignes}
    assert marks["Non réservé"] == {"ecart": "avance"}
    assert marks["Réservataire P"] == {}


def test_soldes_and_objectives_side_by_side() -> None:
    table = table_soldes(a_scenario(MOINS_DIX).ecarts)
    rows = {row.valeurs["reservataire"]: row.valeurs for row in table.lignes}
    assert (rows["Réservataire AL"]["objectif_avant"], rows["Réservataire AL"]["objectif_apres"]) == (12, 11)
    assert rows["Réservataire AL"]["solde_apres"] == Fraction(-1, 2)


def test_what_could_not_be_computed_is_said() -> None:
    table = table_soldes(a_scenario(ChangementPart("AL", Fraction(3, 4))).ecarts)
    assert {row.valeurs["objectif_apres"] for row in table.lignes} == {None}
    assert table.colonne("objectif_apres").absent == "non calculé"  # type: ignore[union-attr]  # it exists


def test_caps_exceeded_on_one_side_only() -> None:
    scenario = a_scenario(DroitAjoute("VILLE", 100, "garantie"), ChangementMethode("part_du_parc"))
    [row] = table_franchis(scenario.ecarts).lignes
    assert row.valeurs["etat"] == "franchi"
    assert (row.valeurs["part"], row.valeurs["logements"]) == (Fraction(36, 100), Fraction(64, 10))
    said = describe_franchis(scenario.ecarts).replace("\u202f", " ")
    assert said == "Garanties d’emprunt, tous garants ensemble : 36 % à A, pour 20 % au plus"
    assert describe_franchis(a_scenario().ecarts) == ""


def test_a_cap_that_is_no_longer_exceeded() -> None:
    base = a_scenario(DroitAjoute("VILLE", 100, "garantie"), ChangementMethode("part_du_parc"))
    table = table_franchis(
        type(base.ecarts)(base.ecarts.comptes, (), (), franchis=(), leves=base.ecarts.franchis, anomalies=())
    )
    assert table.lignes[0].valeurs["etat"] == "n’est plus franchi"


def test_the_changes_are_those_of_the_explanation() -> None:
    table = table_changements(a_scenario(MOINS_DIX, DroitEteint("EPCI")).explication)
    assert [row.valeurs["changement"] for row in table.lignes] == [
        "Droits éteints, Réservataire EPCI",
        "Logements libérés, à droits inchangés",
    ]
    assert table_changements(a_scenario().explication).lignes == ()


def test_the_list_of_the_kept_ones() -> None:
    auteur = SimpleNamespace(nom="Alix Martin")
    run: Any = SimpleNamespace(version=3, auteur=auteur, fait_le=datetime(2026, 6, 15, 9, tzinfo=UTC))
    row = ScenarioGarde(run, "Vente", ("retrait", "retrait", "methode"), Fraction(70), Fraction(-10), 1, 5)
    [line] = table_scenarios([row], {3: "/ici"}).lignes
    assert line.valeurs["changements"] == "Logements vendus ou démolis et méthode"
    assert (line.liens, line.details) == ({"nom": "/ici"}, {"nom": "version 3"})
    unsigned: Any = SimpleNamespace(version=4, auteur=None, fait_le=run.fait_le)
    [other] = table_scenarios([ScenarioGarde(unsigned, "x", (), Fraction(1), Fraction(0), 0, 0)], {}).lignes
    assert (other.valeurs["auteur"], other.liens) == ("", {})


@pytest.mark.parametrize(
    ("genres", "said"), [((), "aucun"), (("methode",), "Méthode"), (("plafond", "rotation"), "Plafond et rotation")]
)
def test_kinds_are_named_once(genres: tuple[str, ...], said: str) -> None:
    assert describe_genres(genres) == said


def test_sentences() -> None:
    scenario = a_scenario(MOINS_DIX)
    said = describe_ecart(scenario.base, scenario.issue).replace("\u202f", " ").replace("\xa0", " ")
    assert said == "70 logements à partager au lieu de 80 logements (−10,0)"
    assert describe_ecart(scenario.base, scenario.base).endswith("à partager, comme avant")
    ecarts = scenario.ecarts
    assert describe_gagnants(ecarts, ecarts.perdants) == (
        "Non réservé (−4,4), Réservataire P (−2,5), Réservataire AL (−1,5) et 3 autres"
    )
    assert describe_gagnants(ecarts, ecarts.perdants[:4]).endswith("et un autre")
    assert describe_gagnants(ecarts, ()) == ""
    assert describe_methode(scenario.issue) == "négociée"
