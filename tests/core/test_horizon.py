"""Years ahead: a calendar by hand, the named years of the smallest, what ends frees, and the laws."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.conversions_exemples import a_reservataire, an_entree, droits, pct

from gef.core.base_scenario import SituationCompte
from gef.core.conversion import METHODES, convertir
from gef.core.droits_uniques import Etalement
from gef.core.entree_horizon import EntreeHorizon, LotAVenir, PeriodeSurvie
from gef.core.horizon import AnneeHorizon, CompteHorizon, Horizon, LigneHorizon, calculer_horizon, find_annees
from gef.core.territoires import EntreeConversion

RESERVATAIRES = (
    a_reservataire("P", "etat_prio", "departement", droits(250, "etat")),
    a_reservataire("EPCI", "epci", "epci:E1", droits(80, "garantie", None, 2029), droits(40, "terrain", None, 2027)),
    a_reservataire("VILLE", "commune", "commune:C", droits(3, "garantie", None, 2032)),
)


def horizon(**champs: object) -> Horizon:
    complete = {"conversion": an_entree(*RESERVATAIRES), "methode": "part_du_parc"} | champs
    return calculer_horizon(EntreeHorizon(**complete))  # type: ignore[arg-type]  # one place builds them all


def in_year(result: Horizon, exercice: int) -> AnneeHorizon:
    return next(annee for annee in result.annees if annee.exercice == exercice)


def line(result: Horizon, exercice: int, code: str) -> LigneHorizon:
    return next(row for row in in_year(result, exercice).lignes if row.reservataire == code)


def account(result: Horizon, code: str) -> CompteHorizon:
    return next(row for row in result.comptes if row.reservataire == code)


def test_rights_run_until_their_last_exercice() -> None:
    result = horizon()
    assert (result.premier, result.dernier, result.is_truncated) == (2026, 2035, False)
    assert [line(result, y, "EPCI").droits for y in (2027, 2028, 2029, 2030)] == [120, 80, 80, 0]
    # E1 frees 60 dwellings for 800: 120 rights are 15 %, 9 dwellings a year.
    assert [line(result, y, "EPCI").logements for y in (2027, 2028, 2030)] == [9, 6, 0]
    assert line(result, 2027, "EPCI").part == Fraction(120, 800)
    assert in_year(result, 2026).droits == 373
    assert in_year(result, 2035).droits == 250


def test_what_ends_goes_back_to_the_bailleur() -> None:
    result = horizon()
    ends = [(e.exercice, e.reservataire, e.nombre, e.natures, e.logements) for e in result.echeances]
    assert ends == [
        (2028, "EPCI", 40, ("terrain",), 3),
        (2030, "EPCI", 80, ("garantie",), 6),
        (2033, "VILLE", 3, ("garantie",), Fraction(3, 200) * 20),
    ]
    freed = {a.exercice: a.au_bailleur for a in result.annees if a.au_bailleur}
    assert freed == {2028: 3, 2030: 6, 2033: Fraction(3, 10)}
    assert {a.aux_autres for a in result.annees} == {Fraction(0)}


def test_a_cap_that_weighs_less_gives_to_the_other_guarantors() -> None:
    rows = (
        a_reservataire("VILLE", "commune", "commune:A", droits(100, "garantie", None, 2027)),
        a_reservataire("EPCI", "epci", "epci:E1", droits(160, "garantie")),
    )
    result = horizon(conversion=an_entree(*rows))
    # In A, 20 % + 20 % are brought to 20 %: each keeps half, 4 dwellings of 40. Alone, the EPCI has its 20 % again.
    assert in_year(result, 2028).aux_autres == 4
    assert in_year(result, 2028).au_bailleur == 0


def test_the_horizon_goes_one_year_after_the_last_end_within_its_limit() -> None:
    far = an_entree(a_reservataire("AL", "action_logement", "departement", droits(10, "autre", None, 2050)))
    assert (horizon(conversion=far).dernier, horizon(conversion=far).is_truncated) == (2051, False)
    short = horizon(conversion=far, limite=5)
    assert (short.dernier, short.is_truncated, len(short.annees)) == (2030, True, 5)
    endless = an_entree(a_reservataire("AL", "action_logement", "departement", droits(10, "autre")))
    assert horizon(conversion=endless).dernier == 2035


def test_rights_without_a_term_run_on_and_are_counted_apart() -> None:
    result = horizon()
    assert (result.sans_terme, account(result, "P").sans_terme, account(result, "P").derniere) == (250, 250, None)
    assert account(result, "EPCI").derniere == 2029
    assert "250 droits n’ont pas de terme établi" in result.avertissements[-1]


def test_the_smallest_have_their_named_years() -> None:
    # 3 rights on 200 dwellings: 0,3 dwelling a year until 2032.
    result = horizon(comptes=(SituationCompte("VILLE", Fraction(1, 5)),))
    ville = account(result, "VILLE")
    assert (ville.logements, ville.solde, ville.is_petit) == (Fraction(3, 10), Fraction(1, 5), True)
    assert ville.annees == (2028, 2031)
    assert line(result, 2028, "VILLE").cumul == Fraction(11, 10)
    assert line(result, 2035, "VILLE").cumul == Fraction(1, 5) + Fraction(21, 10)
    assert not account(result, "EPCI").is_petit
    assert account(result, "EPCI").annees == ()


def test_what_is_received_this_year_puts_the_next_dwelling_off() -> None:
    received = horizon(comptes=(SituationCompte("VILLE", Fraction(9, 10), Fraction(1, 5), 1),))
    # 0,9 at the opening, 0,3 due in 2026, 1 received: 0,2 at the end of 2026.
    assert line(received, 2026, "VILLE").cumul == Fraction(1, 5)
    assert account(received, "VILLE").annees == (2029, 2032)


@pytest.mark.parametrize(
    ("cumuls", "annees"),
    [
        ((Fraction(-1, 2), Fraction(1, 2), Fraction(1)), (2028,)),
        ((Fraction(5, 2), Fraction(3), Fraction(3)), (2026, 2026, 2027)),
        ((Fraction(1, 3), Fraction(2, 3), Fraction(2, 3)), ()),
    ],
)
def test_each_whole_number_passed_is_a_dwelling(cumuls: tuple[Fraction, ...], annees: tuple[int, ...]) -> None:
    assert find_annees(dict(zip((2026, 2027, 2028), cumuls, strict=True))) == annees


def test_a_negotiated_part_follows_the_rights_that_are_left() -> None:
    rows = (replace(RESERVATAIRES[1], part_negociee=pct(12)), a_reservataire("AL", part_negociee=pct(10)))
    result = horizon(conversion=an_entree(*rows), methode="negociee")
    assert [line(result, y, "EPCI").part for y in (2027, 2028, 2030)] == [pct(12), pct(8), 0]
    assert {line(result, y, "AL").part for y in range(2026, 2036)} == {pct(10)}
    assert any("supposée reconduite" in said for said in result.avertissements)


def test_rights_that_begin_later_enter_in_their_year() -> None:
    coming = (LotAVenir("VILLE", 2028, droits(17, "terrain", None, 2040)),)
    result = horizon(a_venir=coming)
    assert [line(result, y, "VILLE").droits for y in (2027, 2028, 2033, 2041)] == [3, 20, 17, 0]
    assert (result.dernier, account(result, "VILLE").derniere) == (2041, 2040)
    assert in_year(result, 2028).aux_autres == Fraction(17, 10)


def test_the_surviving_guarantees_are_counted_in_their_years() -> None:
    result = horizon(survies=(PeriodeSurvie("EPCI", 80, 2028, 2029), PeriodeSurvie("VILLE", 3, 2029, 2032)))
    assert [in_year(result, y).en_survie for y in (2027, 2028, 2029, 2030, 2033)] == [0, 80, 83, 3, 0]


def test_a_negotiated_volume_ends_when_it_is_given() -> None:
    volume = a_reservataire("AL", "action_logement", etalements=(Etalement(Fraction(24), 2026, 3, "un_pourcent"),))
    result = horizon(conversion=an_entree(volume), methode="droits_uniques")
    assert [line(result, y, "AL").logements for y in (2026, 2028, 2029)] == [8, 8, 0]
    [end] = result.echeances
    assert (end.exercice, end.nombre, end.volume, end.logements) == (2029, 0, 24, 8)


def test_parts_above_the_flux_are_said() -> None:
    rows = (a_reservataire("AL", part_negociee=pct(70)), a_reservataire("CD", part_negociee=pct(40)))
    result = horizon(conversion=an_entree(*rows), methode="negociee", limite=2)
    assert result.annees[0].non_reserve < 0
    assert "dépassent le flux d’une commune en 2026, 2027" in result.avertissements[-1]


def test_the_path_to_the_figures() -> None:
    etapes = {e.code: e.valeur for e in horizon().explication.etapes}
    assert etapes["droits"] == 373
    assert etapes["restants"] == 250
    assert etapes["reserve"] == 1 - Fraction(in_non_reserve(2026), 80)


def in_non_reserve(exercice: int) -> Fraction:
    return in_year(horizon(), exercice).non_reserve


@st.composite
def entrees(draw: st.DrawFn) -> EntreeConversion:
    """Some holders whose rights end at any time, or never."""
    ends = st.sampled_from([None, *range(2025, 2040)])
    rows = [
        a_reservataire(
            f"R{rank}",
            "epci",
            "epci:E1",
            *(
                droits(nombre, nature, None, end)
                for nombre, nature, end in draw(
                    st.lists(st.tuples(st.integers(0, 60), st.sampled_from(["garantie", "terrain"]), ends), max_size=4)
                )
            ),
            part_negociee=pct(draw(st.integers(0, 15))),
        )
        for rank in range(draw(st.integers(1, 4)))
    ]
    return an_entree(*rows)


@settings(max_examples=40, deadline=None)
@given(entrees(), st.sampled_from([m for m in METHODES if m != "negociee"]))
def test_each_year_is_the_conversion_of_that_year(entree: EntreeConversion, methode: str) -> None:
    result = calculer_horizon(EntreeHorizon(entree, methode))
    for annee in result.annees:
        whole = convertir(replace(entree, exercice=annee.exercice), methode)
        assert [(row.droits, row.part, row.logements) for row in annee.lignes] == [
            (row.droits, row.part, row.logements) for row in whole.lignes
        ]
        assert (annee.non_reserve, annee.part_reservee) == (whole.non_reserve.logements, 1 - whole.non_reserve.part)


@settings(max_examples=40, deadline=None)
@given(entrees(), st.sampled_from(METHODES), st.fractions(-2, 2, max_denominator=12))
def test_dwellings_are_neither_lost_nor_found(entree: EntreeConversion, methode: str, solde: Fraction) -> None:
    result = calculer_horizon(EntreeHorizon(entree, methode, (SituationCompte("R0", solde),)))
    assert {annee.reserve + annee.non_reserve for annee in result.annees} == {Fraction(80)}
    for before, after in zip(result.annees, result.annees[1:], strict=False):
        lost = sum(
            max(Fraction(0), old.logements - new.logements)
            for old, new in zip(before.lignes, after.lignes, strict=True)
        )
        assert after.au_bailleur + after.aux_autres == lost
    for rank, compte in enumerate(result.comptes):
        due = result.annees[-1].lignes[rank].cumul
        assert due == compte.solde + sum(annee.lignes[rank].logements for annee in result.annees)
        if compte.is_petit:
            peak = max(annee.lignes[rank].cumul for annee in result.annees)
            assert len(compte.annees) == max(0, floor(peak))
