"""The year at a glance: each account's carry-over, droits, received and solde, read from the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from gef.actions.flux import EtatFlux
from gef.core.parts import BAILLEUR

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class LigneSolde:
    """One account over an exercice, in dwellings: solde = report + droits − recus.

    `refus` counts the dwellings that he refused in the exercice without their being counted.
    """

    code: str
    nom: str
    type: str
    report: Fraction
    droits: Fraction
    recus: int
    solde: Fraction
    refus: int


@dataclass(frozen=True, slots=True)
class Annee:
    """All accounts over an exercice, the latest first."""

    exercice: int
    lignes: tuple[LigneSolde, ...]
    orientes: int
    somme: Fraction

    @property
    def sans_bailleur(self) -> tuple[LigneSolde, ...]:
        """The reservataires, without the bailleur's own contingent."""
        return tuple(ligne for ligne in self.lignes if ligne.code != BAILLEUR)

    @property
    def plus_en_retard(self) -> LigneSolde | None:
        """The reservataire who lacks the most, if there is any."""
        return max(self.sans_bailleur, key=lambda ligne: ligne.solde, default=None)

    @property
    def plus_en_avance(self) -> LigneSolde | None:
        """The reservataire who has the most ahead, if there is any."""
        return min(self.sans_bailleur, key=lambda ligne: ligne.solde, default=None)


def resumer_annee(etat: EtatFlux, exercice: int) -> Annee:
    """Sum up an exercice from the state of the flux."""
    start, end = etat.livre.images_of(exercice)
    noms = etat.noms()
    lignes = []
    for code in etat.ids_with_bailleur():
        droits_debut, recus_debut = start.get(code, (ZERO, 0))
        droits_fin, recus_fin = end.get(code, (ZERO, 0))
        lignes.append(
            LigneSolde(
                code,
                noms[code],
                etat.moteur.types.get(code, "autre"),
                droits_debut - recus_debut,
                droits_fin - droits_debut,
                recus_fin - recus_debut,
                droits_fin - recus_fin,
                etat.livre.refus[exercice, code],
            )
        )
    lignes.sort(key=lambda ligne: (-ligne.solde, ligne.code))
    return Annee(
        exercice, tuple(lignes), sum(ligne.recus for ligne in lignes), sum((ligne.solde for ligne in lignes), ZERO)
    )
