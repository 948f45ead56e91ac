"""The quality of a parc: what each field holds, what it lacks, what the import could not read."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders_parc import a_lecture, a_logement

from gef.actions.qualite import (
    CHAMPS,
    QualiteChamp,
    count_a_completer,
    dresser_par_programme,
    dresser_par_reservataire,
    dresser_qualite,
    find_champ,
    keep_en_cours,
    list_doutes,
    mark_gaps,
)
from gef.imports.parc import SCHEMA_PARC
from gef.imports.parc_colonnes import COLONNES_PARC


def qualite(*changes: dict[str, object]) -> dict[str, QualiteChamp]:
    lecture = a_lecture(a_logement(n, **change) for n, change in enumerate(changes, start=1))
    return {row.champ.code: row for row in dresser_qualite(lecture.table, lecture.rapport.to_dict())}


def test_a_whole_parc_lacks_nothing() -> None:
    assert {row.etat for row in qualite({}, {}, {}).values()} == {"complet"}


def test_what_is_empty_what_is_unreadable_and_what_is_doubtful_are_counted_apart() -> None:
    row = qualite({"SURFHAB": ""}, {"SURFHAB": "0"}, {"SURFHAB": "400", "NBPIECE": 1}, {})["surface_m2"]
    assert row.concernes == 3
    assert (row.logements, row.renseignes, row.manquants) == (4, 2, 2)
    assert (row.illisibles, row.douteux) == (1, 1)
    assert row.part == Fraction(1, 2)
    assert row.etat == "partiel"


def test_an_empty_cell_is_missing_and_not_unreadable() -> None:
    row = qualite({"NBPIECE": ""}, {"NBPIECE": "douze"}, {})["typologie"]
    assert (row.manquants, row.illisibles) == (2, 1)


def test_a_field_that_no_dwelling_gives_is_absent() -> None:
    row = qualite({"CONTRESLOG": ""}, {"CONTRESLOG": ""})["contingent"]
    assert (row.etat, row.part) == ("absent", 0)


def test_a_field_fed_by_two_columns_gathers_their_causes() -> None:
    assert find_champ({"colonnes_reconnues": {"Type": "TYPOLOGIE"}}, "Type") is find_champ({}, "NBPIECE")
    assert find_champ({}, "DATCONV") is None


@pytest.mark.parametrize("champ", CHAMPS, ids=lambda champ: champ.code)
def test_every_field_exists_in_the_parc_and_in_the_files(champ: object) -> None:
    assert champ.code in SCHEMA_PARC  # type: ignore[attr-defined]
    assert set(champ.variables) <= {colonne.nom for colonne in COLONNES_PARC}  # type: ignore[attr-defined]


ROTATION = Fraction(1, 10)
TROUS = [{"QPV": ""}, {"QPV": "", "FINAN": ""}, {"SURFHAB": "", "QPV": ""}, {"FINAN": "", "LOYERPRINC": ""}, {}, {}]


def a_table(*changes: dict[str, object]) -> pl.DataFrame:
    """Make dwellings alike, none of which raises a doubt."""
    return a_lecture(a_logement(n, **{"FINAN": "13"} | change) for n, change in enumerate(changes, start=1)).table


def test_fields_are_ranked_by_what_their_gaps_touch_in_the_flux() -> None:
    rows = dresser_qualite(a_table(*TROUS), {}, ROTATION)
    assert [(row.champ.code, row.effet) for row in rows[:2]] == [
        ("qpv", Fraction(3, 10)),
        ("financement", Fraction(1, 5)),
    ]
    light = [row for row in rows if not row.champ.pese]
    assert [row.champ.code for row in rows[-len(light) :]] == [row.champ.code for row in light]
    assert {row.effet for row in light} == {0}
    assert count_a_completer(rows) == 4


def test_without_a_rate_the_order_is_that_of_the_dwellings() -> None:
    with_rate = dresser_qualite(a_table(*TROUS), {}, ROTATION)
    without = dresser_qualite(a_table(*TROUS), {})
    assert [row.champ for row in without] == [row.champ for row in with_rate]
    assert {row.effet for row in without} == {None}


def test_a_parc_without_any_dwelling_has_no_gap() -> None:
    assert {row.concernes for row in dresser_qualite(a_table({}).clear(), {})} == {0}


def test_programmes_are_ranked_and_a_dwelling_counts_once() -> None:
    lys, sans = {"COMPLGEO": "Les Lys"}, {"COMPLGEO": ""}
    table = a_table(
        {**lys, "QPV": "", "FINAN": ""}, {**lys, "QPV": ""}, {**lys, "SURFHAB": ""}, {**sans, "QPV": ""}, {}
    )
    first, second, third = dresser_par_programme(table, ROTATION)
    assert (first.nom, first.logements, first.concernes, first.effet) == ("Les Lys", 3, 2, Fraction(1, 5))
    assert dict(first.par_champ) == {"qpv": 2, "financement": 1, "surface_m2": 1}
    assert first.part == Fraction(24, 27)
    assert (second.nom, second.concernes, dict(second.par_champ)) == (None, 1, {"qpv": 1, "programme": 1})
    assert (third.nom, third.concernes, dict(third.par_champ)) == ("Les Goélands", 0, {})


def test_reservataires_are_ranked_through_the_list() -> None:
    table = a_table({"QPV": ""}, {"QPV": ""}, {}, {})
    liste = pl.DataFrame(
        {
            "logement": ["HL-0001", "LY00000002", "HL-0003", "HL-0003", "INCONNU", "LY00000001"],
            "reservataire": ["VILLE", "VILLE", "AL", "VILLE", "AL", "VILLE"],
        }
    )
    rows = {row.nom: (row.logements, row.concernes) for row in dresser_par_reservataire(table, liste)}
    assert rows == {"VILLE": (3, 2), "AL": (1, 0), None: (1, 0)}


def test_the_lines_in_force_are_those_of_the_day() -> None:
    days = [(None, None), (date(2026, 6, 15), None), (date(2026, 6, 16), None), (None, date(2026, 6, 15))]
    days.append((date(2020, 1, 1), date(2026, 6, 16)))
    liste = pl.DataFrame(days, schema={"debut": pl.Date, "fin": pl.Date}, orient="row").with_row_index("rang")
    assert keep_en_cours(liste, date(2026, 6, 15)).get_column("rang").to_list() == [0, 1, 4]


GAPS = st.fixed_dictionaries(
    {
        "QPV": st.sampled_from(["1", "2", ""]),
        "FINAN": st.sampled_from(["13", "16", "50", ""]),
        "NBPIECE": st.sampled_from(["1", "5", ""]),
        "SURFHAB": st.sampled_from(["10", "62", "400", ""]),
        "COMPLGEO": st.sampled_from(["Les Lys", "Les Voiles", ""]),
    }
)


@given(st.lists(GAPS, min_size=1, max_size=8))
def test_programmes_add_up_to_the_parc(rows: list[dict[str, object]]) -> None:
    table = a_table(*rows)
    groupes = dresser_par_programme(table)
    by_field = {row.champ.code: row for row in dresser_qualite(table, {})}
    assert sum(groupe.logements for groupe in groupes) == table.height
    for code, row in by_field.items():
        assert sum(groupe.par_champ.get(code, 0) for groupe in groupes) == row.concernes
        assert row.manquants + row.renseignes == table.height
    assert max(g.concernes for g in groupes) <= table.height


def test_a_cell_is_missing_or_doubtful_never_both() -> None:
    marks = mark_gaps(a_table(*TROUS))
    for champ in CHAMPS:
        both = marks.get_column(f"{champ.code}.manquant") & marks.get_column(f"{champ.code}.douteux")
        assert not both.any()


def test_the_doubts_of_a_field_name_their_rule() -> None:
    table = a_table({"SURFHAB": "400", "NBPIECE": 1}, {})
    [(regle, doute)] = list_doutes(table, "surface_m2")
    assert (regle.code, doute.to_list()) == ("surface_et_pieces", [True, False])
    assert list(list_doutes(table, "adresse")) == []
