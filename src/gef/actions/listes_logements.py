"""Lists of dwellings, kept as Parquet files: who has each one reserved, and which leave the assiette.

The RPLS says neither: its contingent names no collectivité, and it has no code for the défense. So the bailleur brings
his own list; each one replaces the former, which stays (docs/decisions/0008-parquet-par-millesime.md).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import polars as pl
from django.conf import settings
from django.db import transaction

from gef.access.acteur import Acteur
from gef.access.verrou import lock_bailleur
from gef.access.visible import check_can_write
from gef.actions.codec import fingerprint
from gef.actions.donnees import LOGEMENTS_EXCLUS, RESERVATIONS
from gef.actions.fichiers_gardes import keep_file
from gef.db.journal.models import Acte
from gef.db.patrimoine.models import ListeLogements
from gef.db.patrimoine.requetes import last_liste
from gef.errors import GefError

SCHEMAS: Final[Mapping[str, Mapping[str, Any]]] = {"reservations": RESERVATIONS, "logements_exclus": LOGEMENTS_EXCLUS}


class ListeRefuseeError(GefError):
    """The list is the one already kept, or its file is gone."""


def to_table(genre: str, lignes: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Build the table of a list from the rows of its model; empty texts, never null ones."""
    schema = SCHEMAS[genre]
    table = pl.DataFrame([{nom: ligne.get(nom) for nom in schema} for ligne in lignes], schema=dict(schema))
    texts = [nom for nom, kind in schema.items() if kind == pl.String]
    return table.with_columns(pl.col(texts).fill_null("")).sort(table.columns)


def garder_liste(
    acteur: Acteur, genre: str, table: pl.DataFrame, *, nom_fichier: str, empreinte: str, moment: datetime
) -> ListeLogements:
    """Keep a list as the newest version of its genre, in one transaction.

    Args:
        acteur: Who accepts, for his bailleur.
        genre: "reservations" or "logements_exclus".
        table: Columns of `SCHEMAS[genre]`.
        nom_fichier: Name of the received file.
        empreinte: SHA-256 of the received file.
        moment: When.

    Raises:
        ListeRefuseeError: the same list is already kept.
        PermissionDenied: the actor may not write.
    """
    check_can_write(acteur)
    path = None
    try:
        with transaction.atomic():
            lock_bailleur(acteur.organisation.pk)
            version = _next_version(acteur, genre, table, nom_fichier)
            mark = fingerprint([genre, version, empreinte])[:16]
            liste = ListeLogements(
                bailleur=acteur.organisation,
                genre=genre,
                version=version,
                nom_fichier=nom_fichier,
                empreinte_fichier=empreinte,
                chemin=f"listes/{acteur.organisation.pk}/{genre}-v{version}-{mark}.parquet",
                logements_count=table.height,
                importe_le=moment,
                importe_par_id=acteur.utilisateur_id,
            )
            liste.save(force_insert=True)
            path = keep_file(liste.chemin, _to_bytes(table))
            Acte(
                bailleur=acteur.organisation,
                auteur_id=acteur.utilisateur_id,
                acte=f"import_{genre}",
                objet=f"{genre} v{version}",
                details={"empreinte": empreinte, "fichier": nom_fichier, "logements": table.height},
                fait_le=moment,
            ).save(force_insert=True)
    except BaseException:
        if path:
            path.unlink(missing_ok=True)
        raise
    return liste


def _next_version(acteur: Acteur, genre: str, table: pl.DataFrame, nom_fichier: str) -> int:
    former = last_liste(acteur.organisation.pk, genre)
    if former is None:
        return 1
    if read_liste(acteur.organisation.pk, genre).equals(table):
        raise ListeRefuseeError(f"{nom_fichier} : cette liste est déjà la version {former.version}.")
    return former.version + 1


def _to_bytes(table: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    table.write_parquet(out)
    return out.getvalue()


def read_liste(bailleur_id: int, genre: str) -> pl.DataFrame:
    """Read the newest version of a list; without any, an empty table of the same columns.

    Raises:
        ListeRefuseeError: the file is gone from the disk.
    """
    liste = last_liste(bailleur_id, genre)
    if liste is None:
        return pl.DataFrame(schema=dict(SCHEMAS[genre]))
    path = Path(settings.MEDIA_ROOT) / liste.chemin
    if not path.exists():
        raise ListeRefuseeError(
            f"Le fichier « {liste} » a disparu du disque : {liste.chemin}. Restaurez la sauvegarde."
        )
    return pl.read_parquet(path)
