"""Runs of calculations, kept for ever: a new run never replaces the former one.

A run never changes, so what was computed again from it may be kept in memory: `read_cached`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime
from threading import Lock
from typing import Any, Final, TypeVar

from django.db import transaction

import gef
from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.verrou import lock_bailleur
from gef.actions.codec import encode, fingerprint
from gef.db.journal.models import Execution
from gef.db.journal.requetes import last_execution

T = TypeVar("T")

LUS_MAX: Final = 32  # results kept by process: the last runs of a few bailleurs
_lus: OrderedDict[Hashable, Any] = OrderedDict()
_verrou = Lock()


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


def read_cached(run: Execution, compute: Callable[[Execution], T]) -> T:
    """Give what a function computes from a kept run, once for the process: shared by every page that shows runs.

    The key is what the run is made of (calculation, fingerprint of its inputs, software), not its row: the same inputs
    give the same result, and a row that came back under the same number would not.

    Args:
        run: A kept run; its inputs may be deferred, they are read only when the result is not in memory.
        compute: A function of a module, that reads nothing but the run. What it gives is shared: never change it.

    Returns:
        The result of `compute(run)`.
    """
    key = _key(run, compute)
    with _verrou:
        if key in _lus:
            _lus.move_to_end(key)
            known: T = _lus[key]
            return known
    return remember(run, compute, compute(run))


def remember(run: Execution, compute: Callable[[Execution], T], value: T) -> T:
    """Keep in memory what a function computes from a run, when it is already known: the page that follows needs it.

    Args:
        run: A kept run.
        compute: The function that `read_cached` will be asked for.
        value: What it computes from that run.

    Returns:
        The value.
    """
    with _verrou:
        _lus[_key(run, compute)] = value
        while len(_lus) > LUS_MAX:
            _lus.popitem(last=False)
    return value


def _key(run: Execution, compute: Callable[[Execution], Any]) -> Hashable:
    return compute, run.calcul, run.empreinte, run.logiciel
