"""The deposit: a true file of the administration's format, that the product's own reader accepts whole."""

from __future__ import annotations

from collections import Counter

import polars as pl
import pytest

from gef.demo.depot import NOM_DEPOT, SITUATION
from gef.demo.monde import Monde
from gef.demo.sources import load_parc_publie
from gef.imports.parc import LectureParc, read_parc
from gef.law.territoires import load_communes


@pytest.fixture(scope="module")
def lecture(monde: Monde) -> LectureParc:
    return read_parc(monde.depot, nom=NOM_DEPOT, communes=frozenset(load_communes()))


def test_shape(monde: Monde) -> None:
    lines = monde.depot.decode().split("\r\n")
    assert len(lines) == 12_002
    assert lines[-1] == ""
    assert lines[0].count(";") == 11
    assert {line.count(";") for line in lines[1:-1]} == {63}


def test_it_is_read_whole_with_the_gaps_left_on_purpose(lecture: LectureParc) -> None:
    rapport = lecture.rapport
    assert rapport.is_acceptable
    assert (rapport.format, rapport.lignes_lues, rapport.lignes_retenues) == ("rpls_depot", 12_000, 12_000)
    assert {cause.colonne for cause in rapport.causes} == {"CONTRESLOG", "CONSTRUCT"}
    assert rapport.completude["ident_rep"] == 12_000 - 15
    assert rapport.completude["surface_m2"] == 12_000 - 9


def test_the_reader_derives_what_the_flux_says(monde: Monde, lecture: LectureParc) -> None:
    rows = {row["ident_int"]: row for row in lecture.table.iter_rows(named=True)}
    for logement in monde.logements:
        row = rows[logement.ident_int]
        assert (row["typologie"], row["financement"], row["qpv"], row["forme"]) == (
            logement.typologie,
            logement.financement,
            logement.qpv,
            logement.forme,
        )
        assert (row["adresse"], row["programme"]) == (logement.adresse, logement.programme.libelle)
        assert (row["periode"] or "", row["surface_m2"]) == (logement.periode, logement.surface_m2)
        assert (row["contingent"] or "") == monde.registre.contingents[logement.numero]


def test_occupation_agrees_with_the_flux(monde: Monde, lecture: LectureParc) -> None:
    rows = {row["ident_int"]: row for row in lecture.table.iter_rows(named=True)}
    baux = {fait.liberation.reference: fait.date for fait in monde.deroule.faits if fait.type == "bail"}
    for liberation in monde.liberations:
        row, bail = rows[liberation.logement.ident_int], baux.get(liberation.reference)
        if liberation.libre_le >= SITUATION:
            assert (row["mode"], row["bail"] < SITUATION) == ("1", True)
        elif liberation.hors_flux == "vente":
            assert row["mode"] == "3"
        elif bail and bail < SITUATION:
            assert (row["mode"], row["bail"]) == ("1", bail.replace(day=1))
        else:
            assert (row["mode"], row["bail"], row["loyer_centimes"]) == ("2", None, None)
    assert lecture.table.filter((pl.col("mode") == "1") & pl.col("bail").is_null()).height == 0


def test_occupation_stays_near_the_published_mix(monde: Monde) -> None:
    drawn = Counter(occupation.mode for occupation in monde.occupations.values())
    weights = Counter(row.commune for row in monde.logements)
    publies = load_parc_publie()
    for mode in "12345":
        expected = sum(n * publies[code].modes[mode] / sum(publies[code].modes.values()) for code, n in weights.items())
        assert drawn[mode] == pytest.approx(expected, abs=60)
