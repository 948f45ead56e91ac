"""All benches, one after the other: `python -m tests.perf [--rapide]`."""

from __future__ import annotations

import argparse
import subprocess
import sys

from tests.perf import (
    bench_bilans,
    bench_charge,
    bench_imports,
    bench_negociation,
    bench_objectifs,
    bench_orientation,
    bench_releves,
)


def main() -> None:
    parser = argparse.ArgumentParser(description="Tous les bancs d’essai.")
    parser.add_argument("--rapide", action="store_true", help="moins de tirages, moins de lignes")
    rapide = parser.parse_args().rapide
    for titre, bench, arguments in (
        ("Orientation", bench_orientation.main, ["--rapide"]),
        ("Objectifs entiers", bench_objectifs.main, []),
        ("Négociation d’un grand bailleur", bench_negociation.main, ["--rapide"]),
        ("Relevés détaillés", bench_releves.main, ["--logements", "15000", "--reservataires", "60"]),
        ("Bilans de tous les réservataires", bench_bilans.main, ["--logements", "15000", "--reservataires", "60"]),
        ("Import d’un grand parc", bench_imports.main, ["--lignes", "100000"]),
    ):
        print(f"\n{titre.upper()}\n")
        bench(arguments if rapide else [])
    print("\nPILOTAGE D’UN GRAND BAILLEUR\n", flush=True)
    # On its own: a process has one database.
    subprocess.run([sys.executable, "-m", "tests.perf.bench_pilotage", *(["--rapide"] if rapide else [])], check=True)
    for base in ("sqlite", "postgres"):
        print(f"\nUNE JOURNÉE DE TRAVAIL, {base.upper()}\n")
        bench_charge.main(["--base", base, *(["--rapide"] if rapide else [])])


if __name__ == "__main__":
    main()
