"""The quality of a parc: what each field holds, what it lacks, what the import could not read."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.builders_parc import a_lecture, a_logement

from gef.actions.qualite import CHAMPS, QualiteChamp, dresser_qualite, find_champ
from gef.imports.parc import SCHEMA_PARC
from gef.imports.parc_colonnes import COLONNES_PARC


def qualite(*changes: dict[str, object]) -> dict[str, QualiteChamp]:
    lecture = a_lecture(a_logement(n, **change) for n, change in enumerate(changes, start=1))
    return {row.champ.code: row for row in dresser_qualite(lecture.table, lecture.rapport.to_dict())}


def test_a_whole_parc_lacks_nothing() -> None:
    assert {row.etat for row in qualite({}, {}, {}).values()} == {"complet"}


def test_what_is_empty_what_is_unreadable_and_what_is_doubtful_are_counted_apart() -> None:
    row = qualite({"SURFHAB": ""}, {"SURFHAB": "0"}, {"SURFHAB": "400", "NBPIECE": 1}, {})["surface_m2"]
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
