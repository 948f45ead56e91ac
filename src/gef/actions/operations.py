"""Rights of a guaranteed operation: shown before they are written, then written once in the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from gef.access.acteur import Acteur
from gef.access.visible import check_can_write
from gef.actions.avis import write_acte, writing
from gef.core.errors import DonneeInvalideError
from gef.core.operations import Garant, OperationGarantie, RepartitionOperation, repartir_operation
from gef.core.registre_droits import FAMILLE_PAR_TYPE, DroitReservation
from gef.db.flux.models import Droit, Reservataire
from gef.db.flux.requetes import comptes_of, droits_of
from gef.errors import GefError


class OperationDejaInscriteError(GefError):
    """Rights of that reference are in the register already."""


@dataclass(frozen=True, slots=True)
class SaisieGarant:
    """A guarantor as somebody typed it; `utilisateur` is a code, "" nobody."""

    reservataire: str
    quotite: Fraction
    utilisateur: str = ""


@dataclass(frozen=True, slots=True)
class SaisieOperation:
    """An operation as somebody typed it; see `gef.core.operations.OperationGarantie`."""

    reference: str
    programme: str
    commune: str
    logements: int
    part_reservee: Fraction
    garants: tuple[SaisieGarant, ...]
    debut: date
    echeance_pret: date | None = None
    document: str = ""


def list_garants(acteur: Acteur) -> list[Reservataire]:
    """Accounts of the bailleur that can guarantee a loan: those of the collectivités."""
    comptes = comptes_of(acteur.organisation.pk)
    return [compte for compte in comptes if FAMILLE_PAR_TYPE.get(compte.type) == "collectivites"]


def preparer_operation(acteur: Acteur, saisie: SaisieOperation) -> RepartitionOperation:
    """Compute the rights of an operation; nothing is written.

    Raises:
        DonneeInvalideError: a guarantor has no account, or a value is impossible; the message says which.
    """
    comptes = _index_comptes(acteur)
    garants = tuple(
        Garant(
            reservataire=garant.reservataire,
            type=_find(comptes, garant.reservataire).type,
            quotite=garant.quotite,
            utilisateur=_find(comptes, garant.utilisateur).code if garant.utilisateur else None,
        )
        for garant in saisie.garants
    )
    return repartir_operation(
        OperationGarantie(
            reference=saisie.reference,
            programme=saisie.programme,
            commune=saisie.commune,
            logements=saisie.logements,
            part_reservee=saisie.part_reservee,
            garants=garants,
            debut=saisie.debut,
            echeance_pret=saisie.echeance_pret,
        )
    )


def inscrire_operation(acteur: Acteur, saisie: SaisieOperation, moment: datetime) -> Sequence[Droit]:
    """Write the rights of an operation in the register, once.

    Args:
        acteur: Who writes, for the bailleur.
        saisie: The operation.
        moment: When.

    Returns:
        The lines written, declared and not sent yet.

    Raises:
        PermissionDenied: the actor may not write.
        OperationDejaInscriteError: lines of that reference are there already.
        DonneeInvalideError: see `preparer_operation`; or the operation creates no right.
    """
    check_can_write(acteur)
    repartition = preparer_operation(acteur, saisie)
    if not repartition.droits:
        raise DonneeInvalideError(f"Opération {saisie.reference} : aucun logement réservé, aucun droit à inscrire.")
    comptes = _index_comptes(acteur)
    with writing(acteur.organisation.pk):
        if droits_of(acteur.organisation.pk).filter(reference=saisie.reference).exists():
            raise OperationDejaInscriteError(
                f"Des droits portent déjà la référence « {saisie.reference} » ; attendu : une référence nouvelle."
            )
        rows = [_to_row(droit, comptes, saisie.document) for droit in repartition.droits]
        for row in rows:
            row.save(force_insert=True)
        details = {
            "logements": saisie.logements,
            "part": str(saisie.part_reservee),
            "droits": {row.reservataire.code: row.nombre for row in rows},
        }
        write_acte(acteur, "operation-garantie", saisie.reference, details, moment)
    return rows


def _to_row(droit: DroitReservation, comptes: dict[str, Reservataire], document: str) -> Droit:
    values: dict[str, Any] = {"part_garantie": droit.part_garantie}  # a fraction, for a field that is text for Django
    return Droit(
        reservataire=comptes[droit.reservataire],
        reference=droit.reference,
        nature=droit.nature,
        type_droit=droit.type_droit,
        nombre=droit.nombre,
        commune=droit.commune or "",
        programme=droit.programme,
        debut=droit.debut,
        fin=droit.fin,
        echeance_pret=droit.echeance_pret,
        utilisateur=comptes[droit.utilisateur] if droit.utilisateur else None,
        delegation_debut=droit.delegation_debut,
        is_formalise=bool(document),
        document=document,
        **values,
    )


def _index_comptes(acteur: Acteur) -> dict[str, Reservataire]:
    return {compte.code: compte for compte in comptes_of(acteur.organisation.pk)}


def _find(comptes: dict[str, Reservataire], code: str) -> Reservataire:
    if code not in comptes:
        raise DonneeInvalideError(f"Compte « {code} » inconnu ; attendu : {', '.join(comptes)}.")
    return comptes[code]
