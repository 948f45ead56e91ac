"""Named reads of the runs and of the background work, and the one way to write how far a work is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet

from gef.access.models import Organisation
from gef.db.bornes import newest_pk
from gef.db.journal.models import EtatTravail, Execution, Travail


def executions_of(bailleur_id: int, calcul: str, exercice: int) -> QuerySet[Execution]:
    """Runs of a calculation with their authors, the newest first."""
    rows = Execution.objects.filter(bailleur_id=bailleur_id, calcul=calcul, exercice=exercice)
    return rows.select_related("auteur").order_by("-version")


def last_execution(bailleur_id: int, calcul: str, exercice: int) -> Execution | None:
    """Newest run of a calculation, or None."""
    return executions_of(bailleur_id, calcul, exercice).first()


def travail_of(travail_id: int) -> Travail | None:
    """A background work with its organisation, or None."""
    return Travail.objects.filter(pk=travail_id).select_related("organisation").first()


def same_travail(organisation_id: int, genre: str, arguments: dict[str, Any]) -> Travail | None:
    """The work already asked for and not finished that would do the same, or None."""
    open_ones = Travail.objects.filter(
        organisation_id=organisation_id, genre=genre, etat__in=(EtatTravail.EN_ATTENTE, EtatTravail.EN_COURS)
    )
    return next((row for row in open_ones if row.arguments == arguments), None)


def write_travail(travail_id: int, tentative: int, /, *etats: str, **fields: Any) -> bool:
    """Write on a try while it is in one of these states; whether it was."""
    rows = Travail.objects.filter(pk=travail_id, tentative=tentative, etat__in=etats)
    return rows.update(**fields) == 1


def silent_travaux(before: datetime) -> QuerySet[Travail]:
    """Works said to be running whose worker has given no sign since a moment."""
    return Travail.objects.filter(etat=EtatTravail.EN_COURS, battement_le__lt=before)


def kept_travaux(before: datetime) -> QuerySet[Travail]:
    """Works finished before a moment whose file is still kept."""
    return Travail.objects.filter(fini_le__lt=before).exclude(chemin="")


def list_bailleurs_recents(nombre: int) -> list[Organisation]:
    """Bailleurs for whom somebody wrote last, the most recent first."""
    rows = Organisation.objects.annotate(dernier=Max("actes__pk")).filter(dernier__isnull=False)
    return list(rows.order_by("-dernier")[:nombre])


def newest_journal(bailleur_id: int) -> tuple[int, ...]:
    """Newest run of a bailleur, 0 without any."""
    return (newest_pk(Execution.objects.filter(bailleur_id=bailleur_id)),)
