"""Convene a session: who is concerned by its agenda is told by an e-mail that holds a link and nothing personal.

No text read here fixes the delay of a convocation: the internal rules of the commission do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from smtplib import SMTPException
from typing import Final

from django.core.mail import send_mail
from django.db import transaction

from gef.access.acteur import Acteur
from gef.access.membres import membres_of
from gef.access.models import Organisation
from gef.access.verrou import lock_bailleur
from gef.access.visible import fetch
from gef.actions.avertir_seances import tell_seance
from gef.actions.convoques import list_convoques, write_heure
from gef.actions.seances import SeanceRefuseeError, write_acte, write_mot
from gef.core.avertissements import CONVOCATION
from gef.db.caleol import requetes
from gef.db.caleol.models import Convocation, Seance
from gef.errors import GefError
from gef.outputs.nombres import date_longue

MESSAGE: Final = """Bonjour,

{bailleur} réunit sa commission d’attribution (CALEOL) le {date} à {heure}, {lieu}.

L’ordre du jour qui concerne {nom} : {lien}

Connectez-vous avec votre adresse pour le lire. Ce message ne contient aucune donnée personnelle.
"""


class ConvocationError(GefError):
    """The convocations are written and some e-mails did not leave."""


def convoquer(
    acteur: Acteur, seance_id: int, *, moment: datetime, lien: Callable[[int], str]
) -> tuple[Convocation, ...]:
    """Convene everybody concerned by an agenda: write it, then send an e-mail to each member.

    Args:
        acteur: Who convenes.
        seance_id: The session.
        moment: When.
        lien: Makes the address of the session from its key.

    Returns:
        The convocations, one per organisation that has access here.

    Raises:
        SeanceRefuseeError: nothing is on the agenda.
        gef.core.errors.TransitionInterditeError: the session was held or cancelled.
        ConvocationError: they are written and some e-mails did not leave.
        Http404, PermissionDenied: not his to see, or not his to write.
    """
    seance = fetch(Seance, acteur, to="orienter", pk=seance_id)
    with transaction.atomic():
        lock_bailleur(seance.bailleur_id)
        passages = list(requetes.passages_of([seance.pk]))
        if not passages:
            raise SeanceRefuseeError("L’ordre du jour est vide ; attendu : un logement au moins avant de convoquer.")
        write_mot(acteur, seance.pk, "convoquee", moment)
        found = [
            (row.organisation, list_adresses(row.organisation)) for row in list_convoques(passages) if row.organisation
        ]
        rows = tuple(
            Convocation(
                seance=seance,
                organisation=organisation,
                destinataires=len(adresses),
                auteur_id=acteur.utilisateur_id,
                ecrit_le=moment,
            )
            for organisation, adresses in found
        )
        for row in rows:
            row.save(force_insert=True)
        tell_seance(acteur, seance, CONVOCATION, [organisation.pk for organisation, _ in found], moment)
        write_acte(acteur, "convocation", seance, {"organisations": len(rows)}, moment)
    _send(seance, found, lien(seance.pk))
    return rows


def list_adresses(organisation: Organisation) -> tuple[str, ...]:
    """Addresses of the members of an organisation, one each."""
    rows = membres_of(organisation.pk).filter(utilisateur__is_active=True)
    return tuple(dict.fromkeys(row.utilisateur.email for row in rows))


def _send(seance: Seance, found: Iterable[tuple[Organisation, Sequence[str]]], lien: str) -> None:
    bailleur = " ".join(seance.bailleur.nom.split())
    lost = []
    for organisation, adresses in found:
        texte = MESSAGE.format(
            bailleur=bailleur,
            date=date_longue(seance.date),
            heure=write_heure(seance),
            lieu=seance.lieu,
            nom=organisation.nom,
            lien=lien,
        )
        for adresse in adresses:
            try:
                send_mail(f"CALEOL de {bailleur}", texte, None, [adresse])
            except (OSError, SMTPException):
                lost.append(organisation.nom)
    if lost:
        raise ConvocationError(
            f"Les convocations sont inscrites, mais l’e-mail n’est pas parti vers : {', '.join(dict.fromkeys(lost))}. "
            "Vérifiez le serveur d’envoi, puis convoquez à nouveau."
        )
