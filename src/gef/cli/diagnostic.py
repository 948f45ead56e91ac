"""`gef diagnostic`: a territory before one negotiates, from the folder of a bailleur's files."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from gef.cli import options
from gef.cli.fichiers import read_dossier
from gef.cli.sortie import Format, write_result


def register(application: typer.Typer) -> None:
    """Add the command."""
    application.command("diagnostic")(diagnostic)


def diagnostic(
    dossier: options.Dossier,
    *,
    territoire: Annotated[
        str, typer.Option("--territoire", metavar="TERRITOIRE", help="departement, epci:SIREN ou commune:CODE.")
    ] = "departement",
    au: options.Jour = None,
    bailleur: options.Bailleur = "Bailleur",
    format_: options.FormatSortie = Format.JSON,
    sortie: options.Sortie = None,
) -> None:
    """Dresse le diagnostic d’un territoire. Parc social, parc du bailleur, droits, libérations, demandes."""
    from gef.actions.codec import encode
    from gef.actions.diagnostic import PARC_SOCIAL, build_diagnostic
    from gef.actions.tableaux_diagnostic import table_diagnostic

    jour = au.date() if au else date.today()  # noqa: DTZ011  (the reader's own calendar)
    resultat = build_diagnostic(read_dossier(dossier, bailleur, jour.year), territoire, jour)
    write_result(encode(resultat), table_diagnostic(resultat, (PARC_SOCIAL,)), sortie, format_)
