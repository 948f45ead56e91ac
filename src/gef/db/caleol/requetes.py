"""Named reads of the sessions of the commission."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from gef.access.models import Organisation
from gef.db.caleol.models import (
    Cloture,
    Convocation,
    DecisionCandidat,
    MotSeance,
    NotificationOffre,
    Passage,
    Seance,
)
from gef.db.designation.models import Candidat
from gef.db.flux.models import Fait, Liberation


def seances_of(keys: Iterable[int]) -> QuerySet[Seance]:
    """Sessions by their keys, whoever reads."""
    return Seance.objects.filter(pk__in=list(keys))


def mots_of(seances: Iterable[int]) -> QuerySet[MotSeance]:
    """Words on sessions, in order."""
    return MotSeance.objects.filter(seance_id__in=list(seances)).select_related("auteur").order_by("rang")


def standing(passages: QuerySet[Passage]) -> QuerySet[Passage]:
    """Passages that are on an agenda: neither moved nor withdrawn, in order."""
    rows = passages.filter(remplacant__isnull=True, retrait__isnull=True)
    return rows.select_related("seance", "liberation", "reservataire").order_by("seance_id", "ordre", "pk")


def passages_of(seances: Iterable[int]) -> QuerySet[Passage]:
    """Agenda of sessions, whoever reads."""
    return standing(Passage.objects.filter(seance_id__in=list(seances)))


def passages_of_liberations(liberations: Iterable[int]) -> QuerySet[Passage]:
    """Every passage of dwellings that stands, whatever the session."""
    return standing(Passage.objects.filter(liberation_id__in=list(liberations)))


def candidats_of_liberations(liberations: Iterable[int]) -> QuerySet[Candidat]:
    """Candidates of dwellings, withdrawn ones included, in order of presentation."""
    rows = Candidat.objects.filter(liberation_id__in=list(liberations))
    return rows.select_related("retrait").order_by("liberation_id", "tour", "ordre")


def decisions_of(passages: Iterable[int]) -> QuerySet[DecisionCandidat]:
    """Decisions on candidates that nothing replaced."""
    rows = DecisionCandidat.objects.filter(passage_id__in=list(passages), remplacant__isnull=True)
    return rows.select_related("candidat").order_by("candidat__ordre", "pk")


def clotures_of(liberations: Iterable[int]) -> QuerySet[Cloture]:
    """Ends of examination of dwellings, in order; those whose fact was cancelled included."""
    rows = Cloture.objects.filter(passage__liberation_id__in=list(liberations))
    return rows.select_related("passage").order_by("pk")


def list_examines(bailleur_id: int) -> list[int]:
    """Dwellings of a bailleur whose examination was ended once at least, by key."""
    rows = Cloture.objects.filter(passage__liberation__bailleur_id=bailleur_id).order_by("passage__liberation_id")
    return list(rows.values_list("passage__liberation_id", flat=True).distinct())


def notifications_of(liberations: Iterable[int]) -> QuerySet[NotificationOffre]:
    """Offers notified to the households of dwellings, in order."""
    return NotificationOffre.objects.filter(fait__liberation_id__in=list(liberations)).order_by("pk")


def faits_of_liberations(liberations: Iterable[int]) -> QuerySet[Fait]:
    """Facts of dwellings, in the order they were written, cancelled ones included."""
    rows = Fait.objects.filter(liberation_id__in=list(liberations))
    return rows.select_related("reservataire").order_by("liberation_id", "rang")


def convocations_of(seance_id: int) -> QuerySet[Convocation]:
    """Organisations convened to a session, in order."""
    rows = Convocation.objects.filter(seance_id=seance_id)
    return rows.select_related("organisation", "auteur").order_by("pk")


def organisations_by_territoire(types: Iterable[str]) -> QuerySet[Organisation]:
    """Organisations of some types, by name."""
    return Organisation.objects.filter(type__in=list(types)).order_by("nom")


def communes_of(bailleur_id: int) -> list[str]:
    """Communes in which a bailleur has freed dwellings."""
    rows = Liberation.objects.filter(bailleur_id=bailleur_id).order_by("commune")
    return list(rows.values_list("commune", flat=True).distinct())
