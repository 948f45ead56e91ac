"""`gef bilan`: the bilan of a year from a folder of files, or a frozen bilan replayed from the database."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gef.cli import options
from gef.cli.sortie import Format, say, write_result
from gef.errors import GefError

if TYPE_CHECKING:
    from gef.actions.bilans_figes import Rejeu

Dossier = Annotated[
    Path | None,
    typer.Option("--dossier", metavar="DOSSIER", help="Dossier des fichiers du bailleur.", show_default=False),
]
Exercice = Annotated[
    int | None,
    typer.Option("--exercice", metavar="ANNÉE", min=2018, max=2100, help="Exercice.", show_default=False),
]
Rejouer = Annotated[
    int | None,
    typer.Option(
        "--rejouer",
        metavar="NUMÉRO",
        min=1,
        help="Refait un bilan figé de la base et dit s’il est identique.",
        show_default=False,
    ),
]


class BilanDemandeError(GefError):
    """The command says neither which files, nor which frozen bilan."""


def register(application: typer.Typer) -> None:
    """Add the command."""
    application.command("bilan")(bilan)


def bilan(
    dossier: Dossier = None,
    exercice: Exercice = None,
    *,
    rejouer: Rejouer = None,
    bailleur: options.Bailleur = "Bailleur",
    format_: options.FormatSortie = Format.JSON,
    sortie: options.Sortie = None,
) -> None:
    """Dresse le bilan annuel, ou rejoue un bilan figé.

    Avec --dossier et --exercice : propositions, attributions et baux par réservataire et par axe, hors flux, soldes.
    Avec --rejouer : le bilan figé est refait depuis la base, tel que le journal était écrit ; les données refaites vont
    à --sortie, et le code de sortie est 1 quand elles ne sont pas identiques.
    """
    if rejouer is not None:
        _replay(rejouer, sortie)
        return
    if dossier is None or exercice is None:
        raise BilanDemandeError("gef bilan : --dossier et --exercice attendus, ou --rejouer.")
    from gef.actions.codec import encode
    from gef.actions.entrees_bilan import compute_bilan
    from gef.actions.tableaux_bilan import table_reservataires
    from gef.cli.fichiers import read_dossier

    resultat = compute_bilan(read_dossier(dossier, bailleur, exercice), exercice)
    write_result(encode(resultat), table_reservataires(resultat), sortie, format_)


def _replay(numero: int, sortie: Path | None) -> None:
    from gef.cli.base import start_django
    from gef.cli.sortie import write_bytes

    start_django()
    from gef.actions.bilans_figes import rejouer_numero

    rejeu = rejouer_numero(numero)
    if sortie is not None:
        write_bytes(rejeu.donnees, sortie)
    say(describe_rejeu(rejeu))
    if not rejeu.is_identique:
        raise typer.Exit(1)


def describe_rejeu(rejeu: Rejeu) -> str:
    """Say what a replay found, in French."""
    bilan = rejeu.bilan
    fige = bilan.fige_le.astimezone(UTC)
    said = f"{bilan}, {bilan.bailleur}, figé le {datetime.strftime(fige, '%d/%m/%Y')}"
    if rejeu.is_identique:
        return f"{said} : identique, {len(rejeu.donnees)} octets, SHA-256 {bilan.empreinte}."
    other = f" Figé par la version {bilan.logiciel}, rejoué par la {rejeu.logiciel}."
    versions = "" if rejeu.logiciel == bilan.logiciel else other
    return f"{said} : différent. Premier écart, {rejeu.constat}.{versions}"
