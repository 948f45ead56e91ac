"""The parc: real where it is said to be, in the published proportions elsewhere, and nobody's address."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

import pytest

from gef.demo.logements import LogementDemo
from gef.demo.monde import Monde
from gef.demo.noms import list_noms
from gef.demo.sources import load_cannes, load_parc_publie
from gef.law.territoires import find_commune, qpv_par_commune

CANNES = "06029"
GROUPES_FINAN = {
    "10": "plai",
    "11": "plai",
    "12": "plus_ap_77",
    "13": "plus_ap_77",
    "14": "pls",
    "16": "pli",
    "52": "plus_av_77",
}


def in_commune(monde: Monde, code: str) -> list[LogementDemo]:
    return [logement for logement in monde.logements if logement.commune == code]


def distance(drawn: Mapping[object, int], published: Mapping[object, int]) -> float:
    """Total variation between two mixes."""
    n, m = sum(drawn.values()), sum(published.values())
    return sum(abs(drawn.get(k, 0) / n - published.get(k, 0) / m) for k in {*drawn, *published}) / 2


def test_total_and_real_rows(monde: Monde) -> None:
    assert len(monde.logements) == 12_000
    assert len(in_commune(monde, CANNES)) == 6_313
    keys = ("NBPIECE", "SURFHAB", "CONSTRUCT", "FINAN", "QPV", "TYPECONST", "CONV")
    real = Counter(tuple(row[key] for key in keys) for row in load_cannes())
    kept = Counter(
        (
            str(row.piece),
            str(row.surface_m2),
            str(row.annee),
            row.finan,
            "1" if row.qpv else "2",
            row.forme_rpls,
            "1" if row.conventionne else "2",
        )
        for row in monde.logements[:6_374]
    )
    # The few surfaces left out on purpose are the only difference.
    assert (real - kept).total() == sum(row.surface_m2 is None for row in monde.logements[:6_374]) < 10


def test_dwellings_follow_the_size_of_the_communes(monde: Monde) -> None:
    counts = Counter(row.commune for row in monde.logements if row.commune != CANNES)
    publies = load_parc_publie()
    ratio = 5_687 / sum(publies[code].total for code in counts)
    assert all(abs(count - ratio * publies[code].total) < 1 for code, count in counts.items())
    assert all(find_commune(code).departement == "06" for code in counts)


@pytest.mark.parametrize("code", ["06088", "06004", "06069", "06027"])
def test_large_communes_have_the_published_mixes(monde: Monde, code: str) -> None:
    rows, publie = in_commune(monde, code), load_parc_publie()[code]
    assert distance(Counter(min(row.piece, 5) for row in rows), publie.pieces) < 0.01
    assert distance(Counter(GROUPES_FINAN[row.finan] for row in rows), publie.financements) < 0.01
    annees = [row.annee for row in rows if row.annee]
    assert abs(sum(annees) / len(annees) - publie.annee_moyenne) < 2


def test_the_parc_outside_cannes_has_the_published_mixes(monde: Monde) -> None:
    rows = [row for row in monde.logements if row.commune not in (CANNES, "06030")]
    publies = [load_parc_publie()[code] for code in {row.commune for row in rows}]
    pieces: Counter[object] = sum((Counter(p.pieces) for p in publies), Counter())
    modes: Counter[object] = sum((Counter(p.modes) for p in publies), Counter())
    assert distance(Counter(min(row.piece, 5) for row in rows), pieces) < 0.01
    assert distance(Counter(row.mode for row in rows), modes) < 0.01


@pytest.mark.parametrize("code", [CANNES, "06088", "06069"])
def test_rents_average_the_published_one(monde: Monde, code: str) -> None:
    rows = [row for row in in_commune(monde, code) if row.surface_m2]
    mean = sum(row.loyer_euros for row in rows) / sum(row.surface_m2 or 0 for row in rows)
    assert mean * 100 == pytest.approx(load_parc_publie()[code].loyer_centimes_m2, rel=0.02)
    means = {
        finan: sum(r.loyer_euros for r in rows if r.finan == finan)
        / sum(r.surface_m2 or 0 for r in rows if r.finan == finan)
        for finan in ("10", "14")
    }
    assert means["10"] < mean < means["14"]


def test_quartiers_prioritaires_stand_where_there_are_some(monde: Monde) -> None:
    assert {row.commune for row in monde.logements if row.qpv} <= set(qpv_par_commune())
    by_programme = {(row.programme.numero, row.qpv) for row in monde.logements if row.commune not in (CANNES, "06030")}
    assert len(by_programme) == len({numero for numero, _ in by_programme})


def test_names_and_addresses_are_invented(monde: Monde) -> None:
    noms = set(list_noms())
    assert {row.programme.nom for row in monde.logements} <= noms
    assert len({row.programme.nom for row in monde.logements}) == len({row.programme.numero for row in monde.logements})
    assert all(row.programme.nom_voie == f"des {row.programme.nom.replace(' ', '-')}" for row in monde.logements)
    reals = {row[key].casefold() for row in load_cannes() for key in ("COMPLGEO", "NOMVOIE", "COMPLIDENT") if row[key]}
    assert not {row.programme.libelle.casefold() for row in monde.logements} & reals


def test_identifiers(monde: Monde) -> None:
    numeros = [row.ident_rep for row in monde.logements if row.has_numero_rpls]
    assert len(numeros) == len(set(numeros)) == 12_000 - 15
    assert all(re.fullmatch(r"HL\d{8}", numero) for numero in numeros)
    assert len({row.ident_int for row in monde.logements}) == 12_000
