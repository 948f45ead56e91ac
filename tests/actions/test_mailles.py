"""Rotation by maille, on a parc that can be counted by hand, and against a slow count."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from typing import Any, get_args

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.actions.donnees import RESERVATIONS, epci_par_commune
from gef.actions.mailles import (
    COLONNES_PARC,
    MAILLES,
    Maille,
    Observations,
    RotationParMaille,
    mesurer_mailles,
    nom_logement,
    share_placee,
    tabulate,
)
from gef.core.taux import VARIANTES, Variante

CANNES, ANTIBES = "06029", "06004"
SCHEMA = dict.fromkeys(COLONNES_PARC, pl.String) | {"qpv": pl.Boolean}
COMMUNES = st.sampled_from((CANNES, ANTIBES, None))


def a_parc(*rows: dict[str, Any]) -> pl.DataFrame:
    ordinary = {"commune": CANNES, "typologie": "T3", "financement": "PLUS", "qpv": False, "contingent": "7"}
    full = [{"ident_rep": f"R{n}", "ident_int": f"I{n}"} | ordinary | row for n, row in enumerate(rows, start=1)]
    return pl.DataFrame([{nom: row.get(nom) for nom in SCHEMA} for row in full], schema=SCHEMA)


def a_depart(annee: int, logement: str = "", hors_flux: str = "", **fields: Any) -> tuple[object, ...]:
    ordinary = {"commune": CANNES, "epci": "200039915", "typologie": "T3", "financement": "PLUS", "qpv": False} | fields
    return (
        annee,
        logement,
        *(ordinary[nom] for nom in ("commune", "epci", "typologie", "financement", "qpv")),
        hors_flux,
    )


def observe(parc: pl.DataFrame, *departs: tuple[object, ...], reservations: Any = ()) -> Observations:
    listed = pl.DataFrame(list(reservations), schema=RESERVATIONS, orient="row")
    return Observations("exemple", {2026: parc}, tabulate(departs), listed)


def rates(rotation: RotationParMaille) -> dict[str | None, Fraction | None]:
    return {row.valeur: row.mesure.taux.valeur if row.mesure else None for row in rotation.lignes}


PARC = a_parc(
    *[{}] * 10,
    *[{"commune": ANTIBES, "qpv": True, "contingent": "2"}] * 4,
    *[{"typologie": "T1", "financement": "PLAI", "contingent": "3"}] * 5,
    {"commune": None, "typologie": None, "financement": None, "qpv": None, "contingent": None},
)


def test_each_value_has_its_departures_over_its_dwellings() -> None:
    departs = (a_depart(2025), a_depart(2025, commune=ANTIBES, qpv=True), a_depart(2024, typologie="T1"))
    observed = observe(PARC, *departs)
    by_commune = mesurer_mailles(observed, "commune", (2024, 2025))
    assert rates(by_commune) == {CANNES: Fraction(2, 30), ANTIBES: Fraction(1, 8), None: Fraction(0)}
    assert rates(mesurer_mailles(observed, "qpv", (2025,))) == {"non": Fraction(1, 15), "oui": Fraction(1, 4), None: 0}
    assert rates(mesurer_mailles(observed, "typologie", (2024,)))["T1"] == Fraction(1, 5)
    by_epci = mesurer_mailles(observed, "epci", (2024,))
    assert {row.valeur: row.logements for row in by_epci.lignes} == {
        epci_par_commune()[CANNES]: 15,
        epci_par_commune()[ANTIBES]: 4,
        None: 1,
    }


def test_the_most_dwellings_come_first_and_the_unknown_last() -> None:
    rotation = mesurer_mailles(observe(PARC, a_depart(2025)), "commune", (2025,))
    assert [(row.valeur, row.logements) for row in rotation.lignes] == [(CANNES, 15), (ANTIBES, 4), (None, 1)]


@pytest.mark.parametrize(("variante", "expected"), [("brut", 3), ("net_mutations", 2), ("net", 1)])
def test_a_net_rate_leaves_out_what_it_says(variante: Variante, expected: int) -> None:
    departs = (a_depart(2025), a_depart(2025, hors_flux="mutations"), a_depart(2025, hors_flux="anru"))
    rotation = mesurer_mailles(observe(PARC, *departs), "commune", (2025,), variante)
    assert (rotation.lignes[0].evenements, rotation.liberations) == (expected, expected)
    assert rotation.lignes[0].mesure is not None
    assert rotation.lignes[0].mesure.taux.numerateur_exclut == VARIANTES[variante]


def test_a_contingent_is_that_of_the_dwelling_in_the_parc() -> None:
    departs = (a_depart(2025, "R11"), a_depart(2025, "I15"), a_depart(2025, "inconnu"), a_depart(2025, "R20"))
    rotation = mesurer_mailles(observe(PARC, *departs), "contingent", (2025,))
    assert rates(rotation) == {
        "non_reserve": Fraction(0),
        "etat": Fraction(1, 4),
        "action_logement": Fraction(1, 5),
        None: Fraction(1),
    }
    assert (rotation.liberations, rotation.non_rattachees, share_placee(rotation)) == (4, 1, Fraction(3, 4))


def test_when_no_departure_is_found_in_the_parc_no_rate_is_said() -> None:
    rotation = mesurer_mailles(observe(PARC, a_depart(2025, "ailleurs")), "contingent", (2025,))
    assert set(rates(rotation).values()) == {None}
    assert rotation.ensemble is not None
    assert share_placee(rotation) == 0


def test_a_lost_departure_that_the_variant_leaves_out_is_not_counted_as_lost() -> None:
    departs = (a_depart(2025, "ailleurs", "mutations"), a_depart(2025, "R1"))
    rotation = mesurer_mailles(observe(PARC, *departs), "contingent", (2025,), "net_mutations")
    assert (rotation.liberations, rotation.non_rattachees) == (1, 0)


def test_a_reservataire_holds_what_was_listed_on_1_january() -> None:
    listed = (
        ("R1", "VILLE", "", date(2020, 1, 1), None),
        ("I2", "VILLE", "", None, date(2025, 1, 2)),
        ("R3", "VILLE", "", date(2025, 1, 2), None),
        ("R4", "AL", "", None, date(2025, 1, 1)),
        ("R5", "VILLE", "", None, None),
        ("R5", "AL", "", None, None),
    )
    departs = (a_depart(2025, "R1"), a_depart(2025, "I2"), a_depart(2025, "R3"), a_depart(2025, "R5"))
    rotation = mesurer_mailles(observe(PARC, *departs, reservations=listed), "reservataire", (2025,))
    assert rates(rotation) == {"VILLE": Fraction(2, 2), "AL": Fraction(1, 1), None: Fraction(1, 17)}


def test_more_departures_than_dwellings_make_no_rate() -> None:
    parc = a_parc({}, {"commune": ANTIBES})
    rotation = mesurer_mailles(observe(parc, a_depart(2025), a_depart(2025)), "commune", (2025,))
    assert rates(rotation) == {ANTIBES: Fraction(0), CANNES: None}


def test_a_value_unknown_to_the_parc_has_no_rate_and_its_departures_are_shown() -> None:
    rotation = mesurer_mailles(observe(PARC, a_depart(2025, typologie="T5+")), "typologie", (2025,))
    [row] = [row for row in rotation.lignes if row.valeur == "T5+"]
    assert (row.logements, row.evenements, row.mesure) == (0, 1, None)


def test_each_year_is_compared_to_its_own_parc() -> None:
    observed = observe(PARC, a_depart(2025))
    two = Observations("exemple", {2025: a_parc({}, {}), 2026: PARC}, observed.liberations, observed.reservations)
    assert rates(mesurer_mailles(two, "commune", (2025,))) == {CANNES: Fraction(1, 2)}
    assert mesurer_mailles(two, "commune", (2025,)).source.reference.endswith("de chaque année")


@given(
    st.lists(st.tuples(COMMUNES, st.sampled_from(("T1", "T2", None))), min_size=1, max_size=20),
    st.lists(
        st.tuples(st.sampled_from((2024, 2025)), COMMUNES, st.sampled_from(("", "mutations", "anru"))), max_size=20
    ),
    st.sampled_from(sorted(VARIANTES)),
)
def test_counts_are_those_of_a_slow_count(
    logements: list[tuple[str | None, str | None]], departs: list[tuple[int, str | None, str]], variante: Variante
) -> None:
    parc = a_parc(*({"commune": commune, "typologie": typologie} for commune, typologie in logements))
    rows = [a_depart(annee, commune=commune, hors_flux=kind) for annee, commune, kind in departs]
    rotation = mesurer_mailles(observe(parc, *rows), "commune", (2024, 2025), variante)
    kept = Counter(commune for _, commune, kind in departs if kind not in VARIANTES[variante])
    assert {row.valeur: row.evenements for row in rotation.lignes if row.evenements} == kept
    sizes = Counter(commune for commune, _ in logements)
    assert {row.valeur: row.logements for row in rotation.lignes if row.logements} == {
        c: 2 * n for c, n in sizes.items()
    }
    assert rotation.liberations == kept.total()


def test_years_before_an_exercice_are_listed_in_order() -> None:
    observed = observe(PARC, a_depart(2025), a_depart(2023), a_depart(2026), a_depart(2025))
    assert observed.annees_before(2026) == [2023, 2025]


def test_every_maille_is_named_and_can_be_asked() -> None:
    assert set(get_args(Maille)) == set(MAILLES)
    for maille in MAILLES:
        assert mesurer_mailles(observe(PARC, a_depart(2025, "R1")), maille, (2025,)).liberations == 1


def test_a_second_liberation_is_of_the_same_dwelling() -> None:
    assert [nom_logement("", "A1 (2)"), nom_logement("", "A1 (bis)"), nom_logement("R9", "A1")] == [
        "A1",
        "A1 (bis)",
        "R9",
    ]
