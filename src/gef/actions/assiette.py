"""The assiette of an exercice: computed from the dossier, kept as a run, read again from the run."""

from __future__ import annotations

from datetime import datetime

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.visible import check_can_write
from gef.actions.codec import decode
from gef.actions.dossier import load_dossier
from gef.actions.entrees import build_assiette
from gef.actions.executions import keep_execution, read_cached
from gef.core.assiette import Assiette, EntreeAssiette, calculer_assiette
from gef.core.comparaison_assiettes import ComparaisonAssiettes, comparer_assiettes
from gef.db.journal.models import Execution
from gef.db.journal.requetes import executions_of

CALCUL = "assiette"


def calculer_et_garder(acteur: Acteur, exercice: int, moment: datetime) -> Execution:
    """Compute the assiette from today's data and keep the run; an unchanged input gives back the last run.

    Raises:
        PermissionDenied: the actor may not write.
        GefError: the data do not allow it; the message says what is missing.
    """
    check_can_write(acteur)
    entree = build_assiette(load_dossier(acteur.organisation), exercice)
    return keep_execution(
        acteur.organisation,
        CALCUL,
        exercice,
        entree=entree,
        resultat=calculer_assiette(entree),
        acteur=acteur,
        moment=moment,
    )


def list_versions(bailleur: Organisation, exercice: int) -> list[Execution]:
    """Runs of the assiette of an exercice, the newest first; their inputs are read only when they are asked for."""
    return list(executions_of(bailleur.pk, CALCUL, exercice).defer("entree", "resultat"))


def read_run(run: Execution) -> Assiette:
    """Compute a kept run again from its inputs: a figure on a screen is always a figure of the core."""
    return read_cached(run, _compute)


def _compute(run: Execution) -> Assiette:
    return calculer_assiette(decode(EntreeAssiette, run.entree))


def read_assiette(bailleur: Organisation, exercice: int) -> Assiette | None:
    """Give the assiette of the last run of an exercice, or None when none was kept."""
    run = executions_of(bailleur.pk, CALCUL, exercice).defer("entree", "resultat").first()
    return read_run(run) if run else None


def comparer_versions(avant: Execution, apres: Execution) -> ComparaisonAssiettes:
    """Compare two kept runs, step by step, with the effect of each input."""
    return comparer_assiettes(read_run(avant), read_run(apres))
