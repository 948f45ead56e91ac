"""Named reads of the meetings of the conférence."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from gef.db.instances.models import DecisionReunion, MotReunion, Reunion, SuiviDecision


def reunions_of(organisation_id: int) -> QuerySet[Reunion]:
    """Meetings that an EPCI holds, in the order they were entered."""
    return Reunion.objects.filter(organisation_id=organisation_id).order_by("pk")


def mots_of(reunions: Iterable[int]) -> QuerySet[MotReunion]:
    """Words on meetings, in order."""
    rows = MotReunion.objects.filter(reunion_id__in=list(reunions)).select_related("auteur")
    return rows.order_by("reunion_id", "rang")


def decisions_of(reunions: Iterable[int]) -> QuerySet[DecisionReunion]:
    """Decisions of meetings, in order."""
    rows = DecisionReunion.objects.filter(reunion_id__in=list(reunions)).select_related("reunion", "auteur")
    return rows.order_by("reunion_id", "numero")


def suivis_of(decisions: Iterable[int]) -> QuerySet[SuiviDecision]:
    """Words on decisions, in order."""
    rows = SuiviDecision.objects.filter(decision_id__in=list(decisions)).select_related("auteur")
    return rows.order_by("decision_id", "rang")
