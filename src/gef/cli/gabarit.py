"""`gef gabarit`: write the shipped template of the conventions, or test the keys of an edited one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from gef.cli import options
from gef.cli.sortie import say, write_bytes


def register(application: typer.Typer) -> None:
    """Add the command."""
    application.command("gabarit")(gabarit)


def gabarit(
    fichier: Annotated[
        Path | None,
        typer.Argument(
            metavar="FICHIER", help="Gabarit DOCX à vérifier. Sans lui, écrit le gabarit livré.", show_default=False
        ),
    ] = None,
    sortie: options.Sortie = None,
) -> None:
    """Écrit ou vérifie le gabarit des conventions."""
    from gef.core.termes import SUJETS
    from gef.outputs.convention import read_gabarit
    from gef.outputs.gabarits_convention import GabaritRefuseError, verifier_gabarit

    if fichier is None:
        write_bytes(read_gabarit(), sortie)
        return
    try:
        read = verifier_gabarit(fichier.read_bytes(), datetime(2026, 1, 1))  # noqa: DTZ001  (day of the example)
    except GabaritRefuseError as error:
        say(str(error))
        raise typer.Exit(1) from error
    say(f"{fichier.name} : {len(read.cles)} clés, toutes connues.")
    if read.sujets_absents:
        say(f"Sujets non repris : {', '.join(SUJETS[code] for code in read.sujets_absents)}.")
