"""Who belongs to an organisation: named reads and the few writes; the rules are in `gef.actions.membres`.

Memberships are the only rows that change on the spot: no calculation reads them, and the journal keeps each change.
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from gef.access.acteur import Acteur
from gef.access.models import Appartenance, Role


def membres_of(organisation_id: int) -> QuerySet[Appartenance]:
    """Members of an organisation with their persons, by name."""
    rows = Appartenance.objects.filter(organisation_id=organisation_id).select_related("utilisateur", "organisation")
    return rows.order_by("utilisateur__nom", "pk")


def administrateurs_of(organisation_id: int) -> frozenset[int]:
    """Memberships that administer: the administrateurs, or the gestionnaires of an organisation that has none."""
    rows = membres_of(organisation_id).filter(role__in=(Role.ADMINISTRATEUR, Role.GESTIONNAIRE))
    by_role = {role: {row.pk for row in rows if row.role == role} for role in (Role.ADMINISTRATEUR, Role.GESTIONNAIRE)}
    return frozenset(by_role[Role.ADMINISTRATEUR] or by_role[Role.GESTIONNAIRE])


def can_administer(acteur: Acteur) -> bool:
    """Whether the actor says who belongs: by his role, or as gestionnaire where nobody else could.

    Somebody let in to assist never does.
    """
    if acteur.is_assistance:
        return False
    if acteur.can("administrer"):
        return True
    rows = membres_of(acteur.organisation.pk)
    return acteur.can_write and not rows.filter(role=Role.ADMINISTRATEUR).exists()


def check_can_administer(acteur: Acteur) -> None:
    """Refuse who may not say who belongs.

    Raises:
        PermissionDenied: his role does not give that power.
    """
    if not can_administer(acteur):
        raise PermissionDenied("Un administrateur de votre organisation dit qui en est membre.")


def add_membre(utilisateur_id: int, organisation_id: int, role: str, moment: datetime) -> Appartenance:
    """Write a new membership."""
    return Appartenance.objects.create(
        utilisateur_id=utilisateur_id, organisation_id=organisation_id, role=role, depuis=moment
    )


def write_role(membre: Appartenance, role: str) -> None:
    """Give another role to a member."""
    membre.role = role
    membre.save(update_fields=["role"])


def end_membre(membre: Appartenance) -> None:
    """End a membership: what the person wrote stays under his name."""
    membre.delete()
