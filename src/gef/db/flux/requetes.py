"""Named reads of the flux; each says what it returns and in what order."""

from __future__ import annotations

from django.db.models import QuerySet

from gef.db.flux.models import Convention, Droit, Fait, Liberation, Prevision, Reservataire


def comptes_of(bailleur_id: int) -> QuerySet[Reservataire]:
    """Accounts of a bailleur, by code."""
    return Reservataire.objects.filter(bailleur_id=bailleur_id).order_by("code")


def conventions_of(bailleur_id: int) -> QuerySet[Convention]:
    """Conventions of a bailleur with their accounts, by account then start."""
    rows = Convention.objects.filter(reservataire__bailleur_id=bailleur_id).select_related("reservataire")
    return rows.order_by("reservataire__code", "debut")


def droits_of(bailleur_id: int) -> QuerySet[Droit]:
    """Register of rights of a bailleur with their accounts, in order of entry."""
    return Droit.objects.filter(reservataire__bailleur_id=bailleur_id).select_related("reservataire").order_by("pk")


def previsions_of(bailleur_id: int) -> QuerySet[Prevision]:
    """Forecasts of a bailleur, by exercice and category."""
    return Prevision.objects.filter(bailleur_id=bailleur_id).order_by("exercice", "categorie")


def liberations_of(bailleur_id: int) -> QuerySet[Liberation]:
    """Freed dwellings of a bailleur, oldest first."""
    return Liberation.objects.filter(bailleur_id=bailleur_id).order_by("libre_le", "reference")


def liberations_after(bailleur_id: int, newest: int) -> QuerySet[Liberation]:
    """Freed dwellings entered after a given one, in order of entry."""
    return Liberation.objects.filter(bailleur_id=bailleur_id, pk__gt=newest).order_by("pk")


def faits_of(bailleur_id: int) -> QuerySet[Fait]:
    """Facts of a bailleur, in the order they were written."""
    return Fait.objects.filter(liberation__bailleur_id=bailleur_id).order_by("pk")


def faits_after(bailleur_id: int, newest: int) -> QuerySet[Fait]:
    """Facts written after a given one, with their accounts, in order."""
    return faits_of(bailleur_id).filter(pk__gt=newest).select_related("reservataire")
