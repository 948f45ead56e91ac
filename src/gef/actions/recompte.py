"""The recount of a bailleur's period from the database."""

from __future__ import annotations

from datetime import date

from gef.access.models import Organisation
from gef.actions.dossier import load_dossier
from gef.actions.entrees_recompte import compute_recompte
from gef.actions.memoire import remember
from gef.core.recompte import Recompte, RegleDecompte


def read_recompte(bailleur: Organisation, debut: date, fin: date, regle: RegleDecompte) -> Recompte:
    """Count a period again under another rule; the same question asked again is answered from memory.

    Args:
        bailleur: Whose flux.
        debut: First day of the period.
        fin: First day after the period.
        regle: The rule.

    Raises:
        DossierIncompletError: he has no parc yet.
        DonneeInvalideError: the period is empty.
    """
    return remember(
        bailleur.pk,
        ("recompte", debut, fin, regle),
        lambda: compute_recompte(load_dossier(bailleur), debut, fin, regle),
    )
