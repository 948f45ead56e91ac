"""Bench of a working day: `python -m tests.perf.bench_charge [--rapide] [--secondes 120]`.

The drawn bailleur of 150 000 dwellings on a real server, his agents and his réservataires at work together over HTTP:
agents orient and send sheets, réservataires answer and present candidates, each with a few seconds between two pages.
Twenty of each on PostgreSQL, five of each on SQLite. Then the ledger is checked: every answer said to be written is
there, once, and replaying it from nothing gives the same accounts.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.perf.base_grand_bailleur import open_site, write_dossier
from tests.perf.grand_bailleur import JOUR, build_grand_dossier
from tests.perf.personnes import MOT_DE_PASSE, Mesure, Personne, work_together
from tests.perf.produit import describe_machine

LOGEMENTS, RESERVATAIRES = 150_000, 200
P95_MS = 500
EN_ATTENTE = 300
RACINE = Path(__file__).resolve().parents[2]


@contextmanager
def open_postgres() -> Iterator[str]:
    """Start a throw-away PostgreSQL server and give its address."""
    script = str(RACINE / "scripts" / "postgres.sh")
    server = subprocess.run([script, "start"], check=True, capture_output=True, text=True).stdout.strip()
    try:
        yield f"postgres://gef@127.0.0.1:{server.partition(':')[0]}/postgres"
    finally:
        subprocess.run([script, "stop", server], check=True)


@contextmanager
def serve(folder: Path, workers: int) -> Iterator[str]:
    """Serve the site of the bench in processes of its own, as in production; give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = {"--interface": "wsgi", "--host": "127.0.0.1", "--port": str(port), "--workers": str(workers)}
    words = [word for pair in options.items() for word in pair]
    command = [sys.executable, "-m", "granian", *words, "--blocking-threads", "8", "--log-level", "warning"]
    # As in production, but for HTTPS: the demonstration's switch leaves it out.
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "gef.config.settings", "GEF_DEBUG": "0", "GEF_DEMO": "1"}
    environment |= {"GEF_LECTURE_AU_DEMARRAGE": "1"}
    manage = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(manage, check=True, env=environment)
    with (
        (folder / "serveur.log").open("wb") as log,
        subprocess.Popen([*command, "gef.config.wsgi:application"], env=environment, stdout=log, stderr=log) as server,
    ):
        try:
            _wait_for(f"http://127.0.0.1:{port}/connexion")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait_for(address: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise TimeoutError(f"{address} does not answer")


def prepare(dossier: Any, each: int) -> tuple[Any, list[Personne]]:
    """Write the bailleur, what waits on the day, and the people who will work."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    from gef.access.models import Appartenance, Organisation, Role, Utilisateur
    from gef.db.flux.models import Reservataire

    acteur = write_dossier(add_en_attente(dossier))
    hasher = Argon2PasswordHasher()  # that of the site, not the quick one of the tests
    password = hasher.encode(MOT_DE_PASSE, hasher.salt())
    people = [Personne(f"agent{rank}@bailleur.example", "agent", 0) for rank in range(each)]
    people += [
        Personne(f"agent{rank}@reservataire.example", "reservataire", acteur.organisation.pk) for rank in range(each)
    ]
    by_size = sorted(dossier.conventions, key=lambda row: (-row.part, row.reservataire))
    codes = list(dict.fromkeys(row.reservataire for row in by_size))[:each]
    for person in people[:each]:
        user = Utilisateur.objects.create(email=person.email, nom="Agent", password=password)
        Appartenance.objects.create(utilisateur=user, organisation=acteur.organisation, role=Role.CHARGE)
    for person, code in zip(people[each:], codes, strict=True):
        organisation = Organisation.objects.create(nom=f"Réservataire {code}", type="autre")
        Reservataire.objects.filter(code=code).update(organisation=organisation)
        user = Utilisateur.objects.create(email=person.email, nom="Agent", password=password)
        Appartenance.objects.create(utilisateur=user, organisation=organisation, role=Role.GESTIONNAIRE)
    return acteur, people


def add_en_attente(dossier: Any) -> Any:
    """Add what waits for a decision on the day: the last dwellings of the flux, freed again."""
    flux = [row for row in dossier.liberations if not row.hors_flux][-EN_ATTENTE:]
    waiting = [
        replace(row, reference=f"ATTENTE-{rank}", ident_rep="", libre_le=JOUR - timedelta(days=rank % 40), faits=())
        for rank, row in enumerate(flux)
    ]
    return replace(dossier, liberations=(*dossier.liberations, *waiting))


def check_ledger(bailleur_id: int, written: int, before: int) -> list[str]:
    """Say what was lost or doubled: nothing is expected."""
    from gef.actions import flux
    from gef.db.flux.models import Fait

    faults = []
    found = Fait.objects.count() - before
    if found != written:
        faults.append(f"{written} faits annoncés, {found} au journal")
    ranks: defaultdict[int, list[int]] = defaultdict(list)
    for liberation, rang in Fait.objects.order_by("liberation_id", "rang").values_list("liberation_id", "rang"):
        ranks[liberation].append(rang)
    holes = sum(rows != list(range(1, len(rows) + 1)) for rows in ranks.values())
    if holes:
        faults.append(f"{holes} logements dont les faits ne se suivent pas")
    flux._KNOWN.clear()
    etat = flux.load_flux(bailleur_id)
    waiting = sum(s.is_en_attente and s.etat.is_credite for s in etat.suivis.values())
    if etat.moteur.comptes.somme_des_soldes() != waiting:
        faults.append(f"somme des soldes {etat.moteur.comptes.somme_des_soldes()}, attendu {waiting}")
    return faults


def report(nom: str, mesure: Mesure, faults: list[str]) -> None:
    """Print what was asked and measured."""
    print(
        f"\n{nom} : {len(mesure.temps)} requêtes, {mesure.ecrits} faits écrits, {mesure.depasses} refusés (déjà décidé)"
    )
    by_page: defaultdict[str, list[float]] = defaultdict(list)
    for page, seconds in mesure.temps:
        by_page[page].append(seconds * 1_000)
    for page, laps in sorted(by_page.items()):
        print(
            f"  {page:<34} {len(laps):>5} fois, médiane {_quantile(laps, 50):4.0f} ms, p95 {_quantile(laps, 95):4.0f} ms"
        )
    p95 = _quantile([seconds * 1_000 for _, seconds in mesure.temps], 95)
    for held, what in (
        (p95 < P95_MS, f"p95 de toutes les requêtes : {p95:.0f} ms (attendu : < {P95_MS} ms)"),
        (not mesure.erreurs, f"erreurs : {sum(mesure.erreurs.values())} {dict(mesure.erreurs) or ''} (attendu : 0)"),
        (not faults, f"journal : {' ; '.join(faults) or 'rien de perdu, rien en double, rejoué à l’identique'}"),
    ):
        print(f"  {'tenu    ' if held else 'NON TENU'}  {what}")


def _quantile(laps: list[float], percent: int) -> float:
    rows = sorted(laps)
    return rows[min(len(rows) - 1, len(rows) * percent // 100)] if rows else 0.0


def run(dossier: Any, nom: str, each: int, seconds: int, *, base: str = "", workers: int = 1) -> None:
    """Write the base, serve it, let everybody work, check the ledger."""
    with open_site(JOUR.isoformat(), base) as folder:
        from gef.db.flux.models import Fait

        acteur, people = prepare(dossier, each)
        before = Fait.objects.count()
        with serve(folder, workers) as address:
            mesure = work_together(address, people, seconds)
        report(nom, mesure, check_ledger(acteur.organisation.pk, mesure.ecrits, before))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Banc d’essai d’une journée de travail.")
    parser.add_argument("--rapide", action="store_true", help="dix fois moins de logements, vingt secondes")
    parser.add_argument("--secondes", type=int, default=120)
    parser.add_argument("--base", choices=("postgres", "sqlite"), required=True)
    options = parser.parse_args(arguments)
    print(describe_machine())
    dossier = build_grand_dossier(LOGEMENTS // 10, RESERVATAIRES // 4) if options.rapide else build_grand_dossier()
    seconds = 20 if options.rapide else options.secondes
    print(
        f"{dossier.parc.height} logements, {len(dossier.comptes)} réservataires, {len(dossier.liberations)} libérations"
    )
    if options.base == "sqlite":
        run(dossier, "SQLite, 5 agents et 5 réservataires", 5, seconds)
        return
    with open_postgres() as base:
        run(dossier, "PostgreSQL, 20 agents et 20 réservataires", 20, seconds, base=base, workers=2)


if __name__ == "__main__":
    main()
