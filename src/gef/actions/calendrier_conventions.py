"""The calendar of the conventions: what falls due for an organisation, on a page, in a diary, in what it is told.

A diary cannot sign in: a person may open a secret address, for one organisation. Only the digest of its token is kept;
opening another one, closing it, or leaving the organisation puts it out.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.timezone import localtime

from gef.access.acteur import Acteur
from gef.access.invitations import hash_jeton
from gef.access.models import Organisation
from gef.access.verrou import lock_bailleur
from gef.access.visible import visible
from gef.actions.avertir import avertir, check_is_membre
from gef.actions.dossier import to_droit_inscrit
from gef.actions.entrees_registre import to_reservation
from gef.actions.liste_conventions import ConventionResumee, list_conventions
from gef.actions.noms import nom_commune
from gef.core.rappels import GENRES_RAPPELS, ConventionSuivie, Rappel, lister_rappels
from gef.core.registre_droits import DroitSitue, read_survie, situer_droit
from gef.db.avertissements.models import Avertissement
from gef.db.conventions import requetes
from gef.db.conventions.models import AdresseCalendrier
from gef.db.flux.models import Droit
from gef.outputs.agenda import JourAgenda, write_agenda
from gef.outputs.nombres import date_longue

ANNEES: Final = 2
JETON_OCTETS: Final = 32
PREVENIR: Final = timedelta(days=30)  # before a day of a convention, organisations are told
GENRE: Final = "convention_echeance"
DITS: Final = frozenset({"echeance", "denonciation", "reconduction", "actualisation"})


def list_rappels(acteur: Acteur, jour: date, annees: int = ANNEES) -> tuple[Rappel, ...]:
    """List the days that the actor's organisation is to keep, from a day on.

    Args:
        acteur: Who reads; a party sees its own conventions and its own rights.
        jour: First day.
        annees: How far.
    """
    rows = [row for row in list_conventions(acteur, jour) if row.vie is not None]
    return lister_rappels([_to_suivie(row) for row in rows], _list_droits(acteur, jour), jour, annees)


def _to_suivie(row: ConventionResumee) -> ConventionSuivie:
    assert row.vie is not None
    return ConventionSuivie(row.numero, row.nom, row.vie, row.revoyure)


def _list_droits(acteur: Acteur, jour: date) -> list[DroitSitue]:
    """Rights of the register with a loan, under the names that people read."""
    survie = read_survie(jour)
    rows = visible(Droit, acteur).filter(remplacant__isnull=True, echeance_pret__isnull=False)
    found = []
    for row in rows.select_related("reservataire", "utilisateur").order_by("pk"):
        droit = to_droit_inscrit(row)
        place = nom_commune(droit.commune) if droit.commune else ""
        reservation = to_reservation(droit, row.reservataire.type)
        named = replace(
            reservation,
            reservataire=row.reservataire.nom,
            territoire=place,
            utilisateur=None,
            delegation_debut=None,
            delegation_fin=None,
        )
        found.append(situer_droit(named, jour, survie))
    return found


def write_calendrier(acteur: Acteur, lien: Callable[[int], str], *, domaine: str, moment: datetime) -> bytes:
    """Write the days of the actor's organisation as an iCalendar file.

    Args:
        acteur: For whom.
        lien: Address of the page of a convention, by number; 0 is the calendar itself.
        domaine: Name of the site: identifiers end with it.
        moment: When.
    """
    jour = localtime(moment).date()
    rows = [_to_jour(row, lien(row.convention)) for row in list_rappels(acteur, jour)]
    return write_agenda(rows, nom=f"Conventions, {acteur.organisation.nom}", domaine=domaine, moment=moment)


def _to_jour(row: Rappel, adresse: str) -> JourAgenda:
    return JourAgenda(
        code=row.code,
        jour=row.jour,
        titre=f"{GENRES_RAPPELS[row.genre]} : {row.titre}",
        detail=f"{row.detail} ({row.source.reference})",
        categorie=GENRES_RAPPELS[row.genre],
        adresse=adresse,
    )


def ouvrir_adresse(acteur: Acteur, moment: datetime) -> str:
    """Open a secret address for the actor in his organisation, and give its token, which nobody can read again.

    Raises:
        PermissionDenied: he is here to assist: what he opens would outlive his access.
    """
    check_is_membre(acteur)
    jeton = secrets.token_urlsafe(JETON_OCTETS)
    _write(acteur, hash_jeton(jeton), moment)
    return jeton


def fermer_adresse(acteur: Acteur, moment: datetime) -> None:
    """Close the secret address of the actor, if there is one.

    Raises:
        PermissionDenied: he is here to assist.
    """
    check_is_membre(acteur)
    if find_adresse(acteur):
        _write(acteur, "", moment)


def find_adresse(acteur: Acteur) -> AdresseCalendrier | None:
    """Open secret address of the actor in his organisation, or None."""
    return requetes.adresse_of(acteur.organisation.pk, acteur.utilisateur_id)


def _write(acteur: Acteur, empreinte: str, moment: datetime) -> None:
    with transaction.atomic():
        lock_bailleur(acteur.organisation.pk)
        AdresseCalendrier(
            organisation=acteur.organisation,
            utilisateur_id=acteur.utilisateur_id,
            empreinte=empreinte,
            ecrit_le=moment,
        ).save(force_insert=True)


def acteur_of_jeton(jeton: str) -> Acteur | None:
    """For whom a secret address is: a reader of his organisation; None when it is closed, or never was one."""
    row = requetes.membre_of_empreinte(hash_jeton(jeton)) if jeton else None
    if row is None:
        return None
    return Acteur(row.utilisateur_id, row.utilisateur.nom, row.organisation, "lecteur")


def avertir_rappels(organisation: Organisation, moment: datetime) -> int:
    """Tell an organisation of the days of its conventions that are near, each once; give how many.

    Args:
        organisation: A bailleur, or a party.
        moment: When.
    """
    jour = localtime(moment).date()
    reader = Acteur(0, "", organisation, "lecteur")
    near = [row for row in list_rappels(reader, jour, 1) if row.genre in DITS and row.jour - jour <= PREVENIR]
    bailleurs = {row.numero: row.bailleur_id for row in list_conventions(reader, jour)} if near else {}
    known = set(visible(Avertissement, reader).filter(genre=GENRE).values_list("objet", flat=True))
    count = 0
    with transaction.atomic():
        for row in near:
            objet, owner = f"{row.convention} {row.titre}, {date_longue(row.jour)}"[:60], bailleurs[row.convention]
            if objet not in known:
                avertir(organisation.pk, GENRE, objet=objet, bailleur_id=owner, moment=moment, auteur_id=None)
                count += 1
    return count


def avertir_tous(moment: datetime) -> int:
    """Tell every bailleur who has a written convention, and its parties; give how many days were told."""
    return sum(avertir_rappels(row, moment) for row in requetes.organisations_with_conventions())
