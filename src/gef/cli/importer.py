"""`gef importer`: check a file, or every file of a folder, before anything is calculated from it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gef.cli import options
from gef.cli.avancement import wait, watch
from gef.cli.sortie import say, write_bytes, write_json
from gef.errors import GefError

if TYPE_CHECKING:
    import polars as pl

    from gef.imports.anomalies import RapportImport


class NomModele(StrEnum):
    """Kinds of files."""

    PARC = "parc"
    CORRECTIONS = "corrections"
    CONVENTIONS = "conventions"
    DROITS = "droits"
    OPERATIONS = "operations"
    RESERVATIONS = "reservations"
    EXCLUSIONS = "exclusions"
    LOGEMENTS_EXCLUS = "logements_exclus"
    PREVISIONS = "previsions"
    TAUX = "taux"
    DEROGATIONS = "derogations"
    DEMANDES = "demandes"
    LIBERATIONS = "liberations"
    LOGEMENTS_NEUFS = "logements_neufs"
    FAITS = "faits"


class ImportImpossibleError(GefError):
    """What was asked of `gef importer` makes no sense."""


def register(application: typer.Typer) -> None:
    """Add the command."""
    application.command("importer")(importer)


def importer(
    fichier: Annotated[
        Path | None,
        typer.Argument(
            metavar="FICHIER",
            help="Dépôt RPLS, RPLS ouvert ou modèle (csv, txt, xlsx, ods) ; ou le dossier de tous ces fichiers.",
            show_default=False,
        ),
    ] = None,
    *,
    modele: Annotated[
        NomModele,
        typer.Option(metavar="MODELE", help=f"Ce qu’est le fichier : {', '.join(NomModele)}."),
    ] = NomModele.PARC,
    modele_vide: Annotated[bool, typer.Option("--modele-vide", help="Écrit le modèle vide, sans rien lire.")] = False,
    parquet: Annotated[
        Path | None,
        typer.Option(metavar="FICHIER", help="Parc à écrire, en Parquet, s’il est acceptable.", show_default=False),
    ] = None,
    accepter: Annotated[
        bool, typer.Option("--accepter", help="Accepte de laisser de côté les lignes que le rapport écarte.")
    ] = False,
    sortie: options.Sortie = None,
) -> None:
    """Contrôle un fichier, ou un dossier. Dit ce qu’il faut corriger ; n’écrit que ce qui est demandé."""
    if modele_vide:
        _write_modele(modele, sortie)
        return
    if fichier is None:
        raise ImportImpossibleError("importer : aucun fichier donné ; attendu : un fichier ou un dossier.")
    lectures = _read_dossier(fichier) if fichier.is_dir() else {fichier.name: _read_fichier(fichier, modele)}
    content = {nom: rapport.to_dict() for nom, (rapport, _) in lectures.items()}
    write_json(content if fichier.is_dir() else content[fichier.name], sortie)
    _conclude(lectures, parquet, accepter=accepter)


def _conclude(
    lectures: dict[str, tuple[RapportImport, pl.DataFrame | None]], parquet: Path | None, *, accepter: bool
) -> None:
    """Say what was found, then write the parc, or exit with 1 and write nothing."""
    rapports = {nom: rapport for nom, (rapport, _) in lectures.items()}
    _sum_up(rapports)
    if refuses := [nom for nom, rapport in rapports.items() if not _is_accepted(rapport, accepter=accepter)]:
        say(f"gef : {', '.join(refuses)} : des anomalies bloquent l’import.{' Aucun parc écrit.' if parquet else ''}")
        raise typer.Exit(1)
    if parquet:
        _write_parc(parquet, [table for _, table in lectures.values() if table is not None])


def _write_modele(modele: NomModele, sortie: Path | None) -> None:
    from gef.imports.modeles import render_modele

    write_bytes(render_modele(modele.value).encode("utf-8-sig"), sortie)


def _read_dossier(dossier: Path) -> dict[str, tuple[RapportImport, pl.DataFrame | None]]:
    found = list(_find_fichiers(dossier))
    if not found:
        attendus = ", ".join(f"{nom.value}.csv" for nom in NomModele)
        raise ImportImpossibleError(f"{dossier} : aucun fichier connu ; attendu : {attendus} (ou .txt, .xlsx, .ods).")
    return {path.name: _read(path, nom) for path, nom in watch(found, "Lecture", len(found))}


def _find_fichiers(dossier: Path) -> Iterator[tuple[Path, NomModele]]:
    from gef.actions.dossier_fichiers import EXTENSIONS

    for nom in NomModele:
        paths = (dossier / f"{nom.value}{extension}" for extension in EXTENSIONS)
        if path := next((path for path in paths if path.is_file()), None):
            yield path, nom


def _read_fichier(fichier: Path, modele: NomModele) -> tuple[RapportImport, pl.DataFrame | None]:
    with wait(f"Lecture de {fichier.name}"):
        return _read(fichier, modele)


def _read(fichier: Path, modele: NomModele) -> tuple[RapportImport, pl.DataFrame | None]:
    from gef.imports.modeles import read_modele
    from gef.imports.parc import read_parc
    from gef.law.territoires import load_communes

    communes = frozenset(load_communes())
    if modele is not NomModele.PARC:
        return read_modele(fichier, nom=fichier.name, modele=modele.value, communes=communes).rapport, None
    lecture = read_parc(fichier, nom=fichier.name, communes=communes)
    return lecture.rapport, lecture.table


def _sum_up(rapports: dict[str, RapportImport]) -> None:
    """Tell a person what was found; a script reads the JSON."""
    from gef.cli.resume import render_rapport

    if sys.stderr.isatty():
        for rapport in rapports.values():
            say(render_rapport(rapport))


def _is_accepted(rapport: RapportImport, *, accepter: bool) -> bool:
    """Whether the file may be used: nothing blocks it, or only rows that somebody accepts to leave out."""
    return rapport.is_acceptable and (accepter or not rapport.count_anomalies("bloquant"))


def _write_parc(parquet: Path, tables: list[pl.DataFrame]) -> None:
    from gef.imports.parc import to_parquet_bytes

    if not tables:
        raise ImportImpossibleError("importer --parquet : aucun parc lu ; attendu : un fichier de parc.")
    write_bytes(to_parquet_bytes(tables[0]), parquet)
    say(f"{tables[0].height} logements écrits dans {parquet}.")
