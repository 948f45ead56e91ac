"""Write what happens to a freed dwelling: one dated fact at a time, by who may, after those already written.

The orientation has its own action (`gef.actions.orienter`), because it keeps the proposal; so have the candidates
(`gef.actions.designation`). Everything else comes here: the transition table decides what may follow, this module who
may write it and on which day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from gef.access.acteur import Acteur
from gef.access.verrou import lock_bailleur
from gef.access.visible import fetch
from gef.actions.avertir import avertir
from gef.actions.flux import EtatFlux, Suivi, load_flux, to_logement
from gef.core.avertissements import GENRES
from gef.core.ecritures import Fait as FaitCore
from gef.core.faits import FAITS, FAITS_DU_RESERVATAIRE
from gef.core.gestion import check_requalification
from gef.core.parts import BAILLEUR
from gef.db.flux.models import Fait, Liberation, Reservataire
from gef.db.journal.models import Acte
from gef.errors import GefError
from gef.outputs.nombres import date_longue

# Facts that undo or take back: a person says why.
MOTIVES: Final = frozenset({"annulation", "retour", "abandon"})
# Facts that may be known before their day: the others are written once they have happened.
ANNONCABLES: Final = frozenset({"disponibilite"})
AILLEURS: Final = frozenset({"orientation", "candidats", "imputation"})
NOTHING: Final[Mapping[str, Any]] = {}


class DejaDecideError(GefError):
    """The dwelling moved since the page was shown: another person decided."""


class FaitRefuseError(GefError, ValueError):
    """A fact cannot be written as it was given: its day, its reason."""


@dataclass(frozen=True, slots=True)
class SaisieFait:
    """A fact as a person gives it; `precision` holds codes of `gef.core.faits.PRECISIONS`."""

    type: str
    date: date
    precision: Mapping[str, str] = field(default_factory=dict)
    motif: str = ""


def inscrire_fait(
    acteur: Acteur,
    reference: str,
    saisie: SaisieFait,
    *,
    rang_vu: int,
    moment: datetime,
    bailleur_id: int | None = None,
) -> Fait:
    """Write one fact of a dwelling.

    Args:
        acteur: Who writes: the bailleur, or the réservataire who holds the dwelling for what is his to say.
        reference: The dwelling.
        saisie: The fact.
        rang_vu: Number of facts of the dwelling when the page was shown.
        moment: When he writes.
        bailleur_id: Whose dwelling; a réservataire may know two bailleurs that use the same reference.

    Raises:
        DejaDecideError: the dwelling moved meanwhile; nothing is written.
        FaitRefuseError: a day to come, a day before the fact that it follows, no reason.
        gef.core.errors.TransitionInterditeError: the fact cannot follow those already written.
        gef.core.errors.DonneeInvalideError: its precision is not one of the fact, or a convention that is not mixed
            leaves nothing to requalify.
        Http404, PermissionDenied: not his to see, or not his to write.
    """
    if saisie.type in AILLEURS:
        raise FaitRefuseError(f"Le fait « {FAITS[saisie.type]} » s’écrit avec ce qui le motive ; attendu : sa page.")
    liberation = fetch_liberation(acteur, reference, saisie.type, bailleur_id=bailleur_id)
    with writing(liberation, acteur, rang_vu) as (etat, suivi):
        check_saisie(saisie, suivi, moment.date())
        check_suite(etat, suivi, saisie)
        if saisie.type == "requalification":
            check_requalification(reference, etat.noms()[suivi.reservataire or BAILLEUR], etat.mode_gestion(suivi))
        compte = etat.comptes.get(suivi.reservataire or "")
        return write_fait(acteur, suivi, saisie, compte, moment)


def fetch_liberation(acteur: Acteur, reference: str, kind: str, *, bailleur_id: int | None = None) -> Liberation:
    """Return a dwelling on which the actor may write a fact of a kind, the state of the dwelling aside.

    Raises:
        Http404: not his to see.
        PermissionDenied: his role or his organisation does not write this fact.
    """
    lookup: dict[str, Any] = {"reference": reference} | ({"bailleur_id": bailleur_id} if bailleur_id else {})
    if acteur.is_bailleur:
        return fetch(Liberation, acteur, to="orienter", **lookup)
    liberation = fetch(Liberation, acteur, **lookup)
    if kind not in FAITS_DU_RESERVATAIRE:
        raise PermissionDenied("Ce fait est celui du bailleur ; votre organisation peut le lire.")
    if not acteur.can_orienter:
        raise PermissionDenied("Votre rôle permet de lire, pas de répondre.")
    return liberation


@contextmanager
def writing(liberation: Liberation, acteur: Acteur, rang_vu: int) -> Iterator[tuple[EtatFlux, Suivi]]:
    """Hold the bailleur of a dwelling, give the state of his flux and where it stands; whoever comes second is refused.

    Raises:
        DejaDecideError: the dwelling has other facts than those that were shown; nothing is written.
        PermissionDenied: the dwelling is not, or is no longer, oriented to the actor's organisation.
    """
    late = f"{liberation.reference} a changé depuis l’affichage ; rien n’a été écrit. Relisez son journal."
    try:
        with transaction.atomic():
            lock_bailleur(liberation.bailleur_id)
            etat = load_flux(liberation.bailleur_id)
            suivi = etat.suivis[liberation.pk]
            if suivi.rang != rang_vu:
                raise DejaDecideError(late)
            if not acteur.is_bailleur and not is_holder(acteur, etat, suivi):
                raise PermissionDenied("Ce logement n’est pas, ou n’est plus, orienté vers votre organisation.")
            yield etat, suivi
    except IntegrityError as error:
        raise DejaDecideError(late) from error


def is_holder(acteur: Acteur, etat: EtatFlux, suivi: Suivi) -> bool:
    """Whether the actor’s organisation holds the account to which a dwelling is oriented."""
    compte = etat.comptes.get(suivi.reservataire or "")
    return compte is not None and compte.organisation_id == acteur.organisation.pk


def check_saisie(saisie: SaisieFait, suivi: Suivi, jour: date) -> None:
    """Refuse a fact dated where it cannot be, or that needs a reason and has none.

    Raises:
        FaitRefuseError: with what was found and what was expected.
    """
    libelle = FAITS.get(saisie.type, saisie.type)
    if saisie.date > jour and saisie.type not in ANNONCABLES:
        raise FaitRefuseError(
            f"Fait « {libelle} », date : {date_longue(saisie.date)} est à venir ; attendu : aujourd’hui ou avant."
        )
    last = suivi.etat.ecriture
    if last and saisie.date < last.fait.jour and last.fait.type not in ANNONCABLES:
        raise FaitRefuseError(
            f"Fait « {libelle} », date : {date_longue(saisie.date)} précède le fait « {FAITS[last.fait.type]} » "
            f"qu’il suit ; attendu : le {date_longue(last.fait.jour)} ou après."
        )
    if not saisie.motif.strip() and (saisie.type in MOTIVES or "autre" in saisie.precision.values()):
        raise FaitRefuseError(f"Fait « {libelle} », motif : vide ; attendu : pourquoi, en une phrase.")


def check_suite(etat: EtatFlux, suivi: Suivi, saisie: SaisieFait) -> None:
    """Refuse a fact that cannot follow those of the dwelling; nothing moves.

    Raises:
        gef.core.errors.TransitionInterditeError, gef.core.errors.DonneeInvalideError: see `gef.core.ecritures.suivre`.
    """
    fait = FaitCore(saisie.type, saisie.date, suivi.reservataire or BAILLEUR, saisie.precision)
    etat.livre.suivre(to_logement(suivi.liberation), suivi.etat, fait)


def write_fait(
    acteur: Acteur,
    suivi: Suivi,
    saisie: SaisieFait,
    compte: Reservataire | None,
    moment: datetime,
    *,
    enregistrement: Mapping[str, Any] | None = None,
    details: Mapping[str, Any] = NOTHING,
) -> Fait:
    """Write a fact already checked, under the lock of the bailleur, its act in the journal, and a word to who waits.

    Args:
        acteur: Who writes.
        suivi: The dwelling, before the fact.
        saisie: The fact.
        compte: Account that it names; None for the bailleur's own, or for a fact that concerns none.
        moment: When.
        enregistrement: Record of the proposal, for an orientation.
        details: What the act says besides the account, the reason and the precision.
    """
    liberation = suivi.liberation
    fact = Fait(
        liberation=liberation,
        rang=suivi.rang + 1,
        type=saisie.type,
        date=saisie.date,
        reservataire=compte,
        auteur_id=acteur.utilisateur_id,
        ecrit_le=moment,
        motif=saisie.motif.strip(),
        precision=dict(saisie.precision) or None,
        enregistrement=enregistrement,
    )
    fact.save(force_insert=True)
    said = {"reservataire": compte.code if compte else BAILLEUR, "motif": fact.motif, **details}
    if saisie.precision:
        said["precision"] = dict(saisie.precision)
    Acte(
        bailleur_id=liberation.bailleur_id,
        auteur_id=acteur.utilisateur_id,
        acte=saisie.type,
        objet=liberation.reference,
        details=said,
        fait_le=moment,
    ).save(force_insert=True)
    _tell(acteur, fact)
    return fact


def find_averti(acteur: Acteur, kind: str, liberation: Liberation, compte: Reservataire | None) -> int | None:
    """Find the organisation that a fact is told to: the other side; None when nobody waits for it.

    Args:
        acteur: Who writes it.
        kind: The fact.
        liberation: The dwelling.
        compte: Account that the fact names.
    """
    if not acteur.is_bailleur:
        return liberation.bailleur_id if kind in FAITS_DU_RESERVATAIRE and kind in GENRES else None
    if kind in FAITS_DU_RESERVATAIRE or kind not in GENRES or compte is None:
        return None
    return compte.organisation_id


def _tell(acteur: Acteur, fact: Fait) -> None:
    """Tell a fact to who waits for it."""
    liberation = fact.liberation
    if told := find_averti(acteur, fact.type, liberation, fact.reservataire):
        avertir(
            told,
            fact.type,
            objet=liberation.reference,
            bailleur_id=liberation.bailleur_id,
            moment=fact.ecrit_le,
            auteur_id=acteur.utilisateur_id,
        )
