"""Named reads of the runs."""

from __future__ import annotations

from gef.db.journal.models import Execution


def last_execution(bailleur_id: int, calcul: str, exercice: int) -> Execution | None:
    """Newest run of a calculation, or None."""
    rows = Execution.objects.filter(bailleur_id=bailleur_id, calcul=calcul, exercice=exercice)
    return rows.order_by("-version").first()
