"""The rules of imputation of a bailleur: agreed on with the partners, recorded with their document, never changed.

To end a rule is to write it again with its end, in place of the former; what was written stays in the register.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.verrou import lock_bailleur
from gef.access.visible import check_can_write, visible
from gef.core.criteres_imputation import RegleImputation as RegleCore
from gef.core.parts import BAILLEUR
from gef.db.flux.models import Reservataire
from gef.db.imputations.models import RegleImputation
from gef.db.imputations.requetes import regles_of
from gef.db.journal.models import Acte
from gef.errors import GefError


class RegleRefuseeError(GefError, ValueError):
    """A rule cannot be recorded: its document is missing, or what it names is not there."""


@dataclass(frozen=True, slots=True)
class SaisieRegle:
    """What a person records; see `gef.core.criteres_imputation.RegleImputation`. `fin` excluded."""

    criteres: tuple[str, ...]
    debut: date
    document: str
    fin: date | None = None
    ordre: tuple[str, ...] = ()

    def to_core(self) -> RegleCore:
        """Give the rule; the core refuses what does not hold together."""
        return RegleCore(self.criteres, self.debut, self.document.strip(), self.fin, self.ordre)


def inscrire_regle(acteur: Acteur, saisie: SaisieRegle, moment: datetime) -> RegleImputation:
    """Record a rule agreed on with the partners.

    Args:
        acteur: Who writes.
        saisie: The rule.
        moment: When.

    Raises:
        PermissionDenied: the actor may not write.
        RegleRefuseeError: no document, an unknown account.
        DonneeInvalideError: the core refuses it; the message says what was expected.
    """
    check_can_write(acteur)
    if not saisie.document.strip():
        raise RegleRefuseeError("Règle d’imputation, document : vide ; attendu : l’accord des partenaires, et sa date.")
    saisie.to_core()
    known = {*visible(Reservataire, acteur).values_list("code", flat=True), BAILLEUR}
    unknown = [code for code in saisie.ordre if code not in known]
    if unknown:
        raise RegleRefuseeError(
            f"Règle d’imputation, ordre convenu : « {unknown[0]} » inconnu ; attendu : le code d’un compte."
        )
    row = RegleImputation(
        criteres=list(saisie.criteres),
        ordre=list(saisie.ordre),
        debut=saisie.debut,
        fin=saisie.fin,
        document=saisie.document.strip(),
    )
    with transaction.atomic():
        lock_bailleur(acteur.organisation.pk)
        return _write(acteur, row, moment)


def clore_regle(acteur: Acteur, pk: int, *, fin: date, document: str, moment: datetime) -> RegleImputation:
    """End a rule: write it again with its end, in place of the former.

    Args:
        acteur: Who writes.
        pk: The rule, among those that hold.
        fin: First day on which it no longer holds; the day it starts withdraws what was recorded by mistake.
        document: What ends it.
        moment: When.

    Raises:
        PermissionDenied: the actor may not write.
        RegleRefuseeError: no such rule, no document, or an end before the start.
    """
    check_can_write(acteur)
    if not document.strip():
        raise RegleRefuseeError("Document : vide ; attendu : l’accord ou la décision qui met fin à cette règle.")
    with transaction.atomic():
        lock_bailleur(acteur.organisation.pk)
        former = regles_of(acteur.organisation.pk).filter(pk=pk).first()
        if former is None:
            raise RegleRefuseeError("Cette règle n’est plus au registre, ou vient d’être modifiée.")
        if fin < former.debut:
            raise RegleRefuseeError("La fin précède le début ; attendu : le même jour pour annuler, ou un jour après.")
        row = RegleImputation(
            criteres=former.criteres,
            ordre=former.ordre,
            debut=former.debut,
            fin=fin,
            document=document.strip(),
            remplace=former,
        )
        return _write(acteur, row, moment)


def list_regles(bailleur: Organisation) -> tuple[RegleImputation, ...]:
    """Rules of the register that nothing replaced, the newest first."""
    return tuple(regles_of(bailleur.pk).order_by("-pk"))


def find_regle_du(bailleur_id: int, jour: date) -> RegleImputation | None:
    """Give the rule in force on a day: the last written that holds; None when the partners agreed on nothing."""
    rows = regles_of(bailleur_id).order_by("-pk")
    return next((row for row in rows if is_valable(row) and to_regle(row).is_en_vigueur(jour)), None)


def is_valable(row: RegleImputation) -> bool:
    """Whether a rule holds at least a day: one that ends on the day it starts was withdrawn."""
    return row.fin is None or row.fin > row.debut


def to_regle(row: RegleImputation) -> RegleCore:
    """Read a row as the core takes it; the row holds at least a day."""
    return RegleCore(tuple(row.criteres), row.debut, row.document, row.fin, tuple(row.ordre))


def _write(acteur: Acteur, row: RegleImputation, moment: datetime) -> RegleImputation:
    row.bailleur, row.auteur_id, row.ecrit_le = acteur.organisation, acteur.utilisateur_id, moment
    row.save(force_insert=True)
    details: dict[str, Any] = {
        "criteres": row.criteres,
        "ordre": row.ordre,
        "debut": row.debut.isoformat(),
        "fin": row.fin.isoformat() if row.fin else None,
        "document": row.document,
    }
    Acte(
        bailleur_id=row.bailleur_id,
        auteur_id=row.auteur_id,
        acte="regle_imputation",
        objet=row.document[:60],
        details=details,
        fait_le=moment,
    ).save(force_insert=True)
    return row
