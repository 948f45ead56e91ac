"""The tables of the conversion say the figures of the core, once each, with their place and their rule."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from tests.builders import ANTIBES, CANNES
from tests.builders_conversion import DROITS, EXERCICE, PARTS, a_convention, a_dossier

from gef.actions.donnees import Dossier
from gef.actions.entrees import compute_assiette
from gef.actions.entrees_conversion import Comparaison, build_comparaison, comparer, compute_conversion
from gef.actions.tableaux_conversion import (
    Contexte,
    describe_ecart,
    list_petits,
    mean_rotations,
    nom_portee,
    table_communes_de,
    table_methodes,
)
from gef.core.conversion import METHODES
from gef.outputs.csv import write_csv
from gef.outputs.tables import Ligne, Table


def compare(dossier: Dossier) -> Comparaison:
    return comparer(build_comparaison(dossier, compute_assiette(dossier, EXERCICE), EXERCICE))


def row(table: Table, start: str) -> Ligne:
    [found] = [ligne for ligne in table.lignes if str(ligne.valeurs[table.colonnes[0].code]).startswith(start)]
    return found


@pytest.fixture(scope="module")
def comparaison() -> Comparaison:
    return compare(a_dossier())


def test_methods_stand_side_by_side_with_the_gap_to_the_first(comparaison: Comparaison) -> None:
    contexte = Contexte(
        uniques=comparaison.uniques,
        rotations=mean_rotations(comparaison.entree.conversion),
        liens={"AL": {"reservataire": "part/AL"}},
    )
    al = row(table_methodes(comparaison.conversions, contexte=contexte), "Action")
    assert [al.valeurs[m] for m in METHODES] == [8, 16, 18, 16]
    assert {m: al.details.get(m) for m in METHODES} == {
        "part_du_parc": None,
        "ponderee_rotation": "(+8,0)",
        "droits_uniques": "(+10,0)",
        "negociee": "(+8,0)",
    }
    assert (al.valeurs["droits"], al.details["droits"], al.valeurs["rotation"], al.liens) == (
        80,
        "et 20 droits uniques négociés",
        Fraction(1, 5),
        {"reservataire": "part/AL"},
    )


def test_gaps_are_also_counted_from_the_conventions_in_force(comparaison: Comparaison) -> None:
    """Today: Action Logement has 40 % of 40; the Ville 20 % of 30, of which the cap leaves 15 %; the rest is 3,33."""
    table = table_methodes(comparaison.conversions, contexte=Contexte(en_vigueur=comparaison.en_vigueur))
    assert [row(table, "Action").details[m] for m in METHODES] == ["(−8,0)", "(=)", "(+2,0)", "(=)"]
    assert row(table, "Ville").details["negociee"] == "(−1,5) 20\u202f% → 15\u202f%"
    assert row(table, "Non").details["part_du_parc"] == "(+9,2)"
    assert table.notes[0].startswith("Entre parenthèses : écart avec les conventions en vigueur")


def test_who_has_no_convention_has_nothing_to_be_compared_with() -> None:
    conventions = tuple(a_convention(code, part) for code, part in PARTS.items() if code != "VILLE")
    comparaison = compare(a_dossier(conventions=conventions))
    table = table_methodes(comparaison.conversions, contexte=Contexte(en_vigueur=comparaison.en_vigueur))
    assert row(table, "Ville").details["ponderee_rotation"].startswith("(aucune)")


def test_reductions_are_said_beside_the_figure(comparaison: Comparaison) -> None:
    table = table_methodes(comparaison.conversions)
    assert row(table, "État, agents").details["part_du_parc"] == "10\u202f% → 5\u202f%"
    assert row(table, "Département").details["part_du_parc"] == "réduite en partie"
    assert row(table, "Département").details["negociee"] == "(−2,9) réduite en partie"


def test_the_small_ones_are_told_when_they_are_served_by_each_method() -> None:
    droits = tuple(replace(d, nombre=4) if d.reservataire == "VILLE" else d for d in DROITS)
    [petit] = list_petits(compare(a_dossier(droits=droits)).conversions)
    # 4 ÷ 300 of the 30 dwellings of Cannes, that is 0,4 a year: a whole one in the third year.
    assert petit.nom == "Ville de Lys"
    assert petit.phrase == "0,40 par an, servi en 2028 au plus tard (méthodes 1, 2 et 3)"


def test_a_part_is_spread_over_the_communes_of_its_territory(comparaison: Comparaison) -> None:
    conversion = comparaison.conversions[0]
    table = table_communes_de(conversion.ligne("CD"), conversion.perimetre)
    assert [(x.valeurs["commune"], x.valeurs["flux"]) for x in table.lignes] == [("Cannes", 30), ("Antibes", 10)]
    assert table.total is not None
    assert sum(x.valeurs["logements"] for x in table.lignes) == table.total.valeurs["logements"]  # type: ignore[misc]


def test_rows_go_from_the_departement_to_the_communes_and_columns_add_up(comparaison: Comparaison) -> None:
    table = table_methodes(comparaison.conversions)
    assert [ligne.valeurs["reservataire"] for ligne in table.lignes] == [
        "État, publics prioritaires",
        "Action Logement",
        "Département de Lys",
        "État, agents publics",
        "Ville de Lys",
        "Non réservé",
    ]
    assert table.total is not None
    for code in (*METHODES, "droits"):
        assert sum(ligne.valeurs.get(code) or 0 for ligne in table.lignes) == table.total.valeurs[code]  # type: ignore[misc]


def test_parts_have_no_total_because_their_territories_differ(comparaison: Comparaison) -> None:
    table = table_methodes(comparaison.conversions, unite="part")
    assert table.total is None
    assert [row(table, "Ville").valeurs[m] for m in METHODES] == [Fraction(n, 100) for n in (8, 8, 8, 15)]
    assert row(table, "Non").valeurs["part_du_parc"] == Fraction(25, 80)
    assert "+" not in "".join(row(table, "Action").details.values())
    whole = table_methodes(comparaison.conversions).total
    assert whole is not None
    assert (whole.valeurs["reservataire"], whole.details["part_du_parc"]) == ("Assiette", "réservé 27,5")


def test_the_command_line_writes_the_conversions_as_they_are() -> None:
    text = write_csv(table_methodes(compute_conversion(a_dossier(), EXERCICE))).decode("utf-8-sig")
    assert text.splitlines()[0].startswith("Réservataire;Territoire;Droits recensés;Rotation;1. Part du parc;")
    assert "Ville de Lys;Commune;30;;2,4;" in text


@pytest.mark.parametrize(("ecart", "said"), [("1/20", "+0,1"), ("-1/20", "−0,1"), ("1/21", ""), ("0", "")])
def test_a_gap_too_small_to_read_is_not_said(ecart: str, said: str) -> None:
    assert describe_ecart(Fraction(ecart)) == said


@pytest.mark.parametrize(
    ("portee", "nom"),
    [
        ("departement", "Département"),
        ("epci:200039915", "CA Cannes Pays de Lérins"),
        (f"commune:{CANNES}", "Cannes"),
        (f"commune:{ANTIBES}", "Antibes"),
        ("epci:000000000", "000000000"),
    ],
)
def test_territories_are_named(portee: str, nom: str) -> None:
    assert nom_portee(portee) == nom
