"""Bench of the bilans: `python -m tests.perf.bench_bilans`.

A bailleur of 150 000 dwellings and 200 réservataires in a database: his bilan frozen, replayed, then written for
everybody, PDF and spreadsheet, in one archive, as the background job does. The archive is opened again and its files
are counted.
"""

from __future__ import annotations

import argparse
import io
import resource
import time
import zipfile
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.perf.base_grand_bailleur import open_site, write_dossier
from tests.perf.bench_releves import Chronometre
from tests.perf.grand_bailleur import JOUR, build_grand_dossier
from tests.perf.produit import describe_machine

LIMITE_S = 180
EXERCICE = JOUR.year - 1
MOMENT = datetime(JOUR.year, JOUR.month, JOUR.day, 10, 42, tzinfo=ZoneInfo("Europe/Paris"))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Banc d’essai des bilans.")
    parser.add_argument("--logements", type=int, default=150_000)
    parser.add_argument("--reservataires", type=int, default=200)
    options = parser.parse_args(arguments)
    print(describe_machine())
    with open_site(JOUR.isoformat()):
        measure(options.logements, options.reservataires)


def measure(logements: int, reservataires: int) -> None:
    from gef.actions.bilans_figes import figer_bilan, lire_bilan, rejouer_bilan
    from gef.jobs.bilans import write_archive

    acteur = write_dossier(build_grand_dossier(logements, reservataires))
    start = time.perf_counter()
    bilan = figer_bilan(acteur, EXERCICE, MOMENT)
    frozen = time.perf_counter()
    assert rejouer_bilan(bilan).is_identique, "le rejeu ne donne pas les mêmes octets"
    replayed = time.perf_counter()
    before = read_cpu()
    chrono = Chronometre()
    produit = write_archive(bilan, chrono)
    written = time.perf_counter()
    with zipfile.ZipFile(io.BytesIO(produit.contenu)) as archive:
        files = len(archive.namelist())
    assert files == 2 * chrono.total, f"{files} fichiers pour {chrono.total} destinataires"
    total = lire_bilan(bilan).bilan.total
    print(f"\n{produit.message} {total.propositions} propositions, {total.attributions} attributions, ", end="")
    print(f"{len(produit.contenu) / 1e6:.1f} Mo".replace(".", ","))
    print(f"  figer {frozen - start:.1f} s, rejouer {replayed - frozen:.1f} s".replace(".", ","))
    took = frozen - start + written - replayed
    met = took < LIMITE_S
    said = f"{took:.1f} s pour figer et écrire (attendu : < {LIMITE_S} s)".replace(".", ",")
    print(f"  {'tenu    ' if met else 'NON TENU'}  {said}")
    cpu = read_cpu() - before
    print(f"  écrire : {cpu:.0f} s de processeur, compositeurs compris".replace(".", ","))
    print(f"  plus long silence entre deux bilans : {chrono.longest_silence():.1f} s".replace(".", ","))


def read_cpu() -> float:
    """Seconds of processor taken so far, ended processes included: what a shared machine does not blur."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(row.ru_utime + row.ru_stime for row in used)


if __name__ == "__main__":
    main()
