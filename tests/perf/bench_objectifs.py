"""Bench of the whole objectives: `python -m tests.perf.bench_objectifs`.

Two tables of a large bailleur: the one of a drawn territory, where most réservataires have a right in a single commune,
and a full one, 200 réservataires with a right in each of 250 communes. The margins are checked here, from the cells.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

from gef.core.objectifs import arrondir_objectifs
from tests.perf.produit import describe_machine
from tests.perf.temoins import PART_DU_FLUX
from tests.perf.tirage import tirer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Droits = dict[str, dict[str, Fraction]]
ETAT = frozenset({"ETAT-P", "ETAT-F"})
GRAINE = 7_001
LIMITE_S = 2


def draw_territory() -> Droits:
    """Forecast rights of a year, réservataire × commune, in a large drawn territory."""
    tirage = tirer("grand", 1, GRAINE)
    droits: Droits = defaultdict(dict)
    for commune in tirage.communes:
        flux = commune.parc * commune.rotation * PART_DU_FLUX
        for r, part in tirage.parts[commune.commune].items():
            droits[r][commune.commune] = flux * part
    return dict(droits)


def draw_full_table(reservataires: int = 200, communes: int = 250) -> Droits:
    """Rights of everyone everywhere: the largest table that the network can be asked to round."""
    rng = random.Random(GRAINE)
    ids = [*sorted(ETAT), *(f"R{n:03d}" for n in range(3, reservataires + 1))]
    return {r: {f"C{n:03d}": Fraction(rng.randrange(40_000), 10_000) for n in range(1, communes + 1)} for r in ids}


def largest_gaps(droits: Droits, cellules: Mapping[tuple[str, str], int]) -> dict[str, Fraction]:
    """Largest distance between a whole objective and its exact value: cells, rows, columns, État × commune, total."""
    gaps: dict[str, dict[object, Fraction]] = {
        niveau: defaultdict(Fraction) for niveau in ("cellule", "réservataire", "commune", "État × commune", "total")
    }
    for r, par_commune in droits.items():
        for commune, droit in par_commune.items():
            gap = cellules.get((r, commune), 0) - droit
            gaps["cellule"][r, commune] += gap
            gaps["réservataire"][r] += gap
            gaps["commune"][commune] += gap
            gaps["total"]["total"] += gap
            if r in ETAT:
                gaps["État × commune"][commune] += gap
    return {niveau: max(map(abs, values.values())) for niveau, values in gaps.items()}


def verify(droits: Droits, cellules: Iterable[tuple[str, str]]) -> None:
    strangers = [cell for cell in cellules if cell[1] not in droits.get(cell[0], {})]
    assert not strangers, f"objectif sans droit : {strangers[:3]}"


def run(nom: str, droits: Droits) -> None:
    cells = sum(map(len, droits.values()))
    communes = len({commune for par_commune in droits.values() for commune in par_commune})
    start = time.perf_counter()
    objectifs = arrondir_objectifs(droits, groupe_etat=ETAT)
    seconds = time.perf_counter() - start
    verify(droits, objectifs.cellules)
    gaps = largest_gaps(droits, objectifs.cellules)
    met = all(gap < 1 for gap in gaps.values()) and seconds < LIMITE_S
    print(f"\n{nom} : {len(droits)} réservataires × {communes} communes, {cells} cellules")
    print("  écart le plus grand : " + " ; ".join(f"{niveau} {_text(gap)}" for niveau, gap in gaps.items()))
    print(f"  {'tenu    ' if met else 'NON TENU'}  {_text(seconds)} s (attendu : < {LIMITE_S} s, tous les écarts < 1)")


def _text(value: Fraction | float) -> str:
    return f"{float(value):.2f}".replace(".", ",")


def main(arguments: list[str] | None = None) -> None:
    argparse.ArgumentParser(description="Banc d’essai des objectifs entiers.").parse_args(arguments)
    print(describe_machine())
    run("territoire tiré", draw_territory())
    run("tableau plein", draw_full_table())


if __name__ == "__main__":
    main()
