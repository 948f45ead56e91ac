"""Who designates the candidates, account by account, read from the ledger and the conventions of a bailleur."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from gef.access.models import Organisation
from gef.actions.flux import EtatFlux, Suivi, load_flux
from gef.core.gestion import LigneGestion, LogementGere, Prise, can_requalifier, find_prise, suivre_gestion
from gef.core.parts import BAILLEUR


@dataclass(frozen=True, slots=True)
class Requalifiable:
    """A dwelling that the bailleur may still requalify."""

    suivi: Suivi
    prise: Prise


@dataclass(frozen=True, slots=True)
class SuiviGestion:
    """Who designates over an exercice.

    Attributes:
        exercice: The year.
        lignes: One line per réservataire that holds a dwelling of the year, in order of code.
        requalifiables: Dwellings under a mixed convention that may still be requalified: first those of the accounts
            that lack some, then by day of the orientation.
    """

    exercice: int
    lignes: tuple[LigneGestion, ...]
    requalifiables: tuple[Requalifiable, ...]

    @property
    def manquent(self) -> int:
        """Whole dwellings still to requalify, for all the accounts under a floor."""
        return sum(ligne.manquent or 0 for ligne in self.lignes)


def read_gestion(bailleur: Organisation, exercice: int) -> SuiviGestion:
    """Follow who designates for each réservataire; the bailleur's own dwellings are his in any case."""
    etat = load_flux(bailleur.pk)
    held = [(suivi, prise) for suivi, prise in _list_prises(etat) if prise.reservataire != BAILLEUR]
    logements = [_to_gere(etat, suivi, prise) for suivi, prise in held]
    lignes = suivre_gestion(logements, exercice)
    open_ = [
        Requalifiable(suivi, prise)
        for (suivi, prise), gere in zip(held, logements, strict=True)
        if gere.is_requalifiable and not gere.is_requalifie
    ]
    lacking = {ligne.reservataire for ligne in lignes if ligne.manquent}
    open_.sort(
        key=lambda row: (row.prise.reservataire not in lacking, row.prise.oriente_le, row.suivi.liberation.reference)
    )
    return SuiviGestion(exercice, lignes, tuple(open_))


def narrow_gestion(suivi: SuiviGestion, codes: Collection[str] | None) -> SuiviGestion:
    """Keep the lines of some accounts; None keeps them all. What may be requalified is the bailleur's business."""
    if codes is None:
        return suivi
    return SuiviGestion(suivi.exercice, tuple(row for row in suivi.lignes if row.reservataire in codes), ())


def _list_prises(etat: EtatFlux) -> Iterator[tuple[Suivi, Prise]]:
    for suivi in etat.suivis.values():
        prise = find_prise(suivi.etat)
        if prise:
            yield suivi, prise


def _to_gere(etat: EtatFlux, suivi: Suivi, prise: Prise) -> LogementGere:
    convention = etat.find_convention(prise.reservataire, suivi.liberation)
    mode = convention.mode_gestion if convention else "directe"
    return LogementGere(
        logement=suivi.liberation.reference,
        reservataire=prise.reservataire,
        oriente_le=prise.oriente_le,
        mode=mode,
        is_requalifie=prise.is_requalifie,
        requalifie_min=convention.requalifie_min if convention else None,
        is_requalifiable=can_requalifier(suivi.etat, mode) and suivi.reservataire == prise.reservataire,
    )
