"""The tables of a territory: the same totals, names for codes, nothing of a household that must be hidden."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from tests.actions.annee_exemple import DEPARTEMENT, PAYS, an_annee
from tests.builders import ANTIBES, CANNES

from gef.actions.tableaux_territoire import MASQUE, nom_ligne, table_activite, table_menages
from gef.core.activite import AXES_ACTIVITE, TABLES_MENAGES, Axe
from gef.outputs.csv import write_csv
from gef.outputs.tables import Ligne, Table


def cell(table: Table, nom: str, colonne: str) -> object:
    head = table.colonnes[0].code
    return next(row.valeurs[colonne] for row in table.lignes if row.valeurs[head] == nom)


@pytest.mark.parametrize("axe", AXES_ACTIVITE)
def test_a_column_adds_up_to_its_total_which_is_the_same_along_every_axis(axe: Axe) -> None:
    table = table_activite(an_annee(), axe)
    assert table.total is not None
    for colonne in table.colonnes:
        if colonne.nature == "entier":
            assert sum(int(str(row.valeurs[colonne.code])) for row in table.lignes) == table.total.valeurs[colonne.code]
    expected = {"propositions": 17, "attributions": 21, "baux": 3, "refus": 1, "vacance": Fraction(20)}
    if axe != "reservataire":
        expected |= {"parc": 400, "liberations": 20, "hors_flux": 2, "rotation": Fraction(1, 20)}
    assert {code: table.total.valeurs[code] for code in expected} == expected


def test_rows_bear_their_names_the_largest_first() -> None:
    names = {axe: [row.valeurs["ligne"] for row in table_activite(an_annee(), axe).lignes] for axe in AXES_ACTIVITE}
    assert names == {
        "bailleur": ["Habitat Lys", "Autre toit"],
        "reservataire": ["Pays de Lys", "État, publics prioritaires", "non renseigné"],
        "commune": ["Cannes", "Antibes"],
        "qpv": ["Hors QPV", "En QPV"],
    }


def test_a_reservataire_has_a_part_of_the_liberations_and_no_liberation() -> None:
    table = table_activite(an_annee(), "reservataire")
    assert cell(table, "Pays de Lys", "part") == Fraction(10, 20)
    assert table.colonne("liberations") is None
    assert table_activite(an_annee(), "commune").colonne("part") is None


def test_the_etat_reads_the_epci_of_each_commune_and_an_epci_does_not_need_it() -> None:
    assert cell(table_activite(an_annee(), "commune"), "Antibes", "epci") == "CA de Sophia Antipolis"
    assert table_activite(an_annee(PAYS), "commune").colonne("epci") is None


def test_each_row_opens_its_calculation_and_a_file_has_no_link() -> None:
    table = table_activite(an_annee(), "commune", lambda axe, code: f"/{axe}/{code}")
    assert [row.liens["ligne"] for row in table.lignes] == [f"/commune/{CANNES}", f"/commune/{ANTIBES}"]
    assert all(not row.liens for row in table_activite(an_annee(), "commune").lignes)


def test_what_makes_a_row_is_what_each_bailleur_has_of_it() -> None:
    annee = an_annee()
    narrowed = table_activite(annee.narrow("commune", CANNES), "bailleur")
    assert [row.valeurs["ligne"] for row in narrowed.lignes] == ["Habitat Lys"]
    held = annee.narrow("reservataire", "etat_prio:3")
    table = table_activite(held, "bailleur")
    assert [row.valeurs["ligne"] for row in table.lignes] == ["Autre toit"]
    assert table.colonne("liberations") is None  # nobody's yet
    unknown = annee.narrow("reservataire", None)
    assert unknown.table("reservataire").total.refus == 1
    assert unknown.table("commune").total.liberations == 0


def test_a_small_count_and_what_would_give_it_back_are_hidden_everywhere() -> None:
    table = table_menages(an_annee(), "public")
    cannes = next(row for row in table.lignes if row.valeurs["commune"] == "Cannes")
    assert cannes.valeurs["prioritaire"] is cannes.valeurs["autre"] is None
    assert cannes.valeurs["total"] == 9
    assert table.colonne("prioritaire").absent == MASQUE  # type: ignore[union-attr]  # it is there
    exported = write_csv(table).decode("utf-8-sig")
    line = next(row for row in exported.splitlines() if row.startswith("Cannes"))
    assert line.split(";")[1:] == ["", "", "0", "2", "9"]


def test_the_total_of_an_epci_of_one_commune_is_hidden_with_its_commune() -> None:
    total = table_menages(an_annee(PAYS), "public").total
    assert total is not None
    assert {key: total.valeurs[key] for key in ("prioritaire", "autre", "total")} == {
        "prioritaire": None,
        "autre": None,
        "total": 9,
    }
    assert total.details["prioritaire"] == MASQUE


def test_the_cells_shown_to_an_epci_and_to_the_etat_together_give_nothing_back() -> None:
    for code in TABLES_MENAGES:
        rows = {str(t.valeurs["commune"]): t for t in table_menages(an_annee(), code).lignes}
        own: list[Ligne] = list(table_menages(an_annee(PAYS), code).lignes)
        assert [row.valeurs for row in own] == [rows["Cannes"].valeurs]


def test_an_epci_on_two_departements_shows_no_total_of_its_columns() -> None:
    annee = an_annee(PAYS)
    split = {code: tuple(replace(row, epci="") for row in rows) for code, rows in annee.menages.items()}
    total = table_menages(replace(annee, menages=split, masques=dict.fromkeys(split, frozenset())), "quartile").total
    assert total is not None
    assert [total.valeurs[key] for key in TABLES_MENAGES["quartile"]] == [None, None, None]


def test_nothing_is_shown_where_nothing_happened() -> None:
    empty = an_annee(volumes=(), menages={"public": (), "quartile": ()}, masques={"public": frozenset()}, bailleurs=())
    assert table_activite(empty, "commune").lignes == ()
    assert "aucun bailleur" in table_activite(empty, "commune").notes[0]
    table = table_menages(empty, "public")
    assert (table.lignes, table.total) == ((), None)
    assert nom_ligne(empty, "commune", None) == "non renseigné"
    assert DEPARTEMENT.nom in table.titre
