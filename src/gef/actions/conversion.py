"""The conversion of an exercice, kept as a run; what it reads and computes is in `gef.actions.entrees_conversion`.

The assiette comes from its own last run, so that the parts share the figure that the assiette page shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.visible import check_can_write
from gef.actions.assiette import read_assiette
from gef.actions.codec import decode
from gef.actions.dossier import DossierIncompletError, load_dossier
from gef.actions.droits_uniques import garder_suivi
from gef.actions.entrees_conversion import (
    Comparaison,
    EntreeComparaison,
    build_comparaison,
    build_conversion,
    comparer,
    compute_conversion,
    read_plafonds,
    read_seuil,
)
from gef.actions.entrees_objectifs import ObjectifsRendus
from gef.actions.entrees_parts import arrondir_conversion
from gef.actions.executions import keep_execution, read_cached
from gef.core.assiette import Assiette
from gef.core.methodes import METHODES
from gef.db.journal.models import Execution
from gef.db.journal.requetes import executions_of

__all__ = [
    "CALCUL",
    "Comparaison",
    "EntreeComparaison",
    "build_comparaison",
    "build_conversion",
    "calculer_et_garder",
    "comparer",
    "compute_conversion",
    "compute_run",
    "list_versions",
    "read_assiette_or_refuse",
    "read_objectifs",
    "read_plafonds",
    "read_run",
    "read_seuil",
]

CALCUL = "conversion"


def read_assiette_or_refuse(bailleur: Organisation, exercice: int) -> Assiette:
    """Give the kept assiette of an exercice.

    Raises:
        DossierIncompletError: it was never computed.
    """
    assiette = read_assiette(bailleur, exercice)
    if assiette is None:
        raise DossierIncompletError(f"L’assiette {exercice} n’est pas calculée ; calculez-la d’abord.")
    return assiette


def calculer_et_garder(acteur: Acteur, exercice: int, moment: datetime) -> Execution:
    """Compare the methods on today's data and keep the run; an unchanged input gives back the last run.

    The follow-up of the droits uniques is kept beside it, as a run of its own.

    Raises:
        PermissionDenied: the actor may not write.
        GefError: the data do not allow it; the message says what is missing.
    """
    check_can_write(acteur)
    assiette = read_assiette_or_refuse(acteur.organisation, exercice)
    dossier = load_dossier(acteur.organisation)
    entree = build_comparaison(dossier, assiette, exercice)
    run = keep_execution(
        acteur.organisation,
        CALCUL,
        exercice,
        entree=entree,
        resultat=comparer(entree),
        acteur=acteur,
        moment=moment,
    )
    garder_suivi(acteur, dossier, entree.conversion, moment)
    return run


def list_versions(bailleur: Organisation, exercice: int) -> list[Execution]:
    """Runs of the conversion of an exercice, the newest first; their contents are read when they are needed."""
    return list(executions_of(bailleur.pk, CALCUL, exercice).defer("entree", "resultat"))


def read_run(run: Execution) -> Comparaison:
    """Compute a kept run again from its inputs, once for the process: a figure on a screen is a figure of the core."""
    return read_cached(run, compute_run)


def compute_run(run: Execution) -> Comparaison:
    """Compute a kept run again; see `read_run`."""
    return comparer(decode(EntreeComparaison, run.entree))


def read_objectifs(run: Execution, methode: str) -> ObjectifsRendus:
    """Round what a method of a kept run would give in each commune, once for the process.

    Raises:
        PartsIncompatiblesError: a blocking anomaly is not settled: parts of more than the whole are not rounded.
    """
    return read_cached(run, _ARRONDIS[methode])


def _round_run(methode: str, run: Execution) -> ObjectifsRendus:
    return arrondir_conversion(next(c for c in read_run(run).conversions if c.methode == methode))


_ARRONDIS: Mapping[str, Callable[[Execution], ObjectifsRendus]] = {m: partial(_round_run, m) for m in METHODES}
