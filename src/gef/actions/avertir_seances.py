"""Tell who is concerned by a session of the commission that it is fixed, changed, convened or cancelled.

A session is fixed for an organisation when a first dwelling that concerns it is put on the agenda; before, it has no
reason to know of it. Nothing is said of a change of order, nor of who is presented.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from gef.access.acteur import Acteur
from gef.actions.avertir import avertir
from gef.actions.convoques import list_convoques
from gef.core.avertissements import ANNULATION_SEANCE, CHANGEMENT_SEANCE, SEANCE
from gef.db.caleol import requetes
from gef.db.caleol.models import Passage, Seance


def list_concernes(passages: Sequence[Passage]) -> list[int]:
    """Organisations with access here that some dwellings of an agenda concern, each once."""
    return [row.organisation.pk for row in list_convoques(passages) if row.organisation]


def tell_seance(acteur: Acteur, seance: Seance, genre: str, organisations: Iterable[int], moment: datetime) -> None:
    """Tell organisations of a session, but the bailleur's own, which writes; within the transaction of the act.

    Args:
        acteur: Who writes; he gets no e-mail about it.
        seance: The session.
        genre: A code of `gef.core.avertissements.DE_SEANCE`.
        organisations: Who is told.
        moment: When.
    """
    for organisation_id in organisations:
        if organisation_id != seance.bailleur_id:
            avertir(
                organisation_id,
                genre,
                objet=str(seance.pk),
                bailleur_id=seance.bailleur_id,
                moment=moment,
                auteur_id=acteur.utilisateur_id,
            )


def tell_ajouts(acteur: Acteur, seance: Seance, ajoutes: Sequence[Passage], *, is_convoquee: bool) -> None:
    """Tell that dwellings were put on an agenda: fixed to who hears of the session, changed to who was convened.

    Args:
        acteur: Who writes.
        seance: The session.
        ajoutes: Dwellings added, together.
        is_convoquee: Whether it was convened already; an agenda in the making is not told dwelling by dwelling.
    """
    added = {row.pk for row in ajoutes}
    before = list_concernes([row for row in requetes.passages_of([seance.pk]) if row.pk not in added])
    concerned, moment = list_concernes(ajoutes), ajoutes[0].ecrit_le
    tell_seance(acteur, seance, SEANCE, [pk for pk in concerned if pk not in before], moment)
    if is_convoquee:
        tell_seance(acteur, seance, CHANGEMENT_SEANCE, [pk for pk in concerned if pk in before], moment)


def tell_retrait(acteur: Acteur, passage: Passage, moment: datetime) -> None:
    """Tell that a dwelling left an agenda, to those whom it concerned."""
    tell_seance(acteur, passage.seance, CHANGEMENT_SEANCE, list_concernes([passage]), moment)


def tell_annulation(acteur: Acteur, seance: Seance, moment: datetime) -> None:
    """Tell that a session is cancelled, to those whom its agenda concerned."""
    tell_seance(acteur, seance, ANNULATION_SEANCE, list_concernes(list(requetes.passages_of([seance.pk]))), moment)
