"""`gef travailleur`: does what waits, puts away what is over, and ends with the program that started it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gef.cli import demo, travailleur

SCRIPT = "from gef.cli import main; main()"
PREPARE = """
import os, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from datetime import datetime, UTC
from gef.access.acteur import read_acteur
from gef.access.models import Appartenance, Organisation, Utilisateur
from gef.jobs.execution import lancer
from gef.jobs.releves import demande_releves
bailleur = Organisation.objects.create(nom="Habitat Lys", type="bailleur", territoire="06")
user = Utilisateur.objects.create_user("a@exemple.fr", "Camille Gérant")
Appartenance.objects.create(utilisateur=user, organisation=bailleur, role="lecteur")
moment = datetime(2026, 6, 15, tzinfo=UTC)
print(lancer(read_acteur(user), demande_releves("csv", moment), moment).etat)
"""
READ = """
import django
django.setup()
from gef.db.journal.models import Travail
travail = Travail.objects.get()
print(travail.etat, travail.message)
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A site with one work that waits."""
    tmp_path = tmp_path_factory.mktemp("site")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GEF_", "DJANGO_", "DATABASE_"))}
    site = kept | {
        "GEF_DONNEES": str(tmp_path),
        "GEF_DEMO": "1",
        "GEF_CLE_SECRETE": "cle-des-tests-" * 5,
        "DJANGO_SETTINGS_MODULE": "gef.config.settings",
    }
    assert python(PREPARE, site).stdout == "en_attente\n"
    return site


def python(code: str, environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)


@pytest.mark.slow
def test_a_work_asked_on_the_site_is_done_by_the_worker(environment: dict[str, str]) -> None:
    done = python(SCRIPT, environment, "travailleur", "--une-fois")
    assert (done.stdout, done.stderr) == ("", "")
    assert python(READ, environment).stdout.startswith("echoue Habitat Lys n’a pas encore de parc")


PARENT = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "from gef.cli import main; main()", "travailleur", "--suivre-parent"],
    stderr=subprocess.PIPE, text=True)
print(child.pid, child.stderr.readline().split(" ; ")[0], flush=True)
"""


@pytest.mark.slow
def test_the_worker_ends_with_the_program_that_started_it(environment: dict[str, str]) -> None:
    pid, _, said = python(PARENT, environment).stdout.partition(" ")
    assert said.startswith("Le travailleur attend")
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and is_alive(int(pid)):
        time.sleep(0.1)
    assert not is_alive(int(pid))


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_the_parent_is_watched_until_it_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    parents, sent = iter((7, 7, 1)), []
    monkeypatch.setattr(travailleur, "VEILLE_S", 0)
    monkeypatch.setattr(os, "getppid", lambda: next(parents))
    monkeypatch.setattr(os, "kill", lambda pid, signum: sent.append((pid, signum)))
    travailleur.watch_parent(7)
    deadline = time.monotonic() + 5
    while not sent and time.monotonic() < deadline:
        time.sleep(0.01)
    assert sent == [(os.getpid(), 15)]


def test_the_demonstration_starts_its_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(subprocess, "Popen", lambda command, **_options: started.append(command))
    demo.start_travailleur()
    assert started == [[sys.executable, "-c", SCRIPT, "travailleur", "--suivre-parent"]]
