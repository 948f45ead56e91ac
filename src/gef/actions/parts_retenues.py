"""Retain a method: the parts of an exercice kept as a run, in the name of a person and for a reason.

Append-only: to change one's mind is to retain again. Orientation keeps following the conventions in force; retained
parts are what the next conventions are written from, and what the objectives use until they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.verrou import lock_bailleur
from gef.access.visible import check_can_write
from gef.actions import conversion as runs
from gef.actions.codec import decode
from gef.actions.dossier import DossierIncompletError
from gef.actions.entrees_parts import EntreePartsRetenues, MotifAbsentError, retenir
from gef.actions.executions import keep_execution, read_cached
from gef.core.conversion import Conversion
from gef.core.methodes import LIBELLES_METHODES
from gef.db.journal.models import Acte, Execution
from gef.db.journal.requetes import executions_of
from gef.errors import GefError

CALCUL = "parts-retenues"
MOTIF_MINIMUM = 10


class VersionPerimeeError(GefError):
    """The conversion was computed again since the page was shown."""


@dataclass(frozen=True, slots=True)
class Choix:
    """What a person retains, as he writes it; see `gef.actions.entrees_parts.EntreePartsRetenues`."""

    methode: str
    motif: str
    motif_reduction: str
    version: int


@dataclass(frozen=True, slots=True)
class PartsRetenues:
    """Parts retained by a person.

    Attributes:
        run: The kept run: when, by whom, which version.
        entree: What was retained, with its reasons.
        conversion: The parts, reduced when the person said so.
    """

    run: Execution
    entree: EntreePartsRetenues
    conversion: Conversion

    @property
    def methode(self) -> str:
        """Label of the method."""
        return LIBELLES_METHODES[self.entree.methode]


def retenir_parts(acteur: Acteur, exercice: int, choix: Choix, moment: datetime) -> Execution:
    """Keep the parts of a method of the last conversion.

    Args:
        acteur: Who decides, for his own organisation.
        exercice: Year of the parts.
        choix: Method, reasons, and the version of the conversion that he saw.
        moment: When.

    Returns:
        The run; the same choice for the same reasons gives back the last one.

    Raises:
        PermissionDenied: the actor may not write.
        DossierIncompletError: no conversion was computed.
        VersionPerimeeError: another version was computed since.
        MotifAbsentError: a reason is missing, or says nothing.
        PartsIncompatiblesError: these parts cannot be applied.
    """
    check_can_write(acteur)
    bailleur = acteur.organisation
    for motif in (choix.motif, choix.motif_reduction):
        if 0 < len(motif.strip()) < MOTIF_MINIMUM:
            raise MotifAbsentError(f"Motif « {motif.strip()} » ; attendu : {MOTIF_MINIMUM} caractères au moins.")
    with transaction.atomic():
        lock_bailleur(bailleur.pk)
        last = runs.list_versions(bailleur, exercice)[:1]
        if not last:
            raise DossierIncompletError(f"La conversion {exercice} n’est pas calculée ; calculez-la d’abord.")
        if last[0].version != choix.version:
            raise VersionPerimeeError(
                f"La conversion est passée à la version {last[0].version} depuis que cette page vous a été montrée ; "
                "rien n’a été retenu."
            )
        entree = EntreePartsRetenues(
            conversion=runs.read_run(last[0]).entree.conversion,
            methode=choix.methode,
            par=acteur.nom,
            motif=choix.motif.strip(),
            motif_reduction=choix.motif_reduction.strip(),
            version=choix.version,
        )
        resultat = retenir(entree)
        run = keep_execution(bailleur, CALCUL, exercice, entree=entree, resultat=resultat, acteur=acteur, moment=moment)
        if run.fait_le == moment:
            _write_acte(acteur, run, entree, moment)
    return run


def _write_acte(acteur: Acteur, run: Execution, entree: EntreePartsRetenues, moment: datetime) -> None:
    Acte(
        bailleur_id=acteur.organisation.pk,
        auteur_id=acteur.utilisateur_id,
        acte="parts_retenues",
        objet=f"{run.exercice}, version {run.version}",
        details={"methode": entree.methode, "motif": entree.motif, "motif_reduction": entree.motif_reduction},
        fait_le=moment,
    ).save(force_insert=True)


def list_retenues(bailleur: Organisation, exercice: int) -> list[Execution]:
    """Runs of the retained parts of an exercice, the newest first; their contents are read when they are needed."""
    return list(executions_of(bailleur.pk, CALCUL, exercice).defer("entree", "resultat"))


def read_retenues(bailleur: Organisation, exercice: int) -> PartsRetenues | None:
    """Give the parts retained last for an exercice, or None when nobody retained any."""
    run = next(iter(list_retenues(bailleur, exercice)), None)
    if run is None:
        return None
    entree, conversion = read_cached(run, compute_run)
    return PartsRetenues(run, entree, conversion)


def compute_run(run: Execution) -> tuple[EntreePartsRetenues, Conversion]:
    """Retain the parts of a kept run again, from its inputs."""
    entree = decode(EntreePartsRetenues, run.entree)
    return entree, retenir(entree)
