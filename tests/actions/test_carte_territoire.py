"""The map of a territory: its communes alone, the first of them numbered as in the table."""

from __future__ import annotations

import json

import pytest
from tests.actions.annee_exemple import PAYS, an_annee
from tests.builders import ANTIBES, CANNES, NICE

from gef.actions.carte_territoire import (
    INDICATEURS_TERRITOIRE,
    carte_activite,
    cut_contours,
    figure_reservataires,
    table_premieres_communes,
)

LIBERATIONS = INDICATEURS_TERRITOIRE["liberations"]


def test_the_outlines_are_those_of_the_territory() -> None:
    contours = cut_contours(["06"], [CANNES, NICE])
    assert contours is not None
    assert {f["properties"]["code"] for f in json.loads(contours)["features"]} == {CANNES, NICE}
    assert cut_contours(["06", "2A"], [CANNES]) is None  # 2A is not shipped
    assert cut_contours(["06"], ["99999"]) is None


def test_the_numbers_of_the_map_are_those_of_the_table() -> None:
    carte, table = carte_activite(an_annee(), LIBERATIONS), table_premieres_communes(an_annee(), LIBERATIONS)
    assert carte is not None
    assert carte.reperes == ((CANNES, "1"), (ANTIBES, "2"))
    assert [(row.valeurs["rang"], row.valeurs["commune"], row.valeurs["valeur"]) for row in table.lignes] == [
        (1, "Cannes", 12),
        (2, "Antibes", 8),
    ]
    assert carte.legendes == ("8 et plus", "12 et plus")
    assert "Cannes, 12" in carte.description


@pytest.mark.parametrize("code", INDICATEURS_TERRITOIRE)
def test_every_figure_has_its_map(code: str) -> None:
    carte = carte_activite(an_annee(), INDICATEURS_TERRITOIRE[code])
    known = {"refus", "vacance", "part_hors_flux", "baux"}
    assert carte is not None
    assert len(carte.reperes) == (1 if code in known else 2)
    assert list(carte.bornes) == sorted(carte.bornes)


def test_without_a_figure_there_is_no_map() -> None:
    assert carte_activite(an_annee(PAYS, volumes=()), LIBERATIONS) is None
    assert table_premieres_communes(an_annee(PAYS, volumes=()), LIBERATIONS).lignes == ()


def test_who_is_served_most_is_drawn_first() -> None:
    figure = figure_reservataires(an_annee())
    assert figure is not None
    assert figure.categories == ("Pays de Lys", "État, publics prioritaires")
    assert figure.series[0].valeurs == (10, 7)
    assert "10 logements proposés" in figure.description.replace("\u00a0", " ")
    assert figure_reservataires(an_annee(volumes=())) is None


def test_two_accounts_of_one_name_stay_apart() -> None:
    annee = an_annee(reservataires={"epci:9": "Ville", "etat_prio:3": "Ville"})
    figure = figure_reservataires(annee)
    assert figure is not None
    assert figure.categories == ("Ville (1)", "Ville (2)")
