"""The tables of the delays: defaults that say so, states on a day, closed days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.actions.test_delais import COURTE, fermer, inscrire
from tests.builders import JOUR, MOMENT, Monde, an_acteur

from gef.actions.delais import clore_delai, list_delais, list_fermetures, load_clauses
from gef.actions.tableaux_delais import (
    COURTES,
    find_etat,
    table_en_vigueur,
    table_fermetures,
    table_profil,
    table_registre,
)
from gef.core.horloges import ETAPES_DELAI
from gef.outputs.csv import write_csv

NOMS = {"VILLE": "Ville de Lys", "AL": "Action Logement"}


def test_who_has_his_own_delays_has_a_row_and_the_others_share_the_default(monde: Monde) -> None:
    inscrire(monde)
    table = table_en_vigueur(NOMS, load_clauses(monde.habitat_lys), JOUR)
    ville, others = table.lignes
    assert ville.valeurs["reservataire"] == "Ville de Lys"
    assert (ville.valeurs["reponse"], ville.details["reponse"]) == ("3 jours ouvrables", "convention, art. 5")
    assert (ville.valeurs["candidats"], ville.details["candidats"]) == ("1 mois calendaire", "par défaut")
    assert others.valeurs["reservataire"] == "Les autres réservataires (1)"
    assert (others.valeurs["reponse"], others.details["reponse"]) == ("5 jours ouvrés", "par défaut")
    assert set(ville.details) == set(COURTES) == set(ETAPES_DELAI)


def test_before_any_clause_one_row_is_everybody_s(monde: Monde) -> None:
    inscrire(monde)
    [everybody] = table_en_vigueur(NOMS, load_clauses(monde.habitat_lys), date(2025, 12, 31)).lignes
    assert everybody.valeurs["reservataire"] == "Tous les réservataires"
    assert table_en_vigueur({}, (), JOUR).lignes == ()


def test_nobody_shares_the_default_when_each_has_his_own(monde: Monde) -> None:
    inscrire(monde)
    [ville] = table_en_vigueur({"VILLE": "Ville de Lys"}, load_clauses(monde.habitat_lys), JOUR).lignes
    assert ville.valeurs["reservataire"] == "Ville de Lys"


def test_the_register_says_where_each_clause_stands(monde: Monde) -> None:
    acteur = an_acteur(monde.gestionnaire)
    inscrire(monde)
    inscrire(monde, replace(COURTE, reservataire="AL", debut=date(2027, 1, 1)))
    ended, mistake = (inscrire(monde, replace(COURTE, reservataire=code)) for code in ("CD", "ETAT-P"))
    clore_delai(acteur, ended.pk, fin=date(2026, 6, 1), document="avenant", moment=MOMENT)
    clore_delai(acteur, mistake.pk, fin=mistake.debut, document="erreur", moment=MOMENT)
    table = table_registre(list_delais(monde.habitat_lys), JOUR)
    assert {row.valeurs["reservataire"]: (row.valeurs["etat"], row.valeurs["fin"]) for row in table.lignes} == {
        "Ville de Lys": ("en_vigueur", None),
        "Action Logement": ("a_venir", None),
        "Département de Lys": ("echu", date(2026, 5, 31)),
        "État, publics prioritaires": ("annule", None),
    }
    row = list_delais(monde.habitat_lys)[-1]
    assert [find_etat(row, day) for day in (date(2025, 12, 31), date(2026, 1, 1))] == ["a_venir", "en_vigueur"]


def test_the_default_profile_names_law_and_practice() -> None:
    table = table_profil()
    assert [row.valeurs["nature"] for row in table.lignes] == ["pratique", "pratique", "pratique", "legale", "pratique"]
    text = write_csv(table).decode("utf-8-sig")
    assert "source 003" in text
    assert "CCH art. R. 441-10" in text


def test_closed_days_show_their_last_day(monde: Monde) -> None:
    fermer(monde)
    [row] = table_fermetures(list_fermetures(monde.habitat_lys)).lignes
    assert (row.valeurs["debut"], row.valeurs["dernier"]) == (date(2026, 12, 24), date(2027, 1, 3))
    assert row.details["ecrit"] == "par Camille Gérant"
