"""Named reads of the delays and of the closed days."""

from __future__ import annotations

from django.db.models import QuerySet

from gef.db.delais.models import DelaiConvention, JourFerme


def delais_of(bailleur_id: int) -> QuerySet[DelaiConvention]:
    """Clauses of a bailleur's conventions that nothing replaced, with their accounts, in order of entry."""
    rows = DelaiConvention.objects.filter(reservataire__bailleur_id=bailleur_id, remplacant__isnull=True)
    return rows.select_related("reservataire", "auteur").order_by("pk")


def fermetures_of(bailleur_id: int) -> QuerySet[JourFerme]:
    """Closings of a bailleur that hold: neither withdrawn nor themselves a withdrawal, by day."""
    rows = JourFerme.objects.filter(bailleur_id=bailleur_id, annule__isnull=True, annulation__isnull=True)
    return rows.select_related("auteur").order_by("debut", "pk")
