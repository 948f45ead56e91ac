"""From a conversion to what is decided on it: the parts retained by a person, the objectives that a method would give.

The same for a bailleur of the database (`gef.actions.parts_retenues`) and for files (`gef calculer`, `gef objectifs`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from gef.actions.donnees import Dossier, epci_par_commune
from gef.actions.entrees import compute_assiette, flux_par_commune
from gef.actions.entrees_conversion import build_conversion
from gef.actions.entrees_objectifs import (
    CONVENTIONS,
    RETENUES,
    EntreeObjectifs,
    ObjectifsRendus,
    ReportObjectif,
    arrondir,
)
from gef.core.assiette import Assiette
from gef.core.conversion import Conversion, EntreeConversion, convertir, parts_par_commune, valider_reduction
from gef.core.errors import PartsIncompatiblesError
from gef.core.parts import TYPES_ETAT
from gef.core.periodes import debut_exercice
from gef.errors import GefError


class MotifAbsentError(GefError, ValueError):
    """A decision is taken without a name or without a reason."""


@dataclass(frozen=True, slots=True)
class EntreePartsRetenues:
    """The parts that a person retains, and why.

    Attributes:
        conversion: Rights, territories and caps.
        methode: A code of `gef.core.methodes.METHODES`.
        par: Who retains them.
        motif: Why this method.
        motif_reduction: Why parts of more than the whole may be reduced as proposed; empty when nothing is to reduce.
        version: Version of the conversion that he had before his eyes; 0 out of the database.
    """

    conversion: EntreeConversion
    methode: str
    par: str
    motif: str
    motif_reduction: str = ""
    version: int = 0


def retenir(entree: EntreePartsRetenues) -> Conversion:
    """Retain the parts of a method in the name of a person, reduced as proposed when he says why.

    Returns:
        Parts that orientation could apply: no blocking anomaly is left.

    Raises:
        MotifAbsentError: no name or no reason, or parts to reduce without the reason of the reduction.
        DonneeInvalideError: the method does not exist.
        PartsIncompatiblesError: something else keeps the parts from being applied.

    Source:
        docs/metier/conversion.md, « Retenir une méthode ».
    """
    if not entree.par.strip() or not entree.motif.strip():
        raise MotifAbsentError(
            f"Parts retenues : par « {entree.par} », motif « {entree.motif} » ; attendu : un nom et un motif."
        )
    conversion = convertir(entree.conversion, entree.methode)
    if conversion.proposition_reduction:
        if not entree.motif_reduction.strip():
            raise MotifAbsentError(
                "Parts retenues : leur somme dépasse ce qui peut être donné ; attendu : le motif de la réduction "
                "proposée, ou d’autres parts."
            )
        conversion = valider_reduction(conversion, entree.par, entree.motif_reduction)
    if bloquantes := [a.message for a in conversion.anomalies if a.gravite == "bloquant"]:
        raise PartsIncompatiblesError(f"Parts de {conversion.exercice} inutilisables. {' '.join(bloquantes)}")
    return conversion


def droits_of_conversion(conversion: Conversion, flux: Mapping[str, Fraction]) -> dict[str, dict[str, Fraction]]:
    """Give the exact dwellings due in the year by account, then commune: parts of a conversion × flux of the commune.

    Args:
        conversion: Without any blocking anomaly.
        flux: Forecast dwellings by commune.

    Raises:
        PartsIncompatiblesError: a blocking anomaly is not settled.
        DonneeInvalideError: a commune is unknown to the conversion.
    """
    droits: dict[str, dict[str, Fraction]] = {}
    for commune, parts in parts_par_commune(conversion, flux).items():
        for compte, part in parts.items():
            droits.setdefault(compte, {})[commune] = part * flux[commune]
    return droits


def choose_origine(dossier: Dossier, exercice: int, *, has_retenues: bool) -> str:
    """Say which parts an exercice follows: conventions, if some are in force on 1 January, else what was retained."""
    jour = debut_exercice(exercice)
    is_en_vigueur = any(c.debut <= jour and (c.fin is None or jour < c.fin) for c in dossier.conventions)
    return CONVENTIONS if is_en_vigueur or not has_retenues else RETENUES


def build_objectifs_retenus(
    dossier: Dossier, assiette: Assiette, conversion: Conversion, reports: tuple[ReportObjectif, ...] = ()
) -> EntreeObjectifs:
    """Gather the inputs of the rounding from retained parts × today's flux of each commune.

    Args:
        dossier: A bailleur's data.
        assiette: Of the exercice.
        conversion: The parts, without any blocking anomaly.
        reports: What the year before left.

    Raises:
        PartsIncompatiblesError: a blocking anomaly is not settled.
        DonneeInvalideError: a commune is unknown to the conversion: it must be computed again.
    """
    flux = {row.commune: row.flux for row in flux_par_commune(dossier, assiette, epci_par_commune())}
    droits = droits_of_conversion(conversion, flux)
    return EntreeObjectifs(conversion.exercice, droits, tuple(sorted(dossier.etat())), reports, RETENUES)


def flux_of_conversion(conversion: Conversion) -> dict[str, Fraction]:
    """Give the forecast dwellings of each commune of a conversion, those that free nothing left out."""
    flux = {c: conversion.perimetre.flux[f"commune:{c}"] for c in sorted(conversion.perimetre.communes)}
    return {commune: dwellings for commune, dwellings in flux.items() if dwellings}


def arrondir_conversion(conversion: Conversion) -> ObjectifsRendus:
    """Round what a method would give, without the reports of the year before: methods compare on their own year.

    Raises:
        PartsIncompatiblesError: a blocking anomaly is not settled.

    Source:
        docs/metier/objectifs.md.
    """
    droits = droits_of_conversion(conversion, flux_of_conversion(conversion))
    etat = tuple(sorted(ligne.reservataire for ligne in conversion.lignes if ligne.type in TYPES_ETAT))
    return arrondir(EntreeObjectifs(conversion.exercice, droits, etat, origine=conversion.methode))


def compute_objectifs_methode(dossier: Dossier, exercice: int, methode: str) -> ObjectifsRendus:
    """Round what a method would give on the assiette of an exercice.

    Raises:
        PartsIncompatiblesError: a blocking anomaly is not settled.
        DonneeInvalideError: the method does not exist.
    """
    entree = build_conversion(dossier, compute_assiette(dossier, exercice), exercice)
    return arrondir_conversion(convertir(entree, methode))
