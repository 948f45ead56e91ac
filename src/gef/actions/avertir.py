"""Tell an organisation what somebody else wrote, read what one is told, choose one's e-mails.

`avertir` is called by the act itself, inside its transaction: one insert, and no e-mail. The e-mails are made of these
rows by `gef.actions.envoi_avertissements`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localtime

from gef.access.acteur import Acteur
from gef.access.visible import noms_of, visible
from gef.actions.convoques import write_heure
from gef.core import avertissements as core
from gef.db.avertissements import requetes
from gef.db.avertissements.models import Avertissement
from gef.db.caleol.models import Seance
from gef.db.caleol.requetes import seances_of
from gef.outputs.nombres import date_longue, pluriel

PAGE: Final = 300
OBJET_MAX: Final = 60
COMPTES: Final = requetes.COMPTES


@dataclass(frozen=True, slots=True)
class Lu:
    """What a person reads of his avertissements.

    Attributes:
        jours: By day, by kind and by bailleur, the newest day first.
        noms: Name of each bailleur.
        seances: How each session told is called, and whether the reader may still open it, by `objet`.
        dernier: Number of the newest one shown, up to which a person says that he has read; 0 without any.
        suite: Number before which the older ones stand; None when all are shown.
    """

    jours: tuple[core.Jour, ...]
    noms: Mapping[int, str]
    seances: Mapping[str, tuple[str, bool]]
    dernier: int
    suite: int | None


def avertir(
    organisation_id: int,
    genre: str,
    *,
    objet: str,
    bailleur_id: int,
    moment: datetime,
    auteur_id: int | None,
) -> None:
    """Tell an organisation what has just been written; one insert, in the transaction of the act.

    Args:
        organisation_id: Who is told.
        genre: A code of `gef.core.avertissements.GENRES`.
        objet: Reference of the row, as its page takes it.
        bailleur_id: Whose row.
        moment: When.
        auteur_id: Who wrote it; he gets no e-mail about it.

    Raises:
        DonneeInvalideError: no such kind.
    """
    core.find_genre(genre)
    Avertissement(
        organisation_id=organisation_id,
        bailleur_id=bailleur_id,
        genre=genre,
        objet=objet[:OBJET_MAX],
        moment=moment,
        auteur_id=auteur_id,
    ).save(force_insert=True)


def count_non_lus(acteur: Acteur) -> int:
    """Count what the actor has not read, up to `COMPTES`; one query."""
    return requetes.count_non_lus(acteur.utilisateur_id, acteur.organisation.pk)


def lire_avertissements(acteur: Acteur, avant: int | None = None) -> Lu:
    """Give what the actor's organisation is told, a page at a time; reading marks nothing.

    Args:
        acteur: Who reads.
        avant: Number before which to read; None for the newest.
    """
    rows = visible(Avertissement, acteur).order_by("-pk")
    if avant is not None:
        rows = rows.filter(pk__lt=avant)
    found = list(rows[: PAGE + 1])
    shown, read = found[:PAGE], requetes.dernier_lu(acteur.utilisateur_id, acteur.organisation.pk)
    jours = core.group_avertissements(
        core.Avertissement(localtime(row.moment).date(), row.bailleur_id, row.genre, row.objet, is_lu=row.pk <= read)
        for row in shown
    )
    return Lu(
        jours,
        noms_of({row.bailleur_id for row in shown}),
        name_seances(acteur, {row.objet for row in shown if row.genre in core.DE_SEANCE}),
        shown[0].pk if shown else 0,
        shown[-1].pk if len(found) > PAGE else None,
    )


def name_seances(acteur: Acteur, objets: Collection[str]) -> dict[str, tuple[str, bool]]:
    """Call sessions by their day and hour; one that concerns the reader no more keeps its name and has no page.

    Args:
        acteur: Who reads.
        objets: Sessions, as their avertissements name them; none costs no query.
    """
    if not objets:
        return {}
    keys = [int(objet) for objet in objets]
    mine = set(visible(Seance, acteur).filter(pk__in=keys).values_list("pk", flat=True))
    return {
        str(row.pk): (f"séance du {date_longue(row.date)} à {write_heure(row)}", row.pk in mine)
        for row in seances_of(keys)
    }


def marquer_lus(acteur: Acteur, dernier: int, moment: datetime) -> None:
    """Say that the actor has read, up to one avertissement of his organisation; any other number changes nothing.

    Args:
        acteur: Who has read.
        dernier: Number of the newest one that he saw.
        moment: When.

    Raises:
        PermissionDenied: he is here to assist: what he reads is not read for the organisation.
    """
    check_is_membre(acteur)
    if visible(Avertissement, acteur).filter(pk=dernier).exists():
        with transaction.atomic():
            requetes.note_lecture(acteur.utilisateur_id, acteur.organisation.pk, dernier, moment)


def list_preferences(acteur: Acteur) -> dict[str, str]:
    """Give when the actor gets the e-mails of each kind, in his organisation: what he chose, else the default."""
    chosen = requetes.preferences_of(acteur.utilisateur_id, acteur.organisation.pk)
    return {code: chosen.get(code, genre.frequence) for code, genre in core.GENRES.items()}


def regler_emails(acteur: Acteur, frequences: Mapping[str, str]) -> None:
    """Choose when to get the e-mails of some kinds, for oneself and for this organisation.

    Args:
        acteur: Who chooses.
        frequences: Code of `gef.core.avertissements.FREQUENCES` by kind.

    Raises:
        DonneeInvalideError: no such kind or no such frequency; nothing is written.
        PermissionDenied: he is here to assist, and gets none.
    """
    check_is_membre(acteur)
    for genre, frequence in frequences.items():
        core.find_genre(genre)
        core.check_frequence(frequence)
    before = list_preferences(acteur)
    with transaction.atomic():
        for genre, frequence in frequences.items():
            if frequence != before[genre]:
                requetes.write_preference(acteur.utilisateur_id, acteur.organisation.pk, genre, frequence)


def check_is_membre(acteur: Acteur) -> None:
    """Refuse who is here to assist.

    Raises:
        PermissionDenied: he is no member of the organisation.
    """
    if acteur.is_assistance:
        raise PermissionDenied(
            "Un accès d’assistance lit les avertissements ; il ne les marque pas et n’en reçoit pas."
        )


def say_genre(genre: str, nombre: int) -> str:
    r"""Say how many of a kind.

    Args:
        genre: Code of the kind.
        nombre: How many.

    Examples:
        >>> say_genre("bail", 2)
        '2\xa0baux signés'
    """
    return pluriel(nombre, *core.find_genre(genre).libelles)
