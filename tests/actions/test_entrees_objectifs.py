"""Objectives of the small world, by hand, and from one exercice to the next."""

from __future__ import annotations

import doctest
import json
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.builders import ANTIBES, CANNES
from tests.builders_conversion import EXERCICE, a_convention, a_dossier

from gef.actions import entrees_objectifs
from gef.actions.codec import decode, encode
from gef.actions.entrees_objectifs import (
    EntreeObjectifs,
    ReportObjectif,
    TotalObjectif,
    arrondir,
    compute_objectifs,
    find_exercice_servi,
    list_reports,
)
from gef.core.errors import DonneeInvalideError, PartsIncompatiblesError
from gef.core.parts import BAILLEUR

TIERS = Fraction(1, 3)


def test_rights_are_the_parts_in_force_on_the_flux_of_each_commune() -> None:
    rendus = compute_objectifs(a_dossier(), EXERCICE)
    found = {(row.reservataire, row.commune): str(row.droit) for row in rendus.lignes}
    # 30 dwellings in Cannes, 10 in Antibes; what nobody claims is the bailleur's.
    assert found == {
        ("AL", ANTIBES): "4",
        ("AL", CANNES): "12",
        (BAILLEUR, ANTIBES): "7/3",
        (BAILLEUR, CANNES): "1",
        ("CD", ANTIBES): "2/3",
        ("CD", CANNES): "2",
        ("ETAT-F", ANTIBES): "1/2",
        ("ETAT-F", CANNES): "3/2",
        ("ETAT-P", ANTIBES): "5/2",
        ("ETAT-P", CANNES): "15/2",
        ("VILLE", CANNES): "6",
    }


def test_margins_are_whole_and_next_to_what_is_exact() -> None:
    rendus = compute_objectifs(a_dossier(), EXERCICE)
    cells = {(row.reservataire, row.commune): row.objectif for row in rendus.lignes}
    # Antibes has 10 dwellings, 7 of which are whole on their own: 2/3 and 7/3 are rounded to 1 and 2.
    assert (cells["CD", ANTIBES], cells[BAILLEUR, ANTIBES]) == (1, 2)
    assert {total.code: total.objectif for total in rendus.communes} == {ANTIBES: 10, CANNES: 30}
    assert {total.code: total.objectif for total in rendus.etat_par_commune} == {ANTIBES: 3, CANNES: 9}
    assert rendus.par_reservataire() == {"AL": 16, BAILLEUR: 3, "CD": 3, "ETAT-F": 2, "ETAT-P": 10, "VILLE": 6}
    assert (rendus.etat.objectif, rendus.total.objectif, rendus.reserve) == (12, 40, 37)


def test_conventions_are_those_of_1_january() -> None:
    conventions = (
        a_convention("CD", "10/100", fin=date(2026, 1, 1)),
        a_convention("CD", "20/100", debut=date(2026, 1, 1)),
        a_convention("AL", "50/100", debut=date(2026, 1, 2)),
    )
    rendus = compute_objectifs(a_dossier(conventions=conventions), EXERCICE)
    assert {total.code: total.droit for total in rendus.reservataires} == {BAILLEUR: 32, "CD": 8}


def test_parts_above_the_whole_are_refused_with_the_commune() -> None:
    conventions = (a_convention("AL", "90/100"), a_convention("VILLE", "20/100"))
    with pytest.raises(PartsIncompatiblesError, match=CANNES):
        compute_objectifs(a_dossier(conventions=conventions), EXERCICE)


def test_what_was_rounded_away_comes_back_the_next_year() -> None:
    first = arrondir(EntreeObjectifs(2026, {"CD": {ANTIBES: 2 * TIERS}, BAILLEUR: {ANTIBES: 7 * TIERS}}))
    assert [(row.objectif, row.report) for row in first.lignes] == [(2, TIERS), (1, -TIERS)]
    reports = list_reports(first)
    second = arrondir(EntreeObjectifs(2027, {"CD": {ANTIBES: 2 * TIERS}, BAILLEUR: {ANTIBES: 7 * TIERS}}, (), reports))
    assert [(row.droit, row.exact, row.objectif) for row in second.lignes] == [
        (7 * TIERS, 8 * TIERS, 3),
        (2 * TIERS, TIERS, 0),
    ]
    assert [(t.code, t.report_recu, t.report) for t in second.reservataires] == [
        (BAILLEUR, TIERS, -TIERS),
        ("CD", -TIERS, TIERS),
    ]


