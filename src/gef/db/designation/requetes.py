"""Named reads of the candidates."""

from __future__ import annotations

from django.db.models import QuerySet

from gef.db.designation.models import Candidat


def relogements_of(bailleur_id: int) -> QuerySet[Candidat]:
    """Households of a relogement presented for a bailleur's dwellings, those withdrawn left out."""
    return Candidat.objects.filter(liberation__bailleur_id=bailleur_id, is_relogement=True, retrait__isnull=True)


def candidats_of(liberation_id: int, tour: int, reservataire_id: int | None) -> QuerySet[Candidat]:
    """Candidates presented for an orientation of a dwelling, in order; withdrawn ones included."""
    rows = Candidat.objects.filter(liberation_id=liberation_id, tour=tour)
    own = rows.filter(reservataire_id=reservataire_id) if reservataire_id else rows.filter(reservataire__isnull=True)
    return own.select_related("reservataire", "retrait").order_by("ordre")
