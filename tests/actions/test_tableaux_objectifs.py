"""The tables of the objectives: same cells, four ways to read them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.builders import ANTIBES, CANNES
from tests.builders_conversion import COMPTES, EXERCICE, a_dossier

from gef.actions.entrees_objectifs import (
    EntreeObjectifs,
    ObjectifsRendus,
    ReportObjectif,
    TotalObjectif,
    arrondir,
    compute_objectifs,
)
from gef.actions.tableaux_objectifs import (
    choose_commune,
    describe_zero,
    group_petits,
    list_communes,
    list_sources,
    table_commune,
    table_matrice,
    table_objectifs,
    table_par_reservataire,
    table_reservataire,
)
from gef.core.parts import BAILLEUR
from gef.outputs.csv import write_csv

NOMS = {compte.code: compte.nom for compte in COMPTES} | {BAILLEUR: "Non réservé"}


@pytest.fixture(scope="module")
def rendus() -> ObjectifsRendus:
    return compute_objectifs(a_dossier(), EXERCICE)


def test_reservataires_come_by_right_and_the_bailleur_last(rendus: ObjectifsRendus) -> None:
    table = table_par_reservataire(rendus, NOMS)
    assert [(x.valeurs["reservataire"], x.valeurs["communes"], x.valeurs["objectif"]) for x in table.lignes] == [
        ("Action Logement", 2, 16),
        ("État, publics prioritaires", 2, 10),
        ("Ville de Lys", 1, 6),
        ("Département de Lys", 2, 3),
        ("État, agents publics", 2, 2),
        ("Non réservé", 2, 3),
    ]
    assert table.total is not None
    assert (table.total.valeurs["objectif"], table.total.valeurs["droit"]) == (40, 40)
    assert table.notes == ("État, ensemble : 12,00 à arrondir, objectif 12.",)


def test_a_report_stands_between_the_right_and_the_objective() -> None:
    entree = EntreeObjectifs(
        2027, {"CD": {CANNES: Fraction(1, 2)}}, (), (ReportObjectif("CD", CANNES, Fraction(1, 4)),)
    )
    [row] = table_par_reservataire(arrondir(entree), NOMS).lignes
    values = [row.valeurs[code] for code in ("droit", "recu", "objectif", "report")]
    assert values == [Fraction(1, 2), Fraction(1, 4), 1, Fraction(-1, 4)]


def test_a_commune_shows_everybody_and_the_etat_together(rendus: ObjectifsRendus) -> None:
    table = table_commune(rendus, ANTIBES, NOMS)
    assert table.titre == "Objectifs 2026, Antibes"
    assert [x.valeurs["reservataire"] for x in table.lignes] == [
        "Action Logement",
        "État, publics prioritaires",
        "Département de Lys",
        "État, agents publics",
        "Non réservé",
    ]
    assert table.total is not None
    assert table.total.valeurs["objectif"] == 10
    assert table.notes == ("État, ensemble : 3,00 à arrondir, objectif 3.",)


def test_cells_carry_their_codes_into_files(rendus: ObjectifsRendus) -> None:
    table = table_objectifs(rendus, NOMS)
    assert len(table.lignes) == len(rendus.lignes)
    text = write_csv(table).decode("utf-8-sig")
    assert "Département de Lys;CD;Antibes;06004;0,666666666667;0;1;-0,333333333333" in text


def test_the_matrix_adds_up_both_ways_and_leaves_empty_what_is_no_right(rendus: ObjectifsRendus) -> None:
    table = table_matrice(rendus, NOMS)
    assert [c.libelle for c in table.colonnes] == ["Réservataire", "Ensemble", "Antibes", "Cannes"]
    by_name = {x.valeurs["reservataire"]: x.valeurs for x in table.lignes}
    assert (by_name["Ville de Lys"].get(ANTIBES), by_name["Ville de Lys"][CANNES]) == (None, 6)
    assert table.total is not None
    for code in ("total", ANTIBES, CANNES):
        assert sum(x.valeurs.get(code) or 0 for x in table.lignes) == table.total.valeurs[code]  # type: ignore[misc]
    for values in by_name.values():
        assert (values.get(ANTIBES) or 0) + (values.get(CANNES) or 0) == values["total"]  # type: ignore[operator]


def test_small_ones_are_gathered_by_the_exercice_that_serves_them() -> None:
    rights = {"A": "6/10", "B": "45/100", "C": "9/20", "D": "1/50", "E": "3/2"}
    droits = {code: {CANNES: Fraction(right)} for code, right in rights.items()}
    rest = 4 - sum(right[CANNES] for right in droits.values())
    rendus = arrondir(EntreeObjectifs(2026, droits | {BAILLEUR: {CANNES: rest}}))
    assert {total.code: total.objectif for total in rendus.petits} == {"A": 1, "B": 0, "C": 0, "D": 0}
    assert group_petits(rendus, {"A": "Alpha"}) == (
        ("En 2026", "Alpha (0,60)"),
        ("En 2028 au plus tard", "B (0,45), C (0,45)"),
        ("En 2036 ou après", "D (0,02)"),
    )


def test_the_commune_asked_for_is_shown_else_the_largest(rendus: ObjectifsRendus) -> None:
    assert [choose_commune(rendus, asked) for asked in (ANTIBES, "", "99999")] == [ANTIBES, CANNES, CANNES]
    assert choose_commune(arrondir(EntreeObjectifs(2026, {})), "") == ""
    assert list_communes(rendus.communes) == [(ANTIBES, "Antibes"), (CANNES, "Cannes")]


def test_an_objective_of_zero_says_the_right_the_solde_and_when_it_is_served() -> None:
    entree = EntreeObjectifs(
        2026,
        {"VILLE": {CANNES: Fraction(3, 10)}, BAILLEUR: {CANNES: Fraction(47, 10)}},
        (),
        (ReportObjectif("VILLE", CANNES, Fraction(1, 10)), ReportObjectif(BAILLEUR, CANNES, Fraction(-1, 10))),
    )
    rendus = arrondir(entree)
    said = "droit 0,30 · solde 0,40, servi en 2028 au plus tard"
    for table in (
        table_par_reservataire(rendus, NOMS),
        table_commune(rendus, CANNES, NOMS),
        table_objectifs(rendus, NOMS),
        table_reservataire(rendus, "VILLE", NOMS),
    ):
        [small] = [ligne for ligne in table.lignes if ligne.valeurs["objectif"] == 0]
        assert small.details == {"objectif": said}
    matrice = {x.valeurs["reservataire"]: x.valeurs for x in table_matrice(rendus, NOMS).lignes}
    assert matrice["Ville de Lys"][CANNES] == "droit 0,30 · solde 0,40"
    assert matrice["Non réservé"][CANNES] == 5
    assert said in write_csv(table_objectifs(rendus, NOMS)).decode("utf-8-sig")


def test_a_right_too_small_is_not_dated_and_no_right_says_nothing() -> None:
    far = TotalObjectif("V", Fraction(1, 50), Fraction(1, 50), 0)
    assert describe_zero(far, 2026) == "droit 0,02 · solde 0,02, servi en 2036 ou après"
    assert describe_zero(TotalObjectif("V", Fraction(0), Fraction(-1, 5), 0), 2026) == ""
    assert describe_zero(TotalObjectif("V", Fraction(7, 10), Fraction(7, 10), 1), 2026) == ""


@pytest.mark.parametrize(
    ("origine", "source", "expected"),
    [
        ("conventions", "", "conventions en vigueur au 1er janvier, × flux prévu de la commune"),
        ("retenues", "Parts retenues le 3 juin", "Parts retenues le 3 juin, × flux prévu de la commune"),
        ("part_du_parc", "", "conversion, méthode « part du parc », × flux prévu de la commune"),
    ],
)
def test_tables_say_where_the_parts_come_from(origine: str, source: str, expected: str) -> None:
    rendus = arrondir(EntreeObjectifs(2026, {"CD": {CANNES: Fraction(1)}}, origine=origine, source=source))
    assert list_sources(rendus)[0].reference == expected
    assert table_par_reservataire(rendus, NOMS).sources == list_sources(rendus)


def test_one_reservataire_has_his_communes_by_right(rendus: ObjectifsRendus) -> None:
    table = table_reservataire(rendus, "AL", NOMS)
    assert [(x.valeurs["commune"], x.valeurs["objectif"]) for x in table.lignes] == [("Cannes", 12), ("Antibes", 4)]
    assert table.total is not None
    assert table.total.valeurs["objectif"] == 16
    assert (table_reservataire(rendus, "X", NOMS).lignes, table_reservataire(rendus, "X", NOMS).total) == ((), None)
