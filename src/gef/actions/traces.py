"""What the ledgers of a bailleur's dwellings count for, kept beside the state of the flux and moved with it.

A sheet needs what a whole year counts; a bailleur of 150 000 dwellings frees ten thousand of them a year. So the events
of each dwelling are read once, and again only when a fact was written on it: a dwelling that did not move is the same
object in the state of the flux. What was given is never changed afterwards: several threads read it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from types import MappingProxyType
from typing import Final

from gef.actions.flux import EtatFlux, Suivi, to_logement
from gef.core.comptages import MENAGE_INCONNU, Case, Menage, Trace, cases_of, list_evenements
from gef.core.residences import Cle, cle_residence
from gef.db.flux.models import Liberation
from gef.law.territoires import load_communes

AUCUN: Final[Mapping[int, Menage]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Traces:
    """What counts, by dwelling.

    Attributes:
        par_liberation: Trace of each freed dwelling, by primary key.
        par_residence: Freed dwellings of each residence.
        cases: Every event, counted.
    """

    par_liberation: Mapping[int, Trace] = field(default_factory=dict)
    par_residence: Mapping[Cle, frozenset[int]] = field(default_factory=dict)
    cases: Mapping[Case, int] = field(default_factory=dict)

    def of_residence(self, cle: Cle | None) -> tuple[Trace, ...]:
        """Dwellings freed in a residence."""
        return tuple(self.par_liberation[pk] for pk in self.par_residence.get(cle, ())) if cle else ()


@dataclass(frozen=True, slots=True)
class _Lue:
    """What was read last for a bailleur, and from which state."""

    etat: EtatFlux
    menages: Mapping[int, Menage]
    suivis: Mapping[int, Suivi]
    traces: Traces


_lues: dict[int, _Lue] = {}
_verrous: defaultdict[int, Lock] = defaultdict(Lock)


def read_traces(bailleur_id: int, etat: EtatFlux, menages: Mapping[int, Menage] = AUCUN) -> Traces:
    """Give what the dwellings of a bailleur count for.

    Args:
        bailleur_id: Whose flux.
        etat: Its state; a dwelling that is the same object as the last time is not read again.
        menages: What is known of the household to whom a dwelling was attributed, by primary key of the dwelling.
    """
    with _verrous[bailleur_id]:  # one thread reads; those who come meanwhile take what it read
        known = _lues.get(bailleur_id) or _Lue(etat, AUCUN, {}, Traces())
        if known.suivis and known.etat is etat and known.menages == menages:
            return known.traces
        lue = _lues[bailleur_id] = _follow(known, etat, menages)
        return lue.traces


def _follow(known: _Lue, etat: EtatFlux, menages: Mapping[int, Menage]) -> _Lue:
    moved = [
        pk
        for pk, suivi in etat.suivis.items()
        if known.suivis.get(pk) is not suivi or known.menages.get(pk) != menages.get(pk)
    ]
    gone = known.suivis.keys() - etat.suivis.keys()
    par_liberation, cases = dict(known.traces.par_liberation), Counter(known.traces.cases)
    residences = dict(known.traces.par_residence)
    for pk in (*moved, *gone):
        if former := par_liberation.pop(pk, None):
            cases.subtract(cases_of(former))
            _leave(residences, former.residence, pk)
    for pk in moved:
        trace = par_liberation[pk] = read_trace(etat, etat.suivis[pk], menages.get(pk, MENAGE_INCONNU))
        cases.update(cases_of(trace))
        if trace.residence:
            residences[trace.residence] = residences.get(trace.residence, frozenset()) | {pk}
    kept = {case: number for case, number in cases.items() if number}
    return _Lue(etat, dict(menages), dict(etat.suivis), Traces(par_liberation, residences, kept))


def _leave(residences: dict[Cle, frozenset[int]], cle: Cle | None, pk: int) -> None:
    if cle:
        residences[cle] -= {pk}
        if not residences[cle]:
            del residences[cle]


def read_trace(etat: EtatFlux, suivi: Suivi, menage: Menage = MENAGE_INCONNU) -> Trace:
    """Read what one dwelling counts for."""
    liberation = suivi.liberation
    find = partial(etat.livre.find_clause, logement=to_logement(liberation))
    return Trace(
        commune=liberation.commune,
        epci=epci_of(liberation),
        qpv=liberation.qpv,
        residence=cle_residence(liberation.commune, liberation.programme),
        libere_le=liberation.libre_le,
        evenements=list_evenements(liberation.reference, suivi.etat, find),
        menage=menage,
    )


def epci_of(liberation: Liberation) -> str:
    """EPCI of a dwelling: the one declared, else that of its commune; "" when none is known."""
    commune = load_communes().get(liberation.commune)
    return liberation.epci or (commune.epci if commune else "")
