"""The objectives of an exercice, kept as runs; what they read and compute is in `gef.actions.entrees_objectifs`.

Each run keeps its inputs, and what it rounded away: the next exercice starts from it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils.timezone import localtime

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.visible import check_can_write
from gef.actions.codec import decode
from gef.actions.conversion import read_assiette_or_refuse
from gef.actions.dossier import DossierIncompletError, load_dossier
from gef.actions.entrees_objectifs import (
    RETENUES,
    EntreeObjectifs,
    LigneObjectif,
    ObjectifsRendus,
    ReportObjectif,
    TotalObjectif,
    arrondir,
    build_objectifs,
    compute_objectifs,
    find_exercice_servi,
    list_reports,
)
from gef.actions.entrees_parts import build_objectifs_retenus, choose_origine
from gef.actions.executions import keep_execution, read_cached
from gef.actions.parts_retenues import PartsRetenues, read_retenues
from gef.core.parts import BAILLEUR
from gef.db.flux.requetes import comptes_of
from gef.db.journal.models import Execution
from gef.db.journal.requetes import executions_of, last_execution
from gef.outputs.nombres import date_longue

__all__ = [
    "CALCUL",
    "EntreeObjectifs",
    "LigneObjectif",
    "ObjectifsRendus",
    "ReportObjectif",
    "TotalObjectif",
    "arrondir",
    "build_objectifs",
    "calculer_et_garder",
    "compute_objectifs",
    "compute_run",
    "describe_retenues",
    "find_exercice_servi",
    "list_reports",
    "list_versions",
    "objectifs_par_reservataire",
    "read_noms",
    "read_objectifs",
    "read_reports",
    "read_run",
]

CALCUL = "objectifs"


def calculer_et_garder(acteur: Acteur, exercice: int, moment: datetime, origine: str = "") -> Execution:
    """Round today's rights and keep the run; an unchanged input gives back the last run.

    Args:
        acteur: Who asks.
        exercice: The year.
        moment: When.
        origine: "conventions" or "retenues"; empty takes the conventions if some are in force, else what was retained.

    Raises:
        PermissionDenied: the actor may not write.
        GefError: the data do not allow it; the message says what is missing.
    """
    check_can_write(acteur)
    bailleur = acteur.organisation
    dossier, assiette = load_dossier(bailleur), read_assiette_or_refuse(bailleur, exercice)
    reports, retenues = read_reports(bailleur, exercice - 1), read_retenues(bailleur, exercice)
    wanted = origine or choose_origine(dossier, exercice, has_retenues=retenues is not None)
    if wanted == RETENUES and retenues is None:
        raise DossierIncompletError(f"Aucune méthode n’est retenue pour {exercice} ; retenez-en une d’abord.")
    if wanted == RETENUES and retenues is not None:
        entree = build_objectifs_retenus(dossier, assiette, retenues.conversion, reports)
        entree = replace(entree, source=describe_retenues(retenues))
    else:
        entree = build_objectifs(dossier, assiette, exercice, reports)
    return keep_execution(
        bailleur, CALCUL, exercice, entree=entree, resultat=arrondir(entree), acteur=acteur, moment=moment
    )


def describe_retenues(retenues: PartsRetenues) -> str:
    """Say who retained which method, and when."""
    quand = date_longue(localtime(retenues.run.fait_le).date())
    reduites = ", réduites" if retenues.conversion.validation else ""
    methode = retenues.methode.lower()
    return f"Parts retenues le {quand} par {retenues.entree.par}, méthode « {methode} »{reduites}"


def read_reports(bailleur: Organisation, exercice: int) -> tuple[ReportObjectif, ...]:
    """Give what the last run of an exercice carries to the next one; nothing when none was kept."""
    rendus = read_objectifs(bailleur, exercice)
    return list_reports(rendus) if rendus else ()


def read_noms(bailleur: Organisation) -> dict[str, str]:
    """Display name of each account, the bailleur's own included."""
    return {compte.code: compte.nom for compte in comptes_of(bailleur.pk)} | {BAILLEUR: "Non réservé"}


def list_versions(bailleur: Organisation, exercice: int) -> list[Execution]:
    """Runs of the objectives of an exercice, the newest first; their contents are read when they are needed."""
    return list(executions_of(bailleur.pk, CALCUL, exercice).defer("entree", "resultat"))


def read_run(run: Execution) -> ObjectifsRendus:
    """Compute a kept run again from its inputs, once for the process: a figure on a screen is a figure of the core."""
    return read_cached(run, compute_run)


def compute_run(run: Execution) -> ObjectifsRendus:
    """Compute a kept run again; see `read_run`."""
    return arrondir(decode(EntreeObjectifs, run.entree))


def read_objectifs(bailleur: Organisation, exercice: int) -> ObjectifsRendus | None:
    """Give the objectives of the last run of an exercice, or None when none was kept."""
    run = last_execution(bailleur.pk, CALCUL, exercice)
    return read_run(run) if run else None


def objectifs_par_reservataire(bailleur: Organisation, exercice: int) -> dict[str, int]:
    """Give the whole objective of each account, the bailleur's own included; empty when none was kept."""
    rendus = read_objectifs(bailleur, exercice)
    return rendus.par_reservataire() if rendus else {}
