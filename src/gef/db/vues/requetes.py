"""Named reads of the saved views: those of one person in one organisation, and nobody else's."""

from __future__ import annotations

from django.db.models import QuerySet

from gef.db.vues.models import VueEnregistree


def vues_of(utilisateur_id: int, organisation_id: int, page: str = "") -> QuerySet[VueEnregistree]:
    """Views of a person in an organisation that nothing withdrew, by name; of one page, or of all."""
    rows = VueEnregistree.objects.filter(
        utilisateur_id=utilisateur_id, organisation_id=organisation_id, annule__isnull=True, annulation__isnull=True
    )
    return (rows.filter(page=page) if page else rows).order_by("nom", "pk")
