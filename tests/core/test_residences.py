"""The classes of the residences, and what moved in them: the newest class holds, twelve months are twelve months."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.errors import DonneeInvalideError
from gef.core.residences import (
    CLASSES,
    Classement,
    Passage,
    cle_residence,
    count_mouvements,
    find_classes,
    fold_nom,
)

JOUR = date(2026, 6, 15)
GOELANDS = cle_residence("06029", "Les Goélands")
DAYS = st.dates(date(2024, 1, 1), date(2027, 1, 1))


def a_classement(classe: str = "accueillir", depuis: date = JOUR, **fields: str) -> Classement:
    return Classement(**{"commune": "06029", "programme": "Les Goélands", **fields}, classe=classe, depuis=depuis)


@pytest.mark.parametrize("nom", ["LES GOELANDS", " les  goélands", "Les Goélands.", "Les-Goélands"])
def test_the_same_name_written_otherwise_is_the_same_residence(nom: str) -> None:
    assert cle_residence("06029", nom) == GOELANDS


def test_the_commune_and_the_name_both_count() -> None:
    assert cle_residence("06004", "Les Goélands") != GOELANDS
    assert cle_residence("06029", "Les Goélands 2") != GOELANDS
    assert fold_nom("Cœur d’Azur") == "coeur d azur"


@pytest.mark.parametrize("nom", ["", "  ", "…"])
def test_a_programme_without_a_name_is_no_residence(nom: str) -> None:
    assert cle_residence("06029", nom) is None
    with pytest.raises(DonneeInvalideError, match="programme sans nom"):
        a_classement(programme=nom)


def test_a_class_out_of_the_list_is_refused() -> None:
    with pytest.raises(
        DonneeInvalideError, match="classe « fragile » ; attendu : accueillir, equilibrer, reequilibrer"
    ):
        a_classement("fragile")


def test_the_newest_class_holds_and_one_to_come_does_not() -> None:
    rows = [
        a_classement("equilibrer", date(2026, 3, 1)),
        a_classement("accueillir", date(2025, 1, 1)),
        a_classement("reequilibrer", date(2026, 7, 1)),
    ]
    assert {cle: row.classe for cle, row in find_classes(rows, JOUR).items()} == {GOELANDS: "equilibrer"}
    assert find_classes(rows, date(2024, 12, 31)) == {}
    assert find_classes(rows, date(2026, 7, 1))[GOELANDS or ("", "")].classe == "reequilibrer"


def test_of_two_classes_of_one_day_the_last_written_holds() -> None:
    rows = [a_classement("equilibrer"), a_classement("reequilibrer", programme="LES GOELANDS")]
    assert [row.classe for row in find_classes(rows, JOUR).values()] == ["reequilibrer"]


@given(st.lists(st.tuples(st.sampled_from(sorted(CLASSES)), DAYS), max_size=8), DAYS)
def test_the_class_is_that_of_a_slow_reader(written: list[tuple[str, date]], jour: date) -> None:
    rows = [a_classement(classe, depuis) for classe, depuis in written]
    past = sorted((row.depuis, rank) for rank, row in enumerate(rows) if row.depuis <= jour)
    expected = [rows[past[-1][1]]] if past else []
    assert list(find_classes(rows, jour).values()) == expected


def test_twelve_months_end_on_the_day_and_start_the_day_after_that_of_last_year() -> None:
    found = count_mouvements([], JOUR)
    assert (found.debut, found.fin) == (date(2025, 6, 16), date(2026, 6, 16))
    rows = [
        Passage(date(2025, 6, 15), (date(2025, 6, 16),)),
        Passage(JOUR, (JOUR + timedelta(1),)),
        Passage(date(2026, 6, 16)),
    ]
    found = count_mouvements(rows, JOUR)
    assert (found.liberes, found.baux) == (1, 1)


def test_a_dwelling_let_twice_in_the_year_is_two_leases() -> None:
    found = count_mouvements([Passage(date(2025, 9, 1), (date(2025, 10, 1), date(2026, 2, 1)))], JOUR)
    assert (found.liberes, found.baux) == (1, 2)


@given(st.lists(st.builds(Passage, DAYS, st.lists(DAYS, max_size=2).map(tuple)), max_size=12), DAYS)
def test_movements_are_those_of_a_slow_reader(passages: list[Passage], jour: date) -> None:
    found = count_mouvements(passages, jour)
    days = [found.debut + timedelta(n) for n in range((found.fin - found.debut).days)]
    assert days[-1] == jour
    assert len(days) in (365, 366)
    assert found.liberes == len([p for p in passages if p.libere_le in days])
    assert found.baux == len([b for p in passages for b in p.baux if b in days])
