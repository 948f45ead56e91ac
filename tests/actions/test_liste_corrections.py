"""The work list names each cell once, and what is filled in comes back as it was given."""

from __future__ import annotations

import polars as pl
import pytest
from tests.builders_parc import a_lecture, a_logement

from gef.actions.liste_corrections import SCHEMA_LISTE, count_anonymes, lister_corrections
from gef.actions.qualite import CHAMPS, dresser_qualite
from gef.actions.tableaux_qualite import table_travail
from gef.core.motifs import Source
from gef.imports.corrections import corriger_parc
from gef.imports.modeles import read_modele
from gef.outputs.csv import write_csv

ROWS = [
    a_logement(1, QPV="", COMPLGEO="Les Lys"),
    a_logement(2, QPV="", COMPLGEO="Les Lys 2", FINAN=""),
    a_logement(3, SURFHAB="400", NBPIECE=1, COMPLGEO="", FINAN="13"),
    a_logement(4, LOYERPRINC=""),
    a_logement(5),
]
TABLE = a_lecture(ROWS).table


def cells(**filtres: str) -> list[tuple[str, str]]:
    return lister_corrections(TABLE, **filtres).select("logement", "champ").rows()


def test_the_heaviest_field_comes_first_and_those_that_weigh_nothing_last() -> None:
    found = lister_corrections(TABLE)
    assert found.schema == SCHEMA_LISTE
    assert found.get_column("champ").to_list()[:2] == ["qpv", "qpv"]
    assert found.get_column("champ").to_list()[-1] in {"loyer_centimes", "surface_m2"}
    counts = {row.champ.code: row.concernes for row in dresser_qualite(TABLE, {})}
    assert found.height == sum(counts.values())


@pytest.mark.parametrize(
    ("filtres", "expected"),
    [
        ({"champ": "qpv"}, [("LY00000001", "qpv"), ("LY00000002", "qpv")]),
        ({"champ": "qpv", "programme": "lys 2"}, [("LY00000002", "qpv")]),
        (
            {"programme": "-"},
            [("LY00000003", "programme"), ("LY00000003", "loyer_centimes"), ("LY00000003", "surface_m2")],
        ),
        ({"programme": "nulle part"}, []),
    ],
)
def test_the_list_is_narrowed(filtres: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert sorted(cells(**filtres)) == sorted(expected)


def test_a_cell_says_what_it_holds_and_what_is_wrong() -> None:
    [row] = lister_corrections(TABLE, champ="surface_m2").rows(named=True)
    assert (row["valeur"], row["probleme"]) == ("400", "surface inhabituelle pour le nombre de pièces")
    [row] = lister_corrections(TABLE, champ="financement").rows(named=True)
    assert (row["valeur"], row["probleme"]) == (None, "valeur absente")


def test_a_dwelling_without_identifier_is_counted_and_left_out() -> None:
    table = a_lecture([a_logement(1, IDENT_INT="", IDENT_REP="", QPV=""), a_logement(2, IDENT_REP="", QPV="")]).table
    assert lister_corrections(table, champ="qpv").get_column("logement").to_list() == ["HL-0002"]
    assert count_anonymes(table) == 1


def test_the_list_filled_in_comes_back_as_corrections() -> None:
    content = write_csv(table_travail(lister_corrections(TABLE), Source("parc", "donnee"))).decode("utf-8-sig")
    entete, *lines = content.splitlines()
    assert entete.startswith("Logement;Champ;Valeur actuelle;Valeur corrigée;Problème")
    filled = [line.replace(";(vide);;", ";(vide);2;", 1) if "quartier prioritaire" in line else line for line in lines]
    lecture = read_modele("\n".join([entete, *filled]).encode(), nom="travail.csv", modele="corrections")
    assert {c.code for c in lecture.rapport.causes} == {"sans_valeur"}
    assert lecture.table.height == len(lines)
    corrige = corriger_parc(TABLE, lecture.table, annee=2026, communes=None)
    assert (corrige.constats, corrige.changees) == ((), 2)
    assert corrige.table.get_column("qpv").null_count() == 0
    assert corrige.table.drop("qpv").equals(TABLE.drop("qpv"))


def test_every_field_can_be_listed() -> None:
    for champ in CHAMPS:
        assert isinstance(lister_corrections(TABLE, champ=champ.code), pl.DataFrame)
