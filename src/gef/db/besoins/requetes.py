"""Named reads of the needs out of the flux and of the wishes of the réservataires."""

from __future__ import annotations

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce

from gef.db.besoins.models import Besoin, ClotureBesoin, SouhaitReservataire

_RESTANTS = F("nombre") - Coalesce(Sum("clotures__nombre"), 0)


def list_besoins(bailleur_id: int, *, reference: str = "") -> list[tuple[Besoin, int]]:
    """Every need of a bailleur, or the one of a reference, in order of entry, with how many households still wait."""
    rows = Besoin.objects.filter(bailleur_id=bailleur_id).annotate(restants=_RESTANTS).order_by("pk")
    return [(row, row.restants) for row in (rows.filter(reference=reference) if reference else rows)]


def list_ouverts(bailleur_id: int) -> list[tuple[Besoin, int]]:
    """Needs of which a household at least still waits, in order of entry, with how many."""
    rows = Besoin.objects.filter(bailleur_id=bailleur_id).annotate(restants=_RESTANTS).filter(restants__gt=0)
    return [(row, row.restants) for row in rows.order_by("pk")]


def clotures_of(bailleur_id: int) -> QuerySet[ClotureBesoin]:
    """What closed the needs of a bailleur, in order of entry, with the needs and the dwellings."""
    rows = ClotureBesoin.objects.filter(besoin__bailleur_id=bailleur_id)
    return rows.select_related("besoin", "liberation", "auteur").order_by("pk")


def souhaits_of(bailleur_id: int) -> QuerySet[SouhaitReservataire]:
    """Wishes of a bailleur's réservataires that nothing withdrew, in order of entry, with their accounts."""
    rows = SouhaitReservataire.objects.filter(
        reservataire__bailleur_id=bailleur_id, annule__isnull=True, annulation__isnull=True
    )
    return rows.select_related("reservataire").order_by("pk")
