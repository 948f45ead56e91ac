"""The conversion of an exercice, kept as a run; what it reads and computes is in `gef.actions.entrees_conversion`.

The assiette comes from its own last run, so that the parts share the figure that the assiette page shows.
"""

from __future__ import annotations

from datetime import datetime

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.visible import check_can_write
from gef.actions.assiette import read_assiette
from gef.actions.codec import decode
from gef.actions.dossier import DossierIncompletError, load_dossier
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
from gef.actions.executions import keep_execution
from gef.core.assiette import Assiette
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
    "list_versions",
    "read_assiette_or_refuse",
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

    Raises:
        PermissionDenied: the actor may not write.
        GefError: the data do not allow it; the message says what is missing.
    """
    check_can_write(acteur)
    assiette = read_assiette_or_refuse(acteur.organisation, exercice)
    entree = build_comparaison(load_dossier(acteur.organisation), assiette, exercice)
    return keep_execution(
        acteur.organisation,
        CALCUL,
        exercice,
        entree=entree,
        resultat=comparer(entree),
        acteur=acteur,
        moment=moment,
    )


def list_versions(bailleur: Organisation, exercice: int) -> list[Execution]:
    """Runs of the conversion of an exercice, the newest first."""
    return list(executions_of(bailleur.pk, CALCUL, exercice))


def read_run(run: Execution) -> Comparaison:
    """Compute a kept run again from its inputs: a figure on a screen is always a figure of the core."""
    return comparer(decode(EntreeComparaison, run.entree))
