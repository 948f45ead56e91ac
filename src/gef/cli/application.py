"""The commands, assembled; each imports what it needs when it runs, so that `gef --help` is quick."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Final

import typer

import gef
from gef.cli.francais import Commande, Groupe

CODES = (
    "Codes de sortie : 0 fait ; 1 fait, et la réponse est non ; 2 commande ou fichier incompris ; 3 autre échec ; "
    "130 interrompu."
)
# In the order of the help; each is imported when the commands are assembled.
MODULES: Final = (
    "importer",
    "qualite",
    "fichiers",
    "bilan",
    "releves",
    "assiette",
    "rotation",
    "notice",
    "diagnostic",
    "scenarios",
    "orienter",
    "reglages",
    "recompter",
    "echeance",
    "droit",
    "gabarit",
    "calculer",
    "demo",
    "travailleur",
    "avertir",
)


def build_application() -> typer.Typer:
    """Assemble the commands."""
    application = typer.Typer(
        name="gef",
        cls=Groupe,
        help="Gestion en flux des réservations de logements sociaux, des fichiers du bailleur au bilan.",
        epilog=CODES,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    application.callback(invoke_without_command=True)(_start)
    for nom in MODULES:
        import_module(f"gef.cli.{nom}").register(application)
    for command in application.registered_commands:
        command.cls = Commande
        command.epilog = CODES
    return application


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"gef {gef.__version__}")
        raise typer.Exit


def _start(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Dit la version.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(2)
