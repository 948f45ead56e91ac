"""Which household each dwelling was attributed to, as the obligations count it: from the decisions of the commission.

Only what is counted is read: priority, quartile, relogement. A dwelling whose commission is not told keeps an unknown
household, and the obligations say so. What was read of a dwelling is kept until one of its facts changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gef.actions.designation import to_candidature
from gef.actions.flux import EtatFlux, Suivi
from gef.actions.offres import read_suites
from gef.core.bilan_entree import MenageBilan
from gef.core.comptages import Menage, to_menage
from gef.core.designation import Candidature
from gef.db.caleol import requetes

LOT = 5_000
_LUS: dict[int, dict[int, tuple[Suivi, Menage]]] = {}


def read_menages(bailleur_id: int, etat: EtatFlux) -> Mapping[int, Menage]:
    """Give the household to whom each dwelling was attributed, where the commission says it.

    Args:
        bailleur_id: Whose dwellings.
        etat: State of his flux.

    Returns:
        By key of the dwelling; those without a decision are left out.
    """
    known = _LUS.get(bailleur_id, {})
    closed = {pk: etat.suivis[pk] for pk in requetes.list_examines(bailleur_id) if pk in etat.suivis}
    kept = {pk: known[pk] for pk, suivi in closed.items() if pk in known and known[pk][0] is suivi}
    changed = [pk for pk in closed if pk not in kept]
    for menages in map(_read, _cut(changed)):
        kept |= {pk: (closed[pk], menage) for pk, menage in menages.items()}
    _LUS[bailleur_id] = kept
    return {pk: menage for pk, (_, menage) in kept.items()}


def _cut(keys: list[int]) -> Iterable[list[int]]:
    return (keys[start : start + LOT] for start in range(0, len(keys), LOT))


def read_menages_bilan(liberations: Iterable[int]) -> dict[int, MenageBilan]:
    """Give what a bilan counts of the household to whom each of some dwellings was attributed.

    Args:
        liberations: Keys of the dwellings.

    Returns:
        By key of the dwelling; those without a decision are left out.
    """
    return {
        pk: MenageBilan(candidat.public, candidat.quartile, candidat.is_relogement)
        for keys in _cut(sorted(liberations))
        for pk, candidat in _find_retenus(keys).items()
    }


def _read(liberations: list[int]) -> dict[int, Menage]:
    return {pk: to_menage(candidat) for pk, candidat in _find_retenus(liberations).items()}


def _find_retenus(liberations: list[int]) -> dict[int, Candidature]:
    """Find the household of some dwellings: that of the offer in progress, or of the lease."""
    candidats = {row.pk: row for row in requetes.candidats_of_liberations(liberations)}
    found = {}
    for suite in read_suites(liberations).values():
        candidat = candidats.get(suite.offres.en_cours or 0)
        if candidat is not None:
            found[candidat.liberation_id] = to_candidature(candidat)
    return found
