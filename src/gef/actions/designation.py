"""Designate candidates for a dwelling, withdraw one, read those presented: as little personal data as the choice needs.

The numéro unique of a household is shown to who designates and to who prepares the commission, and to nobody else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction

from gef.access.acteur import Acteur
from gef.access.verrou import lock_bailleur
from gef.access.visible import fetch
from gef.actions.faits import (
    FaitRefuseError,
    SaisieFait,
    check_saisie,
    check_suite,
    fetch_liberation,
    write_fait,
    writing,
)
from gef.actions.flux import EtatFlux, Suivi
from gef.core.designation import Candidature, check_candidats
from gef.core.ecritures import find_presentateur
from gef.core.errors import DonneeInvalideError
from gef.core.parts import BAILLEUR
from gef.db.designation.models import Candidat, RetraitCandidat
from gef.db.designation.requetes import candidats_of
from gef.db.flux.models import Fait, TypeFait
from gef.db.flux.models import Reservataire as CompteReservataire
from gef.db.journal.models import Acte

CAUSES_RETRAIT: Final[Mapping[str, str]] = {
    "desistement": "le ménage se désiste",
    "dossier": "dossier incomplet",
    "attribue_ailleurs": "attribution d’un autre logement",
    "radie": "demande radiée",
    "erreur": "présenté par erreur",
}


def designer(
    acteur: Acteur,
    reference: str,
    candidats: Sequence[Candidature],
    *,
    rang_vu: int,
    moment: datetime,
    exception: str = "",
    bailleur_id: int | None = None,
) -> Fait:
    """Present candidates for a dwelling, after those already presented since its orientation.

    Args:
        acteur: Who designates: the réservataire who holds the dwelling, or the bailleur.
        reference: The dwelling.
        candidats: New candidates, in the order in which they are presented.
        rang_vu: Number of facts of the dwelling when the page was shown.
        moment: When.
        exception: A code of `gef.core.designation.EXCEPTIONS`, when there are fewer than three in all.
        bailleur_id: Whose dwelling.

    Returns:
        The fact « candidats désignés ».

    Raises:
        DonneeInvalideError: too few without an exception, a household twice, an account that does not exist.
        gef.actions.faits.DejaDecideError, gef.core.errors.TransitionInterditeError: see `gef.actions.faits`.
        Http404, PermissionDenied: not his to see, or not his to write.
    """
    liberation = fetch_liberation(acteur, reference, TypeFait.CANDIDATS, bailleur_id=bailleur_id)
    saisie = SaisieFait(TypeFait.CANDIDATS, moment.date(), {"exception": exception} if exception else {})
    with writing(liberation, acteur, rang_vu) as (etat, suivi):
        check_saisie(saisie, suivi, moment.date())
        check_suite(etat, suivi, saisie)
        check_eligibles(etat, candidats)
        former = list_candidats(etat, suivi)
        standing = [to_candidature(row) for row in former if not is_retire(row)]
        check_candidats([*standing, *candidats], exception)
        presentateur = find_compte(etat, suivi)
        first = max((row.ordre for row in former), default=0) + 1
        for ordre, candidat in enumerate(candidats, start=first):
            row = to_row(candidat, ordre)
            row.liberation, row.tour, row.reservataire = liberation, count_tours(suivi), presentateur
            row.auteur_id, row.ecrit_le = acteur.utilisateur_id, moment
            row.save(force_insert=True)
        compte = etat.comptes.get(suivi.reservataire or "")
        return write_fait(acteur, suivi, saisie, compte, moment, details={"candidats": len(candidats)})


def retirer_candidat(
    acteur: Acteur, candidat_id: int, cause: str, *, moment: datetime, motif: str = ""
) -> RetraitCandidat:
    """Withdraw a candidate; what was written about him stays until it is purged.

    Raises:
        FaitRefuseError: an unknown cause, or a candidate already withdrawn.
        Http404, PermissionDenied: not his to see, or not his to write.
    """
    check_can_designer(acteur)
    candidat = fetch(Candidat, acteur, pk=candidat_id)
    if cause not in CAUSES_RETRAIT:
        raise FaitRefuseError(f"Retrait, cause : « {cause} » ; attendu : {', '.join(CAUSES_RETRAIT)}.")
    with transaction.atomic():
        lock_bailleur(candidat.liberation.bailleur_id)
        if is_retire(fetch(Candidat, acteur, pk=candidat_id)):
            raise FaitRefuseError("Ce candidat est déjà retiré.")
        row = RetraitCandidat(candidat=candidat, cause=cause, motif=motif.strip())
        row.auteur_id, row.ecrit_le = acteur.utilisateur_id, moment
        row.save(force_insert=True)
        Acte(
            bailleur_id=candidat.liberation.bailleur_id,
            auteur_id=acteur.utilisateur_id,
            acte="retrait_candidat",
            objet=candidat.liberation.reference,
            details={"ordre": candidat.ordre, "tour": candidat.tour, "cause": cause},
            fait_le=moment,
        ).save(force_insert=True)
    return row


def check_can_designer(acteur: Acteur) -> None:
    """Refuse who has no business with the households: candidates are read by who designates or prepares the commission.

    Raises:
        PermissionDenied: his role only reads.
    """
    if not acteur.can_orienter:
        raise PermissionDenied("Les candidats d’un logement sont lus par les personnes qui les désignent.")


def count_tours(suivi: Suivi) -> int:
    """How many orientations of a dwelling stand: each has its own list of candidates."""
    return sum(fait.type == TypeFait.ORIENTATION for fait in suivi.etat.list_faits())


def list_candidats(etat: EtatFlux, suivi: Suivi) -> tuple[Candidat, ...]:
    """Candidates presented for the orientation in progress, in order, withdrawn ones included."""
    compte = find_compte(etat, suivi)
    return tuple(candidats_of(suivi.liberation.pk, count_tours(suivi), compte.pk if compte else None))


def find_compte(etat: EtatFlux, suivi: Suivi) -> CompteReservataire | None:
    """Account for which the candidates of a dwelling are presented; None for the bailleur's own."""
    return etat.comptes.get(find_presentateur(suivi.etat) or "")


