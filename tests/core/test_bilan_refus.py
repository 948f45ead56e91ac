"""Refusals by party and cause, first lettings by account."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from tests.core.builders_bilan import a_entree, a_ligne, comptes, jours

from gef.core.bilan_entree import CAUSES, PARTIES, Refus
from gef.core.bilan_refus import dresser_premieres, dresser_refus, total_premieres, total_refus

JOUR = date(2025, 4, 2)
refus = st.builds(Refus, st.sampled_from(list(PARTIES)), st.sampled_from(["", *CAUSES]), comptes | st.just(""), jours)


def test_each_refusal_counts_for_its_account_its_party_and_its_cause() -> None:
    said = (
        Refus("reservataire", "localisation", "lys", JOUR),
        Refus("menage", "loyer", "lys", JOUR),
        Refus("menage", "loyer", "al", JOUR),
        Refus("silence", "", "al", JOUR),
        Refus("menage", "loyer", "al", date(2026, 1, 2)),
    )
    sorti = replace(a_ligne("L2", hors_flux="mutations"), causes=said)
    rows = dresser_refus(a_entree(replace(a_ligne(), causes=said), sorti))
    assert [(row.reservataire, row.partie, row.cause, row.nombre) for row in rows] == [
        ("lys", "reservataire", "localisation", 1),
        ("lys", "menage", "loyer", 1),
        ("al", "silence", "", 1),
        ("al", "menage", "loyer", 1),
    ]
    assert [(row.partie, row.cause, row.nombre) for row in total_refus(rows)] == [
        ("reservataire", "localisation", 1),
        ("silence", "", 1),
        ("menage", "loyer", 2),
    ]


@given(st.lists(refus, max_size=20))
def test_nothing_is_lost_nor_counted_twice(said: list[Refus]) -> None:
    rows = dresser_refus(a_entree(replace(a_ligne(), causes=tuple(said))))
    expected = Counter((r.reservataire, r.partie, r.cause) for r in said if r.jour.year == 2025)
    assert {(r.reservataire, r.partie, r.cause): r.nombre for r in rows} == dict(expected)
    assert sum(row.nombre for row in total_refus(rows)) == sum(expected.values())


def test_first_lettings_are_those_of_the_concertation() -> None:
    neufs = (
        a_ligne("N1", hors_flux="premiere_location", attribue_a="lys", attribue_le=JOUR, bail_le=JOUR),
        a_ligne("N2", hors_flux="premiere_location", attribue_a="lys"),
        a_ligne("N3", hors_flux="premiere_location", attribue_a="bailleur", libere_le=date(2024, 12, 1), bail_le=JOUR),
    )
    rows = dresser_premieres(a_entree(), neufs)
    assert [(row.reservataire, row.livraisons, row.attributions, row.baux) for row in rows] == [
        ("lys", 2, 1, 1),
        ("bailleur", 0, 0, 1),
    ]
    total = total_premieres(rows)
    assert (total.livraisons, total.attributions, total.baux) == (2, 1, 2)
