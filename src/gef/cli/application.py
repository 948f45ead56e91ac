"""The commands, assembled; each module is imported when its command runs, so that `gef --help` is quick."""

from __future__ import annotations

import typer

import gef

CODES = "Codes de sortie : 0 fait ; 1 fait, et la réponse est non ; 2 commande ou fichier incompris ; 3 autre échec."


def build_application() -> typer.Typer:
    """Assemble the commands."""
    from gef.cli import calculer, demo, droit, fichiers, orienter

    application = typer.Typer(
        name="gef",
        help="Gestion en flux des réservations de logements sociaux, des fichiers du bailleur au bilan.",
        epilog=CODES,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    application.callback()(_version)
    for module in (fichiers, orienter, droit, calculer, demo):
        module.register(application)
    return application


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"gef {gef.__version__}")
        raise typer.Exit


def _version(
    _version: bool = typer.Option(False, "--version", callback=_say_version, is_eager=True, help="Dit la version."),
) -> None:
    """Gestion en flux des réservations de logements sociaux, des fichiers du bailleur au bilan."""
