"""Named reads of the candidates."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from gef.db.bornes import newest_pk
from gef.db.designation.models import Candidat, MenageAttribue


def relogements_of(bailleur_id: int) -> QuerySet[Candidat]:
    """Households of a relogement presented for a bailleur's dwellings, those withdrawn left out."""
    return Candidat.objects.filter(liberation__bailleur_id=bailleur_id, is_relogement=True, retrait__isnull=True)


def candidats_of(liberation_id: int, tour: int, reservataire_id: int | None) -> QuerySet[Candidat]:
    """Candidates presented for an orientation of a dwelling, in order; withdrawn ones included."""
    rows = Candidat.objects.filter(liberation_id=liberation_id, tour=tour)
    own = rows.filter(reservataire_id=reservataire_id) if reservataire_id else rows.filter(reservataire__isnull=True)
    return own.select_related("reservataire", "retrait").order_by("ordre")


def menages_attribues_of(bailleur_id: int) -> QuerySet[MenageAttribue]:
    """Households told for the attributions of a bailleur, in the order they were written: the last of a day holds."""
    return MenageAttribue.objects.filter(liberation__bailleur_id=bailleur_id).order_by("pk")


def menages_attribues_of_liberations(liberations: Iterable[int]) -> QuerySet[MenageAttribue]:
    """Households told for the attributions of some dwellings, in the order they were written."""
    return MenageAttribue.objects.filter(liberation_id__in=list(liberations)).order_by("pk")


def newest_menage_attribue(bailleur_id: int) -> int:
    """The last of them; 0 without any."""
    return newest_pk(menages_attribues_of(bailleur_id))
