"""Let somebody in to assist, for a while and for a reason; end it; read what he asked for.

He reads, or writes as a gestionnaire when who lets him in says so; he never administers. The time is that of the clock.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import PermissionDenied
from django.core.mail import send_mail
from django.db import transaction
from django.http import Http404
from django.utils.timezone import localtime

from gef.access import invitations
from gef.access.acteur import Acteur
from gef.access.membres import check_can_administer
from gef.access.models import Invitation, Organisation, Role
from gef.access.verrou import lock_bailleur
from gef.access.visible import fetch, visible
from gef.actions.invitations import JETON_OCTETS, CourrielError, DejaMembreError
from gef.actions.membres import write_acte
from gef.db.assistance.models import AccesAssistance
from gef.db.assistance.requetes import acces_ouverts_to, add_requete, end_acces, with_counts
from gef.errors import GefError
from gef.outputs.nombres import instant

DUREE_MAX: Final = timedelta(days=7)
MOTIF_MIN, MOTIF_MAX = 10, 300
ARGUMENT_MAX: Final = 100
ROLES: Final = {Role.LECTEUR.value: "Lecteur", Role.GESTIONNAIRE.value: "Gestionnaire"}
MESSAGE: Final = """Bonjour,

Un accès d’assistance à {nom} vous est ouvert jusqu’au {fin}. Pour entrer :

{lien}

