"""Runs of calculations, kept for ever: a new run never replaces the former one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

import gef
from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.verrou import lock_bailleur
from gef.actions.codec import encode, fingerprint
from gef.db.journal.models import Execution
from gef.db.journal.requetes import last_execution


def keep_execution(
    bailleur: Organisation,
    calcul: str,
    exercice: int,
    *,
    entree: Any,
    resultat: Any,
    acteur: Acteur | None,
    moment: datetime,
) -> Execution:
    """Keep one run: inputs, result, fingerprint, software version, author and moment.

    Args:
        bailleur: Whose calculation.
        calcul: Name of the calculation, as in `gef calculer --liste`.
        exercice: Year.
        entree: Input dataclass of the core.
        resultat: Output dataclass of the core.
        acteur: Who asked; None for a batch.
        moment: When.

    Returns:
        The run; the same inputs on the same software give back the last run instead of a double.
    """
    data = encode(entree)
    mark = fingerprint(data)
    with transaction.atomic():
        lock_bailleur(bailleur.pk)
        last = last_execution(bailleur.pk, calcul, exercice)
        if last and (last.empreinte, last.logiciel) == (mark, gef.__version__):
            return last
        run = Execution(
            bailleur=bailleur,
            calcul=calcul,
            exercice=exercice,
            version=last.version + 1 if last else 1,
            entree=data,
            resultat=encode(resultat),
            empreinte=mark,
            logiciel=gef.__version__,
            auteur_id=acteur.utilisateur_id if acteur else None,
            fait_le=moment,
        )
        run.save(force_insert=True)
    return run
