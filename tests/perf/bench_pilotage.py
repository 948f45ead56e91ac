"""Bench of the steering of a large bailleur: `python -m tests.perf.bench_pilotage [--rapide]`.

150 000 dwellings, 200 réservataires, a whole year of facts. Each page that leads to who waits and why, once the data are
in memory, then just after a fact was written: what a person waits for in the middle of a day of work.
"""

from __future__ import annotations

import argparse
import logging
import time
from datetime import datetime, timedelta
from datetime import time as clock
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from tests.perf.base_grand_bailleur import open_site, write_dossier
from tests.perf.grand_bailleur import JOUR, build_grand_dossier
from tests.perf.produit import describe_machine

LOGEMENTS, RESERVATAIRES = 150_000, 200
PAGE_MS, APRES_FAIT_MS = 500, 1_000
ESSAIS = 5
FIN = JOUR  # late in the year: nearly all of its facts are there
PAGES = ("/", "/pilotage", "/pilotage/soldes", "/pilotage/vacance", "/obligations")


def time_page(client: Any, page: str) -> tuple[float, float]:
    """Time a page, in milliseconds: by the clock, then by the processor, which other work on the machine spares."""
    start, busy = time.perf_counter(), time.process_time()
    answer = client.get(page)
    assert answer.status_code == 200, (page, answer.status_code)
    return (time.perf_counter() - start) * 1_000, (time.process_time() - busy) * 1_000


def run_pages(acteur: Any) -> None:
    """Time each page, warm, then after a fact."""
    from django.test import Client

    from gef.access.models import Utilisateur

    client = Client()
    client.force_login(Utilisateur.objects.get())
    for page in PAGES:
        cold, _ = time_page(client, page)
        warm = [time_page(client, page) for _ in range(ESSAIS)]
        after = []
        for _ in range(ESSAIS):
            write_fact(acteur)
            after.append(time_page(client, page))
        say(page, cold, warm, after)


def write_fact(acteur: Any) -> None:
    """Let the bailleur keep one more dwelling that has just been freed."""
    from gef.db.flux.models import Fait, Liberation

    moment = datetime.combine(FIN, clock(10), tzinfo=ZoneInfo("Europe/Paris"))
    commune = Liberation.objects.filter(bailleur=acteur.organisation).values_list("commune", flat=True).first()
    number = Liberation.objects.count()
    row = Liberation.objects.create(
        bailleur=acteur.organisation, reference=f"BANC-{number}", libre_le=FIN - timedelta(days=1), commune=commune
    )
    Fait.objects.create(liberation=row, rang=1, type="orientation", date=FIN, ecrit_le=moment)


def say(page: str, cold: float, warm: list[tuple[float, float]], after: list[tuple[float, float]]) -> None:
    """Say what a page takes, and whether it is what was asked, by the clock."""
    (warm_ms, warm_cpu), (after_ms, after_cpu) = (
        (median(row[0] for row in rows), median(row[1] for row in rows)) for rows in (warm, after)
    )
    verdict = "tenu    " if warm_ms < PAGE_MS and after_ms < APRES_FAIT_MS else "NON TENU"
    print(
        f"  {verdict}  {page:<20} première {cold:6.0f} ms ; ensuite {warm_ms:5.0f} ms, processeur {warm_cpu:4.0f} "
        f"(attendu : < {PAGE_MS}) ; après un fait {after_ms:5.0f} ms, processeur {after_cpu:4.0f} (< {APRES_FAIT_MS})",
        flush=True,
    )


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Banc d’essai du pilotage d’un grand bailleur.")
    parser.add_argument("--rapide", action="store_true", help="dix fois moins de logements")
    rapide = parser.parse_args(arguments).rapide
    print(describe_machine())
    dossier = build_grand_dossier(LOGEMENTS // 10, RESERVATAIRES // 4) if rapide else build_grand_dossier()
    facts = sum(len(row.faits) for row in dossier.liberations)
    print(
        f"{dossier.parc.height} logements, {len(dossier.comptes)} réservataires, {len(dossier.liberations)} libérations, "
        f"{facts} faits ; au {FIN:%d/%m/%Y}"
    )
    logging.disable(logging.CRITICAL)
    with open_site(FIN.isoformat()):
        acteur = write_dossier(dossier)
        from gef.actions import assiette

        assiette.calculer_et_garder(acteur, FIN.year, datetime.combine(FIN, clock(9), tzinfo=ZoneInfo("Europe/Paris")))
        run_pages(acteur)


if __name__ == "__main__":
    main()
