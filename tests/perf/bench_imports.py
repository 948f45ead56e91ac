"""Bench of the import of a large parc: `python -m tests.perf.bench_imports [--lignes N] [--sans-postgres]`.

Writes a RPLS deposit of a million fictitious dwellings, then, in a fresh process for each database, reads it and loads
it as the acceptance of a parc does. Speeds are those of one machine; the peak of memory is that of the whole process.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gef.imports.parc import LectureParc, read_parc
from gef.imports.rpls_depot import POSITIONS
from tests.perf.bench_orientation import show_count, verdict
from tests.perf.produit import describe_machine

if TYPE_CHECKING:
    from collections.abc import Iterator

RACINE = Path(__file__).resolve().parents[2]
GRAINE = 7_001
SIREN, SIRET = "100000009", "10000000900009"  # fictitious, with right check digits
MILLESIME = 2026
COMMUNES = (
    ("01053", "01000", "BOURG EN BRESSE"),
    ("01283", "01100", "OYONNAX"),
    ("01004", "01500", "AMBERIEU EN BUGEY"),
    ("01033", "01200", "VALSERHONE"),
    ("01173", "01170", "GEX"),
    ("01354", "01630", "SAINT GENIS POUILLY"),
    ("01160", "01210", "FERNEY VOLTAIRE"),
    ("01281", "01210", "ORNEX"),
    ("01034", "01300", "BELLEY"),
    ("01269", "01130", "NANTUA"),
)
FREQUENCES = (30, 18, 12, 9, 8, 7, 6, 4, 4, 2)
SURFACES = {1: 30, 2: 47, 3: 65, 4: 80, 5: 96}
SEUIL_LIGNES_PAR_SECONDE = 40_000
SEUIL_OCTETS = 2 * 1024**3
RANG = {nom: rang for rang, nom in enumerate(POSITIONS)}


def draw_entete(lignes: int) -> str:
    return (
        f"{MILLESIME};{SIREN};OFFICE FICTIF DE L'HABITAT;;;;1 RUE DE L'ESSAI;;01000 BOURG EN BRESSE;{SIRET};{lignes};"
    )


def draw_programme(rng: random.Random, numero: int) -> dict[str, str]:
    """Draw what the dwellings of a programme share."""
    commune, code_postal, libelle = rng.choices(COMMUNES, FREQUENCES)[0]
    annee = rng.randint(1950, 2023)
    finan = (
        rng.choice(("50", "51", "52")) if annee < 1977 else rng.choices(("10", "12", "13", "14"), (15, 35, 40, 10))[0]
    )
    return {
        "DROIT": "1",
        "DEPCOM": commune,
        "CODEPOSTAL": code_postal,
        "LIBCOM": libelle,
        "NUMVOIE": str(rng.randint(1, 150)),
        "TYPVOIE": rng.choice(("RUE", "AVENUE", "ALLÉE")),
        "NOMVOIE": f"DU PROGRAMME {numero}",
        "COMPLGEO": f"RÉSIDENCE {numero}",
        "QPV": rng.choices("12", (1, 4))[0],
        "TYPECONST": rng.choices("CI", (9, 1))[0],
        "CONSTRUCT": str(annee),
        "LOCAT": str(annee),
        "PATRIMOINE": str(annee),
        "ORIGINE": "1",
        "FINAN": finan,
        "CONV": "1",
        "NUMCONV": f"01{annee}{numero:06d}",
        "DATCONV": f"01/07/{max(annee, 1978)}",
        "SORTIEPATRIM": "9",
        "MODESURF": "1",
        "LOYERACC": "0",
        "CONTRIB": "999",
        "CUS": "11" if finan == "10" else "14" if finan == "14" else "13",
        "DPEDATE": f"{rng.randint(1, 12):02d}/{rng.randint(2013, 2025)}",
        "DPEENERGIE": rng.choice("BCDE"),
        "DPESERRE": rng.choice("BCDE"),
        "MISCOMMERCIAL": "2",
        "REMLOCDATE": f"07/{annee}",
    }


def draw_lignes(lignes: int) -> Iterator[str]:
    """Yield the records of the dwellings; one in fifty has a defect, as deposits do."""
    rng = random.Random(GRAINE)
    champs: list[str] = []
    left = numero = loue_depuis = 0
    for ligne in range(lignes):
        if not left:
            numero += 1
            left = rng.randint(8, 120)
            shared = draw_programme(rng, numero)
            champs = [shared.get(nom, "") for nom in POSITIONS]
            loue_depuis = int(shared["LOCAT"])
        left -= 1
        pieces = rng.choices((1, 2, 3, 4, 5), (7, 20, 36, 28, 9))[0]
        surface = SURFACES[pieces] + rng.randint(-8, 8)
        champs[RANG["IDENT_REP"]] = f"01{ligne:08d}"
        champs[RANG["IDENT_INT"]] = f"P{numero:05d}-{left:03d}"
        champs[RANG["NUMAPPT"]] = str(left)
        champs[RANG["ETAGE"]] = str(left % 9)
        champs[RANG["NBPIECE"]] = str(pieces) if rng.random() > 0.01 else ""
        champs[RANG["SURFHAB"]] = champs[RANG["SURFMODE"]] = str(surface) if rng.random() > 0.01 else "NC"
        champs[RANG["MODE"]] = rng.choices("12345", (90, 4, 3, 2, 1))[0]
        champs[RANG["BAIL"]] = f"{rng.randint(1, 12):02d}/{rng.randint(max(2008, loue_depuis + 1), 2025)}"
        champs[RANG["LOYERPRINC"]] = str(surface * 6 + rng.randint(-30, 60))
        champs[RANG["CONTRESLOG"]] = rng.choices("1234567", (4, 22, 20, 18, 1, 2, 33))[0]
        yield ";".join(champs)


def write_depot(path: Path, lignes: int) -> None:
    with path.open("w", encoding="iso-8859-1", newline="") as sortie:
        sortie.write(draw_entete(lignes) + "\r\n")
        sortie.writelines(ligne + "\r\n" for ligne in draw_lignes(lignes))


def load_database(lecture: LectureParc, nom: str) -> None:
    """Load what was read, as the acceptance of a parc does: one row for the parc, the dwellings, one transaction."""
    from django.db import transaction

    from gef.access.models import Organisation
    from gef.db.chargeur import charger_logements
    from gef.db.patrimoine.models import Parc

    with transaction.atomic():
        bailleur = Organisation.objects.create(nom="Office fictif", type="bailleur")
        parc = Parc.objects.create(
            bailleur=bailleur,
            millesime=MILLESIME,
            format=lecture.rapport.format,
            nom_fichier=nom,
            empreinte_fichier=lecture.rapport.empreinte,
            empreinte=lecture.rapport.empreinte,
            chemin="",
            logements_count=lecture.table.height,
            rapport={},
            importe_le=datetime(MILLESIME, 1, 2, tzinfo=UTC),
        )
        charger_logements(parc.pk, lecture.table)


def measure(path: Path) -> dict[str, float]:
    """Read and load in this process; Django is configured by the environment."""
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0)
    start = time.perf_counter()
    lecture = read_parc(path, nom=path.name)
    read = time.perf_counter()
    after_read = peak_bytes()
    load_database(lecture, path.name)
    loaded = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM patrimoine_logement")
        rows = cursor.fetchone()[0]
    return {
        "lignes": lecture.rapport.lignes_lues,
        "retenues": lecture.table.height,
        "en_base": rows,
        "causes": len(lecture.rapport.causes),
        "lecture_s": read - start,
        "chargement_s": loaded - read,
        "octets_lecture": after_read,
        "octets": peak_bytes(),
    }


def peak_bytes() -> int:
    """Largest resident memory of this process so far (Linux counts in kibibytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def run_child(path: Path, database_url: str, dossier: Path) -> dict[str, float]:
    """Measure in a fresh process, so that its memory is its own."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "gef.config.settings",
        "GEF_DEBUG": "0",
        "GEF_CLE_SECRETE": "cle-du-banc-d-essai-" * 4,
        "GEF_DONNEES": str(dossier),
    }
    child = subprocess.run(
        [sys.executable, "-m", "tests.perf.bench_imports", "--enfant", str(path)],
        cwd=RACINE,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    result: dict[str, float] = json.loads(child.stdout.splitlines()[-1])
    return result


def report(base: str, result: dict[str, float]) -> list[bool]:
    """Print what a process measured, and judge it."""
    lignes, total = result["lignes"], result["lecture_s"] + result["chargement_s"]
    print(f"\n{base}")
    for etape, seconds in (("lecture et contrôle", result["lecture_s"]), ("chargement", result["chargement_s"])):
        print(f"  {etape} : {seconds:.1f} s, {show_count(lignes / seconds)} lignes/s".replace(".", ","))
    print(
        f"  {show_count(result['retenues'])} logements retenus, {show_count(result['en_base'])} en base, "
        f"causes d’anomalie : {show_count(result['causes'])} ; mémoire après lecture : {_mio(result['octets_lecture'])}"
    )
    return [
        verdict(
            "lecture et chargement",
            f"{show_count(lignes / total)} lignes/s",
            f"≥ {show_count(SEUIL_LIGNES_PAR_SECONDE)}",
            met=lignes / total >= SEUIL_LIGNES_PAR_SECONDE,
        ),
        verdict("mémoire au plus haut", _mio(result["octets"]), "< 2 Gio", met=result["octets"] < SEUIL_OCTETS),
        verdict(
            "toutes les lignes retenues sont en base",
            show_count(result["en_base"]),
            show_count(result["retenues"]),
            met=result["en_base"] == result["retenues"] > 0,
        ),
    ]


def _mio(octets: float) -> str:
    return f"{show_count(octets / 1024**2)} Mio"


def run_postgres(path: Path, dossier: Path) -> list[bool]:
    """Start a throw-away server, measure on it, stop it; say so when there is none."""
    script = str(RACINE / "scripts" / "postgres.sh")
    start = subprocess.run([script, "start"], check=False, stdout=subprocess.PIPE, text=True)
    if start.returncode:
        print("\nSauté : PostgreSQL 15 absent (paquet postgresql)")
        return []
    server = start.stdout.strip()
    try:
        port = server.partition(":")[0]
        return report(
            "PostgreSQL 15, serveur d’essai sans fsync",
            run_child(path, f"postgres://gef@127.0.0.1:{port}/postgres", dossier),
        )
    finally:
        subprocess.run([script, "stop", server], check=True)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Banc d’essai de l’import d’un grand parc.")
    parser.add_argument("--lignes", type=int, default=1_000_000, help="logements du fichier écrit")
    parser.add_argument("--sans-postgres", action="store_true", help="mesurer sur SQLite seulement")
    parser.add_argument("--enfant", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.enfant:
        print(json.dumps(measure(options.enfant)))
        return
    print(describe_machine())
    with tempfile.TemporaryDirectory() as nom:
        dossier = Path(nom)
        path = dossier / "depot.txt"
        write_depot(path, options.lignes)
        print(f"Fichier écrit : {show_count(options.lignes)} lignes, {_mio(path.stat().st_size)}")
        verdicts = report("SQLite", run_child(path, f"sqlite:///{dossier / 'bench.sqlite3'}", dossier))
        if not options.sans_postgres:
            verdicts += run_postgres(path, dossier)
    print(f"\n{sum(verdicts)} critères tenus sur {len(verdicts)}")


if __name__ == "__main__":
    main()
