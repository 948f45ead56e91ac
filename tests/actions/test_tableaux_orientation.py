"""Tables of the orientation."""

from __future__ import annotations

from fractions import Fraction

from tests.actions.test_essai_orientation import a_trial
from tests.builders import Monde

from gef.actions.flux import load_flux
from gef.actions.tableaux_orientation import table_composition, table_essai, table_suites


def test_the_trial_has_a_column_of_its_own_only_when_it_departs(monde: Monde) -> None:
    noms = load_flux(monde.habitat_lys.pk).noms()
    departs = table_essai(a_trial(monde, "VILLE"), noms)
    assert [c.libelle for c in departs.colonnes][1:4] == [
        "Avant ce logement",
        "Si Action Logement",
        "Si Ville de Lys",
    ]
    assert {row.valeurs["reservataire"]: row.valeurs["si_choisi"] for row in departs.lignes}["Ville de Lys"] == (
        Fraction(-4, 5)
    )
    assert "si_choisi" not in [c.code for c in table_essai(a_trial(monde, "AL"), noms).colonnes]


def test_only_the_proposals_that_change_are_listed(monde: Monde) -> None:
    noms = load_flux(monde.habitat_lys.pk).noms()
    trial = a_trial(monde, "ETAT-P")
    rows = [
        (row.valeurs["logement"], row.valeurs["propose"], row.valeurs["apres"])
        for row in table_suites(trial, noms).lignes
    ]
    assert rows[0] == ("L-2026-0002", "État, publics prioritaires", "Action Logement")


def test_composition_says_each_value(monde: Monde) -> None:
    table = table_composition(a_trial(monde, "VILLE"), load_flux(monde.habitat_lys.pk).noms())
    assert [row.valeurs["attribut"] for row in table.lignes] == [
        "Typologie : T3",
        "Financement : PLUS",
        "Quartier : hors QPV",
        "Forme : collectif",
    ]
