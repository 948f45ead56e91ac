"""`gef releves`: the detailed statements of the réservataires, and the aggregated one for all, as files in a folder."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gef.cli import options
from gef.cli.avancement import watch
from gef.cli.fichiers import read_dossier
from gef.cli.sortie import open_sorties, say


class FormatReleve(StrEnum):
    """Formats of a statement."""

    XLSX = "xlsx"
    CSV = "csv"
    PDF = "pdf"


Dossier = Annotated[Path, typer.Option("--sortie", metavar="DOSSIER", help="Dossier où écrire ; créé s’il manque.")]
Reservataire = Annotated[
    str,
    typer.Option(
        "--reservataire", metavar="CODE", help="Le relevé d’un seul ; de tous, et l’agrégé, sinon.", show_default=False
    ),
]


def register(application: typer.Typer) -> None:
    """Add the command."""
    application.command("releves")(releves)


def releves(
    dossier: options.Dossier,
    sortie: Dossier,
    *,
    reservataire: Reservataire = "",
    format_: Annotated[
        FormatReleve, typer.Option("--format", metavar="xlsx|csv|pdf", help="Format des fichiers.")
    ] = FormatReleve.XLSX,
    au: options.Jour = None,
    bailleur: options.Bailleur = "Bailleur",
) -> None:
    """Écrit les relevés des logements réservés. Un par réservataire, avec ses seuls logements, et l’agrégé pour tous.

    Un relevé trop long pour le papier est écrit en XLSX.
    """
    from gef.actions.releves import codes_releves, ecrire_agregat, ecrire_releves, preparer_releves

    moment = datetime.now().astimezone()
    jour = (au or moment).date()
    data = read_dossier(dossier, bailleur, jour.year)
    found, codes = preparer_releves(data, jour), (reservataire,) if reservataire else codes_releves(data)
    files = ecrire_releves(found, codes, format_, moment)
    written = [_write(sortie, *file) for file in watch(files, "Relevés", len(codes))]
    if not reservataire:
        written.append(_write(sortie, *ecrire_agregat(found, format_, moment)))
    count = len(written)
    say(f"{sortie} : {count} {'fichiers écrits' if count > 1 else 'fichier écrit'}.")


def _write(folder: Path, nom: str, content: bytes) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    with open_sorties(folder / nom) as (file,):
        file.write(content)
    return nom
