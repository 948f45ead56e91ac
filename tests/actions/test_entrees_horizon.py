"""The years ahead from a register: rights to come, survivals, the turn of the years."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from tests.builders_conversion import DROITS, EXERCICE, a_dossier, a_droit

from gef.actions.donnees import Dossier
from gef.actions.entrees_horizon import build_horizon_dossier, first_exercice, last_exercice, read_droits_dates
from gef.core.droits_uniques import LotDroits
from gef.core.entree_horizon import LotAVenir, PeriodeSurvie
from gef.core.horizon import calculer_horizon


def with_droits(*droits: object) -> Dossier:
    return a_dossier(droits=(*DROITS, *droits))


def test_a_right_that_begins_later_enters_at_its_first_of_january() -> None:
    coming = a_droit("VILLE", "terrain", 12, debut=date(2028, 3, 1), fin=date(2040, 1, 1), rotation=Fraction(1, 8))
    assert read_droits_dates(with_droits(coming), EXERCICE).a_venir == (
        LotAVenir("VILLE", 2029, LotDroits(12, "terrain", Fraction(1, 8), 2039)),
    )


@pytest.mark.parametrize(
    ("fin", "echeance", "expected"),
    [
        # In force until 2027 by its contract, then five years after the repayment of 1 July 2027.
        (date(2027, 7, 1), date(2027, 7, 1), (PeriodeSurvie("VILLE", 9, 2028, 2032),)),
        # Already prolonged on the first day of the horizon.
        (date(2024, 7, 1), date(2024, 7, 1), (PeriodeSurvie("VILLE", 9, 2026, 2029),)),
        # The contract goes further than the law.
        (date(2040, 1, 1), date(2024, 7, 1), ()),
        # Over before the horizon.
        (date(2015, 1, 1), date(2015, 1, 1), ()),
    ],
)
def test_survivals_are_dated(fin: date, echeance: date, expected: tuple[PeriodeSurvie, ...]) -> None:
    garantie = a_droit("VILLE", "garantie", 9, fin=fin, echeance_pret=echeance)
    assert read_droits_dates(with_droits(garantie), EXERCICE).survies == expected


def test_stock_and_volumes_have_no_place_there() -> None:
    rows = (
        a_droit("ETAT-P", "defense", 9, debut=date(2030, 1, 1)),
        a_droit("AL", "un_pourcent", 9, type_droit="unique", debut=date(2030, 1, 1), fin=date(2035, 1, 1)),
    )
    assert read_droits_dates(with_droits(*rows), EXERCICE).a_venir == ()


def test_the_survival_counts_in_the_parts_of_its_years() -> None:
    garantie = a_droit("VILLE", "garantie", 9, fin=date(2027, 7, 1), echeance_pret=date(2027, 7, 1))
    horizon = calculer_horizon(build_horizon_dossier(with_droits(garantie), EXERCICE, "part_du_parc"))
    counts = {
        annee.exercice: (row.droits, annee.en_survie)
        for annee in horizon.annees
        for row in annee.lignes
        if row.reservataire == "VILLE"
    }
    assert [counts[year] for year in (2027, 2028, 2032, 2033)] == [(39, 0), (39, 9), (39, 9), (30, 0)]
    assert horizon.sans_terme == 100 + 40 + 80 + 60 + 30


def test_the_limit_and_the_method_are_those_asked_for() -> None:
    entree = build_horizon_dossier(a_dossier(), EXERCICE, "", 5)
    assert (entree.methode, entree.limite) == ("negociee", 5)
    assert len(calculer_horizon(entree).annees) == 5


def test_the_turn_of_the_years() -> None:
    assert first_exercice(date(2027, 1, 1)) == 2027
    assert last_exercice(date(2027, 1, 1)) == 2026
