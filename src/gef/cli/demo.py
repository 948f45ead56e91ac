"""`gef demo`: the fictional bailleur, loaded and served on the loopback, or written as files."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from gef.cli.base import EchecError, start_django
from gef.cli.francais import explain_system
from gef.cli.sortie import SortieError, say


class PortPrisError(EchecError):
    """The site cannot be served on that port."""


def register(application: typer.Typer) -> None:
    """Add the command."""
    application.command("demo")(demo)


def demo(
    fichiers: Annotated[
        Path | None,
        typer.Option(metavar="DOSSIER", help="Écrit la démonstration en fichiers, dans ce dossier, et s’arrête."),
    ] = None,
    port: Annotated[int, typer.Option(metavar="PORT", min=1, max=65535, help="Port sur 127.0.0.1.")] = 8000,
    donnees: Annotated[Path, typer.Option(metavar="DOSSIER", help="Dossier de la base de démonstration.")] = Path(
        "var/demo"
    ),
    servir: Annotated[bool, typer.Option("--servir/--sans-servir", help="Sert le site après le chargement.")] = True,
) -> None:
    """Charge et sert la démonstration. Un bailleur fictif, sur http://127.0.0.1:8000 ; ou l’écrit en fichiers."""
    if fichiers:
        write_fichiers(fichiers)
        return
    if servir:
        check_port(port)
    load(donnees)
    if servir:
        typer.echo(f"\nOuvrez http://127.0.0.1:{port} ; Ctrl-C arrête le serveur.")
        start_travailleur()
        serve(port)


def write_fichiers(fichiers: Path) -> None:
    """Write the files of the demonstration."""
    from gef.demo.dossier import write_dossier

    try:
        fichiers.mkdir(parents=True, exist_ok=True)
        write_dossier(fichiers)
    except OSError as error:
        raise SortieError(f"{fichiers} : écriture impossible ({explain_system(error)}).") from error
    say(f"Fichiers de démonstration écrits dans {fichiers}.")


def check_port(port: int) -> None:
    """Refuse a port that another program holds, before anything is loaded.

    Raises:
        PortPrisError: it is taken, or it is kept for the system.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise PortPrisError(f"port {port} : déjà pris, ou réservé ; attendu : un autre, avec --port.") from error


def load(donnees: Path) -> None:
    """Migrate, load, collect the static files, and say who may sign in."""
    from gef.demo.calendrier import JOUR_DEMO

    donnees.mkdir(parents=True, exist_ok=True)
    os.environ.update(GEF_DONNEES=str(donnees.resolve()), GEF_DEMO="1", GEF_JOUR=JOUR_DEMO.isoformat())
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{donnees.resolve() / 'demo.sqlite3'}")
    start_django(GEF_CLE_SECRETE=read_key(donnees / "cle"))
    from django.core.management import call_command

    from gef.demo.charger import charger_demo, render_comptes

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    charger_demo()
    typer.echo(render_comptes())


def read_key(path: Path) -> str:
    """Give the secret key of this demonstration, drawn once and kept beside its database."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(60), encoding="utf-8")
    return path.read_text(encoding="utf-8")


def start_travailleur() -> None:
    """Start the worker of this demonstration beside it, with its settings; it ends with it."""
    command = "from gef.cli import main; main()"
    subprocess.Popen([sys.executable, "-c", command, "travailleur", "--suivre-parent"], stdin=subprocess.DEVNULL)  # noqa: S603  (our own interpreter, no shell)


def serve(port: int) -> None:
    """Serve the site on the loopback, with one worker: SQLite has one writer.

    The loading has used Polars, whose threads do not survive the fork of a server: a fresh process takes this one's
    place, and its number.
    """
    options = {
        "--interface": "wsgi",
        "--host": "127.0.0.1",
        "--port": str(port),
        "--workers": "1",
        "--blocking-threads": "4",
        "--log-level": "warning",
    }
    arguments = [sys.executable, "-m", "granian", *(word for pair in options.items() for word in pair)]
    os.execv(sys.executable, [*arguments, "gef.config.wsgi:application"])  # noqa: S606  (our own interpreter, no shell)
