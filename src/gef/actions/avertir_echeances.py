"""Tell both sides of a dwelling that a deadline is near, then that it is over: once each, by the clocks of the pages.

Deadlines are days, so a bailleur's are looked at once a day, at the first sending after `HEURE`. What was told bears a
key of the dwelling, the step and the day: nothing is told twice, whoever looks and however often.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils.timezone import localtime

from gef.access.models import Organisation
from gef.access.verrou import lock_bailleur
from gef.actions.flux import EtatFlux, load_flux
from gef.actions.horloges import list_horloges
from gef.actions.tableaux_fiche import find_etat_horloge
from gef.core.avertissements import ECHEANCE_NEAR, ECHEANCE_OVER, HEURE
from gef.core.horloges import Horloge
from gef.db.avertissements import requetes
from gef.db.avertissements.models import Avertissement, ReleveEcheances
from gef.errors import GefError

PAR_ETAT: Final = {"passee": ECHEANCE_OVER, "jour": ECHEANCE_NEAR, "proche": ECHEANCE_NEAR}


@dataclass(frozen=True, slots=True)
class Releve:
    """What looking at the deadlines did: avertissements written, and the bailleurs whose clocks cannot be read."""

    dits: int
    empeches: tuple[str, ...] = ()


def relever_echeances(moment: datetime) -> Releve:
    """Look at the deadlines of every bailleur, if nobody did today, and tell those that are near or over.

    Args:
        moment: Now, of the clock.
    """
    at = localtime(moment)
    if at.hour < HEURE:
        return Releve(0)
    dits, empeches = 0, []
    for bailleur in requetes.bailleurs_a_relever(at.date()):
        try:
            dits += relever_bailleur(bailleur, at.date(), moment)
        except GefError as error:
            note_releve(bailleur, at.date(), moment)
            empeches.append(f"{bailleur.nom} : {error}")
    return Releve(dits, tuple(empeches))


def relever_bailleur(bailleur: Organisation, jour: date, moment: datetime) -> int:
    """Tell the deadlines of a bailleur that are near or over on a day; how many avertissements were written.

    His ledger is read before he is held: it may be long, and nobody waits for it.

    Raises:
        DonneeInvalideError: he has no département whose holidays are known.
    """
    etat = load_flux(bailleur.pk)
    horloges = list_horloges(bailleur, etat, jour)
    with transaction.atomic():
        if not note_releve(bailleur, jour, moment):
            return 0
        rows = list(list_dits(bailleur, etat, horloges, moment))
        told = requetes.told_cles({row.cle for row in rows})
        new = [row for row in rows if (row.organisation_id, row.cle) not in told]
        requetes.write_avertissements(new)
    return len(new)


def note_releve(bailleur: Organisation, jour: date, moment: datetime) -> bool:
    """Write that the deadlines of a bailleur were looked at; False when somebody else just did."""
    with transaction.atomic():
        lock_bailleur(bailleur.pk)
        if requetes.was_releve(bailleur.pk, jour):
            return False
        ReleveEcheances(bailleur=bailleur, jour=jour, ecrit_le=moment).save(force_insert=True)
    return True


def list_dits(
    bailleur: Organisation, etat: EtatFlux, horloges: Iterable[Horloge], moment: datetime
) -> Iterator[Avertissement]:
    """Give what each side is told: the bailleur, and the organisation that holds the account of the dwelling.

    Args:
        bailleur: Whose dwellings.
        etat: State of his flux.
        horloges: Clocks that run; those that still run for long say nothing.
        moment: When.
    """
    keys = {suivi.liberation.reference: pk for pk, suivi in etat.suivis.items()}
    for horloge in horloges:
        genre = PAR_ETAT.get(find_etat_horloge(horloge))
        if genre is None:
            continue
        compte = etat.comptes.get(horloge.reservataire)
        holder = compte.organisation_id if compte else None
        for organisation_id in dict.fromkeys(pk for pk in (bailleur.pk, holder) if pk):
            yield Avertissement(
                organisation_id=organisation_id,
                bailleur=bailleur,
                genre=genre,
                objet=horloge.logement,
                moment=moment,
                cle=f"{genre} {keys[horloge.logement]} {horloge.clause.etape} {horloge.echeance.isoformat()}",
            )
