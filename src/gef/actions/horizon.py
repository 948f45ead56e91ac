"""The years ahead of a bailleur of the database: from the last conversion kept, and his register of the day."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from gef.access.models import Organisation
from gef.actions.dossier import load_dossier
from gef.actions.entrees_horizon import DroitsDates, build_horizon, read_droits_dates
from gef.actions.scenarios import read_reference
from gef.core.base_scenario import EntreeReference, SituationCompte
from gef.core.horizon import Horizon, calculer_horizon

MEMOIRE = 16


@dataclass(frozen=True, slots=True)
class _Cle:
    """What makes two horizons the same."""

    bailleur: int
    libelle: str
    methode: str
    comptes: tuple[SituationCompte, ...]
    droits: DroitsDates
    reference: EntreeReference = field(hash=False)  # compared by identity first, hence quickly


def read_horizon(bailleur: Organisation, exercice: int, methode: str = "") -> tuple[EntreeReference, Horizon]:
    """Follow the rights of a bailleur year after year.

    Args:
        bailleur: Whose.
        exercice: First exercice.
        methode: Method of the parts; "" takes the conventions' when they say some.

    Returns:
        The base and the years; the same base gives them back from memory.

    Raises:
        DossierIncompletError: the assiette or the conversion was never computed.
    """
    reference = read_reference(bailleur, exercice, methode)
    droits = read_droits_dates(load_dossier(bailleur, has_liberations=False), exercice)
    key = _Cle(bailleur.pk, reference.libelle, reference.methode, reference.comptes, droits, reference)
    return reference, _compute(key)


@lru_cache(maxsize=MEMOIRE)
def _compute(key: _Cle) -> Horizon:
    return calculer_horizon(build_horizon(key.reference, key.droits))
