"""Wishes of the réservataires: recorded by the bailleur with their document, checked against his parc, indicative."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.verrou import lock_bailleur
from gef.access.visible import check_can_write, visible
from gef.actions.besoins import check_portees
from gef.core.parts import BAILLEUR
from gef.core.souhaits import GroupeLogements, Souhait, verifier_souhait
from gef.db.besoins.models import SouhaitReservataire
from gef.db.besoins.requetes import souhaits_of
from gef.db.flux.models import Reservataire
from gef.db.journal.models import Acte
from gef.db.patrimoine.requetes import list_genres
from gef.errors import GefError
from gef.law.territoires import load_communes


class SouhaitRefuseError(GefError, ValueError):
    """A wish cannot be recorded or withdrawn."""


@dataclass(frozen=True, slots=True)
class SaisieSouhait:
    """A wish as a person writes it: whose, which, since when, from which document."""

    reservataire: str
    souhait: Souhait
    debut: date
    document: str


def load_groupes(bailleur: Organisation) -> tuple[GroupeLogements, ...]:
    """Read the kinds of dwellings of the newest parc; none without a parc."""
    communes = load_communes()
    return tuple(
        GroupeLogements(
            commune=commune,
            epci=communes[commune].epci if commune in communes else "",
            programme=programme or "",
            adresse=adresse or "",
            typologie=typologie or "",
            financement=financement or "",
            qpv=qpv,
        )
        for commune, programme, adresse, typologie, financement, qpv in list_genres(bailleur.pk)
    )


def to_souhait(row: SouhaitReservataire) -> Souhait:
    """Read a row as the core takes it."""
    return Souhait(row.part, row.typologie, row.financement, row.qpv, row.portee, row.publics)


def list_souhaits(bailleur: Organisation) -> tuple[SouhaitReservataire, ...]:
    """Wishes that hold or will, in order of account, then of entry."""
    return tuple(souhaits_of(bailleur.pk).order_by("reservataire__nom", "pk"))


def list_souhaits_visibles(acteur: Acteur, bailleur: Organisation) -> tuple[SouhaitReservataire, ...]:
    """Wishes recorded by a bailleur that the actor may read, as `list_souhaits`: a réservataire reads his own."""
    own = set(visible(SouhaitReservataire, acteur).values_list("pk", flat=True))
    return tuple(row for row in list_souhaits(bailleur) if row.pk in own)


def inscrire_souhait(acteur: Acteur, saisie: SaisieSouhait, moment: datetime) -> SouhaitReservataire:
    """Record a wish.

    Args:
        acteur: Who writes.
        saisie: The wish.
        moment: When.

    Raises:
        PermissionDenied: the actor may not write.
        SouhaitRefuseError: no document, or an unknown account.
        DonneeInvalideError: the wish would identify a programme, or cannot be checked.
        gef.actions.besoins.BesoinRefuseError: an unknown commune or EPCI.
    """
    check_can_write(acteur)
    row = make_souhait(acteur, saisie, load_groupes(acteur.organisation))
    with transaction.atomic():
        lock_bailleur(acteur.organisation.pk)
        return _write(acteur, row, "souhait", moment)


def make_souhait(acteur: Acteur, saisie: SaisieSouhait, groupes: Iterable[GroupeLogements]) -> SouhaitReservataire:
    """Make the row of a wish once it may be recorded; nothing is written.

    Args:
        acteur: Who writes.
        saisie: The wish.
        groupes: Kinds of dwellings of his parc.

    Raises:
        SouhaitRefuseError: no document, or an unknown account.
        DonneeInvalideError: the wish would identify a programme, or cannot be checked.
        gef.actions.besoins.BesoinRefuseError: an unknown commune or EPCI.
    """
    if not saisie.document.strip():
        raise SouhaitRefuseError("Souhait, document : vide ; attendu : la convention ou le courrier qui le porte.")
    compte = visible(Reservataire, acteur).exclude(code=BAILLEUR).filter(code=saisie.reservataire).first()
    if compte is None:
        raise SouhaitRefuseError(f"Réservataire « {saisie.reservataire} » inconnu ; attendu : le code d’un compte.")
    souhait = saisie.souhait
    check_portees(filter(None, (souhait.portee,)), "Souhait")
    verifier_souhait(souhait, compte.portee, groupes)
    return SouhaitReservataire(
        reservataire=compte,
        part=souhait.part,  # type: ignore[misc]  # a FractionField takes fractions, its inherited stub does not say so
        typologie=souhait.typologie,
        financement=souhait.financement,
        qpv=souhait.qpv,
        portee=souhait.portee,
        publics=souhait.publics.strip(),
        debut=saisie.debut,
        document=saisie.document.strip(),
    )


def retirer_souhait(acteur: Acteur, pk: int, moment: datetime) -> SouhaitReservataire:
    """Withdraw a wish; what was written stays.

    Raises:
        PermissionDenied: the actor may not write.
        SouhaitRefuseError: no such wish.
    """
    check_can_write(acteur)
    with transaction.atomic():
        lock_bailleur(acteur.organisation.pk)
        former = souhaits_of(acteur.organisation.pk).filter(pk=pk).first()
        if former is None:
            raise SouhaitRefuseError("Ce souhait n’est plus inscrit, ou vient d’être retiré.")
        copied = ("reservataire", "part", "typologie", "financement", "qpv", "portee", "publics", "debut", "document")
        row = SouhaitReservataire(annule=former, **{name: getattr(former, name) for name in copied})
        return _write(acteur, row, "retrait_souhait", moment)


def _write(acteur: Acteur, row: SouhaitReservataire, acte: str, moment: datetime) -> SouhaitReservataire:
    row.auteur_id, row.ecrit_le = acteur.utilisateur_id, moment
    row.save(force_insert=True)
    details = {"part": str(row.part), "criteres": to_souhait(row).describe(), "document": row.document}
    Acte(
        bailleur_id=acteur.organisation.pk,
        auteur_id=acteur.utilisateur_id,
        acte=acte,
        objet=row.reservataire.code[:60],
        details=details,
        fait_le=moment,
    ).save(force_insert=True)
    return row
