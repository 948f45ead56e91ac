"""The follow-up of droits uniques, kept as a run beside the conversion of an exercice.

It is a run of its own because receipts move it every week, and the parts not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final, get_args

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
DUREE_MAX: Final = 30


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
    """Compute a kept run again in the mode asked for, once for the process.

    Args:
        run: A kept run.
        mode: "echeancier" or "lisse".
        duree: Years of the lissé, `DUREE_MAX` at most; None lasts until the last échéance of each.
    """
    return read_cached(run, _SUIVIS[mode, min(duree, DUREE_MAX) if duree and mode == "lisse" else None])


def _follow(mode: ModeEtalement, duree: int | None, run: Execution) -> SuivisUniques:
    return suivre_uniques(replace(read_entree(run), mode=mode, duree=duree))


_SUIVIS: Mapping[tuple[ModeEtalement, int | None], Callable[[Execution], SuivisUniques]] = {
    (mode, duree): partial(_follow, mode, duree)
    for mode in get_args(ModeEtalement)
    for duree in (None, *range(1, DUREE_MAX + 1))
}


def read_entree(run: Execution) -> EntreeUniques:
    """Give what a kept run read."""
    return decode(EntreeUniques, run.entree)
