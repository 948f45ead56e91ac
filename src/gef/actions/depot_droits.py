"""Prepare the register of rights brought by file: a line is added, never changed; its page corrects it.

Guaranteed operations come here too: their rights are split by `gef.core.operations`, then added as lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Final

from gef.access.acteur import Acteur
from gef.actions.depots import Ligne, Preparation, check_comptes, refuse_constats
from gef.actions.donnees import DroitInscrit
from gef.actions.lignes_inscrites import OperationRefuseeError, repartir_operations, to_droit
from gef.core.operations import AVERTISSEMENT_PLAFOND
from gef.db.flux import requetes
from gef.db.flux.models import Droit, Reservataire

NOMS: Final = tuple(champ.name for champ in fields(DroitInscrit))
Lue = tuple[int, DroitInscrit]  # a right, and the row of the file that gives it
ATTENDU = (
    "des droits nouveaux, et des utilisateurs qui ont un compte ; une ligne déjà inscrite se corrige sur la page du "
    "registre, où la correction est tracée"
)


def preparer_droits(acteur: Acteur, lignes: Sequence[Ligne]) -> Preparation:
    """Set rights against the register: a line already there is left; two lines alike in the file are two rights.

    Raises:
        DepotRefuseError: a réservataire has no account, or another type or territory than its account; a user has no
            account; or a row would change a line of the register.
    """
    comptes = _read_comptes(acteur)
    check_comptes(lignes, comptes)
    return _confront(acteur, [(ligne["ligne"], to_droit(ligne)) for ligne in lignes], comptes)


def preparer_operations(acteur: Acteur, lignes: Sequence[Ligne]) -> Preparation:
    """Split guaranteed operations into rights, and set these against the register.

    Raises:
        DepotRefuseError: as for rights; or an operation contradicts itself, or the core refuses it.
    """
    comptes = _read_comptes(acteur)
    check_comptes(lignes, comptes)
    try:
        operations = repartir_operations(lignes)
    except OperationRefuseeError as error:
        refuse_constats(error.constats, "une opération dont toutes les lignes disent la même chose, et 100 % au plus")
        raise
    prepared = _confront(acteur, [lue for operation in operations for lue in operation.droits], comptes)
    remarques = [
        f"{operation.repartition.operation.reference} : {avertissement}"
        for operation in operations
        for avertissement in operation.repartition.avertissements
        if avertissement != AVERTISSEMENT_PLAFOND
    ]
    return Preparation(prepared.nouveaux, deja=prepared.deja, remarques=(AVERTISSEMENT_PLAFOND, *remarques))


def _read_comptes(acteur: Acteur) -> dict[str, Reservataire]:
    return {compte.code: compte for compte in requetes.comptes_of(acteur.organisation.pk)}


def _confront(acteur: Acteur, lues: Iterable[Lue], comptes: Mapping[str, Reservataire]) -> Preparation:
    registre = [_to_inscrit(row) for row in requetes.droits_of(acteur.organisation.pk)]
    known = Counter(registre)
    replaced = {_to_inscrit(row) for row in requetes.droits_remplaces_of(acteur.organisation.pk)}
    references = {(droit.reference, droit.reservataire) for droit in registre if droit.reference}
    rows, constats, deja = [], [], 0
    for ligne, droit in lues:
        if known[droit]:
            known[droit] -= 1
            deja += 1
        elif droit in replaced:
            constats.append(f"ligne {ligne}, ce droit de {droit.reservataire} a été corrigé depuis")
        elif constat := _find_constat(droit, comptes, references, known):
            constats.append(f"ligne {ligne}, {constat}")
        else:
            rows.append(_to_model(droit, comptes))
    refuse_constats(constats, ATTENDU)
    return Preparation(tuple(rows), deja=deja)


def _find_constat(
    droit: DroitInscrit,
    comptes: Mapping[str, Reservataire],
    references: set[tuple[str, str]],
    known: Mapping[DroitInscrit, int],
) -> str:
    """Say why a right cannot be added, "" when it can."""
    if droit.utilisateur and droit.utilisateur not in comptes:
        return f"utilisateur « {droit.utilisateur} » inconnu"
    if (droit.reference, droit.reservataire) in references:
        return f"« {droit.reference} » de {droit.reservataire} est déjà inscrit avec d’autres valeurs"
    if droit.reference and known.get(_drop_reference(droit)):
        return f"« {droit.reference} » de {droit.reservataire} est déjà inscrit sans référence"
    return ""


def _drop_reference(droit: DroitInscrit) -> DroitInscrit:
    return replace(droit, reference="")


def _to_inscrit(row: Droit) -> DroitInscrit:
    """Read a line of the register; its fields bear the names of the dossier's."""
    values = {nom: getattr(row, nom) for nom in NOMS}
    return DroitInscrit(
        **values
        | {"reservataire": row.reservataire.code, "utilisateur": row.utilisateur.code if row.utilisateur else ""}
    )


def _to_model(droit: DroitInscrit, comptes: Mapping[str, Reservataire]) -> Droit:
    values = {nom: getattr(droit, nom) for nom in NOMS}
    utilisateur = comptes[droit.utilisateur] if droit.utilisateur else None
    return Droit(**values | {"reservataire": comptes[droit.reservataire], "utilisateur": utilisateur})
