"""Prepare the lists of dwellings brought by file: each replaces the former one of its genre, which stays.

A list of 150 000 dwellings is never taken row by row. A dwelling that the parc does not know is said and kept: it may
come with the next parc.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import polars as pl

from gef.access.acteur import Acteur
from gef.actions.depots import DepotRefuseError, refuse_constats
from gef.actions.lignes_inscrites import to_liste
from gef.actions.listes_logements import garder_liste, read_liste
from gef.actions.parc import read_parc_table
from gef.core.parts import BAILLEUR
from gef.db.flux import requetes
from gef.db.patrimoine.models import ListeLogements
from gef.db.patrimoine.requetes import last_liste, last_parc
from gef.imports.modeles import LectureModele
from gef.outputs.nombres import entier, pluriel

CITES: Final = 3


def preparer_liste(acteur: Acteur, lecture: LectureModele) -> tuple[str, ...]:
    """Set a list of dwellings against the parc and the register.

    Args:
        acteur: Who asks, for his bailleur.
        lecture: The model "reservations" or "logements_exclus", read.

    Returns:
        What the reader should know before he accepts.

    Raises:
        DepotRefuseError: the list is the one already kept, or names a réservataire that has no account.
    """
    genre, bailleur = lecture.modele, acteur.organisation.pk
    former = last_liste(bailleur, genre)
    if former and read_liste(bailleur, genre).equals(to_liste(genre, lecture.table)):
        raise DepotRefuseError(f"Cette liste est déjà la version {former.version}.")
    remarques = [*_find_absents(acteur, lecture.table)]
    if genre == "reservations":
        _check_comptes(acteur, lecture.table)
        remarques += [*_find_references(acteur, lecture.table), *_find_simultanees(lecture.table)]
    if former:
        remarques.append(
            f"Elle remplacera la version {former.version}, de "
            f"{pluriel(former.logements_count, 'ligne', 'lignes')}, qui reste consultable dans le journal."
        )
    return tuple(remarques)


def accepter_liste(acteur: Acteur, lecture: LectureModele, *, nom_fichier: str, moment: datetime) -> ListeLogements:
    """Keep a list as the newest version of its genre.

    Args:
        acteur: Who accepts, for his bailleur.
        lecture: The model, read.
        nom_fichier: Name of the received file.
        moment: When.

    Raises:
        DepotRefuseError, ListeRefuseeError: nothing was written; the message says why.
        PermissionDenied: the actor may not write.
    """
    if not lecture.rapport.is_acceptable:
        raise DepotRefuseError(
            f"{nom_fichier} : des anomalies bloquent l’import ; corrigez-les puis déposez à nouveau."
        )
    preparer_liste(acteur, lecture)
    return garder_liste(
        acteur,
        lecture.modele,
        to_liste(lecture.modele, lecture.table),
        nom_fichier=nom_fichier,
        empreinte=lecture.rapport.empreinte,
        moment=moment,
    )


def _check_comptes(acteur: Acteur, table: pl.DataFrame) -> None:
    known = {compte.code for compte in requetes.comptes_of(acteur.organisation.pk)} - {BAILLEUR}
    unknown = table.filter(~pl.col("reservataire").is_in(sorted(known))).unique("reservataire", keep="first")
    refuse_constats(
        [
            f"ligne {ligne}, réservataire « {code} » inconnu"
            for ligne, code in unknown.sort("ligne").select("ligne", "reservataire").rows()
        ],
        "des réservataires qui ont un compte ; les conventions les créent",
    )


def _find_absents(acteur: Acteur, table: pl.DataFrame) -> Iterator[str]:
    parc = last_parc(acteur.organisation.pk)
    if parc is None:
        yield "Aucun parc n’est encore importé : les logements de la liste n’ont pu être retrouvés."
        return
    kept = read_parc_table(parc)
    names = pl.concat(kept.select(pl.col(nom).alias("logement")) for nom in ("ident_rep", "ident_int"))
    absents = (
        table.join(names.drop_nulls(), on="logement", how="anti").get_column("logement").unique(maintain_order=True)
    )
    if absents.len():
        yield (
            f"{pluriel(absents.len(), 'logement', 'logements')} de la liste ne "
            f"{'sont' if absents.len() > 1 else 'est'} pas dans le parc {parc.millesime}, version {parc.version} : "
            f"{_cite(absents)}. La liste les garde ; aucun calcul ne les compte."
        )


def _find_references(acteur: Acteur, table: pl.DataFrame) -> Iterator[str]:
    known = {droit.reference for droit in requetes.droits_of(acteur.organisation.pk)}
    unknown = table.get_column("droit").drop_nulls().unique(maintain_order=True)
    unknown = unknown.filter(~unknown.is_in(sorted(known)))
    if unknown.len():
        yield (
            f"{pluriel(unknown.len(), 'référence', 'références')} de droit que le registre ne connaît pas : "
            f"{_cite(unknown)}."
        )


def _find_simultanees(table: pl.DataFrame) -> Iterator[str]:
    """Say how many dwellings two lines reserve on a same day."""
    ordered = table.select(
        "logement", pl.col("debut").fill_null(pl.date(1, 1, 1)), pl.col("fin").fill_null(pl.date(9999, 1, 1))
    ).sort("logement", "debut")
    latest = pl.col("fin").cum_max().shift(1).over("logement")
    count = ordered.filter(pl.col("debut") < latest).get_column("logement").n_unique()
    if count:
        yield f"{pluriel(count, 'logement réservé', 'logements réservés')} deux fois à la même date."


def _cite(noms: pl.Series) -> str:
    more = noms.len() - CITES
    return ", ".join(noms.head(CITES)) + (f" et {entier(more)} autre{'s' if more > 1 else ''}" if more > 0 else "")
