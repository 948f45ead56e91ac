"""The commands that read a bailleur's files, from the import to the bilan; no database is needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gef.cli.sortie import Format, write_bytes, write_json, write_result

if TYPE_CHECKING:
    from gef.actions.donnees import Dossier
    from gef.imports.anomalies import RapportImport

DossierOption = Annotated[Path, typer.Option("--dossier", help="Dossier des fichiers du bailleur.")]
ExerciceOption = Annotated[int, typer.Option("--exercice", min=2018, max=2100, help="Année.")]
BailleurOption = Annotated[str, typer.Option("--bailleur", help="Nom du bailleur, pour les titres.")]
FormatOption = Annotated[
    Format, typer.Option("--format", help="json (tout le résultat) ou csv (le tableau principal).")
]
SortieOption = Annotated[Path | None, typer.Option("--sortie", help="Fichier de sortie ; sinon la sortie standard.")]

REFUSE = 1


def register(application: typer.Typer) -> None:
    """Add the commands."""
    application.command("importer")(importer)
    application.command("etat-des-lieux")(etat_des_lieux)
    application.command("assiette")(assiette)
    application.command("convertir")(convertir)
    application.command("objectifs")(objectifs)
    application.command("bilan")(bilan)


def importer(
    fichier: Annotated[Path, typer.Argument(help="Dépôt RPLS, RPLS ouvert, ou modèle (csv, txt, xlsx, ods).")],
    modele: Annotated[str, typer.Option(help="parc, droits, previsions, liberations, conventions ou faits.")] = "parc",
    modele_vide: Annotated[bool, typer.Option("--modele-vide", help="Écrit le modèle vide au lieu de lire.")] = False,
    parquet: Annotated[
        Path | None, typer.Option(help="Écrit le parc lu dans ce fichier Parquet, s’il est acceptable.")
    ] = None,
    sortie: SortieOption = None,
) -> None:
    """Contrôle un fichier et dit ce qu’il faut corriger ; n’écrit rien d’autre que ce qui est demandé."""
    if modele_vide:
        from gef.imports.modeles import render_modele

        write_bytes(render_modele(modele).encode("utf-8-sig"), sortie)
        return
    rapport, table = _read_fichier(fichier, modele)
    write_json(rapport.to_dict(), sortie)
    if not rapport.is_acceptable:
        typer.echo(f"{fichier} : des anomalies bloquent l’import ; rien n’a été écrit.", err=True)
        raise typer.Exit(REFUSE)
    if parquet and table is not None:
        from gef.imports.parc import to_parquet_bytes

        write_bytes(to_parquet_bytes(table), parquet)
        typer.echo(f"{table.height} logements écrits dans {parquet}.", err=True)


def _read_fichier(fichier: Path, modele: str) -> tuple[RapportImport, Any]:
    from gef.imports.modeles import read_modele
    from gef.imports.parc import read_parc
    from gef.law.territoires import load_communes

    communes = frozenset(load_communes())
    if modele != "parc":
        return read_modele(fichier, nom=fichier.name, modele=modele, communes=communes).rapport, None
    lecture = read_parc(fichier, nom=fichier.name, communes=communes)
    return lecture.rapport, lecture.table


def _dossier(dossier: Path, bailleur: str, exercice: int) -> Dossier:
    from gef.actions.dossier_fichiers import read_dossier_fichiers

    return read_dossier_fichiers(dossier, bailleur=bailleur, millesime=exercice)


def etat_des_lieux(
    dossier: DossierOption,
    exercice: ExerciceOption,
    bailleur: BailleurOption = "Bailleur",
    format_: FormatOption = Format.JSON,
    sortie: SortieOption = None,
) -> None:
    """Parc et droits : ce qui est en cours, échu, et les désaccords entre le registre et le RPLS."""
    data = _dossier(dossier, bailleur, exercice)
    from gef.actions.codec import encode
    from gef.actions.etat_des_lieux import compute_etat_des_lieux
    from gef.actions.tableaux_parc import table_droits

    resultat = compute_etat_des_lieux(data, exercice)
    write_result(encode(resultat), table_droits(resultat, data.noms()), sortie, format_)


def assiette(
    dossier: DossierOption,
    exercice: ExerciceOption,
    bailleur: BailleurOption = "Bailleur",
    format_: FormatOption = Format.JSON,
    sortie: SortieOption = None,
) -> None:
    """Logements à partager dans l’année, étape par étape."""
    data = _dossier(dossier, bailleur, exercice)
    from gef.actions.codec import encode
    from gef.actions.entrees import compute_assiette
    from gef.actions.tableaux_assiette import table_assiette

    resultat = compute_assiette(data, exercice)
    write_result(encode(resultat), table_assiette(resultat), sortie, format_)


def convertir(
    dossier: DossierOption,
    exercice: ExerciceOption,
    bailleur: BailleurOption = "Bailleur",
    format_: FormatOption = Format.JSON,
    sortie: SortieOption = None,
) -> None:
    """Droits convertis en parts, méthodes côte à côte, plafonds appliqués."""
    data = _dossier(dossier, bailleur, exercice)
    from gef.actions.codec import encode
    from gef.actions.conversion import compute_conversion
    from gef.actions.tableaux_conversion import table_methodes

    resultat = compute_conversion(data, exercice)
    write_result([encode(c) for c in resultat], table_methodes(resultat), sortie, format_)


def objectifs(
    dossier: DossierOption,
    exercice: ExerciceOption,
    bailleur: BailleurOption = "Bailleur",
    format_: FormatOption = Format.JSON,
    sortie: SortieOption = None,
) -> None:
    """Objectifs entiers par réservataire et commune ; lignes, colonnes et total à moins d’un logement du droit."""
    data = _dossier(dossier, bailleur, exercice)
    from gef.actions.codec import encode
    from gef.actions.objectifs import compute_objectifs
    from gef.actions.tableaux_conversion import table_objectifs

    resultat = compute_objectifs(data, exercice)
    write_result(encode(resultat), table_objectifs(resultat, data.noms()), sortie, format_)


def bilan(
    dossier: DossierOption,
    exercice: ExerciceOption,
    bailleur: BailleurOption = "Bailleur",
    format_: FormatOption = Format.JSON,
    sortie: SortieOption = None,
) -> None:
    """Bilan annuel : propositions, attributions et baux par réservataire et par axe, hors flux, soldes."""
    data = _dossier(dossier, bailleur, exercice)
    from gef.actions.bilan import compute_bilan
    from gef.actions.codec import encode
    from gef.actions.tableaux_bilan import table_reservataires

    resultat = compute_bilan(data, exercice)
    write_result(encode(resultat), table_reservataires(resultat), sortie, format_)
