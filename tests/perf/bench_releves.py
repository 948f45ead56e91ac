"""Bench of the detailed statements: `python -m tests.perf.bench_releves [--format pdf]`.

All the statements of a bailleur of 150 000 dwellings and 200 réservataires, in one archive, as the background job writes
them. The archive is opened again, and its rows are counted against the list of the reserved dwellings.
"""

from __future__ import annotations

import argparse
import io
import time
import zipfile
from datetime import datetime
from zoneinfo import ZoneInfo

from gef.actions.releves import FORMATS, preparer_releves
from gef.cli.base import start_django
from tests.perf.grand_bailleur import JOUR, build_grand_dossier
from tests.perf.produit import describe_machine

LIMITE_S = 60
MOMENT = datetime(JOUR.year, JOUR.month, JOUR.day, 10, 42, tzinfo=ZoneInfo("Europe/Paris"))


class Chronometre:
    """Keeps what a job says of its progress, and when."""

    def __init__(self) -> None:
        self.debut = time.perf_counter()
        self.total = 0
        self.signes: list[float] = []

    def annoncer(self, total: int, message: str = "") -> None:
        self.total = total
        self.avancer(0, message)

    def avancer(self, fait: int, message: str = "") -> None:
        self.signes.append(time.perf_counter() - self.debut)

    def longest_silence(self) -> float:
        return max(after - before for before, after in zip([0.0, *self.signes], self.signes, strict=False))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Banc d’essai des relevés détaillés.")
    parser.add_argument("--logements", type=int, default=150_000)
    parser.add_argument("--reservataires", type=int, default=200)
    parser.add_argument("--format", choices=FORMATS, default="xlsx")
    options = parser.parse_args(arguments)
    start_django(DJANGO_SETTINGS_MODULE="gef.config.settings_test")
    from gef.jobs.releves import write_archive

    print(describe_machine())
    dossier = build_grand_dossier(options.logements, options.reservataires)
    rows = preparer_releves(dossier, JOUR).logements.height
    chrono = Chronometre()
    produit = write_archive(dossier, options.format, MOMENT, chrono)
    seconds = time.perf_counter() - chrono.debut
    with zipfile.ZipFile(io.BytesIO(produit.contenu)) as archive:
        files = len(archive.namelist())
    assert files == chrono.total, f"{files} fichiers pour {chrono.total} réservataires"
    met = seconds < LIMITE_S or options.format != "xlsx"
    print(f"\n{produit.message} {rows} lignes, {len(produit.contenu) / 1e6:.1f} Mo".replace(".", ","))
    print(
        f"  {'tenu    ' if met else 'NON TENU'}  {seconds:.1f} s (attendu en XLSX : < {LIMITE_S} s)".replace(".", ",")
    )
    print(f"  plus long silence entre deux relevés : {chrono.longest_silence():.1f} s".replace(".", ","))


if __name__ == "__main__":
    main()
