"""`gef droit`: every legal parameter with its value on a day, its source, its grade and its staleness."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from gef.cli import options
from gef.cli.sortie import Format, write_bytes, write_result


def register(application: typer.Typer) -> None:
    """Add the command."""
    application.command("droit")(droit)


def droit(
    au: options.Jour = None,
    format_: options.FormatSortie = Format.JSON,
    markdown: Annotated[bool, typer.Option("--markdown", help="Écrit la page docs/droit/parametres.md.")] = False,
    sortie: options.Sortie = None,
) -> None:
    """Liste les paramètres légaux.

    Chacun avec sa valeur, sa base, sa référence, son degré de preuve et sa date de vérification.
    """
    from gef.actions.tableaux_droit import table_textes
    from gef.law.loader import load_droit
    from gef.law.render import render_parametres_markdown
    from gef.outputs.json import encode_table

    jour = au.date() if au else date.today()  # noqa: DTZ011  (the reader's own calendar)
    if markdown:
        write_bytes(render_parametres_markdown(load_droit(), jour).encode(), sortie)
        return
    table = table_textes(load_droit(), jour)
    write_result(encode_table(table), table, sortie, format_)
