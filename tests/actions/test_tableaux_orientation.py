"""Tables of the orientation."""

from __future__ import annotations

from fractions import Fraction

from tests.actions.test_essai_orientation import a_trial
from tests.builders import JOUR, Monde, a_liberation

from gef.actions.flux import load_flux
from gef.actions.orienter import list_en_attente
from gef.actions.tableaux_orientation import table_a_orienter, table_composition, table_essai, table_suites


def test_the_worklist_says_the_epci_declared_or_that_of_the_commune(monde: Monde) -> None:
    a_liberation(monde.habitat_lys, "SANS", libre_le=JOUR, epci="")
    a_liberation(monde.habitat_lys, "INCONNU", libre_le=JOUR, commune="06999", epci="")
    rows = list_en_attente(monde.habitat_lys, JOUR)
    table = table_a_orienter(rows, load_flux(monde.habitat_lys.pk).noms(), {})
    assert [c.code for c in table.colonnes if c.filtre == "choix"] == ["commune", "epci"]
    said = {row.valeurs["logement"]: row.valeurs["epci"] for row in table.lignes}
    assert said["SANS"] == said["L-2026-0001"] == "CA Cannes Pays de Lérins"
    assert said["L-2026-0003"] == "CA de Sophia Antipolis"
    assert said["INCONNU"] == ""


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
