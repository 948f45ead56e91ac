"""From the rows of a model to what a dossier holds, whoever reads them: the deposit pages or the command line.

No database here: `gef` reads a folder of files without any.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from gef.actions.donnees import (
    LOGEMENTS_EXCLUS,
    RESERVATIONS,
    ConventionInscrite,
    DemandesInscrites,
    DerogationInscrite,
    DroitInscrit,
    ExclusionInscrite,
    PrevisionInscrite,
    TauxInscrit,
)
from gef.core.errors import DonneeInvalideError
from gef.core.operations import Garant, OperationGarantie, RepartitionOperation, repartir_operation
from gef.core.registre_droits import DroitReservation
from gef.errors import GefError

Ligne = Mapping[str, Any]
LISTES: Final[Mapping[str, Mapping[str, Any]]] = {"reservations": RESERVATIONS, "logements_exclus": LOGEMENTS_EXCLUS}
DEPARTEMENT: Final = "departement"
COMMUNS: Final = ("programme", "commune", "logements", "part_reservee", "debut", "echeance_pret", "document")


class OperationRefuseeError(GefError):
    """Guaranteed operations contradict themselves; `constats` says where, row by row."""

    def __init__(self, constats: Sequence[str]) -> None:
        super().__init__(f"Opérations garanties : {' ; '.join(constats)}.")
        self.constats = tuple(constats)


def to_droit(ligne: Ligne) -> DroitInscrit:
    """Make a line of the register from a row of the model "droits"."""
    return DroitInscrit(
        reservataire=ligne["reservataire"],
        nature=ligne["nature"],
        type_droit=ligne["type_droit"],
        nombre=ligne["nombre"],
        debut=ligne["debut"],
        fin=ligne["fin"],
        commune=ligne["commune"] or "",
        programme=ligne["programme"] or "",
        echeance_pret=ligne["echeance_pret"],
        rotation=ligne["rotation"],
        is_formalise=ligne["convention_formalisee"] is not False,
        document=ligne["document"] or "",
        reference=ligne["reference"] or "",
        part_garantie=ligne["part_garantie"],
        mode_gestion=ligne["mode_gestion"] or "",
        utilisateur=ligne["utilisateur"] or "",
        delegation_debut=ligne["delegation_debut"],
        delegation_fin=ligne["delegation_fin"],
    )


def to_convention(ligne: Ligne) -> ConventionInscrite:
    """Make a convention from a row of its model."""
    return ConventionInscrite(
        ligne["reservataire"],
        ligne["part"],
        ligne["debut"],
        ligne["fin"],
        ligne["declencheur"],
        ligne["politique_refus"],
        ligne["source"] or "",
        ligne["politique_silence"] or "non_compte",
        ligne["mode_gestion"] or "directe",
        ligne["requalifie_min"],
    )


def to_prevision(ligne: Ligne) -> PrevisionInscrite:
    """Make a forecast; without a day of declaration, it is that of the first day of its exercice."""
    return PrevisionInscrite(
        ligne["exercice"],
        ligne["categorie"],
        ligne["nombre"],
        ligne["document"] or "",
        ligne["mois"],
        ligne["declaree_le"] or date(ligne["exercice"], 1, 1),
    )


def to_exclusion(ligne: Ligne) -> ExclusionInscrite:
    """Make an exclusion; without an account, it is that of every convention."""
    return ExclusionInscrite(
        ligne["code"], ligne["debut"], ligne["fin"], ligne["reservataire"] or "", ligne["document"] or ""
    )


def to_taux(ligne: Ligne) -> TauxInscrit:
    """Make a published rate; without any code, it counts everything."""
    return TauxInscrit(
        ligne["territoire"],
        ligne["annee"],
        ligne["taux"],
        ligne["source"],
        frozenset(ligne["numerateur_exclut"] or ()),
        frozenset(ligne["denominateur_exclut"] or ()),
        ligne["evenements"],
    )


def to_derogation(ligne: Ligne) -> DerogationInscrite:
    """Make a derogation; without a territory, it holds over the whole département."""
    return DerogationInscrite(
        ligne["code"],
        ligne["valeur"],
        ligne["clause"],
        ligne["document"],
        ligne["portee"] or DEPARTEMENT,
        ligne["exercice"],
    )


def to_demandes(ligne: Ligne) -> DemandesInscrites:
    """Make the applications of a commune."""
    return DemandesInscrites(
        ligne["commune"], ligne["annee"], ligne["demandes"], ligne["attributions"], ligne["source"]
    )


def to_liste(genre: str, table: pl.DataFrame) -> pl.DataFrame:
    """Bring a list of dwellings to its kept shape: empty texts, never null ones, in a stable order.

    Args:
        genre: "reservations" or "logements_exclus".
        table: Table of the model, read.
    """
    schema = LISTES[genre]
    kept = table.select(pl.col(nom).cast(kind) for nom, kind in schema.items())
    texts = [nom for nom, kind in schema.items() if kind == pl.String]
    return kept.with_columns(pl.col(texts).fill_null("")).sort(kept.columns)


@dataclass(frozen=True, slots=True)
class OperationLue:
    """A guaranteed operation of a file: how it is split, and the rights that come of it, with the row of each."""

    repartition: RepartitionOperation
    droits: tuple[tuple[int, DroitInscrit], ...]


def repartir_operations(lignes: Iterable[Ligne]) -> tuple[OperationLue, ...]:
    """Split the operations of a file between their guarantors.

    Args:
        lignes: Rows of the model "operations", one per guarantor.

    Returns:
        The operations, in the order of the file.

    Raises:
        OperationRefuseeError: two rows of an operation do not say the same thing, or the core refuses it.
    """
    groupes: dict[str, list[Ligne]] = {}
    for ligne in lignes:
        groupes.setdefault(ligne["operation"], []).append(ligne)
    lues, constats = [], []
    for groupe in groupes.values():
        found = [*_check_groupe(groupe)]
        try:
            lues += [] if found else [_repartir(groupe)]
        except DonneeInvalideError as error:
            found.append(f"ligne {groupe[0]['ligne']}, {str(error).removesuffix('.')}")
        constats += found
    if constats:
        raise OperationRefuseeError(constats)
    return tuple(lues)


def _check_groupe(groupe: Sequence[Ligne]) -> Iterable[str]:
    first = groupe[0]
    for ligne in groupe[1:]:
        for nom in COMMUNS:
            if ligne[nom] != first[nom]:
                yield f"ligne {ligne['ligne']}, {nom} : autre que celui de la ligne {first['ligne']}"


def _repartir(groupe: Sequence[Ligne]) -> OperationLue:
    first = groupe[0]
    garants = (Garant(ligne["reservataire"], ligne["type"], ligne["quotite"], ligne["utilisateur"]) for ligne in groupe)
    repartition = repartir_operation(
        OperationGarantie(
            reference=first["operation"],
            programme=first["programme"] or "",
            commune=first["commune"],
            logements=first["logements"],
            part_reservee=first["part_reservee"],
            garants=tuple(garants),
            debut=first["debut"],
            echeance_pret=first["echeance_pret"],
        )
    )
    rangs = {ligne["reservataire"]: ligne["ligne"] for ligne in groupe}
    document = first["document"] or ""
    droits = tuple((rangs[d.reservataire], _to_inscrit(d, document)) for d in repartition.droits)
    return OperationLue(repartition, droits)


def _to_inscrit(droit: DroitReservation, document: str) -> DroitInscrit:
    return DroitInscrit(
        reservataire=droit.reservataire,
        nature=droit.nature,
        type_droit=droit.type_droit,
        nombre=droit.nombre,
        debut=droit.debut,
        fin=droit.fin,
        commune=droit.commune or "",
        programme=droit.programme,
        echeance_pret=droit.echeance_pret,
        is_formalise=droit.formalise,
        document=document,
        reference=droit.reference,
        part_garantie=droit.part_garantie,
        mode_gestion=droit.mode_gestion,
        utilisateur=droit.utilisateur or "",
        delegation_debut=droit.delegation_debut,
        delegation_fin=droit.delegation_fin,
    )
