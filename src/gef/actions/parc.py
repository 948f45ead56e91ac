"""Accept a parc: keep it as an immutable Parquet file, and load its rows for the screens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl
from django.conf import settings
from django.db import transaction

from gef.access.acteur import Acteur
from gef.access.verrou import lock_bailleur
from gef.access.visible import check_can_write
from gef.actions.fichiers_gardes import keep_file
from gef.db.chargeur import Avancement, charger_logements
from gef.db.journal.models import Acte
from gef.db.patrimoine.models import Parc
from gef.db.patrimoine.requetes import last_parc
from gef.errors import GefError
from gef.imports.parc import LectureParc, parc_empreinte, to_parquet_bytes


class ParcRefuseError(GefError):
    """The file has blocking anomalies, or the parc is already there."""


def accepter_parc(
    acteur: Acteur,
    lecture: LectureParc,
    *,
    nom_fichier: str,
    millesime: int,
    moment: datetime,
    avancement: Avancement | None = None,
    acte: str = "import_parc",
    details: Mapping[str, Any] = MappingProxyType({}),
) -> Parc:
    """Accept what was read: the file is kept, the rows are loaded, in one transaction.

    Args:
        acteur: Who accepts, for his bailleur.
        lecture: Table and report of `gef.imports.parc.read_parc`.
        nom_fichier: Name of the received file, kept for the reader.
        millesime: Year of the deposit (situation on 1 January).
        moment: When.
        avancement: Called with the rows written so far.
        acte: Act to write in the journal.
        details: What the journal keeps besides the file and its fingerprint.

    Returns:
        The new version of the parc for that millésime; former versions stay.

    Raises:
        ParcRefuseError: the report has blocking anomalies, or the same content is already the last version.
        PermissionDenied: the actor may not write.
    """
    check_can_write(acteur)
    if not lecture.rapport.is_acceptable:
        raise ParcRefuseError(f"{nom_fichier} : des anomalies bloquent l’import ; corrigez-les puis déposez à nouveau.")
    mark = parc_empreinte(lecture.table)
    path = None
    try:
        with transaction.atomic():
            lock_bailleur(acteur.organisation.pk)
            parc = _create(acteur, lecture, nom_fichier, (millesime, mark), moment)
            path = keep_file(parc.chemin, to_parquet_bytes(lecture.table))
            charger_logements(parc.pk, lecture.table, avancement)
            Acte(
                bailleur=acteur.organisation,
                auteur_id=acteur.utilisateur_id,
                acte=acte,
                objet=f"{millesime} v{parc.version}",
                details={"empreinte": mark, "fichier": nom_fichier, "logements": parc.logements_count, **details},
                fait_le=moment,
            ).save(force_insert=True)
    except BaseException:
        if path:
            path.unlink(missing_ok=True)
        raise
    return parc


def _create(acteur: Acteur, lecture: LectureParc, nom_fichier: str, mark: tuple[int, str], moment: datetime) -> Parc:
    millesime, empreinte = mark
    former = last_parc(acteur.organisation.pk, millesime)
    if former and former.empreinte == empreinte:
        raise ParcRefuseError(f"{nom_fichier} : ce parc est déjà la version {former.version} du millésime {millesime}.")
    version = former.version + 1 if former else 1
    parc = Parc(
        bailleur=acteur.organisation,
        millesime=millesime,
        version=version,
        format=lecture.rapport.format,
        nom_fichier=nom_fichier,
        empreinte_fichier=lecture.rapport.empreinte,
        empreinte=empreinte,
        chemin=f"parcs/{acteur.organisation.pk}/{millesime}-v{version}-{empreinte[:16]}.parquet",
        logements_count=lecture.table.height,
        rapport=lecture.rapport.to_dict(),
        importe_le=moment,
        importe_par_id=acteur.utilisateur_id,
    )
    parc.save(force_insert=True)
    return parc


def read_parc_table(parc: Parc) -> pl.DataFrame:
    """Read the kept Parquet file of a parc, which is what the calculations use.

    Raises:
        ParcRefuseError: the file is gone from the disk.
    """
    path = Path(settings.MEDIA_ROOT) / parc.chemin
    if not path.exists():
        raise ParcRefuseError(
            f"Le fichier du parc {parc} a disparu du disque : {parc.chemin}. Restaurez la sauvegarde."
        )
    return pl.read_parquet(path)
