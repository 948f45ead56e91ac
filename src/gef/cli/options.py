"""The options that several commands share."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from gef.cli.sortie import Format

Dossier = Annotated[Path, typer.Option("--dossier", metavar="DOSSIER", help="Dossier des fichiers du bailleur.")]
Exercice = Annotated[int, typer.Option("--exercice", metavar="ANNÉE", min=2018, max=2100, help="Exercice.")]
Bailleur = Annotated[str, typer.Option("--bailleur", metavar="NOM", help="Nom du bailleur, pour les titres.")]
FormatSortie = Annotated[
    Format, typer.Option("--format", metavar="json|csv", help="json : tout le résultat ; csv : le tableau principal.")
]
Sortie = Annotated[
    Path | None,
    typer.Option(
        "--sortie", metavar="FICHIER", help="Fichier à écrire ; sinon la sortie standard.", show_default=False
    ),
]
Jour = Annotated[
    datetime | None,
    typer.Option("--au", metavar="AAAA-MM-JJ", formats=["%Y-%m-%d"], help="Jour ; aujourd’hui sinon."),
]
