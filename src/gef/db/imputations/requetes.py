"""Named reads of the rules of imputation, and of the imputations confirmed."""

from __future__ import annotations

from django.db.models import QuerySet

from gef.db.imputations.models import ImputationConfirmee, RegleImputation


def regles_of(bailleur_id: int) -> QuerySet[RegleImputation]:
    """Rules of a bailleur that nothing replaced, in order of entry."""
    rows = RegleImputation.objects.filter(bailleur_id=bailleur_id, remplacante__isnull=True)
    return rows.select_related("auteur").order_by("pk")


def imputations_of(bailleur_id: int) -> QuerySet[ImputationConfirmee]:
    """Imputations confirmed on the dwellings of a bailleur, with their accounts, in order of entry."""
    rows = ImputationConfirmee.objects.filter(fait__liberation__bailleur_id=bailleur_id)
    return rows.select_related("fait__reservataire", "fait__liberation", "fait__auteur", "avant", "propose").order_by(
        "pk"
    )