def is_retire(candidat: Candidat) -> bool:
    """Whether a candidate is presented no more."""
    return hasattr(candidat, "retrait")


def to_candidature(row: Candidat) -> Candidature:
    """Read a candidate as the core takes him."""
    return Candidature(
        numero_unique=row.numero_unique,
        personnes=row.personnes,
        enfants=row.enfants,
        public=row.public or None,
        public_valide=row.public_valide,
        quartile=row.quartile,
        quartile_valide=row.quartile_valide,
        cotation=row.cotation,
        is_relogement=row.is_relogement,
        eligibles=tuple(row.eligibles),
    )


def to_row(candidat: Candidature, ordre: int) -> Candidat:
    """Make the row of a candidate, its dwelling and its author aside."""
    return Candidat(
        ordre=ordre,
        numero_unique=candidat.numero_unique,
        personnes=candidat.personnes,
        enfants=candidat.enfants,
        public=candidat.public or "",
        public_valide=candidat.public_valide,
        quartile=candidat.quartile,
        quartile_valide=candidat.quartile_valide,
        cotation=candidat.cotation,
        is_relogement=candidat.is_relogement,
        eligibles=list(candidat.eligibles),
    )


def check_eligibles(etat: EtatFlux, candidats: Sequence[Candidature]) -> None:
    """Refuse a candidate said to be eligible to an account that does not exist.

    Raises:
        DonneeInvalideError: with the account and those that exist.
    """
    known = {*etat.comptes, BAILLEUR}
    for candidat in candidats:
        unknown = sorted(set(candidat.eligibles) - known)
        if unknown:
            raise DonneeInvalideError(
                f"Candidat {candidat.numero_unique}, comptes dont il relève : {', '.join(unknown)} ; "
                f"attendu : {', '.join(sorted(known))}."
            )
