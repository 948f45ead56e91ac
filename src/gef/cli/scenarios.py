"""`gef scenario` and `gef horizon`: what would happen, and the years ahead, from the folder of a bailleur's files."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gef.cli import options
from gef.cli.fichiers import NomMethode
from gef.cli.sortie import Format, say, write_result
from gef.errors import GefError

if TYPE_CHECKING:
    from gef.actions.donnees import Dossier
    from gef.actions.entrees_scenarios import DemandeScenario

Methode = Annotated[
    NomMethode | None,
    typer.Option(
        "--methode",
        metavar="METHODE",
        help="part_du_parc, ponderee_rotation, droits_uniques ou negociee ; celle des conventions sinon.",
        show_default=False,
    ),
]


class ChangementsIllisiblesError(GefError):
    """The file of changes cannot be read."""


def register(application: typer.Typer) -> None:
    """Add the commands."""
    application.command("scenario")(scenario)
    application.command("horizon")(horizon)


def scenario(
    dossier: options.Dossier,
    exercice: options.Exercice,
    *,
    changements: Annotated[
        Path | None,
        typer.Option(metavar="FICHIER", help="Nom et liste de changements, en JSON.", show_default=False),
    ] = None,
    liberations: Annotated[
        str, typer.Option(metavar="FACTEUR", help="Logements libérés : 9/10 en ôte 10 %.", show_default=False)
    ] = "",
    methode: Methode = None,
    bailleur: options.Bailleur = "Bailleur",
    format_: options.FormatSortie = Format.JSON,
    sortie: options.Sortie = None,
) -> None:
    """Dit ce qui change si une entrée change. Qui gagne, qui perd, soldes, plafonds franchis.

    Le code de sortie est 1 quand les parts du scénario dépassent le flux d’une commune.
    """
    from gef.actions.codec import encode
    from gef.actions.entrees_scenarios import EntreeScenario, build_reference, calculer
    from gef.actions.tableaux_scenarios import table_ecarts

    demande = choose_demande(changements, liberations)
    reference = build_reference(_read(dossier, bailleur, exercice), exercice, methode.value if methode else "")
    resultat = calculer(EntreeScenario(reference, demande))
    write_result(encode(resultat), table_ecarts(resultat.ecarts), sortie, format_)
    for phrase in resultat.avertissements:
        say(f"gef : {phrase}")
    if resultat.issue.objectif is None:
        raise typer.Exit(1)


def horizon(
    dossier: options.Dossier,
    exercice: options.Exercice,
    *,
    methode: Methode = None,
    ans: Annotated[int, typer.Option("--ans", metavar="NOMBRE", min=1, max=60, help="Nombre d’années au plus.")] = 60,
    bailleur: options.Bailleur = "Bailleur",
    format_: options.FormatSortie = Format.JSON,
    sortie: options.Sortie = None,
) -> None:
    """Suit les droits jusqu’à leur terme. Année par année, et les années d’un logement pour les plus petits."""
    from gef.actions.codec import encode
    from gef.actions.entrees_horizon import build_horizon_dossier
    from gef.actions.tableaux_horizon import table_cellules
    from gef.core.horizon import calculer_horizon

    data = _read(dossier, bailleur, exercice)
    resultat = calculer_horizon(build_horizon_dossier(data, exercice, methode.value if methode else "", ans))
    write_result(encode(resultat), table_cellules(resultat), sortie, format_)


def _read(dossier: Path, bailleur: str, exercice: int) -> Dossier:
    from gef.actions.dossier_fichiers import read_dossier_fichiers
    from gef.cli.avancement import wait

    with wait(f"Lecture de {dossier}"):
        return read_dossier_fichiers(dossier, bailleur=bailleur, millesime=exercice)


def choose_demande(fichier: Path | None, liberations: str) -> DemandeScenario:
    """Take the changes of a file, or a factor on the freed dwellings.

    Raises:
        ChangementsIllisiblesError: neither or both are given, or one cannot be read.
    """
    from gef.actions.entrees_scenarios import make_demande_rapide

    if bool(fichier) == bool(liberations):
        raise ChangementsIllisiblesError("scenario ; attendu : --changements ou --liberations, et un seul.")
    if fichier:
        return read_demande(fichier)
    try:
        return make_demande_rapide(Fraction(liberations.replace(",", ".")))
    except (ValueError, ZeroDivisionError) as error:
        raise ChangementsIllisiblesError(
            f"--liberations « {liberations} » ; attendu : un facteur positif, 9/10 ou 0,9."
        ) from error


def read_demande(fichier: Path) -> DemandeScenario:
    """Read a name and changes; the EPCI of a programme is found from its commune.

    Raises:
        ChangementsIllisiblesError: the file is absent, or is not what was expected.
    """
    from gef.actions.codec import decode
    from gef.actions.entrees_scenarios import DemandeScenario, complete_epci

    try:
        demande = decode(DemandeScenario, json.loads(fichier.read_bytes(), parse_float=str))
    except (OSError, ValueError) as error:
        raise ChangementsIllisiblesError(
            f'{fichier} : {error} Attendu : un objet JSON, {{"nom": …, "changements": […]}}.'
        ) from error
    return DemandeScenario(demande.nom, complete_epci(demande.changements))
