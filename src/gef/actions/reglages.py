"""Settings of the orientation: recorded with the document that chose them, never changed.

To end a setting is to write it again with its end, in place of the former; what was written stays in the register.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.verrou import lock_bailleur
from gef.access.visible import check_can_write
from gef.core.reglages import NOMBRES
from gef.core.regle import Parametres
from gef.db.flux.models import Convention
from gef.db.flux.requetes import conventions_of
from gef.db.journal.models import Acte
from gef.db.reglages.models import ReglageOrientation
from gef.db.reglages.requetes import reglages_of
from gef.errors import GefError

DOCUMENT_MAX: Final = 200
CHAMPS: Final = ("regle", *NOMBRES)


class ReglageRefuseError(GefError, ValueError):
    """A setting cannot be recorded: a field is missing, or what it names is not there."""


@dataclass(frozen=True, slots=True)
class SaisieReglage:
    """What a person records; `fin` excluded. See `gef.core.reglages.make_parametres` for the settings."""

    parametres: Parametres
    debut: date
    document: str
    fin: date | None = None


def inscrire_reglage(acteur: Acteur, saisie: SaisieReglage, moment: datetime) -> ReglageOrientation:
    """Record a setting that the bailleur and his partners chose.

    Args:
        acteur: Who writes.
        saisie: The setting.
        moment: When.

    Raises:
        PermissionDenied: the actor may not write.
        ReglageRefuseError: no document, or an end that does not follow the start.
    """
    check_can_write(acteur)
    row = make_reglage(acteur, saisie)
    with transaction.atomic():
        lock_bailleur(acteur.organisation.pk)
        return _write(acteur, row, moment)


def make_reglage(acteur: Acteur, saisie: SaisieReglage) -> ReglageOrientation:
    """Make the row of a setting once it may be recorded; nothing is written.

    Raises:
        ReglageRefuseError: no document, or an end that does not follow the start.
    """
    if not saisie.document.strip():
        raise ReglageRefuseError("Réglage, document : vide ; attendu : la décision ou la convention qui l’a choisi.")
    if saisie.fin is not None and saisie.fin <= saisie.debut:
        raise ReglageRefuseError("Réglage, dernier jour : avant le premier ; attendu : le même jour, ou après.")
    return ReglageOrientation(
        bailleur=acteur.organisation,
        **{nom: getattr(saisie.parametres, nom) for nom in CHAMPS},
        debut=saisie.debut,
        fin=saisie.fin,
        document=saisie.document.strip()[:DOCUMENT_MAX],
    )


def clore_reglage(acteur: Acteur, pk: int, *, fin: date, document: str, moment: datetime) -> ReglageOrientation:
    """End a setting: write it again with its end, in place of the former.

    Args:
        acteur: Who writes.
        pk: The setting, among those that hold.
        fin: First day on which it no longer holds; the day it starts withdraws what was recorded by mistake.
        document: What ends it.
        moment: When.

    Raises:
        PermissionDenied: the actor may not write.
        ReglageRefuseError: no such setting, no document, or an end before the start.
    """
    check_can_write(acteur)
    if not document.strip():
        raise ReglageRefuseError("Document : vide ; attendu : la décision qui met fin à ce réglage.")
    with transaction.atomic():
        lock_bailleur(acteur.organisation.pk)
        former = reglages_of(acteur.organisation.pk).filter(pk=pk).first()
        if former is None:
            raise ReglageRefuseError("Ce réglage n’est plus au registre, ou vient d’être modifié.")
        if fin < former.debut:
            raise ReglageRefuseError("La fin précède le début ; attendu : le même jour pour annuler, ou un jour après.")
        row = ReglageOrientation(
            bailleur=former.bailleur,
            **{nom: getattr(former, nom) for nom in (*CHAMPS, "debut")},
            fin=fin,
            document=document.strip()[:DOCUMENT_MAX],
            remplace=former,
        )
        return _write(acteur, row, moment)


def list_reglages(bailleur: Organisation) -> tuple[ReglageOrientation, ...]:
    """Settings of the register that nothing replaced, the newest first."""
    return tuple(reglages_of(bailleur.pk).order_by("-pk"))


def list_conventions(bailleur: Organisation) -> tuple[Convention, ...]:
    """Conventions of a bailleur with their accounts: what each says of the count is a setting too."""
    return tuple(conventions_of(bailleur.pk))


def _write(acteur: Acteur, row: ReglageOrientation, moment: datetime) -> ReglageOrientation:
    row.auteur_id, row.ecrit_le = acteur.utilisateur_id, moment
    row.save(force_insert=True)
    details = {nom: str(getattr(row, nom)) for nom in CHAMPS} | {
        "debut": row.debut.isoformat(),
        "fin": row.fin.isoformat() if row.fin else None,
        "document": row.document,
    }
    Acte(
        bailleur_id=acteur.organisation.pk,
        auteur_id=acteur.utilisateur_id,
        acte="reglage",
        objet=f"orientation, {row.debut.isoformat()}",
        details=details,
        fait_le=moment,
    ).save(force_insert=True)
    return row
