"""`gef calculer`: every calculation of the core, JSON in, JSON out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from gef.cli.sortie import write_json
from gef.errors import GefError


class JsonIllisibleError(GefError):
    """Standard input is not JSON."""


def register(application: typer.Typer) -> None:
    """Add the command."""
    application.command("calculer")(calculer)


def calculer(
    nom: Annotated[str, typer.Argument(help="Nom du calcul ; voir --liste.")] = "",
    liste: Annotated[bool, typer.Option("--liste", help="Nomme les calculs.")] = False,
    schema: Annotated[bool, typer.Option("--schema", help="Écrit le JSON Schema de l’entrée et du résultat.")] = False,
    sortie: Annotated[Path | None, typer.Option(help="Fichier de sortie ; sinon la sortie standard.")] = None,
) -> None:
    """Fait un calcul : gef calculer assiette < entree.json"""
    from gef.actions.calculs import CALCULS, schemas
    from gef.actions.calculs import calculer as run

    if liste or not nom:
        for calcul in CALCULS.values():
            typer.echo(f"{calcul.nom:16} {calcul.libelle}")
    elif schema:
        write_json(schemas(nom), sortie)
    else:
        write_json(run(nom, read_json()), sortie)


def read_json() -> Any:
    """Read standard input; a decimal number stays exact, as text."""
    try:
        return json.loads(sys.stdin.buffer.read().decode("utf-8-sig"), parse_float=str)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise JsonIllisibleError(f"Entrée standard : JSON illisible ({error}).") from error
