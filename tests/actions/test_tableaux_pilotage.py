"""Tables of the steering: constats in words, months that add up, what remains due."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from gef.actions.pilotage import LignePilotage, Pilotage
from gef.actions.tableaux_pilotage import LIGNES_SANS_FILTRE, say_depuis, table_alertes, table_fil, table_fin
from gef.core.parts import BAILLEUR
from gef.core.projection import DroitPrevu, EntreeProjection, projeter
from gef.core.retards import CompteSuivi, Raison

JOUR = date(2026, 3, 12)
FINS = (date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 28), JOUR)
SEUIL = Fraction(8, 10)


def a_ligne(
    code: str, report: str, *droits: str, recus: tuple[int, ...] = (0, 0, 0), **fields: object
) -> LignePilotage:
    compte = CompteSuivi(code, Fraction(report), tuple(map(Fraction, droits)), recus, refus=2)
    return LignePilotage(compte, f"Nom {code}", **fields)  # type: ignore[arg-type]  # the constats of the test


VILLE = a_ligne(
    "VILLE", "0.3", "0.4", "0.2", "0.3", constats=("en_retard", "noye"), raisons=(Raison("refus", 2),), depuis=FINS[2]
)
AL = a_ligne("AL", "0", "1", "1", "1", recus=(1, 1, 2))
PROPRE = a_ligne(BAILLEUR, "0.9", "0", "0", "0")
PILOTAGE = Pilotage(2026, JOUR, SEUIL, FINS, (VILLE, PROPRE, AL))
LIENS = {"VILLE": "/ville"}


def test_who_waits_is_said_with_why_and_opens_onto_its_lines() -> None:
    [row] = table_alertes(PILOTAGE, LIENS).lignes
    assert [row.valeurs[code] for code in ("reservataire", "constat", "solde", "depuis", "recus")] == [
        "Nom VILLE",
        "en retard, noyé",
        Fraction(6, 5),
        "février",
        0,
    ]
    assert str(row.valeurs["pourquoi"]).endswith("refus ou silences, qui ne comptent pas")
    assert (row.genre, row.liens, row.marques) == ("bord", {"reservataire": "/ville"}, {"solde": "retard"})


def test_a_long_table_may_be_narrowed() -> None:
    many = Pilotage(2026, JOUR, SEUIL, FINS, (VILLE,) * (LIGNES_SANS_FILTRE + 1))
    assert [c.filtre for c in table_alertes(PILOTAGE, LIENS).colonnes[:2]] == ["", ""]
    assert [c.filtre for c in table_alertes(many, LIENS).colonnes[:2]] == ["texte", "choix"]


def test_each_month_is_shown_and_marked_where_he_was_late() -> None:
    table = table_fil(PILOTAGE, LIENS)
    ville, propre, _ = table.lignes
    assert [ville.valeurs[code] for code in ("report", "m1", "m2", "m3")] == list(VILLE.compte.soldes)
    assert ville.marques == {"m2": "retard", "m3": "retard"}
    assert propre.marques == {}  # the bailleur is never late with himself
    assert table.total is not None
    assert table.total.valeurs["m3"] == sum(row.compte.solde for row in PILOTAGE.lignes)
    assert [c.libelle for c in table.colonnes][1:] == ["1er janv.", "janv.", "févr.", "mars"]


def test_what_remains_due_has_the_interval_of_the_projection() -> None:
    droit = DroitPrevu("AL", Fraction(12), Fraction(3), 30, Fraction(1, 10))
    projection = projeter(EntreeProjection(2026, JOUR, {"courantes": 30}, droits=(droit,)))
    table = table_fin(PILOTAGE, {"AL": 9}, projection, LIENS)
    rows = {str(row.valeurs["reservataire"]): row.valeurs for row in table.lignes}
    projetes = projection.droits[0].projetes
    assert projetes is not None
    assert rows["Nom AL"]["reste"] == projetes - 4
    assert " à " in str(rows["Nom AL"]["entre"])
    assert (rows["Nom AL"]["objectif"], rows["Nom VILLE"]["objectif"]) == (9, 0)
    assert rows["Nom VILLE"]["reste"] is None


def test_without_objectives_nor_projection_the_columns_are_empty() -> None:
    row = table_fin(PILOTAGE, {}, None, LIENS).lignes[0].valeurs
    assert (row["objectif"], row["projetes"], row["reste"], row["recus"]) == (None, None, None, 0)


def test_since_when_is_a_month_this_one_or_the_year_before() -> None:
    said = [say_depuis(a_ligne("A", "1", "0", "0", "0", depuis=day), JOUR) for day in (*FINS, None)]
    assert said == ["l’an passé", "janvier", "février", "ce mois-ci", None]
