"""Invitations: named reads and the few writes; the rules are in `gef.actions.invitations`."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db.models import QuerySet

from gef.access.models import Appartenance, Invitation, Utilisateur


def hash_jeton(jeton: str) -> str:
    """Digest of a token, the only thing kept of it; it is long and drawn at random, so it needs no salt.

    Examples:
        >>> len(hash_jeton("jeton"))
        64
    """
    return hashlib.sha256(jeton.encode()).hexdigest()


def invitation_of(jeton: str) -> Invitation | None:
    """The invitation of a token, with its organisation, or None."""
    rows = Invitation.objects.filter(empreinte=hash_jeton(jeton))
    return rows.select_related("organisation", "assistance").first()


def is_assistance_close(invitation: Invitation) -> bool:
    """Whether an invitation opens an access to assist that somebody has ended."""
    acces = getattr(invitation, "assistance", None)
    return acces is not None and acces.clos_le is not None


def pending_of(organisation_id: int, moment: datetime) -> QuerySet[Invitation]:
    """Invitations of future members that may still be accepted, the newest first."""
    return Invitation.objects.filter(
        organisation_id=organisation_id, acceptee_le__isnull=True, expire_le__gt=moment, assistance__isnull=True
    ).order_by("-pk")


def drop_pending(organisation_id: int, email: str) -> None:
    """Close the doors still open to an address as a member: only its last invitation works."""
    rows = Invitation.objects.filter(organisation_id=organisation_id, email=email, acceptee_le__isnull=True)
    rows.filter(assistance__isnull=True).delete()


def drop_invitation(invitation: Invitation) -> None:
    """Close a door that nobody went through."""
    invitation.delete()


def mark_accepted(invitation: Invitation, moment: datetime) -> None:
    """Close a door behind who went through."""
    invitation.acceptee_le = moment
    invitation.save(update_fields=["acceptee_le"])


def utilisateur_of(email: str) -> Utilisateur | None:
    """The person of an address, or None."""
    return Utilisateur.objects.filter(email=email).first()


def adresse_of(utilisateur_id: int) -> str:
    """Address of a person."""
    return Utilisateur.objects.get(pk=utilisateur_id).email


def is_membre(organisation_id: int, email: str) -> bool:
    """Whether an address is already that of a member."""
    return Appartenance.objects.filter(organisation_id=organisation_id, utilisateur__email=email).exists()


def add_utilisateur(email: str, nom: str, mot_de_passe: str) -> Utilisateur:
    """Write a new person."""
    return Utilisateur.objects.create_user(email, nom, mot_de_passe)
