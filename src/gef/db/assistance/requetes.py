"""Named reads and the few writes of the support accesses; the rules are in `gef.actions.assistance`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from gef.db.assistance.models import AccesAssistance, RequeteAssistance


def open_at(moment: datetime) -> Q:
    """Condition of an access that holds at a moment: the end is excluded."""
    return Q(debut__lte=moment, fin__gt=moment, clos_le__isnull=True)


def acces_ouverts_of(utilisateur_id: int, moment: datetime) -> QuerySet[AccesAssistance]:
    """Accesses through which a person may come in, with their organisations, by name."""
    rows = AccesAssistance.objects.filter(open_at(moment), utilisateur_id=utilisateur_id)
    return rows.select_related("organisation").order_by("organisation__nom", "pk")


def acces_ouverts_to(organisation_id: int, moment: datetime) -> QuerySet[AccesAssistance]:
    """Accesses to an organisation that hold, taken or not, the newest first."""
    rows = AccesAssistance.objects.filter(open_at(moment), organisation_id=organisation_id)
    return rows.select_related("utilisateur", "auteur").order_by("-pk")


def with_counts(rows: QuerySet[AccesAssistance]) -> QuerySet[AccesAssistance]:
    """The same accesses with their persons and the number of their requests, `requetes_count`, the newest first."""
    counted = rows.annotate(requetes_count=Count("requetes"))
    return counted.select_related("utilisateur", "auteur").order_by("-pk")


def end_acces(acces: AccesAssistance, moment: datetime) -> None:
    """Close a door before its time."""
    acces.clos_le = moment
    acces.save(update_fields=["clos_le"])


def take_acces(invitation_id: int, utilisateur_id: int) -> AccesAssistance | None:
    """Give the access of an accepted invitation to the person who accepted it; None when it opens none."""
    AccesAssistance.objects.filter(invitation_id=invitation_id, utilisateur__isnull=True).update(
        utilisateur_id=utilisateur_id
    )
    return AccesAssistance.objects.filter(invitation_id=invitation_id).first()


def add_requete(acces_id: int, moment: datetime, methode: str, route: str, arguments: Mapping[str, object]) -> None:
    """Write a request."""
    RequeteAssistance.objects.create(
        acces_id=acces_id, moment=moment, methode=methode[:8], route=route[:60], arguments=arguments
    )