Chaque page que vous y demanderez sera inscrite, et lue par cette organisation.
Si vous n’attendiez pas cet accès, ignorez ce message.
"""


class DemandeAssistanceError(GefError, ValueError):
    """The access asked for is none: no reason, too long, a role that it cannot give."""


class DejaOuvertError(GefError):
    """The person already has an access that holds."""


@dataclass(frozen=True, slots=True)
class DemandeAssistance:
    """What is asked for: to whom, as what, for how long, why."""

    email: str
    role: str
    duree: timedelta
    motif: str


@dataclass(frozen=True, slots=True)
class Entrees:
    """Addresses that the e-mail opens: for who has an account, and for who is to make one."""

    connexion: str
    invitation: Callable[[str], str]


def ouvrir_assistance(
    acteur: Acteur, demande: DemandeAssistance, moment: datetime, entrees: Entrees
) -> AccesAssistance:
    """Let a person in, from now on: at once when he has an account, else when he accepts the invitation.

    Args:
        acteur: Who administers.
        demande: To whom, as what, for how long, why.
        moment: Now, of the clock.
        entrees: Addresses to put in the e-mail.

    Raises:
        PermissionDenied: the actor does not administer.
        DemandeAssistanceError: the request says too little or too much.
        DejaMembreError: the person is a member.
        DejaOuvertError: he already has an access.
        CourrielError: the access is open and the e-mail did not leave.
    """
    check_can_administer(acteur)
    motif = _check(demande)
    email, organisation = demande.email.strip().lower(), acteur.organisation
    jeton = secrets.token_urlsafe(JETON_OCTETS)
    with transaction.atomic():
        lock_bailleur(organisation.pk)
        if invitations.is_membre(organisation.pk, email):
            raise DejaMembreError(f"{email} est déjà membre de {organisation.nom}.")
        if acces_ouverts_to(organisation.pk, moment).filter(email=email).exists():
            raise DejaOuvertError(f"{email} a déjà un accès ouvert ; mettez-y fin avant d’en ouvrir un autre.")
        utilisateur = invitations.utilisateur_of(email)
        acces = AccesAssistance(
            organisation=organisation,
            utilisateur=utilisateur,
            invitation=None if utilisateur else _invite(acteur, email, demande, moment, jeton),
            email=email,
            role=demande.role,
            motif=motif,
            debut=moment,
            fin=moment + demande.duree,
            auteur_id=acteur.utilisateur_id,
        )
        acces.save(force_insert=True)
        details = {"role": acces.role, "fin": acces.fin.isoformat(), "personne": acces.utilisateur_id}
        write_acte(acteur, "assistance_ouverte", _name(acces), details, moment)
    _send(acces, entrees.connexion if utilisateur else entrees.invitation(jeton))
    return acces


def clore_assistance(acteur: Acteur, acces_id: int, moment: datetime) -> AccesAssistance:
    """End an access at once.

    Raises:
        PermissionDenied: the actor does not administer.
        Http404: no such access holds in his organisation.
    """
    check_can_administer(acteur)
    with transaction.atomic():
        lock_bailleur(acteur.organisation.pk)
        acces = acces_ouverts_to(acteur.organisation.pk, moment).filter(pk=acces_id).first()
        if acces is None:
            raise Http404
        end_acces(acces, moment)
        write_acte(acteur, "assistance_close", _name(acces), {"personne": acces.utilisateur_id}, moment)
    return acces


def inscrire_requete(
    acteur: Acteur, methode: str, route: str, arguments: Mapping[str, object], moment: datetime
) -> None:
    """Write a request made through an access, before it is served: the page and what it is about, nothing typed.

    Args:
        acteur: Who asks, let in to assist.
        methode: Of the request.
        route: Name of the page; "" for an address that is none.
        arguments: Of the route.
        moment: Now, of the clock.
    """
    if acteur.assistance_id is not None:
        kept = {nom: value if isinstance(value, int) else str(value)[:ARGUMENT_MAX] for nom, value in arguments.items()}
        add_requete(acteur.assistance_id, moment, methode, route, kept)


def list_acces(acteur: Acteur) -> tuple[AccesAssistance, ...]:
    """List the accesses ever opened to the actor's organisation, the newest first, each with `requetes_count`.

    Raises:
        PermissionDenied: he is himself here to assist.
    """
    check_lit_assistance(acteur)
    return tuple(with_counts(visible(AccesAssistance, acteur)))


def fetch_acces(acteur: Acteur, acces_id: int) -> AccesAssistance:
    """Give one access of the actor's organisation.

    Raises:
        PermissionDenied: he is himself here to assist.
        Http404: no such access there.
    """
    check_lit_assistance(acteur)
    return fetch(AccesAssistance, acteur, pk=acces_id)


def check_lit_assistance(acteur: Acteur) -> None:
    """Refuse who is here to assist: what he did is read by the organisation.

    Raises:
        PermissionDenied: he is no member.
    """
    if acteur.is_assistance:
        raise PermissionDenied("Les accès d’assistance se lisent entre membres de l’organisation.")


def is_ouvert(acces: AccesAssistance, moment: datetime) -> bool:
    """Whether an access holds at a moment; the end is excluded.

    Args:
        acces: The access.
        moment: Of the clock.
    """
    return acces.clos_le is None and acces.debut <= moment < acces.fin


def count_ouverts(acces: Iterable[AccesAssistance], moment: datetime) -> int:
    """Count the accesses that hold at a moment.

    Args:
        acces: Accesses.
        moment: Of the clock.
    """
    return sum(is_ouvert(row, moment) for row in acces)


def _check(demande: DemandeAssistance) -> str:
    motif = " ".join(demande.motif.split())
    if demande.role not in ROLES:
        raise DemandeAssistanceError(f"Rôle « {demande.role} » ; attendu : {', '.join(ROLES)}.")
    if not timedelta(0) < demande.duree <= DUREE_MAX:
        raise DemandeAssistanceError("Durée hors limites ; attendu : d’une heure à sept jours.")
    if not MOTIF_MIN <= len(motif) <= MOTIF_MAX:
        raise DemandeAssistanceError(
            f"Motif de {len(motif)} caractères ; attendu : de {MOTIF_MIN} à {MOTIF_MAX}, pour que chacun comprenne."
        )
    return motif


def _invite(acteur: Acteur, email: str, demande: DemandeAssistance, moment: datetime, jeton: str) -> Invitation:
    invitation = Invitation(
        organisation=acteur.organisation,
        email=email,
        role=demande.role,
        empreinte=invitations.hash_jeton(jeton),
        auteur_id=acteur.utilisateur_id,
        cree_le=moment,
        expire_le=moment + demande.duree,
    )
    invitation.save(force_insert=True)
    return invitation


def _name(acces: AccesAssistance) -> str:
    return f"accès {acces.pk}"


def _send(acces: AccesAssistance, lien: str) -> None:
    organisation: Organisation = acces.organisation
    nom = " ".join(organisation.nom.split())
    body = MESSAGE.format(nom=nom, fin=instant(localtime(acces.fin)), lien=lien)
    try:
        send_mail(f"Accès d’assistance à {nom}", body, None, [acces.email])
    except OSError as error:
        raise CourrielError(
            f"L’accès de {acces.email} est ouvert, mais l’e-mail n’est pas parti : dites-le-lui. "
            "S’il n’a pas de compte, mettez-y fin et ouvrez-en un autre quand le serveur d’envoi répondra."
        ) from error
