"""`gef droit`: every legal parameter with its value on a day, its source, its grade and its staleness."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from gef.cli.sortie import Format, write_bytes, write_result


def register(application: typer.Typer) -> None:
    """Add the command."""
    application.command("droit")(droit)


def droit(
    au: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Jour des valeurs ; aujourd’hui sinon.")
    ] = None,
    format_: Annotated[Format, typer.Option("--format", help="json ou csv.")] = Format.JSON,
    markdown: Annotated[bool, typer.Option("--markdown", help="Écrit la page docs/droit/parametres.md.")] = False,
    sortie: Annotated[Path | None, typer.Option(help="Fichier de sortie ; sinon la sortie standard.")] = None,
) -> None:
    """Liste chaque paramètre légal : valeur, base, référence, degré de preuve, date de vérification."""
    from gef.actions.droit import table_droit
    from gef.law.loader import load_droit
    from gef.law.render import render_parametres_markdown
    from gef.outputs.json import encode_table

    jour = au.date() if au else date.today()  # noqa: DTZ011  (the reader's own calendar)
    if markdown:
        write_bytes(render_parametres_markdown(load_droit(), jour).encode(), sortie)
        return
    table = table_droit(load_droit(), jour)
    write_result(encode_table(table), table, sortie, format_)
