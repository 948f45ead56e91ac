"""Corrections of the parc brought by file: a new version of the same millésime, with only these cells changed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from gef.access.acteur import Acteur
from gef.access.verrou import lock_bailleur
from gef.access.visible import check_can_write
from gef.actions.depots import DepotRefuseError, refuse_constats
from gef.actions.parc import accepter_parc, read_parc_table
from gef.db.patrimoine.models import Parc
from gef.db.patrimoine.requetes import last_parc
from gef.imports.corrections import ParcCorrige, corriger_parc, dresser_rapport
from gef.imports.modeles import LectureModele
from gef.imports.parc import LectureParc
from gef.law.territoires import load_communes

CORRIGE_PAR = ", corrigé par "
NOM_MAX = 255


def preparer_corrections(acteur: Acteur, lecture: LectureModele) -> tuple[Parc, ParcCorrige]:
    """Apply corrections to the newest parc, without writing anything.

    Args:
        acteur: Who asks, for his bailleur.
        lecture: The model "corrections", read.

    Returns:
        The parc as it is, and what the corrections make of it.

    Raises:
        DepotRefuseError: there is no parc, or a correction cannot be made; the message says which.
    """
    parc = last_parc(acteur.organisation.pk)
    if parc is None:
        raise DepotRefuseError("Aucun parc n’est encore importé : il n’y a rien à corriger.")
    corrige = corriger_parc(
        read_parc_table(parc), lecture.table, annee=parc.millesime, communes=frozenset(load_communes())
    )
    refuse_constats(
        corrige.constats,
        f"des logements du parc {parc.millesime}, version {parc.version}, et des valeurs que l’import accepterait",
    )
    return parc, corrige


def accepter_corrections(acteur: Acteur, lecture: LectureModele, *, nom_fichier: str, moment: datetime) -> Parc:
    """Write the corrected parc as a new version of its millésime; the former one stays.

    Args:
        acteur: Who accepts, for his bailleur.
        lecture: The model "corrections", read.
        nom_fichier: Name of the received file.
        moment: When.

    Raises:
        DepotRefuseError, ParcRefuseError: nothing was written; the message says why.
        PermissionDenied: the actor may not write.
    """
    check_can_write(acteur)
    if not lecture.rapport.is_acceptable:
        raise DepotRefuseError(
            f"{nom_fichier} : des anomalies bloquent l’import ; corrigez-les puis déposez à nouveau."
        )
    with transaction.atomic():
        lock_bailleur(acteur.organisation.pk)
        former, corrige = preparer_corrections(acteur, lecture)
        if not corrige.changees:
            raise DepotRefuseError(f"{nom_fichier} : le parc dit déjà tout cela ; rien n’a été écrit.")
        rapport = dresser_rapport(corrige.table, former.rapport, lecture.rapport, communes=frozenset(load_communes()))
        origine = former.nom_fichier.partition(CORRIGE_PAR)[0]
        return accepter_parc(
            acteur,
            LectureParc(corrige.table, rapport),
            nom_fichier=f"{origine}{CORRIGE_PAR}{nom_fichier}"[:NOM_MAX],
            millesime=former.millesime,
            moment=moment,
            acte="correction_parc",
            details={"version_corrigee": former.version, "cellules": corrige.changees},
        )
