"""Named reads of the classes of the residences."""

from __future__ import annotations

from django.db.models import QuerySet

from gef.db.residences.models import ClasseResidence


def classes_of(bailleur_id: int) -> QuerySet[ClasseResidence]:
    """Every class that a bailleur gave, in the order they were written."""
    return ClasseResidence.objects.filter(bailleur_id=bailleur_id).order_by("pk")


def classes_in(bailleur_id: int, commune: str) -> QuerySet[ClasseResidence]:
    """Those of one commune, in the order they were written."""
    return classes_of(bailleur_id).filter(commune=commune)
