"""The follow-up of droits uniques, kept as a run beside the conversion of an exercice.

It is a run of its own because receipts move it every week, and the parts not.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.actions.codec import decode
from gef.actions.donnees import Dossier
from gef.actions.entrees_uniques import build_uniques
from gef.actions.executions import keep_execution, read_cached
from gef.core.conversion import EntreeConversion
from gef.core.suivi_uniques import EntreeUniques, ModeEtalement, SuivisUniques, suivre_uniques
from gef.db.journal.models import Execution
from gef.db.journal.requetes import executions_of

CALCUL = "droits-uniques"


def garder_suivi(acteur: Acteur, dossier: Dossier, conversion: EntreeConversion, moment: datetime) -> Execution:
    """Follow the droits uniques of a conversion and keep the run; an unchanged input gives back the last run.

    Args:
        acteur: Who asks, for his own organisation; he may write.
        dossier: The bailleur's data.
        conversion: Rights and territories of the exercice.
        moment: When.
    """
    entree = build_uniques(dossier, conversion)
    return keep_execution(
        acteur.organisation,
        CALCUL,
        conversion.exercice,
        entree=entree,
        resultat=suivre_uniques(entree),
        acteur=acteur,
        moment=moment,
    )


def list_versions(bailleur: Organisation, exercice: int) -> list[Execution]:
    """Runs of the follow-up of an exercice, the newest first; their contents are read when they are needed."""
    return list(executions_of(bailleur.pk, CALCUL, exercice).defer("entree", "resultat"))


def read_run(run: Execution, mode: ModeEtalement = "echeancier", duree: int | None = None) -> SuivisUniques:
    """Compute a kept run again, in the mode asked for.

    Args:
        run: A kept run.
        mode: "echeancier" or "lisse".
        duree: Years of the lissé; None lasts until the last échéance of each.
    """
    return suivre_uniques(replace(read_cached(run, read_entree), mode=mode, duree=duree))


def read_entree(run: Execution) -> EntreeUniques:
    """Give what a kept run read."""
    return decode(EntreeUniques, run.entree)
