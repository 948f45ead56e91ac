"""The tables of what the law asks: each rule with its base, its excess, its act, its text; and the way out."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from tests.actions.test_tableaux_conversion import compare, row
from tests.builders_conversion import COMPTES, DROITS, PARTS, a_convention, a_dossier, a_droit

from gef.actions.donnees import Compte, DerogationInscrite
from gef.actions.entrees_conversion import Comparaison
from gef.actions.tableaux_conversion import table_methodes
from gef.actions.tableaux_plafonds import table_anomalies, table_controles, table_plafonds, table_reductions


@pytest.fixture(scope="module")
def comparaison() -> Comparaison:
    return compare(a_dossier())


@pytest.fixture(scope="module")
def excess() -> Comparaison:
    """Action Logement claims 75 %: 120 % in Cannes once guarantees are capped, 112 % in Antibes."""
    conventions = tuple(a_convention(code, part) for code, part in (PARTS | {"AL": "75/100"}).items())
    return compare(a_dossier(conventions=conventions))


def test_each_rule_has_its_article_its_base_and_its_verdict(comparaison: Comparaison) -> None:
    table = table_plafonds(comparaison)
    starts = [
        "État, ensemble : 30",
        "dont agents publics",
        "État, hors quartiers",
        "État, même part partout",
        "Garanties",
        "Somme des parts : 100",
    ]
    assert [str(x.valeurs["regle"]).startswith(start) for x, start in zip(table.lignes, starts, strict=True)] == [
        True
    ] * 6
    etat, agents, plancher, uniforme, garanties, somme = table.lignes
    assert etat.details["regle"].startswith("CCH art. R. 441-5-2, I, depuis le 22/02/2020")
    assert [agents.valeurs["part_du_parc"], agents.details["part_du_parc"]] == [Fraction(1, 10), "écrêté à 5\u202f%"]
    assert (agents.marques["part_du_parc"], agents.details["negociee"]) == ("retard", "conforme")
    assert (plancher.valeurs["negociee"], plancher.details["negociee"]) == (Fraction(30, 100), "conforme")
    assert (garanties.valeurs["part_du_parc"], garanties.details["part_du_parc"]) == (
        Fraction(1, 4),
        "écrêté à 20\u202f%, Cannes",
    )
    assert (somme.valeurs["part_du_parc"], somme.details["part_du_parc"]) == (Fraction(7, 10), "conforme, Cannes")
    assert (uniforme.valeurs["part_du_parc"], uniforme.details["part_du_parc"]) == (0, "conforme")


def test_a_floor_that_is_not_reached_says_what_is_missing() -> None:
    droits = tuple(replace(d, nombre=80) if d.reservataire == "ETAT-P" else d for d in DROITS)
    plancher = table_plafonds(compare(a_dossier(droits=droits))).lignes[2]
    assert (plancher.valeurs["part_du_parc"], plancher.marques["part_du_parc"]) == (Fraction(1, 4), "retard")
    assert plancher.details["part_du_parc"] == "clause à écrire, il manque 1,70\u00a0logement"


def test_parts_above_the_whole_are_reported_never_reduced(excess: Comparaison) -> None:
    somme = table_plafonds(excess).lignes[5]
    assert (somme.valeurs["negociee"], somme.details["negociee"]) == (Fraction(5, 4), "à renégocier, Cannes")
    assert somme.marques == {"negociee": "bloque"}
    anomalies = table_anomalies(excess)
    assert [(x.valeurs["territoire"], x.valeurs["gravite"], x.valeurs["methodes"]) for x in anomalies.lignes] == [
        ("Antibes", "bloquant", "négociée"),
        ("Cannes", "bloquant", "négociée"),
    ]
    assert row(table_methodes(excess.conversions), "Action").valeurs["negociee"] == 30


def test_the_way_out_counts_what_each_one_would_lose(excess: Comparaison) -> None:
    table = table_reductions(excess)
    assert {x.valeurs["statut"] for x in table.lignes} == {"à renégocier"}
    assert table.lignes[0].valeurs["reservataire"] == "Action Logement"
    assert {str(x.valeurs["reservataire"]) for x in table.lignes} == {
        "Action Logement",
        "Département de Lys",
        "Ville de Lys",
    }
    # Together they lose what exceeds: 25 % of 30 dwellings, 35/3 % of 10.
    assert sum(x.valeurs["perte"] for x in table.lignes) == Fraction(25, 100) * 30 + Fraction(35, 300) * 10  # type: ignore[misc]


def test_nothing_to_settle_is_said(comparaison: Comparaison) -> None:
    assert (table_anomalies(comparaison).lignes, table_reductions(comparaison).lignes) == ((), ())


def test_what_several_methods_share_is_said_once() -> None:
    garantie = replace(DROITS[0], reservataire="AL", nature="garantie", nombre=1)
    comparaison = compare(a_dossier(droits=(*DROITS, garantie)))
    [constat] = table_anomalies(comparaison).lignes
    assert (constat.valeurs["methodes"], constat.valeurs["gravite"]) == ("toutes", "information")


def test_what_blocks_comes_before_what_is_to_be_known() -> None:
    ailleurs = Compte("AILLEURS", "Ville d’ailleurs", "commune", "commune:06085")
    conventions = tuple(
        a_convention(code, part) for code, part in (PARTS | {"AILLEURS": "1/10"}).items() if code != "CD"
    )
    droits = (*DROITS, a_droit("AILLEURS", "terrain", 3))
    comparaison = compare(a_dossier(comptes=(*COMPTES, ailleurs), droits=droits, conventions=conventions))
    assert [(x.valeurs["gravite"], x.valeurs["territoire"]) for x in table_anomalies(comparaison).lignes] == [
        ("bloquant", "Département"),
        ("information", "Mougins"),
        ("information", "Mougins"),
    ]


def controles(comparaison: Comparaison, start: str, methode: str) -> list[dict[str, object]]:
    """Rows of the controls of a rule by a method."""
    return [
        dict(x.valeurs)
        for x in table_controles(comparaison).lignes
        if str(x.valeurs["regle"]).startswith(start) and x.valeurs["methode"] == methode
    ]


def test_a_control_says_where_how_much_and_by_which_text(comparaison: Comparaison) -> None:
    [agents] = controles(comparaison, "dont agents", "part_du_parc")
    assert (agents["verdict"], agents["niveau"], agents["seuil"], agents["points"], agents["logements"]) == (
        "reduit",
        Fraction(1, 10),
        Fraction(1, 20),
        Fraction(1, 20),
        2,
    )
    assert (agents["flux"], agents["ou"], agents["acte"]) == (40, "Département", None)
    assert str(agents["texte"]).startswith("CCH art. R. 441-5-2, I, depuis le 22/02/2020")
    [garanties] = controles(comparaison, "Garanties", "part_du_parc")
    assert (garanties["ou"], garanties["flux"], garanties["logements"]) == ("Cannes", 30, Fraction(3, 2))


def test_every_commune_in_excess_has_its_row(excess: Comparaison) -> None:
    rows = controles(excess, "Somme", "negociee")
    assert {(r["ou"], r["verdict"]) for r in rows} == {("Antibes", "renegocier"), ("Cannes", "renegocier")}
    assert sum(r["logements"] for r in rows) == Fraction(25, 100) * 30 + Fraction(35, 300) * 10  # type: ignore[misc]


def test_an_act_is_said_with_its_clause_and_its_document_and_the_law_stays() -> None:
    arrete = DerogationInscrite("agents", Fraction(8, 100), "sécurité publique", "arrêté du 2 janvier", exercice=2026)
    comparaison = compare(a_dossier(derogations=(arrete,)))
    [agents] = controles(comparaison, "dont agents", "part_du_parc")
    assert (agents["seuil"], agents["points"], agents["acte"]) == (
        Fraction(8, 100),
        Fraction(2, 100),
        "sécurité publique (arrêté du 2 janvier)",
    )
    assert str(agents["texte"]).startswith("CCH art. R. 441-5-2, I")
    assert "dérogation\u00a0: sécurité publique" in table_plafonds(comparaison).lignes[1].details["regle"]
    late = compare(a_dossier(derogations=(replace(arrete, exercice=2025),)))
    assert controles(late, "dont agents", "part_du_parc")[0]["acte"] is None


def test_both_readings_of_the_floor_are_given() -> None:
    droits = tuple(replace(d, nombre=80) if d.reservataire == "ETAT-P" else d for d in DROITS)
    comparaison = compare(a_dossier(droits=droits))
    [first] = controles(comparaison, "État, hors quartiers", "part_du_parc")
    assert (first["verdict"], first["logements"], first["flux"]) == ("clause", Fraction(17, 10), 34)
    [second] = controles(comparaison, "Logements de l’État", "part_du_parc")
    assert (second["verdict"], second["niveau"]) == ("indicateur", Fraction(34, 40))
    clauses = [x for x in table_anomalies(comparaison).lignes if x.valeurs["gravite"] == "clause"]
    assert ["à écrire dans la convention" in str(x.valeurs["constat"]) for x in clauses] == [True]
