"""Who belongs to an organisation, with which role: read by who writes for it, changed by who administers it.

An organisation always keeps somebody who can administer it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils.timezone import localtime

from gef.access.acteur import Acteur
from gef.access.membres import administrateurs_of, check_can_administer, end_membre, membres_of, write_role
from gef.access.models import Appartenance, Role
from gef.access.verrou import lock_bailleur
from gef.db.journal.models import Acte
from gef.errors import GefError
from gef.outputs.tables import Colonne, Ligne, Table

COLONNES: Final = (
    Colonne("personne", "Personne"),
    Colonne("adresse", "Adresse électronique"),
    Colonne("role", "Rôle", "code", libelles={role.value: role.label for role in Role}, filtre="choix"),
    Colonne("depuis", "Membre depuis", "date", absent="non daté"),
)


class DernierAdministrateurError(GefError):
    """Nobody could administer the organisation any more."""


class RoleInconnuError(GefError, ValueError):
    """A role that is not one."""


def list_membres(acteur: Acteur) -> tuple[Appartenance, ...]:
    """List the members of the actor's organisation, by name.

    Raises:
        PermissionDenied: his role is to read, or to orient dwellings; or he is no member.
    """
    if not acteur.can_write or acteur.is_assistance:
        raise PermissionDenied("La liste des membres est ouverte aux gestionnaires et aux administrateurs.")
    return tuple(membres_of(acteur.organisation.pk))


def changer_role(acteur: Acteur, membre_id: int, role: str, moment: datetime) -> Appartenance:
    """Give another role to a member.

    Args:
        acteur: Who administers.
        membre_id: The membership.
        role: Code of the new role; the same one changes nothing.
        moment: When.

    Raises:
        PermissionDenied: the actor does not administer.
        Http404: no such member in his organisation.
        RoleInconnuError: no such role.
        DernierAdministrateurError: nobody could administer any more.
    """
    check_can_administer(acteur)
    check_role(role)
    with transaction.atomic():
        lock_bailleur(acteur.organisation.pk)
        membre = _find(acteur, membre_id)
        if role != membre.role:
            _check_stays(membre, role)
            details = {"personne": membre.utilisateur_id, "avant": membre.role, "apres": role}
            write_role(membre, role)
            write_acte(acteur, "membre_role", f"membre {membre.pk}", details, moment)
    return membre


def retirer_membre(acteur: Acteur, membre_id: int, moment: datetime) -> str:
    """End a membership; the person keeps his account and his other organisations.

    Args:
        acteur: Who administers; he may leave too.
        membre_id: The membership.
        moment: When.

    Returns:
        Name of the person.

    Raises:
        PermissionDenied: the actor does not administer.
        Http404: no such member in his organisation.
        DernierAdministrateurError: nobody could administer any more.
    """
    check_can_administer(acteur)
    with transaction.atomic():
        lock_bailleur(acteur.organisation.pk)
        membre = _find(acteur, membre_id)
        _check_stays(membre, "")
        details = {"personne": membre.utilisateur_id, "avant": membre.role}
        write_acte(acteur, "membre_retire", f"membre {membre.pk}", details, moment)
        end_membre(membre)
    return membre.utilisateur.nom


def check_role(role: str) -> None:
    """Refuse a role that is not one.

    Raises:
        RoleInconnuError: no such role.
    """
    if role not in Role.values:
        raise RoleInconnuError(f"Rôle « {role} » : inconnu ; attendu : {', '.join(Role.labels)}.")


def _find(acteur: Acteur, membre_id: int) -> Appartenance:
    found = membres_of(acteur.organisation.pk).filter(pk=membre_id).first()
    if found is None:
        raise Http404
    return found


def _check_stays(membre: Appartenance, role: str) -> None:
    """Refuse that the last one who administers goes, or takes a role that does not let him."""
    keepers = administrateurs_of(membre.organisation_id)
    if keepers == {membre.pk} and role != Role.ADMINISTRATEUR:
        raise DernierAdministrateurError(
            f"{membre.utilisateur.nom} est la dernière personne qui administre {membre.organisation.nom} ; "
            "nommez d’abord un autre administrateur."
        )


def write_acte(acteur: Acteur, acte: str, objet: str, details: dict[str, Any], moment: datetime) -> None:
    """Write a change of members in the journal: numbers, never names, for what is written there is never erased."""
    Acte(
        bailleur_id=acteur.organisation.pk,
        auteur_id=acteur.utilisateur_id,
        acte=acte,
        objet=objet,
        details=details,
        fait_le=moment,
    ).save(force_insert=True)


def table_membres(membres: Iterable[Appartenance]) -> Table:
    """List the members: who, with which role, since when."""
    return Table(
        "membres",
        "Membres de l’organisation",
        COLONNES,
        tuple(_ligne(membre) for membre in membres),
        denomination=("membre", "membres"),
    )


def _ligne(membre: Appartenance) -> Ligne:
    return Ligne(
        {
            "personne": membre.utilisateur.nom,
            "adresse": membre.utilisateur.email,
            "role": membre.role,
            "depuis": localtime(membre.depuis).date() if membre.depuis else None,
        },
        details={} if membre.utilisateur.is_active else {"personne": "compte fermé"},
    )
