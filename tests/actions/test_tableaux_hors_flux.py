"""Tables of the hors flux: the categories and the months add up, what is not known is said."""

from __future__ import annotations

from datetime import date

import pytest
from tests.builders import JOUR, MOMENT, Monde, a_fait, a_liberation, an_acteur

from gef.actions.hors_flux import EtatHorsFlux, noter_public, read_hors_flux
from gef.actions.tableaux_hors_flux import table_logements, table_mois, table_registre
from gef.outputs.csv import write_csv


@pytest.fixture
def etat(monde: Monde) -> EtatHorsFlux:
    for nom, mois in (("R-1", 3), ("R-2", 4)):
        row = a_liberation(monde.habitat_lys, nom, libre_le=date(2026, mois, 1), hors_flux="anru")
        a_fait(row, "bail", date=date(2026, 5, 1))
    noter_public(an_acteur(monde.gestionnaire), "R-1", "dalo", MOMENT)
    return read_hors_flux(monde.habitat_lys, 2026, JOUR)


def test_the_categories_add_up_and_the_unknown_is_told(etat: EtatHorsFlux) -> None:
    table = table_registre(etat, JOUR)
    rows = {ligne.valeurs["categorie"]: ligne for ligne in table.lignes}
    anru = rows["Relogements de rénovation urbaine (ANRU)"]
    assert (anru.valeurs["loues"], anru.valeurs["dalo"], anru.valeurs["inconnus"]) == (2, 1, 1)
    assert (anru.marques, anru.valeurs["prevu"]) == ({"inconnus": "alerte"}, None)
    assert table.total
    assert table.total.valeurs["liberes"] == sum(int(str(ligne.valeurs["liberes"])) for ligne in table.lignes) == 3


def test_the_months_add_up_and_those_to_come_are_empty(etat: EtatHorsFlux) -> None:
    table = table_mois(etat, JOUR)
    assert [ligne.valeurs["total"] for ligne in table.lignes] == [0, 0, 1, 1, 1, 0, *[None] * 6]
    assert table.total
    assert (table.total.valeurs["anru"], table.total.valeurs["total"]) == (2, 3)


def test_each_dwelling_is_listed_with_its_public_or_none(etat: EtatHorsFlux) -> None:
    table = table_logements(etat, {"R-1": "/ici"})
    assert [(ligne.valeurs["logement"], ligne.valeurs["public"]) for ligne in table.lignes] == [
        ("R-1", "dalo"),
        ("R-2", None),
        ("L-2026-0004", None),
    ]
    assert "inconnu" in write_csv(table).decode("utf-8-sig")
