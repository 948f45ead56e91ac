"""Named reads of the runs."""

from __future__ import annotations

from django.db.models import QuerySet

from gef.db.journal.models import Execution


def executions_of(bailleur_id: int, calcul: str, exercice: int) -> QuerySet[Execution]:
    """Runs of a calculation with their authors, the newest first."""
    rows = Execution.objects.filter(bailleur_id=bailleur_id, calcul=calcul, exercice=exercice)
    return rows.select_related("auteur").order_by("-version")


def last_execution(bailleur_id: int, calcul: str, exercice: int) -> Execution | None:
    """Newest run of a calculation, or None."""
    return executions_of(bailleur_id, calcul, exercice).first()
