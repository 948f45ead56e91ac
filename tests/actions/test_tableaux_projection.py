"""The tables of the clause de revoyure."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from gef.actions.tableaux_projection import say_intervalle, table_droits_projetes, table_projection
from gef.core.intervalles import Intervalle
from gef.core.projection import AnneePassee, DroitPrevu, EntreeProjection, Projection, projeter
from gef.core.rotation import COURANTES

SAISON = (AnneePassee(2024, 430, 463), AnneePassee(2025, 450, 471))
DROITS = (
    DroitPrevu("BAILLEUR", Fraction(190), Fraction(90), 150, Fraction(3, 5)),
    DroitPrevu("AL", Fraction(100), Fraction(60), 150, Fraction(2, 5)),
)


def a_projection(jour: date = date(2026, 7, 1), *droits: DroitPrevu, prevu: int = 290) -> Projection:
    prevus = {COURANTES: Fraction(prevu), "anru": Fraction(4)}
    entree = EntreeProjection(2026, jour, {COURANTES: 150, "mutations": 12}, SAISON, prevus, droits)
    return projeter(entree)


def test_the_flux_comes_first_then_what_leaves_it_then_the_whole() -> None:
    table = table_projection(a_projection())
    assert [row.valeurs["ligne"] for row in table.lignes] == [
        "Dans le flux",
        "Mutations internes",
        "Relogements de rénovation urbaine (ANRU)",
    ]
    assert table.total is not None
    assert (table.total.valeurs["prevu"], table.total.valeurs["realise"]) == (294, 162)
    flux = table.lignes[0].valeurs
    assert (flux["projete"], flux["intervalle"]) == (Fraction(150 * 1814, 880), "273 à 351")
    assert flux["ecart"] == Fraction(150 * 1814, 880) - 290


def test_a_forecast_out_of_the_interval_is_said_in_words() -> None:
    assert table_projection(a_projection(prevu=200)).lignes[0].details == {"ecart": "hors de l’intervalle"}
    assert table_projection(a_projection()).lignes[0].details == {}


def test_hypotheses_stand_under_the_table() -> None:
    assert table_projection(a_projection()).notes == a_projection().hypotheses


def test_each_reservataire_has_a_name_a_range_and_a_gap() -> None:
    table = table_droits_projetes(a_projection(date(2026, 7, 1), *DROITS), {"AL": "Action Logement"})
    al, own = table.lignes
    assert (al.valeurs["nom"], al.valeurs["acquis"], own.valeurs["nom"]) == ("Action Logement", 60, "BAILLEUR")
    assert al.valeurs["intervalle"] == "109,2 à 140,4"
    assert al.details == {"ecart": "hors de l’intervalle"}
    assert table.total is not None
    assert table.total.valeurs["projetes"] == sum(Fraction(str(row.valeurs["projetes"])) for row in table.lignes)


def test_without_conventions_nobody_expects_anything() -> None:
    table = table_droits_projetes(a_projection(), {})
    assert (table.lignes, table.total) == ((), None)


def test_an_interval_of_one_value_is_a_value() -> None:
    assert say_intervalle(Intervalle(Fraction(7, 2), Fraction(7, 2)), 1) == "3,5"
    assert say_intervalle(Intervalle(Fraction(3), Fraction(3))) == "3"
    assert say_intervalle(None) is None
