"""Before and after: every line on both sides, sums that add up, causes in order."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from tests.core.termes_exemples import a_part, a_version, an_objectif

from gef.core.actualisation import Cause, actualiser
from gef.core.termes import ObjectifConvenu

COMMUNES = ("06004", "06029", "06088", "06123")


def rows(numbers: dict[str, int | None]) -> tuple[ObjectifConvenu, ...]:
    return tuple(an_objectif(commune, nombre, lieu=commune) for commune, nombre in numbers.items())


def test_a_line_that_comes_or_goes_counts_zero_on_the_other_side() -> None:
    update = actualiser(
        a_version(contractuels=rows({"06029": 4, "06004": 2})),
        a_version(contractuels=rows({"06029": 5, "06088": 1}), parts=(a_part(part="1/4"),), exercice=2027),
    )
    assert [(row.commune, row.avant, row.apres, row.ecart) for row in update.lignes] == [
        ("06004", 2, 0, -2),
        ("06029", 4, 5, 1),
        ("06088", 0, 1, 1),
    ]
    assert (update.avant, update.apres, update.ecart) == (6, 6, 0)
    assert (update.exercice_avant, update.exercice_apres, update.is_empty) == (2026, 2027, False)


def test_an_unknown_side_is_not_zero() -> None:
    update = actualiser(a_version(contractuels=()), a_version())
    assert (update.lignes[0].avant, update.lignes[0].ecart, update.avant, update.ecart) == (None, None, None, None)


def test_nothing_changed_is_said() -> None:
    assert actualiser(a_version(), a_version(exercice=2027)).is_empty
    assert not actualiser(a_version(), a_version(parts=(a_part(part="1/4"),))).is_empty
    assert not actualiser(a_version(), a_version(contractuels=(an_objectif(droits=11),))).is_empty


def test_causes_are_told_in_the_order_of_their_days() -> None:
    causes = [
        Cause("revoyure", "254 logements au lieu de 270"),
        Cause("livraison", "Les Agaves", date(2026, 9, 1), nombre=12),
        Cause("droit_echu", "D-0004", date(2026, 5, 6), "VILLE", nombre=5),
    ]
    update = actualiser(a_version(), a_version(), causes)
    assert [cause.genre for cause in update.causes] == ["droit_echu", "livraison", "revoyure"]


numbers = st.dictionaries(st.sampled_from(COMMUNES), st.integers(0, 40), min_size=1)


@given(numbers, numbers)
def test_the_lines_add_up_to_the_totals(before: dict[str, int | None], after: dict[str, int | None]) -> None:
    update = actualiser(a_version(contractuels=rows(before)), a_version(contractuels=rows(after)))
    assert sum(row.avant or 0 for row in update.lignes) == update.avant
    assert sum(row.apres or 0 for row in update.lignes) == update.apres
    assert sum(row.ecart or 0 for row in update.lignes) == update.ecart
    assert {row.commune for row in update.lignes} == {*before, *after}
    back = actualiser(a_version(contractuels=rows(after)), a_version(contractuels=rows(before)))
    assert back.ecart is not None
    assert update.ecart == -back.ecart
