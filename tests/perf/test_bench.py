"""The benches judge as they say, on inputs that are what they claim."""

from __future__ import annotations

import time
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from gef.core.objectifs import arrondir_objectifs
from gef.imports.parc import read_parc
from tests.perf import bench_imports, bench_objectifs, bench_orientation, produit
from tests.perf.bench_orientation import Critere, Serie, show, show_count
from tests.perf.mesures import Mesures, mesurer
from tests.perf.temoins import orienter_au_plus_en_retard
from tests.perf.tirage import tirer

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def mesures() -> Mesures:
    tirage = tirer("petit", 1, 5)
    return mesurer(orienter_au_plus_en_retard(tirage), tirage)


def test_a_criterion_judges_the_median_and_the_worst(mesures: Mesures) -> None:
    three = [replace(mesures, ecart=Fraction(n, 10)) for n in (7, 8, 12)]
    assert Critere("ecart", median="0.8").is_met(three)
    assert not Critere("ecart", median="0.79").is_met(three)
    assert Critere("ecart", pire="1.2").is_met(three)
    assert not Critere("ecart", median="0.8", pire="1.19").is_met(three)


def test_a_missed_criterion_is_printed(mesures: Mesures, capsys: pytest.CaptureFixture[str]) -> None:
    serie = Serie("essai", "petit", 1, 1, (Critere("retard", pire="2"), Critere("noyes", pire="0")))
    missed = replace(mesures, retard=Fraction(5, 2), noyes=0, avance=Fraction(86, 100))
    verdicts = bench_orientation.judge(serie, {"gef": [missed]}, [tirer("petit", 1, 5)], [])
    assert verdicts == [False, True, False]
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "  NON TENU  retard maximal : 2,50 / 2,50 (attendu : pire ≤ 2,00)"
    assert printed[1].startswith("  tenu")
    assert printed[2] == "  NON TENU  avance maximale, toujours : 0,86 / 0,86 (attendu : ≤ 0,85)"


def test_figures_are_written_in_french() -> None:
    assert (show(Fraction(1, 8), "composition_qpv"), show(Fraction(3), "noyes"), show(Fraction(7, 2), "noyes")) == (
        "0,1250",
        "3",
        "3,50",
    )
    assert show_count(1_234_567.8) == "1\u202f234\u202f568"


def test_the_machine_is_named() -> None:
    described = produit.describe_machine()
    assert described.startswith("Machine : ")
    assert "Python 3" in described


def test_whole_objectives_of_a_large_territory_keep_every_margin() -> None:
    droits = bench_objectifs.draw_territory()
    objectifs = arrondir_objectifs(droits, groupe_etat=bench_objectifs.ETAT)
    bench_objectifs.verify(droits, objectifs.cellules)
    gaps = bench_objectifs.largest_gaps(droits, objectifs.cellules)
    assert max(gaps.values()) < 1, gaps


def test_the_margins_are_measured_from_the_cells() -> None:
    droits = {"ETAT-P": {"A": Fraction(1, 2), "B": Fraction(1, 2)}, "AL": {"A": Fraction(3, 4)}}
    gaps = bench_objectifs.largest_gaps(droits, {("ETAT-P", "A"): 1, ("ETAT-P", "B"): 1, ("AL", "A"): 1})
    assert gaps == {
        "cellule": Fraction(1, 2),
        "réservataire": Fraction(1),
        "commune": Fraction(3, 4),
        "État × commune": Fraction(1, 2),
        "total": Fraction(5, 4),
    }


@pytest.mark.slow
def test_a_full_table_of_objectives_is_rounded_in_two_seconds() -> None:
    droits = bench_objectifs.draw_full_table()
    start = time.process_time()
    objectifs = arrondir_objectifs(droits, groupe_etat=bench_objectifs.ETAT)
    seconds = time.process_time() - start
    assert max(bench_objectifs.largest_gaps(droits, objectifs.cellules).values()) < 1
    assert seconds < bench_objectifs.LIMITE_S


def test_the_written_deposit_is_one(tmp_path: Path) -> None:
    path = tmp_path / "depot.txt"
    bench_imports.write_depot(path, 400)
    lines = path.read_text(encoding="iso-8859-1").splitlines()
    assert lines[0].count(";") + 1 == 12
    assert {line.count(";") + 1 for line in lines[1:]} == {64}
    lecture = read_parc(path, nom=path.name)
    assert lecture.rapport.format == "rpls_depot"
    assert lecture.rapport.is_acceptable
    assert lecture.table.height == 400
    assert 0 < lecture.rapport.lignes_a_corriger < 20, "a few defects, as in a real deposit"


@pytest.mark.django_db
def test_the_loading_hook_writes_every_dwelling(tmp_path: Path) -> None:
    from gef.db.patrimoine.models import Logement

    path = tmp_path / "depot.txt"
    bench_imports.write_depot(path, 100)
    bench_imports.load_database(read_parc(path, nom=path.name), path.name)
    assert Logement.objects.count() == 100
