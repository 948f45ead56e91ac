"""Named reads of the settings of the orientation."""

from __future__ import annotations

from django.db.models import QuerySet

from gef.db.reglages.models import ReglageOrientation


def reglages_of(bailleur_id: int) -> QuerySet[ReglageOrientation]:
    """Settings of a bailleur that nothing replaced, with their authors, in order of entry."""
    rows = ReglageOrientation.objects.filter(bailleur_id=bailleur_id, remplacant__isnull=True)
    return rows.select_related("auteur").order_by("pk")
