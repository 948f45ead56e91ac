"""What the follow-up of droits uniques reads: receipts at the trigger of the convention, rights of the years before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from tests.builders import CANNES, EPCI
from tests.builders_conversion import DROITS, EXERCICE, PARTS, a_convention, a_dossier, a_droit

from gef.actions.donnees import ConventionInscrite, Dossier, FaitInscrit, LiberationInscrite
from gef.actions.entrees import compute_assiette
from gef.actions.entrees_conversion import build_conversion
from gef.actions.entrees_uniques import build_uniques, compute_uniques, count_recus
from gef.core.suivi_uniques import CompteUniques


def a_liberation(reference: str, *faits: tuple[str, date, str]) -> LiberationInscrite:
    return LiberationInscrite(
        reference=reference,
        libre_le=date(2025, 3, 1),
        commune=CANNES,
        epci=EPCI[CANNES],
        hors_flux="",
        typologie="T3",
        financement="PLUS",
        qpv=False,
        forme="collectif",
        periode=None,
        faits=tuple(FaitInscrit(*fait) for fait in faits),
    )


MARS, MAI, JANVIER = date(2025, 3, 2), date(2025, 5, 2), date(2026, 1, 5)


def a_flux(convention: ConventionInscrite, *liberations: LiberationInscrite) -> Dossier:
    return a_dossier(conventions=(convention,), liberations=liberations)


@pytest.mark.parametrize(
    ("declencheur", "expected"),
    [("orientation", {2025: 2}), ("attribution", {2025: 1}), ("bail", {2026: 1})],
)
def test_a_dwelling_is_received_at_the_trigger_of_the_convention(declencheur: str, expected: dict[int, int]) -> None:
    full = (("orientation", MARS, "AL"), ("attribution", MAI, "AL"), ("bail", JANVIER, "AL"))
    dossier = a_flux(
        a_convention("AL", "4/10", declencheur=declencheur),
        a_liberation("L-1", *full),
        a_liberation("L-2", ("orientation", MARS, "AL")),
    )
    found = {year: n for year, n in count_recus(dossier)["AL"].items() if n}
    assert found == expected


@pytest.mark.parametrize(("politique", "expected"), [("non_compte", 0), ("compte", 1)])
def test_a_refusal_is_received_when_the_convention_counts_it(politique: str, expected: int) -> None:
    facts = (("orientation", MARS, "AL"), ("refus", MAI, "AL"))
    for declencheur in ("orientation", "bail"):
        convention = a_convention("AL", "4/10", declencheur=declencheur, politique_refus=politique)
        assert sum(count_recus(a_flux(convention, a_liberation("L-1", *facts)))["AL"].values()) == expected


def test_what_is_taken_back_is_not_received_and_a_second_attribution_counts_nothing_more() -> None:
    convention = a_convention("AL", "4/10", declencheur="attribution")
    back = a_liberation("L-1", ("orientation", MARS, "AL"), ("attribution", MAI, "AL"), ("retour", JANVIER, "AL"))
    assert count_recus(a_flux(convention, back))["AL"] == {2025: 1, 2026: -1}
    twice = a_liberation(
        "L-1",
        ("orientation", MARS, "AL"),
        ("attribution", MARS, "AL"),
        ("refus_menage", MAI, "AL"),
        ("attribution", JANVIER, "AL"),
    )
    assert count_recus(a_flux(convention, twice))["AL"] == {2025: 1, 2026: 0}


def test_without_a_convention_no_trigger_says_what_is_received() -> None:
    dossier = a_dossier(conventions=(), liberations=(a_liberation("L-1", ("orientation", MARS, "AL")),))
    assert count_recus(dossier)["AL"] == {2025: 0}


def follow(dossier: Dossier) -> dict[str, CompteUniques]:
    conversion = build_conversion(dossier, compute_assiette(dossier, EXERCICE), EXERCICE)
    return {compte.reservataire: compte for compte in build_uniques(dossier, conversion).comptes}


def test_the_stock_opens_on_the_first_year_that_is_known() -> None:
    departs = a_dossier().liberations
    known = a_dossier(liberations=(*departs, a_liberation("L-1", ("orientation", MARS, "AL"))))
    compte = follow(known)["AL"]
    assert (compte.premier_exercice, compte.recus) == (2025, {2025: 1})
    assert [lot.nombre for lot in compte.initial_lots] == [80]
    assert [(e.total, e.document) for e in compte.etalements] == [(20, "")]
    assert follow(a_dossier())["AL"].premier_exercice is None
    late = tuple(replace(c, debut=date(2025, 6, 1)) if c.reservataire == "AL" else c for c in known.conventions)
    assert follow(replace(known, conventions=late))["AL"].premier_exercice == 2026


def test_rights_that_began_since_are_acquired_and_ended_ones_stood_in_the_opening() -> None:
    fini = a_droit("CD", "terrain", 10, fin=date(2026, 1, 1))
    nouveau = a_droit("CD", "financement", 6, debut=date(2025, 7, 1), fin=date(2030, 1, 1))
    known = a_liberation("L-1", ("orientation", MARS, "AL"))
    dossier = a_dossier(droits=(*DROITS, fini, nouveau), liberations=(*a_dossier().liberations, known))
    compte = follow(dossier)["CD"]
    assert sorted(lot.nombre for lot in compte.initial_lots) == [10, 60]
    assert sorted(lot.nombre for lot in compte.lots) == [6, 60]
    assert [(a.exercice, a.lot.nombre, a.lot.echeance) for a in compte.acquis] == [(2026, 6, 2029)]


def test_the_base_is_that_of_the_flux_of_each_territory() -> None:
    dossier = a_dossier()
    compte = follow(dossier)["VILLE"]
    assert (compte.flux, compte.rotation, compte.rapport_net) == (30, Fraction(1, 10), 1)
    conversion = build_conversion(dossier, compute_assiette(dossier, EXERCICE), EXERCICE)
    suivis = compute_uniques(dossier, conversion)
    assert [s.reservataire for s in suivis.suivis] == sorted(PARTS)
    assert suivis.annees == tuple(range(2026, 2031))
