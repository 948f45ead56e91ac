"""`gef assiette`: the dwellings to share in a year, and what changed since a kept result."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gef.cli import options
from gef.cli.fichiers import read_dossier
from gef.cli.sortie import Format, write_result
from gef.errors import GefError

if TYPE_CHECKING:
    from gef.actions.donnees import Dossier
    from gef.core.assiette import Assiette


class AssietteIllisibleError(GefError):
    """The assiette to compare with cannot be read."""


def register(application: typer.Typer) -> None:
    """Add the command."""
    application.command("assiette")(assiette)


def assiette(
    dossier: options.Dossier,
    exercice: options.Exercice,
    *,
    forfait_mutations: Annotated[
        bool,
        typer.Option(
            "--forfait-mutations", help="Faute de prévision, prend 10 % des logements libérés (source 003, art. 2)."
        ),
    ] = False,
    comparer: Annotated[
        Path | None,
        typer.Option(
            metavar="FICHIER",
            help="Un résultat de gef assiette, écrit en JSON : donne ce qui a changé depuis.",
            show_default=False,
        ),
    ] = None,
    bailleur: options.Bailleur = "Bailleur",
    format_: options.FormatSortie = Format.JSON,
    sortie: options.Sortie = None,
) -> None:
    """Calcule les logements à partager. Étape par étape, du parc à l’assiette.

    Avec --comparer, donne l’écart avec un résultat gardé, ligne à ligne, et l’effet de chaque entrée.
    """
    from gef.actions.codec import encode
    from gef.actions.entrees import compute_assiette
    from gef.actions.tableaux_assiette import table_assiette
    from gef.actions.tableaux_comparaison import table_comparaison
    from gef.core.comparaison_assiettes import comparer_assiettes

    former = _read_assiette(comparer) if comparer else None
    data = read_dossier(dossier, bailleur, exercice)
    resultat = compute_assiette(_take_forfait(data, exercice) if forfait_mutations else data, exercice)
    if former is None:
        write_result(encode(resultat), table_assiette(resultat), sortie, format_)
        return
    comparaison = comparer_assiettes(former, resultat)
    write_result(encode(comparaison), table_comparaison(comparaison, "Avant", "Après"), sortie, format_)


def _take_forfait(data: Dossier, exercice: int) -> Dossier:
    from dataclasses import replace

    from gef.actions.donnees import ForfaitInscrit
    from gef.core.assiette import FORFAIT_MUTATIONS

    return replace(data, forfaits=(*data.forfaits, ForfaitInscrit(exercice, FORFAIT_MUTATIONS)))


def _read_assiette(fichier: Path) -> Assiette:
    """Read a kept result of `gef assiette`, and compute it again from its own inputs."""
    import json

    from gef.actions.codec import decode
    from gef.core.assiette import EntreeAssiette, calculer_assiette

    try:
        content = json.loads(fichier.read_bytes(), parse_float=str)
        return calculer_assiette(decode(EntreeAssiette, content["entree"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        detail = "sans entrée." if isinstance(error, KeyError | TypeError) else str(error)
        raise AssietteIllisibleError(f"{fichier} : {detail} Attendu : un résultat de gef assiette.") from error
