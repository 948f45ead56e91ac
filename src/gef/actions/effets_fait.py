"""What a fact would do to the accounts, before a person writes it: shown beside the button."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from gef.actions.faits import SaisieFait
from gef.actions.flux import EtatFlux, Suivi, to_logement
from gef.core.ecritures import Fait, Move
from gef.core.parts import BAILLEUR

UN: Final = Fraction(1)
MOUVEMENTS: Final = {"engager": -UN, "annuler": UN}
PARTS: Final = {"crediter": UN, "reprendre": -UN}


@dataclass(frozen=True, slots=True)
class EffetFait:
    """An account before and after a fact; `is_garde` when a dwelling given back stays counted on it."""

    reservataire: str
    avant: Fraction
    apres: Fraction
    is_garde: bool = False


def preview_fait(etat: EtatFlux, suivi: Suivi, saisie: SaisieFait) -> tuple[EffetFait, ...]:
    """Say what a fact would do to each account that it moves; nothing moves.

    Args:
        etat: State of the flux.
        suivi: The dwelling.
        saisie: The fact.

    Returns:
        One line per account that moves, or on which a dwelling stays counted, by account.

    Raises:
        gef.core.errors.TransitionInterditeError, gef.core.errors.DonneeInvalideError: the fact cannot follow.

    Source:
        docs/metier/grand-livre.md, « Ce que chaque fait fait aux comptes ».
    """
    fait = Fait(saisie.type, saisie.date, suivi.reservataire or BAILLEUR, saisie.precision)
    _, moves = etat.livre.suivre(to_logement(suivi.liberation), suivi.etat, fait)
    deltas = _sum_moves(etat, suivi, moves)
    kept = {compte for kind, compte in moves if kind == "garder"} | _counted_before(suivi, fait, deltas)
    comptes = etat.moteur.comptes
    return tuple(
        EffetFait(code, comptes.solde(code), comptes.solde(code) + deltas.get(code, Fraction(0)), code in kept)
        for code in sorted({code for code, delta in deltas.items() if delta} | kept)
    )


def _sum_moves(etat: EtatFlux, suivi: Suivi, moves: list[Move]) -> dict[str, Fraction]:
    deltas: defaultdict[str, Fraction] = defaultdict(Fraction)
    for kind, compte in moves:
        if kind in PARTS:
            for code, part in etat.parts_of(suivi.liberation).items():
                deltas[code] += PARTS[kind] * part
        elif kind in MOUVEMENTS:
            deltas[compte] += MOUVEMENTS[kind]
    return dict(deltas)


def _counted_before(suivi: Suivi, fait: Fait, deltas: dict[str, Fraction]) -> set[str]:
    """Account on which a dwelling already counted stays when it is given back."""
    impute = suivi.etat.impute
    given_back = fait.type in ("refus", "non_reponse", "retour")
    return {impute} if given_back and impute and suivi.etat.is_decompte and not deltas.get(impute) else set()
