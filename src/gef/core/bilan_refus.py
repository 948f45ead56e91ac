"""Why dwellings were not taken, by party and by cause, and who took the new ones for the first time.

Source:
    Source 003 (convention de réservation, Ain, 2025), art. 6; source 004 (HSO Occitanie, 2023) for the causes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from gef.core.bilan_entree import CAUSES, PARTIES, EntreeBilan, LigneFlux, Partie
from gef.core.bilan_tables import is_in_exercice


@dataclass(frozen=True, slots=True)
class LigneRefus:
    """Refusals of one party for one cause, on one account ("total" for all); `cause` "" is not said."""

    reservataire: str
    partie: Partie
    cause: str
    nombre: int


def dresser_refus(entree: EntreeBilan) -> tuple[LigneRefus, ...]:
    """Count the refusals of the exercice on the dwellings of the flux.

    Args:
        entree: The bilan.

    Returns:
        Rows by account in the order of the bilan, then by party, then by cause; what is not said last.
    """
    counts = Counter(
        (refus.reservataire, refus.partie, refus.cause)
        for ligne in entree.lignes
        if not ligne.hors_flux
        for refus in ligne.causes
        if is_in_exercice(refus.jour, entree.exercice)
    )
    order = [compte.id for compte in entree.reservataires]
    return tuple(
        LigneRefus(compte, partie, cause, counts[compte, partie, cause])
        for compte in (*order, "")
        for partie in PARTIES
        for cause in (*CAUSES, "")
        if counts[compte, partie, cause]
    )


def total_refus(lignes: Iterable[LigneRefus]) -> tuple[LigneRefus, ...]:
    """Add up the accounts, by party and cause."""
    counts: Counter[tuple[Partie, str]] = Counter()
    for ligne in lignes:
        counts[ligne.partie, ligne.cause] += ligne.nombre
    return tuple(
        LigneRefus("total", partie, cause, counts[partie, cause])
        for partie in PARTIES
        for cause in (*CAUSES, "")
        if counts[partie, cause]
    )


@dataclass(frozen=True, slots=True)
class LignePremiere:
    """First lettings of one account, or of all ("total"): delivered, attributed and let in the exercice."""

    reservataire: str
    nom: str
    livraisons: int
    attributions: int
    baux: int


def dresser_premieres(entree: EntreeBilan, premieres: Iterable[LigneFlux]) -> tuple[LignePremiere, ...]:
    """Count the first lettings by account; accounts that had none are left out.

    Args:
        entree: The bilan.
        premieres: New dwellings; `attribue_a` is the account that each was given to by the concertation.
    """
    rows = tuple(premieres)
    lignes = (
        _count(compte.id, compte.nom, [row for row in rows if row.attribue_a == compte.id], entree.exercice)
        for compte in entree.reservataires
    )
    return tuple(ligne for ligne in lignes if ligne.livraisons or ligne.attributions or ligne.baux)


def total_premieres(lignes: Iterable[LignePremiere]) -> LignePremiere:
    """Add up the rows."""
    rows = tuple(lignes)
    return LignePremiere(
        "total",
        "Ensemble",
        sum(row.livraisons for row in rows),
        sum(row.attributions for row in rows),
        sum(row.baux for row in rows),
    )


def _count(code: str, nom: str, rows: Iterable[LigneFlux], exercice: int) -> LignePremiere:
    listed = tuple(rows)
    return LignePremiere(
        code,
        nom,
        sum(is_in_exercice(row.libere_le, exercice) for row in listed),
        sum(is_in_exercice(row.attribue_le, exercice) for row in listed),
        sum(is_in_exercice(row.bail_le, exercice) for row in listed),
    )
