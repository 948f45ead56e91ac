"""`gef qualite`: what to correct first in a parc, and the work list to fill in."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gef.cli import options
from gef.cli.sortie import Format, say, write_bytes, write_result
from gef.errors import GefError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from gef.actions.donnees import Dossier
    from gef.core.rotation import TauxRotation
    from gef.outputs.tables import Table


class Vue(StrEnum):
    """Ways to rank the gaps."""

    CHAMP = "champ"
    PROGRAMME = "programme"
    RESERVATAIRE = "reservataire"


class ListeImpossibleError(GefError):
    """The work list that was asked for cannot be written."""


def register(application: typer.Typer) -> None:
    """Add the command."""
    application.command("qualite")(qualite)


def qualite(
    dossier: options.Dossier,
    exercice: options.Exercice,
    *,
    par: Annotated[
        Vue, typer.Option(metavar="VUE", help="Ce qui est classé : champ, programme ou reservataire.")
    ] = Vue.CHAMP,
    liste: Annotated[
        Path | None,
        typer.Option(
            metavar="FICHIER",
            help="Liste de travail à écrire, en .csv ou .xlsx ; à remplir puis redonner.",
            show_default=False,
        ),
    ] = None,
    champ: Annotated[str, typer.Option(metavar="CHAMP", help="Champ de la liste ; tous sinon.")] = "",
    bailleur: options.Bailleur = "Bailleur",
    format_: options.FormatSortie = Format.JSON,
    sortie: options.Sortie = None,
) -> None:
    """Classe les lacunes du parc. Par effet sur le flux d’une année ; écrit la liste de travail."""
    from gef.actions.dossier_fichiers import read_dossier_fichiers
    from gef.cli.avancement import wait

    with wait(f"Lecture de {dossier}"):
        data = read_dossier_fichiers(dossier, bailleur=bailleur, millesime=exercice)
    taux = _find_taux(data, exercice)
    content, table = _rank(data, par, taux, date(exercice, 1, 1))
    write_result(content, table, sortie, format_)
    if liste is not None:
        _write_liste(data, liste, champ)


def _find_taux(data: Dossier, exercice: int) -> TauxRotation | None:
    from gef.actions.entrees_taux import RotationInconnueError, build_taux

    try:
        return build_taux(data, exercice)
    except RotationInconnueError as error:
        say(f"gef : {error} L’ordre est celui des logements concernés.")
        return None


def _rank(data: Dossier, par: Vue, taux: TauxRotation | None, jour: date) -> tuple[Any, Table]:
    """Rank the gaps one way: the whole as plain values, and its table."""
    from gef.actions.codec import encode
    from gef.actions.qualite import dresser_par_programme, dresser_par_reservataire, dresser_qualite, keep_en_cours
    from gef.actions.tableaux_qualite import table_programmes, table_qualite, table_reservataires
    from gef.core.motifs import Source

    source, rotation = Source(data.source_parc, "donnee"), taux.valeur if taux else None
    rows: Sequence[Any]
    if par is Vue.PROGRAMME:
        rows = dresser_par_programme(data.parc, rotation)
        table = table_programmes(rows, source, taux)
    elif par is Vue.RESERVATAIRE:
        rows = dresser_par_reservataire(data.parc, keep_en_cours(data.reservations, jour), rotation)
        table = table_reservataires(rows, source, data.noms(), taux)
    else:
        rows = dresser_qualite(data.parc, None, rotation)
        table = table_qualite(rows, source, taux)
    return {"taux": encode(taux) if taux else None, par.value: encode(rows)}, table


def _write_liste(data: Dossier, liste: Path, champ: str) -> None:
    from datetime import UTC, datetime

    from gef.actions.liste_corrections import lister_corrections
    from gef.actions.qualite import CHAMP_PAR_CODE
    from gef.actions.tableaux_qualite import table_travail
    from gef.core.motifs import Source
    from gef.outputs.csv import write_csv
    from gef.outputs.xlsx import write_xlsx

    if champ and champ not in CHAMP_PAR_CODE:
        raise ListeImpossibleError(f"--champ {champ} : champ inconnu ; attendu : {', '.join(CHAMP_PAR_CODE)}.")
    if liste.suffix not in {".csv", ".xlsx"}:
        raise ListeImpossibleError(f"--liste {liste} : extension inconnue ; attendu : .csv ou .xlsx.")
    rows = lister_corrections(data.parc, champ=champ)
    table = table_travail(rows, Source(data.source_parc, "donnee"))
    content = (
        write_csv(table) if liste.suffix == ".csv" else write_xlsx([table], datetime(data.millesime, 1, 1, tzinfo=UTC))
    )
    write_bytes(content, liste)
    say(f"{rows.height} cellules à corriger dans {liste}.")