def test_a_report_given_twice_is_refused() -> None:
    twice = (ReportObjectif("CD", ANTIBES, TIERS), ReportObjectif("CD", ANTIBES, TIERS))
    with pytest.raises(DonneeInvalideError, match="report de CD à 06004 : plusieurs fois"):
        EntreeObjectifs(2026, {}, (), twice)


def test_an_exercice_that_frees_nothing_has_no_objective() -> None:
    rendus = arrondir(EntreeObjectifs(2026, {}))
    assert (rendus.lignes, rendus.total.objectif, rendus.petits, rendus.sans_objectif) == ((), 0, (), ())


def test_small_ones_are_those_with_a_right_below_one_dwelling() -> None:
    droits = {"A": {CANNES: Fraction(1, 5)}, "B": {CANNES: Fraction(1)}, BAILLEUR: {CANNES: Fraction(4, 5)}}
    rendus = arrondir(EntreeObjectifs(2026, droits))
    assert [total.code for total in rendus.petits] == ["A"]
    assert [total.code for total in rendus.sans_objectif] == ["A"]


def test_a_report_without_any_right_left_is_no_forgotten_right() -> None:
    rendus = arrondir(EntreeObjectifs(2026, {}, (), (ReportObjectif("A", CANNES, Fraction(1, 5)),)))
    assert [(total.code, total.objectif) for total in rendus.sans_bailleur] == [("A", 0)]
    assert (rendus.sans_objectif, rendus.petits) == ((), ())


shares = st.fractions(min_value=0, max_value=3, max_denominator=12)
ids = st.sampled_from(["AL", "CD", "ETAT-F", "ETAT-P", BAILLEUR])


@given(
    droits=st.dictionaries(ids, st.dictionaries(st.sampled_from([CANNES, ANTIBES]), shares, max_size=2), max_size=5),
    reports=st.dictionaries(st.tuples(ids, st.just(CANNES)), st.fractions(-1, 1, max_denominator=6), max_size=4),
)
def test_rows_and_columns_add_up_and_json_changes_nothing(
    droits: dict[str, dict[str, Fraction]], reports: dict[tuple[str, str], Fraction]
) -> None:
    rows = tuple(ReportObjectif(*cell, report) for cell, report in reports.items())
    entree = EntreeObjectifs(2026, droits, ("ETAT-F", "ETAT-P"), rows)
    rendus = arrondir(entree)
    for totals in (rendus.reservataires, rendus.communes):
        assert sum(t.objectif for t in totals) == rendus.total.objectif == sum(x.objectif for x in rendus.lignes)
        assert sum(t.droit for t in totals) == rendus.total.droit == sum(x.droit for x in rendus.lignes)
        assert sum(t.report for t in totals) == rendus.total.report == sum(x.report for x in rendus.lignes)
    assert sum(t.objectif for t in rendus.etat_par_commune) == rendus.etat.objectif
    assert rendus.total.report_recu == sum(reports.values())
    assert arrondir(decode(EntreeObjectifs, json.loads(json.dumps(encode(entree))))) == rendus


@given(st.fractions(Fraction(1, 9), Fraction(59, 60), max_denominator=60), st.fractions(-1, 1, max_denominator=8))
@example(Fraction(3, 10), Fraction(0))
@example(Fraction(1, 2), Fraction(1, 2))
def test_a_small_reservataire_is_served_by_the_announced_exercice(droit: Fraction, report: Fraction) -> None:
    """Slow oracle: live the years one by one, until one gives a dwelling."""
    reports = (ReportObjectif("VILLE", CANNES, report),)
    announced = None
    for exercice in range(2026, 2060):
        [row] = (rendus := arrondir(EntreeObjectifs(exercice, {"VILLE": {CANNES: droit}}, (), reports))).lignes
        announced = announced or find_exercice_servi(rendus.reservataires[0], 2026)
        if row.objectif:
            break
        reports = (ReportObjectif("VILLE", CANNES, row.report),)
    assert announced is not None
    assert exercice <= announced


def test_the_announced_exercice_is_the_year_of_the_whole_dwelling() -> None:
    # 0.4 now, 0.3 a year: 0.7, then 1.0 in 2028.
    assert find_exercice_servi(TotalObjectif("VILLE", Fraction(3, 10), Fraction(4, 10), 0), 2026) == 2028
    assert find_exercice_servi(TotalObjectif("VILLE", Fraction(3, 10), Fraction(6, 10), 1), 2026) == 2026


def test_the_examples_of_the_docstrings_are_true() -> None:
    resultat = doctest.testmod(entrees_objectifs)
    assert (resultat.failed, resultat.attempted > 0) == (0, True)
