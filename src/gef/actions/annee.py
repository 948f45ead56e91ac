"""The year at a glance: each account's carry-over, droits, received and solde, read from the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from gef.actions.flux import EtatFlux
from gef.core.parts import BAILLEUR
from gef.outputs.nombres import pluriel

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
    """All accounts over an exercice, the latest first.

    Attributes:
        exercice: The year.
        lignes: One row per account, the bailleur's own included.
        orientes: Dwellings received by all.
        somme: Sum of the soldes; it must be `en_suspens`, and that is the check of the ledger.
        en_suspens: Dwellings given back that wait for another orientation: they were credited to all, and nobody
            holds them.
    """

    exercice: int
    lignes: tuple[LigneSolde, ...]
    orientes: int
    somme: Fraction
    en_suspens: int

    @property
    def sans_bailleur(self) -> tuple[LigneSolde, ...]:
        """The reservataires, without the bailleur's own contingent."""
        return tuple(ligne for ligne in self.lignes if ligne.code != BAILLEUR)

    @property
    def somme_attendue(self) -> str:
        """What the sum of the soldes must be, in words that follow « doit être »."""
        if not self.en_suspens:
            return "nulle"
        return f"de {pluriel(self.en_suspens, 'logement rendu', 'logements rendus')}, à orienter de nouveau"

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
        exercice=exercice,
        lignes=tuple(lignes),
        orientes=sum(ligne.recus for ligne in lignes),
        somme=sum((ligne.solde for ligne in lignes), ZERO),
        en_suspens=sum(suivi.is_en_attente and suivi.etat.is_credite for suivi in etat.suivis.values()),
    )
