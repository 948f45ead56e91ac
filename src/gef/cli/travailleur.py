"""`gef travailleur`: do the work that waits in the background, one after the other."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import Annotated

import typer

from gef.cli.base import start_django
from gef.cli.sortie import say

VEILLE_S = 1.0


def register(application: typer.Typer) -> None:
    """Add the command."""
    application.command("travailleur")(travailleur)


def travailleur(
    une_fois: Annotated[
        bool, typer.Option("--une-fois", help="Fait les travaux qui attendent, puis s’arrête.")
    ] = False,
    suivre_parent: Annotated[
        bool, typer.Option("--suivre-parent", help="S’arrête avec le programme qui l’a lancé.")
    ] = False,
) -> None:
    """Fait les travaux en arrière-plan. Sur la base du site, avec ses réglages ; Ctrl-C finit le travail en cours."""
    start_django()
    from django.core.management import call_command
    from django.utils import timezone

    from gef.actions.travaux import ranger_travaux

    if suivre_parent:
        watch_parent(os.getppid())
    interrompus, retires = ranger_travaux(timezone.now())
    if interrompus or retires:
        say(f"Travaux interrompus : {interrompus} ; fichiers de plus de trente jours retirés : {retires}.")
    call_command("prune_db_task_results", verbosity=0)
    if not une_fois:
        say("Le travailleur attend ; Ctrl-C l’arrête, une fois fini le travail en cours.")
    call_command("db_worker", batch=une_fois, reload=False, startup_delay=False, verbosity=0)


def watch_parent(parent: int) -> None:
    """Stop this process, once its work is done, when the one that started it is gone."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(VEILLE_S)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
