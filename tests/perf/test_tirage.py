"""The drawn territories are what they claim: exact parts, a flux in order, four files, and always the same by seed."""

from __future__ import annotations

import csv
import itertools
from collections import Counter, defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from tests.perf.tirage import (
    BAILLEUR,
    FORMES,
    ORDRES,
    UNITE,
    ajouter_refus,
    ecrire,
    melanger_reservataires,
    programme_of,
    reordonner,
    tirer,
    tronquer,
)

if TYPE_CHECKING:
    from pathlib import Path


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


@pytest.mark.parametrize("forme", FORMES)
def test_parts_make_one_in_ten_thousandths_and_keep_to_the_caps(forme: str) -> None:
    tirage = tirer(forme, 1, 3)
    types = {r.reservataire: r.type for r in tirage.reservataires}
    for here in tirage.parts.values():
        assert sum(here.values()) == 1
        assert all(part > 0 and (part * UNITE).denominator == 1 for part in here.values())
        assert sum(part for r, part in here.items() if r in tirage.etat) == Fraction(30, 100)
        if FORMES[forme].propre is None:
            garanties = sum(part for r, part in here.items() if types[r] in {"departement", "epci", "commune"})
            assert garanties <= Fraction(20, 100)
            assert Fraction(31, 100) <= here[BAILLEUR] <= Fraction(45, 100)
        else:
            assert here[BAILLEUR] == Fraction(FORMES[forme].propre, UNITE)


def test_a_departement_has_the_announced_size() -> None:
    tirage = tirer("dept", 3, 3)
    assert len(tirage.communes) == 60
    assert sum(c.parc for c in tirage.communes) == pytest.approx(15_000, rel=0.01)
    assert Counter(r.type for r in tirage.reservataires)["commune"] == 38
    assert len(tirage.reservataires) == 46
    assert len(tirage.decomptables()) == pytest.approx(3_000, rel=0.06)
    assert len(tirage.decomptables()) / len(tirage.flux) == pytest.approx(0.9, abs=0.02)


def test_a_programme_shares_its_financement_its_forme_and_its_qpv() -> None:
    programmes = defaultdict(list)
    for x in tirer("dept", 3, 3).flux:
        programmes[programme_of(x)].append(x)
    assert all(len({(x.commune, x.financement, x.forme, x.qpv) for x in here}) == 1 for here in programmes.values())
    # A typologie is more often that of its programme than chance would have it.
    large = [Counter(x.typologie for x in here) for here in programmes.values() if len(here) >= 10]
    overall = sum(large, Counter())
    chance = sum(n * n for n in overall.values()) / overall.total() ** 2
    within = sum(n * (n - 1) for counts in large for n in counts.values()) / sum(
        counts.total() * (counts.total() - 1) for counts in large
    )
    assert within > 1.1 * chance


def test_a_seed_gives_one_territory() -> None:
    assert tirer("petit", 2, 5) == tirer("petit", 2, 5)
    assert tirer("petit", 2, 5) != tirer("petit", 2, 6)


def test_a_longer_horizon_is_another_draw_of_the_same_territory() -> None:
    assert tirer("petit", 1, 5).parts == tirer("petit", 3, 5).parts


@pytest.mark.parametrize("ordre", ORDRES)
def test_hostile_orders_free_the_same_logements_on_the_same_days(ordre: str) -> None:
    tirage = tirer("petit", 2, 5)
    moved = reordonner(tirage, ordre)
    assert [(x.rang, x.date) for x in moved.flux] == [(x.rang, x.date) for x in tirage.flux]
    assert sorted(x.logement for x in moved.flux) == sorted(x.logement for x in tirage.flux)
    assert [x.logement for x in moved.flux] != [x.logement for x in tirage.flux]


def test_blocs_never_come_back_to_a_commune() -> None:
    communes = [x.commune for x in reordonner(tirer("petit", 2, 5), "blocs").flux]
    changes = sum(a != b for a, b in itertools.pairwise(communes))
    assert changes == len(set(communes)) - 1


def test_round_robin_serves_every_commune_before_coming_back() -> None:
    communes = [x.commune for x in reordonner(tirer("petit", 2, 5), "round_robin").flux]
    assert len(set(communes[: len(set(communes))])) == len(set(communes))


def test_refusals_are_those_of_eligible_reservataires_at_the_announced_rate() -> None:
    tirage = ajouter_refus(tirer("dept", 1, 5))
    offered = sum(len(tirage.parts[x.commune]) - 1 for x in tirage.decomptables())
    assert sum(len(x.refus) for x in tirage.flux) / offered == pytest.approx(0.14, abs=0.01)
    assert all(set(x.refus) <= set(tirage.parts[x.commune]) - {BAILLEUR} for x in tirage.flux)
    assert not any(x.refus for x in tirage.flux if x.hors_flux)


def test_cut_and_shuffled_are_the_same_territory() -> None:
    tirage = tirer("petit", 1, 5)
    assert tronquer(tirage, 7).flux == tirage.flux[:7]
    shuffled = melanger_reservataires(tirage)
    assert shuffled.reservataires != tirage.reservataires
    assert sorted(r.reservataire for r in shuffled.reservataires) == sorted(
        r.reservataire for r in tirage.reservataires
    )
    assert shuffled.parts == tirage.parts
    assert [list(here) for here in shuffled.parts.values()] != [list(here) for here in tirage.parts.values()]


def test_the_four_files_say_what_was_drawn(tmp_path: Path) -> None:
    tirage = ajouter_refus(tirer("petit", 1, 5))
    ecrire(tirage, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "communes.csv",
        "flux.csv",
        "parts.csv",
        "reservataires.csv",
    ]
    parts: dict[str, dict[str, Fraction]] = defaultdict(dict)
    for row in read(tmp_path / "parts.csv"):
        parts[row["commune"]][row["reservataire"]] = Fraction(row["part"])
    assert parts == tirage.parts
    reservataires = read(tmp_path / "reservataires.csv")
    assert {row["reservataire"]: row["part"] for row in reservataires}[BAILLEUR] == ""
    assert [(row["reservataire"], row["type"], row["portee"]) for row in reservataires] == [
        (r.reservataire, r.type, r.portee) for r in tirage.reservataires
    ]
    flux = read(tmp_path / "flux.csv")
    entetes = "rang date logement commune epci typologie financement qpv forme hors_flux refus"
    assert list(flux[0]) == entetes.split()
    assert [(int(row["rang"]), row["date"], row["qpv"]) for row in flux] == [
        (x.rang, x.date.isoformat(), "1" if x.qpv else "0") for x in tirage.flux
    ]
    assert [tuple(row["refus"].split(";")) if row["refus"] else () for row in flux] == [x.refus for x in tirage.flux]
    assert [(row["commune"], int(row["parc"])) for row in read(tmp_path / "communes.csv")] == [
        (c.commune, c.parc) for c in tirage.communes
    ]
