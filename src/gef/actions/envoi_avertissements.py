"""Send by e-mail what waits to be sent: one message per person and organisation, of numbers and links.

An e-mail is taken under the lock of its organisation, sent out of any transaction, then said to have left. A sender
that fails gives it back; one that dies is found out after `REPRISE`. Two senders never take the same thing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core.mail import send_mail
from django.db import transaction
from django.utils.timezone import localtime

from gef.access.invitations import adresse_of
from gef.access.verrou import lock_bailleur
from gef.access.visible import noms_of
from gef.actions.avertir import say_genre
from gef.core.avertissements import GENRES, JAMAIS, is_due
from gef.db.avertissements import requetes
from gef.db.avertissements.models import Courriel, Envoi
from gef.outputs.nombres import pluriel
from gef.outputs.typographie import hold_spaces

REPRISE: Final = timedelta(minutes=15)
ECHECS_MAX: Final = 3
MESSAGE: Final = """Bonjour,

{lignes}

Les lire : {lire}
Régler ces e-mails : {regler}

Ce message ne dit que des nombres : ni nom, ni adresse, ni numéro de demande.
"""


@dataclass(frozen=True, slots=True)
class Liens:
    """Addresses of the pages that an e-mail opens; `lire` takes the organisation that it is about."""

    lire: Callable[[int], str]
    regler: str


@dataclass(frozen=True, slots=True)
class Tournee:
    """What a sending did: e-mails that left, those that did not, and whether it gave up."""

    partis: int
    manques: int
    is_arretee: bool = False


def envoyer_avertissements(moment: datetime, liens: Liens) -> Tournee:
    """Send all that is due.

    Args:
        moment: Now, of the clock.
        liens: Addresses to put in the messages.

    Returns:
        How many left; what did not waits for the next time, a quarter of an hour later at the earliest.
    """
    for courriel in requetes.abandoned_courriels(moment - REPRISE):
        requetes.release_courriel(courriel, moment)
    while distribuer():
        pass
    requetes.drop_without_membre()
    partis = manques = in_a_row = 0
    for utilisateur_id, organisation_id in requetes.list_waiting():
        if requetes.has_failed_since(utilisateur_id, organisation_id, moment - REPRISE):
            continue
        taken = prendre(utilisateur_id, organisation_id, moment)
        if taken is None:
            continue
        if _send(*taken, liens, moment):
            partis, in_a_row = partis + 1, 0
        else:
            manques, in_a_row = manques + 1, in_a_row + 1
        if in_a_row == ECHECS_MAX:
            return Tournee(partis, manques, is_arretee=True)
    return Tournee(partis, manques)


def distribuer() -> bool:
    """Write down who is to get the next avertissements by e-mail; whether there may be more to distribute.

    Members choose when, or if, they get each kind; the author of a fact knows it already.
    """
    with transaction.atomic():
        rows = requetes.lock_to_distribute()
        organisations = {row.organisation_id for row in rows}
        choices = requetes.choices_of(organisations)
        people: dict[int, list[int]] = {}
        for organisation_id, utilisateur_id in requetes.destinataires_of(organisations):
            people.setdefault(organisation_id, []).append(utilisateur_id)
        envois = [
            Envoi(avertissement=row, utilisateur_id=who, frequence=frequence)
            for row in rows
            for who in people.get(row.organisation_id, ())
            if who != row.auteur_id
            and (frequence := choices.get((row.organisation_id, who, row.genre), GENRES[row.genre].frequence)) != JAMAIS
        ]
        requetes.write_distribution(rows, envois)
    return bool(rows)


def prendre(utilisateur_id: int, organisation_id: int, moment: datetime) -> tuple[Courriel, Counter[str]] | None:
    """Take all that waits for a person, once something is due; nobody else takes it.

    Args:
        utilisateur_id: The person.
        organisation_id: For which of his organisations.
        moment: Now, of the clock.

    Returns:
        The e-mail to send and what it says, by kind; None when nothing is due, or when somebody else took it.
    """
    at = localtime(moment)
    with transaction.atomic():
        lock_bailleur(organisation_id)
        waiting = list(requetes.pending_envois(utilisateur_id, organisation_id).select_related("avertissement"))
        if not any(is_due(envoi.frequence, localtime(envoi.avertissement.moment), at) for envoi in waiting):
            return None
        courriel = requetes.take_envois(waiting, utilisateur_id, organisation_id, moment)
    return courriel, Counter(envoi.avertissement.genre for envoi in waiting)


def ecrire_message(nom: str, nombres: Mapping[str, int], lire: str, regler: str) -> tuple[str, str]:
    """Write the subject and the body of an e-mail: numbers and links.

    Args:
        nom: Name of the organisation.
        nombres: How many of each kind.
        lire: Address of what the organisation is told.
        regler: Address where e-mails are chosen.
    """
    lignes = "\n".join(f"- {say_genre(genre, nombres[genre])}" for genre in GENRES if nombres.get(genre))
    subject = f"{' '.join(nom.split())} : {pluriel(sum(nombres.values()), 'avertissement')}"
    body = MESSAGE.format(lignes=lignes, lire=lire, regler=regler)
    return hold_spaces(subject), hold_spaces(body)


def _send(courriel: Courriel, nombres: Counter[str], liens: Liens, moment: datetime) -> bool:
    nom = noms_of({courriel.organisation_id})[courriel.organisation_id]
    subject, body = ecrire_message(nom, nombres, liens.lire(courriel.organisation_id), liens.regler)
    try:
        send_mail(subject, body, None, [adresse_of(courriel.utilisateur_id)])
    except OSError:  # those of SMTP too
        requetes.release_courriel(courriel, moment)
        return False
    requetes.mark_parti(courriel, moment)
    return True
