"""`gef notice`: what every réservataire is told before 28 February, from the folder of a bailleur's files."""

from __future__ import annotations

from datetime import date

import typer

from gef.cli import options
from gef.cli.fichiers import read_dossier
from gef.cli.sortie import Format, write_result


def register(application: typer.Typer) -> None:
    """Add the command."""
    application.command("notice")(notice)


def notice(
    dossier: options.Dossier,
    exercice: options.Exercice,
    *,
    au: options.Jour = None,
    bailleur: options.Bailleur = "Bailleur",
    format_: options.FormatSortie = Format.JSON,
    sortie: options.Sortie = None,
) -> None:
    """Dresse l’information due avant le 28 février. Logements soustraits par catégorie, attributions de l’an passé."""
    from gef.actions.codec import encode
    from gef.actions.entrees_notice import compute_notice
    from gef.actions.tableaux_previsions import table_notice

    jour = au.date() if au else date.today()  # noqa: DTZ011  (the reader's own calendar)
    resultat = compute_notice(read_dossier(dossier, bailleur, exercice), exercice, jour)
    write_result(encode(resultat), table_notice(resultat), sortie, format_)
