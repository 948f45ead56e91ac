"""Correct a line of the register: another line takes its place, with the same reference, and is sent for re-reading.

Nothing is changed nor erased: the former line keeps what was said of it, and the new one says which it continues.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from gef.access.acteur import Acteur
from gef.access.visible import fetch
from gef.actions.avis import find_ligne, name_droit, write_acte, write_avis, writing
from gef.actions.dossier import to_droit_inscrit
from gef.actions.entrees_registre import to_reservation
from gef.core.avis import Avis, add_avis
from gef.core.errors import DonneeInvalideError
from gef.db.flux.models import Droit, Reservataire
from gef.db.flux.requetes import comptes_of
from gef.errors import GefError

GARDES = ("reservataire", "reference", "commune", "programme", "rotation")


class CorrectionVideError(GefError, ValueError):
    """The correction changes nothing."""


@dataclass(frozen=True, slots=True)
class CorrectionDroit:
    """What a line says once corrected; holder, place and reference stay. `utilisateur` is a code, "" nobody."""

    nature: str
    type_droit: str
    nombre: int
    debut: date
    fin: date | None
    echeance_pret: date | None
    part_garantie: Fraction | None
    mode_gestion: str
    utilisateur: str
    delegation_debut: date | None
    delegation_fin: date | None
    is_formalise: bool
    document: str


def read_correction(droit: Droit) -> CorrectionDroit:
    """Give what a line says today, as the form of its correction shows it first."""
    inscrit = to_droit_inscrit(droit)
    return CorrectionDroit(**{champ.name: getattr(inscrit, champ.name) for champ in fields(CorrectionDroit)})


def corriger(
    acteur: Acteur,
    droit_id: int,
    correction: CorrectionDroit,
    *,
    avis: Avis,
    echeance: date | None,
    rang_vu: int,
    moment: datetime,
) -> Droit:
    """Replace a line by what it should say.

    Args:
        acteur: Who corrects, for the bailleur.
        droit_id: The line.
        correction: What the new line says.
        avis: The word « corrige », with its reason.
        echeance: Day before which the réservataire reads the new line; needed when the former one was sent.
        rang_vu: How many words the line had when the page was shown.
        moment: When.

    Returns:
        The new line: sent when the former one was, declared otherwise.

    Raises:
        Http404: no such line.
        PermissionDenied: the actor may not write.
        CorrectionVideError: nothing changes.
        DonneeInvalideError: a value is impossible, or the deadline is missing.
        TransitionInterditeError: the line was already replaced.
        LigneChangeeError: the line moved meanwhile.
    """
    former = fetch(Droit, acteur, to="edit", pk=droit_id)
    bailleur_id, jour = former.reservataire.bailleur_id, moment.date()
    with writing(bailleur_id):
        ligne = find_ligne(acteur, former, rang_vu, jour)
        dialogue = add_avis(ligne.dialogue, avis)
        changes = _list_changes(read_correction(former), correction)
        row = _write_droit(former, correction)
        write_avis(acteur, former, avis, rang=dialogue.rang, moment=moment)
        if ligne.dialogue.rang:
            sent = Avis("transmis", jour, echeance=_check_echeance(echeance), delai=ligne.dialogue.delai)
            write_avis(acteur, row, sent, rang=1, moment=moment)
        details = {"droit": former.pk, "remplacant": row.pk, "motif": avis.motif, "changements": changes}
        write_acte(acteur, "avis-corrige", name_droit(former), details, moment)
    return row


def _list_changes(former: CorrectionDroit, new: CorrectionDroit) -> dict[str, list[str]]:
    """List what changes, before and after.

    Raises:
        CorrectionVideError: nothing does.
    """
    before, after = asdict(former), asdict(new)
    changes = {nom: [_render(before[nom]), _render(after[nom])] for nom in before if before[nom] != after[nom]}
    if not changes:
        raise CorrectionVideError("Rien ne change : corrigez au moins une valeur, ou maintenez la ligne.")
    return changes


def _render(value: Any) -> str:
    return "" if value is None else str(value)


def _check_echeance(echeance: date | None) -> date:
    if echeance is None:
        raise DonneeInvalideError("Donnez le jour avant lequel le réservataire relit la ligne corrigée.")
    return echeance


def _write_droit(former: Droit, correction: CorrectionDroit) -> Droit:
    values = asdict(correction) | {nom: getattr(former, nom) for nom in GARDES}
    values["utilisateur"] = _find_utilisateur(former.reservataire, correction.utilisateur)
    row = Droit(**values, remplace=former)
    to_reservation(to_droit_inscrit(row), former.reservataire.type)  # the core refuses what is impossible
    row.save(force_insert=True)
    return row


def _find_utilisateur(titulaire: Reservataire, code: str) -> Reservataire | None:
    if not code:
        return None
    known = {compte.code: compte for compte in comptes_of(titulaire.bailleur_id)}
    if code not in known:
        raise DonneeInvalideError(f"Utilisateur « {code} » : aucun compte de ce code ; attendu : {', '.join(known)}.")
    return known[code]
