"""Invite by e-mail: a link that opens one organisation to one address, once, for seven days.

The e-mail says the name of the organisation and the link, nothing else. Only a digest of the token is kept, so that
reading the database opens no door.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.http import Http404

from gef.access import invitations as rows
from gef.access.acteur import Acteur
from gef.access.membres import add_membre, check_can_administer
from gef.access.models import Invitation, Utilisateur
from gef.access.verrou import lock_bailleur
from gef.actions.membres import check_role, write_acte
from gef.db.assistance.requetes import take_acces
from gef.db.journal.models import Acte
from gef.errors import GefError

DUREE: Final = timedelta(days=7)
JETON_OCTETS: Final = 32
COMPTE_EXISTANT: Final = "Cette adresse a déjà un compte : connectez-vous pour accepter l’invitation."
MESSAGE: Final = """Bonjour,

Une invitation à rejoindre {nom} vous est adressée. Pour l’accepter :

{lien}

Ce lien sert une seule fois, pendant sept jours. Si vous n’attendiez pas cette invitation, ignorez ce message.
"""


class DejaMembreError(GefError):
    """The address is already that of a member."""


class CourrielError(GefError):
    """The invitation is written and its e-mail did not leave."""


class LienInconnuError(GefError):
    """The link is none of ours: mistyped, tampered with, or replaced."""


class LienPerimeError(GefError):
    """The link was good: it has been used, or its days are over."""


class CompteExistantError(GefError):
    """The address has an account: its owner signs in to accept."""


class MotDePasseError(GefError, ValueError):
    """The password is too weak."""


def inviter(acteur: Acteur, email: str, role: str, *, moment: datetime, lien: Callable[[str], str]) -> Invitation:
    """Write an invitation and send it; a former one to the same address no longer works.

    Args:
        acteur: Who administers.
        email: The address.
        role: Role to give.
        moment: When.
        lien: Makes the address of the page from the token.

    Raises:
        PermissionDenied: the actor does not administer.
        RoleInconnuError: no such role.
        DejaMembreError: the address is already that of a member.
        CourrielError: the e-mail did not leave.
    """
    check_can_administer(acteur)
    check_role(role)
    email, organisation = email.strip().lower(), acteur.organisation
    jeton = secrets.token_urlsafe(JETON_OCTETS)
    with transaction.atomic():
        lock_bailleur(organisation.pk)
        if rows.is_membre(organisation.pk, email):
            raise DejaMembreError(f"{email} est déjà membre de {organisation.nom}.")
        rows.drop_pending(organisation.pk, email)
        invitation = Invitation(
            organisation=organisation,
            email=email,
            role=role,
            empreinte=rows.hash_jeton(jeton),
            auteur_id=acteur.utilisateur_id,
            cree_le=moment,
            expire_le=moment + DUREE,
        )
        invitation.save(force_insert=True)
        write_acte(acteur, "invitation", f"invitation {invitation.pk}", {"role": role}, moment)
    _send(invitation, lien(jeton))
    return invitation


def annuler_invitation(acteur: Acteur, invitation_id: int, moment: datetime) -> str:
    """Close the door of an invitation that waits; give its address.

    Raises:
        PermissionDenied: the actor does not administer.
        Http404: no such invitation waits.
    """
    check_can_administer(acteur)
    with transaction.atomic():
        lock_bailleur(acteur.organisation.pk)
        found = rows.pending_of(acteur.organisation.pk, moment).filter(pk=invitation_id).first()
        if found is None:
            raise Http404
        write_acte(acteur, "invitation_annulee", f"invitation {found.pk}", {"role": found.role}, moment)
        rows.drop_invitation(found)
    return found.email


def find_invitation(jeton: str, moment: datetime) -> Invitation:
    """Give the invitation of a link.

    Raises:
        LienInconnuError: no invitation has that token.
        LienPerimeError: it has been used, or its days are over.
    """
    found = rows.invitation_of(jeton)
    if found is None:
        raise LienInconnuError(
            "Ce lien ne correspond à aucune invitation : il est incomplet, ou une autre l’a remplacée. "
            "Ouvrez le lien du dernier e-mail reçu, ou demandez une nouvelle invitation."
        )
    if found.acceptee_le:
        raise LienPerimeError("Cette invitation a déjà servi. Connectez-vous avec votre adresse.")
    if rows.is_assistance_close(found):
        raise LienPerimeError("L’accès d’assistance que ce lien ouvrait est terminé. Demandez-en un autre.")
    if found.expire_le <= moment:
        raise LienPerimeError("Cette invitation a expiré : elle valait sept jours. Demandez-en une nouvelle.")
    return found


def has_account(invitation: Invitation) -> bool:
    """Whether the address invited has an account: its owner signs in to accept."""
    return rows.utilisateur_of(invitation.email) is not None


def accepter_nouveau(jeton: str, nom: str, mot_de_passe: str, moment: datetime) -> Utilisateur:
    """Accept an invitation as somebody who has no account: the person is created, with the membership.

    Raises:
        LienInconnuError, LienPerimeError: see `find_invitation`.
        CompteExistantError: the address has an account.
        MotDePasseError: the password is too weak; the message says why.
    """
    try:
        with transaction.atomic():
            invitation = _lock(jeton, moment)
            if has_account(invitation):
                raise CompteExistantError(COMPTE_EXISTANT)
            _check_mot_de_passe(mot_de_passe, Utilisateur(email=invitation.email, nom=nom))
            utilisateur = rows.add_utilisateur(invitation.email, nom.strip(), mot_de_passe)
            _accept(invitation, utilisateur, moment)
    except IntegrityError as error:  # another invitation of the same address was accepted at the same moment
        raise CompteExistantError(COMPTE_EXISTANT) from error
    return utilisateur


def accepter(utilisateur: Utilisateur, jeton: str, moment: datetime) -> Invitation:
    """Accept an invitation as a signed-in person of the same address.

    Raises:
        LienInconnuError, LienPerimeError: see `find_invitation`.
        PermissionDenied: the invitation is addressed to somebody else.
        DejaMembreError: he became a member in the meantime.
    """
    with transaction.atomic():
        invitation = _lock(jeton, moment)
        if utilisateur.email != invitation.email:
            raise PermissionDenied("Cette invitation est adressée à une autre adresse que celle de votre compte.")
        if rows.is_membre(invitation.organisation_id, invitation.email):
            raise DejaMembreError(f"Vous êtes déjà membre de {invitation.organisation.nom}.")
        _accept(invitation, utilisateur, moment)
    return invitation


def _check_mot_de_passe(mot_de_passe: str, utilisateur: Utilisateur) -> None:
    try:
        validate_password(mot_de_passe, utilisateur)
    except ValidationError as error:
        raise MotDePasseError(" ".join(error.messages)) from error


def _lock(jeton: str, moment: datetime) -> Invitation:
    """Give the invitation as it is once nobody else can use it."""
    lock_bailleur(find_invitation(jeton, moment).organisation_id)
    return find_invitation(jeton, moment)


def _accept(invitation: Invitation, utilisateur: Utilisateur, moment: datetime) -> None:
    """Make a member of the person, or give him the access to assist that the invitation opens."""
    if take_acces(invitation.pk, utilisateur.pk) is None:
        add_membre(utilisateur.pk, invitation.organisation_id, invitation.role, moment)
    rows.mark_accepted(invitation, moment)
    Acte(
        bailleur_id=invitation.organisation_id,
        auteur=utilisateur,
        acte="invitation_acceptee",
        objet=f"invitation {invitation.pk}",
        details={"personne": utilisateur.pk, "role": invitation.role},
        fait_le=moment,
    ).save(force_insert=True)


def _send(invitation: Invitation, lien: str) -> None:
    nom = " ".join(invitation.organisation.nom.split())
    try:
        send_mail(f"Invitation à rejoindre {nom}", MESSAGE.format(nom=nom, lien=lien), None, [invitation.email])
    except (OSError, SMTPException) as error:
        raise CourrielError(
            f"L’invitation de {invitation.email} est inscrite, mais l’e-mail n’est pas parti. "
            "Vérifiez le serveur d’envoi, puis invitez à nouveau : le nouveau lien remplacera l’ancien."
        ) from error
