"""Background work as its readers see it: asked for, under way, done, cancelled, interrupted, tried again.

Who asks is a person of the organisation; who does it is a worker (`gef.jobs`), which may be killed at any moment. A try
that gives no sign for two minutes is held for interrupted; another one may then take its place, and the former one, if
it comes back to life, can no longer write anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from gef.access.acteur import Acteur
from gef.access.verrou import lock_bailleur
from gef.access.visible import fetch
from gef.actions.fichiers_gardes import keep_file
from gef.db.journal.models import EtatTravail, Travail
from gef.db.journal.requetes import kept_travaux, same_travail, silent_travaux, travail_of, write_travail
from gef.errors import GefError

SILENCE: Final = timedelta(minutes=2)
GARDE: Final = timedelta(days=30)
A_RELANCER: Final = (EtatTravail.ECHOUE, EtatTravail.ANNULE, EtatTravail.INTERROMPU)
INTERROMPU: Final = "Le travail s’est arrêté avant la fin : il ne donne plus signe. Relancez-le."
EXPIRE: Final = "Fichier retiré après trente jours ; relancez le travail pour le refaire."


class TravailImpossibleError(GefError):
    """The work is not in a state where that can be done."""


class TravailPerduError(GefError):
    """Another try has taken the place of this one, which must stop at once."""


class TravailAnnuleError(GefError):
    """Somebody asked that the work stop."""


@dataclass(frozen=True, slots=True)
class DemandeTravail:
    """What is asked for.

    Attributes:
        genre: A name of `gef.jobs.genres.GENRES`.
        libelle: What the work gives, in French.
        arguments: Values in JSON: they wait in the database, and a later try takes them again.
    """

    genre: str
    libelle: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Produit:
    """The file that a work gives, and a sentence about it."""

    nom_fichier: str
    contenu: bytes
    message: str = ""


def creer_travail(acteur: Acteur, demande: DemandeTravail, moment: datetime) -> tuple[Travail, bool]:
    """Write what is asked for; asking twice for the same is asking once.

    Args:
        acteur: Who asks, for his organisation.
        demande: What.
        moment: When, on the day of the screens.

    Returns:
        The work, and whether it is new.
    """
    arguments = dict(demande.arguments)
    with transaction.atomic():
        lock_bailleur(acteur.organisation.pk)
        former = same_travail(acteur.organisation.pk, demande.genre, arguments)
        if former:
            return former, False
        travail = Travail(
            organisation=acteur.organisation,
            genre=demande.genre,
            libelle=demande.libelle,
            arguments=arguments,
            auteur_id=acteur.utilisateur_id,
            cree_le=moment,
        )
        travail.save(force_insert=True)
    return travail, True


def lire_etat(travail: Travail, instant: datetime) -> str:
    """Give the state of a work at an instant of the clock: one that gives no sign is interrupted, whatever it says.

    Args:
        travail: The work.
        instant: Now.

    Returns:
        A value of `EtatTravail`.
    """
    is_silent = travail.battement_le is not None and travail.battement_le < instant - SILENCE
    return EtatTravail.INTERROMPU if travail.etat == EtatTravail.EN_COURS and is_silent else travail.etat


def can_diriger(acteur: Acteur, travail: Travail) -> bool:
    """Whether one may stop a work or try it again: who asked for it, or a manager of the organisation."""
    return acteur.can_write or travail.auteur_id == acteur.utilisateur_id


def _fetch_a_diriger(acteur: Acteur, travail_id: int) -> Travail:
    travail = fetch(Travail, acteur, pk=travail_id)
    if not can_diriger(acteur, travail):
        raise PermissionDenied("Seul qui l’a demandé, ou un gestionnaire, arrête ou relance un travail.")
    return travail


def annuler_travail(acteur: Acteur, travail_id: int, instant: datetime) -> None:
    """Cancel a work: at once when nobody does it, otherwise before its next item.

    Args:
        acteur: Who cancels.
        travail_id: The work.
        instant: Now, of the clock.

    Raises:
        Http404: he may not see it.
        PermissionDenied: he neither asked for it nor manages the organisation.
        TravailImpossibleError: the work is over.
    """
    travail = _fetch_a_diriger(acteur, travail_id)
    over = {"etat": EtatTravail.ANNULE, "fini_le": instant, "message": ""}
    if lire_etat(travail, instant) == EtatTravail.INTERROMPU:
        done = write_travail(travail.pk, travail.tentative, EtatTravail.EN_COURS, EtatTravail.INTERROMPU, **over)
    else:
        done = write_travail(travail.pk, travail.tentative, EtatTravail.EN_ATTENTE, **over) or write_travail(
            travail.pk, travail.tentative, EtatTravail.EN_COURS, is_annulation_demandee=True
        )
    if not done:
        raise TravailImpossibleError(f"« {travail.libelle} » est déjà fini.")


def relancer_travail(acteur: Acteur, travail_id: int, instant: datetime) -> Travail:
    """Put back in the queue a work that failed, was cancelled or was interrupted, with the same arguments.

    Args:
        acteur: Who tries again.
        travail_id: The work.
        instant: Now, of the clock.

    Returns:
        The work, as its next try.

    Raises:
        Http404: he may not see it.
        PermissionDenied: he neither asked for it nor manages the organisation.
        TravailImpossibleError: it is waiting, under way, or done with its file still there.
    """
    travail = _fetch_a_diriger(acteur, travail_id)
    etat = lire_etat(travail, instant)
    is_expire = etat == EtatTravail.FAIT and not travail.chemin
    is_new = (etat in A_RELANCER or is_expire) and write_travail(
        travail.pk,
        travail.tentative,
        travail.etat,
        etat=EtatTravail.EN_ATTENTE,
        tentative=travail.tentative + 1,
        fait=0,
        total=0,
        message="",
        is_annulation_demandee=False,
        commence_le=None,
        battement_le=None,
        fini_le=None,
    )
    if not is_new:
        raise TravailImpossibleError(f"« {travail.libelle} » ne peut pas être relancé : il n’est pas arrêté.")
    travail.refresh_from_db()
    return travail


def commencer_travail(travail_id: int, tentative: int, instant: datetime) -> Travail | None:
    """Take a work from the queue.

    Args:
        travail_id: The work.
        tentative: Its try.
        instant: Now, of the clock.

    Returns:
        The work, or None when it was cancelled or replaced meanwhile.
    """
    begun = {"etat": EtatTravail.EN_COURS, "commence_le": instant, "battement_le": instant}
    if not write_travail(travail_id, tentative, EtatTravail.EN_ATTENTE, **begun):
        return None
    return travail_of(travail_id)


def noter_avancement(travail: Travail, avance: tuple[int, int], message: str, instant: datetime) -> None:
    """Write how far a work is, and learn whether it must go on.

    Args:
        travail: The work.
        avance: Items done, and items in all; 0 in all is not known yet.
        message: What is being done.
        instant: Now, of the clock.

    Raises:
        TravailPerduError: another try has taken its place.
        TravailAnnuleError: somebody asked that it stop.
    """
    fait, total = avance
    fields = {"fait": fait, "total": total, "message": message[:500], "battement_le": instant}
    if not write_travail(travail.pk, travail.tentative, EtatTravail.EN_COURS, **fields):
        raise TravailPerduError(f"« {travail.libelle} » : une autre tentative a pris la suite.")
    current = travail_of(travail.pk)
    if current and current.is_annulation_demandee:
        raise TravailAnnuleError(f"« {travail.libelle} » : annulation demandée.")


def finir_travail(travail: Travail, produit: Produit, instant: datetime) -> None:
    """Keep the file of a work, whole, and say that it is done.

    Args:
        travail: The work.
        produit: Its file.
        instant: Now, of the clock.

    Raises:
        TravailPerduError: another try has taken its place; its file is not kept.
    """
    suffix = Path(produit.nom_fichier).suffix
    chemin = f"travaux/{travail.organisation_id}/{travail.pk}-{travail.tentative}{suffix}"
    path = keep_file(chemin, produit.contenu)
    fields = {
        "etat": EtatTravail.FAIT,
        "fini_le": instant,
        "message": produit.message[:500],
        "chemin": chemin,
        "nom_fichier": produit.nom_fichier,
        "taille_octets": len(produit.contenu),
    }
    if not write_travail(travail.pk, travail.tentative, EtatTravail.EN_COURS, **fields):
        path.unlink(missing_ok=True)
        raise TravailPerduError(f"« {travail.libelle} » : une autre tentative a pris la suite.")


def arreter_travail(travail: Travail, etat: str, message: str, instant: datetime) -> None:
    """Say that a work stopped without its file, and why; nothing when another try has taken its place."""
    fields = {"etat": etat, "message": message[:500], "fini_le": instant}
    write_travail(travail.pk, travail.tentative, EtatTravail.EN_COURS, **fields)


def find_fichier(travail: Travail) -> Path | None:
    """Find the file that a work gave.

    Args:
        travail: The work, that its reader may see.

    Returns:
        Where it stands; None when it gave none, or when it was removed.
    """
    path = Path(settings.MEDIA_ROOT) / travail.chemin
    return path if travail.chemin and path.is_file() else None


def ranger_travaux(instant: datetime) -> tuple[int, int]:
    """Put away what nobody does any more: silent works are interrupted, files of more than thirty days are removed.

    Args:
        instant: Now, of the clock.

    Returns:
        Works interrupted, files removed.
    """
    silent = [
        write_travail(row.pk, row.tentative, EtatTravail.EN_COURS, etat=EtatTravail.INTERROMPU, message=INTERROMPU)
        for row in silent_travaux(instant - SILENCE)
    ]
    old = list(kept_travaux(instant - GARDE))
    for row in old:
        (Path(settings.MEDIA_ROOT) / row.chemin).unlink(missing_ok=True)
        write_travail(row.pk, row.tentative, row.etat, chemin="", message=EXPIRE)
    return sum(silent), len(old)
