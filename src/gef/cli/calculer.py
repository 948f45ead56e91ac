"""`gef calculer`: every calculation of the core, JSON in, JSON out."""

from __future__ import annotations

from typing import Annotated

import typer

from gef.cli import options
from gef.cli.entree import read_json
from gef.cli.sortie import write_bytes, write_json


def register(application: typer.Typer) -> None:
    """Add the command."""
    application.command("calculer")(calculer)


def calculer(
    nom: Annotated[str, typer.Argument(metavar="NOM", help="Nom du calcul ; voir --liste.", show_default=False)] = "",
    *,
    liste: Annotated[bool, typer.Option("--liste", help="Nomme les calculs.")] = False,
    schema: Annotated[bool, typer.Option("--schema", help="Écrit le JSON Schema de l’entrée.")] = False,
    schema_resultat: Annotated[
        bool, typer.Option("--schema-resultat", help="Écrit le JSON Schema du résultat.")
    ] = False,
    exemple: Annotated[bool, typer.Option("--exemple", help="Écrit une entrée d’exemple.")] = False,
    sortie: options.Sortie = None,
) -> None:
    """Fait un calcul, JSON en entrée et en sortie.

    Par exemple : gef calculer assiette < entree.json. Sans NOM, nomme les calculs.
    """
    from gef.actions import calculs

    if liste or not nom:
        lines = (f"{calcul.nom:20} {calcul.libelle}\n" for calcul in calculs.CALCULS.values())
        write_bytes("".join(lines).encode(), sortie)
    elif schema:
        write_json(calculs.schemas(nom)["entree"], sortie)
    elif schema_resultat:
        write_json(calculs.schemas(nom)["resultat"], sortie)
    elif exemple:
        write_json(calculs.read_exemple(nom), sortie)
    else:
        calculs.find_calcul(nom)
        resultat = calculs.calculer(nom, read_json())
        write_json(resultat, sortie)
        if resultat.get("is_conforme") is False:
            raise typer.Exit(1)
