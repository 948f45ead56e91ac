"""Dwellings whose account is still to be confirmed, or to be confirmed again for the household that was retained.

Before the decisions, the account is to be confirmed as soon as a candidate is eligible to several. Once the commission
retained somebody, it is his account that matters: a confirmation for another household says nothing of him.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from gef.access.models import Organisation
from gef.actions.designation import count_tours, find_compte, is_retire
from gef.actions.flux import EtatFlux, Suivi
from gef.actions.imputation import ContexteImputation, PropositionImputation, load_contexte, proposer
from gef.actions.offres import SuiteSeance, read_suites, to_decision
from gef.actions.suivi_imputations import ImputationLue, find_confirmee, list_imputations
from gef.core.caleol import Decision, rank_retenus
from gef.core.ecritures import find_presentateur, list_possibles
from gef.core.parts import BAILLEUR
from gef.core.suite import find_rappel
from gef.db.caleol import requetes
from gef.db.designation.models import Candidat
from gef.db.flux.models import TypeFait

# Where a household is presented, retained or offered the dwelling; once let, nothing is left to confirm.
SUIVIS: Final = frozenset({"oriente", "candidats", "attribue", "accepte_menage"})


@dataclass(frozen=True, slots=True)
class RappelImputation:
    """A dwelling whose account is to be confirmed.

    Attributes:
        suivi: The dwelling.
        cause: A code of `gef.core.suite.RAPPELS`.
        retenu: Household that the commission retained; None before its decision.
        confirmee: The confirmation that stands, for another household; None without any.
        propose: Account proposed for the household retained; "" before the decision.
        raison: Why that account, in a sentence; "" before the decision.
    """

    suivi: Suivi
    cause: str
    retenu: Candidat | None
    confirmee: ImputationLue | None
    propose: str = ""
    raison: str = ""

    @property
    def is_ouverte(self) -> bool:
        """Whether it can be confirmed now; else the attribution is to be cancelled first."""
        return TypeFait.IMPUTATION in list_possibles(self.suivi.etat)

    @property
    def is_ailleurs(self) -> bool:
        """Whether the dwelling counts on another account than the one proposed for the household retained."""
        return bool(self.propose) and self.propose != self.suivi.etat.impute


@dataclass(frozen=True, slots=True)
class _Presentes:
    """Households presented for some dwellings, and what the commission decided on them, by key of the dwelling."""

    candidats: Mapping[int, Sequence[Candidat]]
    suites: Mapping[int, SuiteSeance]
    retenus: Mapping[int, tuple[int, ...]]

    def find_retenu(self, suivi: Suivi) -> Candidat | None:
        """Household to whom the dwelling is offered, or goes next; None while nobody is retained."""
        pk = suivi.liberation.pk
        offres = self.suites[pk].offres if pk in self.suites else None
        if suivi.etat.etat == "candidats":
            key = next(iter(self.retenus.get(pk, ())), None)
        elif suivi.etat.etat == "oriente":
            key = offres.suivant if offres else None
        else:
            key = offres.en_cours if offres else None
        return next((row for row in self.candidats.get(pk, ()) if row.pk == key), None)


def list_rappels(
    bailleur: Organisation, etat: EtatFlux, suivis: Iterable[Suivi], jour: date
) -> tuple[RappelImputation, ...]:
    """Give the dwellings whose account is to be confirmed, those that count elsewhere first, then the oldest.

    Args:
        bailleur: Whose dwellings.
        etat: State of his flux.
        suivis: Dwellings wanted.
        jour: Day of the proposals.
    """
    presentes = _read_presentes(etat, [suivi for suivi in suivis if suivi.etat.etat in SUIVIS])
    wanted = [etat.suivis[pk] for pk in presentes.candidats]
    if not wanted:
        return ()
    contexte, imputations = load_contexte(bailleur, etat, jour), list_imputations(bailleur.pk)
    found = [
        rappel
        for suivi in wanted
        if (rappel := _find(etat, suivi, presentes, contexte, find_confirmee(imputations, suivi)))
    ]
    return tuple(
        sorted(found, key=lambda r: (not r.is_ailleurs, r.suivi.liberation.libre_le, r.suivi.liberation.reference))
    )


def _find(
    etat: EtatFlux,
    suivi: Suivi,
    presentes: _Presentes,
    contexte: ContexteImputation,
    confirmee: ImputationLue | None,
) -> RappelImputation | None:
    retenu, impute = presentes.find_retenu(suivi), suivi.etat.impute or ""
    if retenu is None:
        before = suivi.etat.etat == "candidats" and confirmee is None
        return RappelImputation(suivi, "a_confirmer", None, None) if before else None
    [proposition] = proposer(etat, suivi, [retenu], contexte)
    cause = _find_cause(proposition, impute, confirmee)
    if not cause:
        return None
    rappel = RappelImputation(suivi, cause, retenu, confirmee, proposition.imputation.propose, proposition.raison)
    # Nobody undoes an attribution to confirm the account on which it counts already.
    return rappel if confirmee or rappel.is_ouverte or rappel.is_ailleurs else None


def _find_cause(proposition: PropositionImputation, impute: str, confirmee: ImputationLue | None) -> str:
    is_same = confirmee is not None and confirmee.row.candidat_id == proposition.candidat.pk
    return find_rappel(proposition.choix, impute, is_confirmed=confirmee is not None, is_same_menage=is_same)


def _read_presentes(etat: EtatFlux, suivis: Sequence[Suivi]) -> _Presentes:
    """Read the households of the dwellings where there is a choice to make; seven queries, however many they are."""
    by_key = {suivi.liberation.pk: suivi for suivi in suivis}
    rows: dict[int, list[Candidat]] = {}
    for row in requetes.candidats_of_liberations(by_key):
        if _is_presente(etat, by_key[row.liberation_id], row):
            rows.setdefault(row.liberation_id, []).append(row)
    disputes = {pk: listed for pk, listed in rows.items() if _is_disputee(etat, by_key[pk], listed)}
    if not disputes:
        return _Presentes({}, {}, {})
    # Of one dwelling, the last end of examination is read last.
    closed = read_suites(disputes)
    suites = {suite.cloture.passage.liberation_id: suite for suite in closed.values() if suite.cloture}
    return _Presentes(disputes, suites, _read_retenus(disputes, closed))


def _is_presente(etat: EtatFlux, suivi: Suivi, row: Candidat) -> bool:
    compte = find_compte(etat, suivi)
    held = (count_tours(suivi), compte.pk if compte else None)
    return (row.tour, row.reservataire_id) == held and not is_retire(row)


def _is_disputee(etat: EtatFlux, suivi: Suivi, rows: Iterable[Candidat]) -> bool:
    """Whether one of the households may be counted on another account that has a part in the commune."""
    others = set(etat.parts_of(suivi.liberation)) - {find_presentateur(suivi.etat) or BAILLEUR}
    return any(others & set(row.eligibles) for row in rows)


def _read_retenus(liberations: Iterable[int], closed: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Households retained by the decisions still open, in rank, by key of the dwelling."""
    rows = requetes.passages_of_liberations(liberations)
    passages = {row.pk: row.liberation_id for row in rows if row.pk not in closed}
    decisions: dict[int, list[Decision]] = {}
    for decision in requetes.decisions_of(passages):
        decisions.setdefault(decision.passage_id, []).append(to_decision(decision))
    return {passages[pk]: rank_retenus(taken) for pk, taken in sorted(decisions.items())}
