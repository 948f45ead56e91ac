"""Convene a session: who is concerned by its agenda, told by an e-mail that holds a link and nothing personal.

The mayor of the commune of a dwelling, the préfet and the president of the EPCI sit by right (CCH art. R. 441-9, II);
the réservataires whose candidates are examined are told too. No text read here fixes the delay of a convocation: the
internal rules of the commission do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPException
from typing import Final

from django.core.mail import send_mail
from django.db import transaction

from gef.access.acteur import Acteur
from gef.access.membres import membres_of
from gef.access.models import Organisation, TypeOrganisation
from gef.access.verrou import lock_bailleur
from gef.access.visible import fetch
from gef.actions.noms import nom_commune
from gef.actions.seances import SeanceRefuseeError, write_acte, write_mot
from gef.db.caleol import requetes
from gef.db.caleol.models import Convocation, Passage, Seance
from gef.errors import GefError
from gef.law.territoires import load_communes
from gef.outputs.nombres import date_longue

MEMBRES_DE_DROIT: Final = (TypeOrganisation.COMMUNE, TypeOrganisation.EPCI, TypeOrganisation.ETAT)
MESSAGE: Final = """Bonjour,

{bailleur} réunit sa commission d’attribution (CALEOL) le {date} à {heure}, {lieu}.

L’ordre du jour qui concerne {nom} : {lien}

Connectez-vous avec votre adresse pour le lire. Ce message ne contient aucune donnée personnelle.
"""


class ConvocationError(GefError):
    """The convocations are written and some e-mails did not leave."""


@dataclass(frozen=True, slots=True)
class Convoque:
    """An organisation to convene.

    Attributes:
        organisation: The organisation; None when it has no access here, and must be told otherwise.
        nom: Its name.
        titres: Why it is convened, in words.
    """

    organisation: Organisation | None
    nom: str
    titres: tuple[str, ...]


def list_convoques(passages: Sequence[Passage]) -> tuple[Convoque, ...]:
    """List who is concerned by an agenda: members by right, then réservataires; each once, with all the reasons.

    A commune without access here is listed too: its mayor is told by another way.

    Args:
        passages: The agenda.
    """
    members = list(requetes.organisations_by_territoire(MEMBRES_DE_DROIT))
    reasons: dict[Organisation, list[str]] = {}
    absent: dict[str, Convoque] = {}
    for commune in dict.fromkeys(passage.liberation.commune for passage in passages):
        seated = [row for row in members if is_membre_de_droit(row, commune)]
        for row in seated:
            reasons.setdefault(row, []).append(f"membre de droit, {nom_commune(commune)}")
        if not any(row.type == TypeOrganisation.COMMUNE for row in seated):
            nom = f"Mairie de {nom_commune(commune)}"
            absent[commune] = Convoque(None, nom, ("membre de droit, sans accès : à convoquer autrement",))
    for passage in passages:
        holder = passage.reservataire and passage.reservataire.organisation
        if holder and "réservataire" not in reasons.setdefault(holder, []):
            reasons[holder].append("réservataire")
    known = tuple(Convoque(row, row.nom, tuple(why)) for row, why in reasons.items())
    return (*known, *absent.values())


def is_membre_de_droit(organisation: Organisation, commune: str) -> bool:
    """Whether an organisation sits for the dwellings of a commune.

    Source:
        CCH art. R. 441-9, II, 1°: the préfet, the president of the EPCI, the mayor.
    """
    territoire = organisation.territoire
    if not territoire:
        return False
    if organisation.type == TypeOrganisation.ETAT:
        return commune.startswith(territoire)
    known = load_communes().get(commune)
    return territoire == (known.epci if known and organisation.type == TypeOrganisation.EPCI else commune)


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


def write_heure(seance: Seance) -> str:
    """Write the hour of a session: « 9 h 30 »."""
    heure = seance.heure
    return f"{heure.hour}\N{NO-BREAK SPACE}h" + (f"\N{NO-BREAK SPACE}{heure.minute:02d}" if heure.minute else "")
