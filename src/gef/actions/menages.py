"""Which household each dwelling was attributed to, as the obligations count it.

From the decisions of the commission; else from what was brought by file for the commissions held elsewhere. Only what
is counted is read: priority, quartile, relogement. A dwelling of which neither says anything keeps an unknown
household, and the obligations say so. What was read of a dwelling is kept until one of its facts changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from gef.actions.designation import to_candidature
from gef.actions.flux import EtatFlux, Suivi
from gef.actions.offres import read_suites
from gef.core.bilan_entree import MenageBilan
from gef.core.comptages import PUBLICS_PRIORITAIRES, Menage, to_menage
from gef.core.designation import Candidature
from gef.core.ecritures import EtatLogement
from gef.db.caleol import requetes
from gef.db.designation.models import MenageAttribue
from gef.db.designation.requetes import (
    menages_attribues_of,
    menages_attribues_of_liberations,
    newest_menage_attribue,
)

M = TypeVar("M", Menage, MenageBilan)
LOT = 5_000
ATTRIBUES = frozenset({"attribue", "accepte_menage", "loue"})


@dataclass(frozen=True, slots=True)
class _Declares:
    """Households brought by file: by key of the dwelling, the last told of each day; `newest` is the last row read."""

    newest: int = 0
    menages: Mapping[int, Mapping[date, Menage]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Lus:
    """What was read last of a bailleur: from which state, which sessions and which files, and what it gave."""

    etat: EtatFlux
    examines: frozenset[int]
    declares: _Declares
    decides: Mapping[int, tuple[Suivi, Menage]]
    menages: Mapping[int, Menage]


_LUS: dict[int, _Lus] = {}


def read_menages(bailleur_id: int, etat: EtatFlux) -> Mapping[int, Menage]:
    """Give the household to whom each dwelling was attributed, where the commission or a file says it.

    Args:
        bailleur_id: Whose dwellings.
        etat: State of his flux.

    Returns:
        By key of the dwelling; those of which nothing is said are left out.
    """
    known = _LUS.get(bailleur_id)
    examines = frozenset(requetes.list_examines(bailleur_id)) & etat.suivis.keys()
    declares = _read_declares(bailleur_id, known.declares if known else _Declares())
    if known and known.etat is etat and (known.examines, known.declares) == (examines, declares):
        return known.menages
    decides = _read_decides(etat, examines, known.decides if known else {})
    menages = {
        pk: menage
        for pk, by_day in declares.menages.items()
        if pk in etat.suivis and (menage := find_menage(etat.suivis[pk].etat, by_day))
    }
    menages |= {pk: menage for pk, (_, menage) in decides.items()}
    _LUS[bailleur_id] = _Lus(etat, examines, declares, decides, menages)
    return menages


def find_menage(etat: EtatLogement, by_day: Mapping[date, M]) -> M | None:
    """Give the household told for the attribution that stands, None when there is no such attribution."""
    attributions = list_attributions(etat) if etat.etat in ATTRIBUES else ()
    return by_day.get(attributions[-1]) if attributions else None


def list_attributions(etat: EtatLogement) -> tuple[date, ...]:
    """Days on which a dwelling was attributed, as its facts stand."""
    return tuple(fait.jour for fait in etat.list_faits() if fait.type == "attribution")


def _read_declares(bailleur_id: int, known: _Declares) -> _Declares:
    newest = newest_menage_attribue(bailleur_id)
    if newest == known.newest:
        return known
    found: dict[int, dict[date, Menage]] = {}
    for row in menages_attribues_of(bailleur_id):
        found.setdefault(row.liberation_id, {})[row.attribue_le] = to_menage_declare(row)
    return _Declares(newest, found)


def to_menage_declare(row: MenageAttribue) -> Menage:
    """Read a household brought by file as the obligations count it."""
    return Menage(row.public in PUBLICS_PRIORITAIRES if row.public else None, row.quartile, row.is_relogement)


def _read_decides(
    etat: EtatFlux, examines: frozenset[int], known: Mapping[int, tuple[Suivi, Menage]]
) -> dict[int, tuple[Suivi, Menage]]:
    closed = {pk: etat.suivis[pk] for pk in examines}
    kept = {pk: known[pk] for pk, suivi in closed.items() if pk in known and known[pk][0] is suivi}
    changed = [pk for pk in closed if pk not in kept]
    for menages in map(_read, _cut(changed)):
        kept |= {pk: (closed[pk], menage) for pk, menage in menages.items()}
    return kept


def _cut(keys: list[int]) -> Iterable[list[int]]:
    return (keys[start : start + LOT] for start in range(0, len(keys), LOT))


def read_menages_bilan(etat: EtatFlux, liberations: Iterable[int]) -> dict[int, MenageBilan]:
    """Give what a bilan counts of the household to whom each of some dwellings was attributed.

    Args:
        etat: State of the flux.
        liberations: Keys of the dwellings.

    Returns:
        By key of the dwelling; those of which neither the commission nor a file says anything are left out.
    """
    found: dict[int, MenageBilan] = {}
    for keys in _cut(sorted(liberations)):
        declares: dict[int, dict[date, MenageBilan]] = {}
        for row in menages_attribues_of_liberations(keys):
            menage = MenageBilan(row.public or None, row.quartile, row.is_relogement)
            declares.setdefault(row.liberation_id, {})[row.attribue_le] = menage
        told = ((pk, find_menage(etat.suivis[pk].etat, by_day)) for pk, by_day in declares.items())
        found |= {pk: menage for pk, menage in told if menage}
        found |= {
            pk: MenageBilan(candidat.public, candidat.quartile, candidat.is_relogement)
            for pk, candidat in _find_retenus(keys).items()
        }
    return found


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
