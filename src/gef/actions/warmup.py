"""Read what the pages of a bailleur need before anybody asks: the first visitor after a restart does not wait for it.

Nothing is computed that a page would not compute: the same readers fill the same memories (docs/decisions/0018).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from gef.access.models import Organisation
from gef.actions.bilan import read_bilan
from gef.actions.diagnostic import build_diagnostic
from gef.actions.dossier import load_dossier
from gef.actions.etat_des_lieux import load_rapprochement
from gef.actions.flux import load_flux
from gef.actions.horizon import read_horizon
from gef.actions.menages import read_menages
from gef.actions.objectifs import read_objectifs
from gef.actions.obligations import load_obligations
from gef.actions.orienter import propose_all
from gef.actions.taux import load_comparaison
from gef.db.journal.requetes import list_bailleurs_recents
from gef.errors import GefError

BAILLEURS_MAX: Final = 2  # the memory of a process holds the values of two: see `gef.actions.memoire.GARDES_MAX`


def warm_recent(jour: date) -> tuple[Organisation, ...]:
    """Read the data of the bailleurs for whom somebody wrote last.

    Args:
        jour: Day of the pages.

    Returns:
        Those bailleurs, the most recent first.
    """
    bailleurs = tuple(list_bailleurs_recents(BAILLEURS_MAX))
    for bailleur in reversed(bailleurs):  # the most recent last: it is the last to leave the memory
        for read in _list_readers(bailleur, jour):
            _try(read)
    return bailleurs


def _list_readers(bailleur: Organisation, jour: date) -> Iterator[Callable[[], object]]:
    """Yield the reads in the order of the pages that a person opens first."""
    exercice = jour.year
    yield lambda: load_flux(bailleur.pk)
    yield lambda: _read_sheet(bailleur, jour)
    yield lambda: load_dossier(bailleur, has_liberations=False)
    yield lambda: read_objectifs(bailleur, exercice)
    yield lambda: read_horizon(bailleur, exercice)
    yield lambda: build_diagnostic(load_dossier(bailleur), "departement", jour)
    yield lambda: read_bilan(bailleur, exercice)
    yield lambda: load_comparaison(bailleur, exercice)
    yield lambda: load_rapprochement(bailleur, jour)


def _read_sheet(bailleur: Organisation, jour: date) -> None:
    """Read what the worklist and the sheet of any dwelling show."""
    etat = load_flux(bailleur.pk)
    propose_all(etat, jour)
    load_obligations(bailleur, etat, jour, read_menages(bailleur.pk, etat))


def _try(read: Callable[[], object]) -> None:
    """Read; what is missing or wrong is for the page to say, to somebody who can do something about it."""
    try:
        read()
    except GefError:
        return
