"""To whom a dwelling is offered after the commission, and who gets the lease: read from the facts and the decisions.

Nothing is stored of it: the candidates retained in rank, the attributions and the refusals of the household written
since, and the withdrawals, give the household of each offer (`gef.core.caleol.suivre_offres`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gef.core.caleol import Decision, Evenement, Offres, rank_retenus, suivre_offres
from gef.core.lecture_faits import list_standing
from gef.db.caleol import requetes
from gef.db.caleol.models import Cloture, DecisionCandidat
from gef.db.designation.models import Candidat
from gef.db.flux.models import Fait, TypeFait

# Facts that end what a session decided: the dwelling is held by another, or has other candidates.
ENDS: Final = frozenset(
    {
        TypeFait.ORIENTATION,
        TypeFait.REFUS,
        TypeFait.NON_REPONSE,
        TypeFait.RETOUR,
        TypeFait.REPRISE,
        TypeFait.CANDIDATS,
        TypeFait.ABANDON,
        TypeFait.QUALIFICATION_FLUX,
        TypeFait.QUALIFICATION_HORS_FLUX,
        TypeFait.QUALIFICATION_STOCK,
    }
)


# Facts that say what became of an offer; others, as the day the dwelling is free, change nothing to it.
ANSWERS: Final = frozenset({TypeFait.ATTRIBUTION, TypeFait.ACCEPTATION_MENAGE, TypeFait.REFUS_MENAGE, TypeFait.BAIL})
NO_OFFRE: Final = Offres()


@dataclass(frozen=True, slots=True)
class SuiteSeance:
    """What followed the decisions on a dwelling.

    Attributes:
        cloture: The end of the examination that stands; None while the decisions are open.
        faits: Facts that stand since, the first one being that of the end.
        offres: To whom the dwelling is offered, and to whom it goes next.
    """

    cloture: Cloture | None = None
    faits: tuple[Fait, ...] = ()
    offres: Offres = NO_OFFRE

    @property
    def attribution(self) -> Fait | None:
        """The attribution in progress: the last one, unless the household refused it."""
        attributions = [fait for fait in self.faits if fait.type == TypeFait.ATTRIBUTION]
        return attributions[-1] if attributions and self.offres.en_cours is not None else None

    @property
    def bail(self) -> Fait | None:
        """The lease, once it is signed."""
        return next((fait for fait in self.faits if fait.type == TypeFait.BAIL), None)

    @property
    def is_refuse(self) -> bool:
        """Whether the household that was offered the dwelling has just refused it."""
        return bool(self.faits) and self.faits[-1].type == TypeFait.REFUS_MENAGE


def read_suites(liberations: Iterable[int]) -> dict[int, SuiteSeance]:
    """Read what followed the sessions, by key of the passage decided; those still open are left out.

    Four queries, whatever the number of dwellings.
    """
    keys = list(liberations)
    clotures = list(requetes.clotures_of(keys))
    decisions: dict[int, list[DecisionCandidat]] = {}
    for row in requetes.decisions_of(cloture.passage_id for cloture in clotures):
        decisions.setdefault(row.passage_id, []).append(row)
    by_liberation: dict[int, list[Fait]] = {}
    for fact in requetes.faits_of_liberations(keys):
        by_liberation.setdefault(fact.liberation_id, []).append(fact)
    candidats = {row.pk: row for row in requetes.candidats_of_liberations(keys)}
    by_fait = {cloture.fait_id: cloture for cloture in clotures}
    suites: dict[int, SuiteSeance] = {}
    for facts in by_liberation.values():
        for cloture, since in split_suites(list_standing(facts), by_fait):
            rows = decisions.get(cloture.passage_id, [])
            events = list_evenements(since, [candidats[row.candidat_id] for row in rows])
            offres = suivre_offres(rank_retenus(map(to_decision, rows)), events)
            suites[cloture.passage_id] = SuiteSeance(cloture, tuple(since), offres)
    return suites


def split_suites(facts: Sequence[Fait], clotures: Mapping[int, Cloture]) -> list[tuple[Cloture, list[Fait]]]:
    """Cut the facts of a dwelling after each end of examination: what followed each, until something else began.

    Args:
        facts: Facts that stand, oldest first.
        clotures: Ends of examination, by key of their fact.
    """
    found: list[tuple[Cloture, list[Fait]]] = []
    is_open = False
    for fact in facts:
        if fact.pk in clotures:
            found.append((clotures[fact.pk], [fact]))
            is_open = True
        elif fact.type in ENDS:
            is_open = False
        elif is_open and fact.type in ANSWERS:
            found[-1][1].append(fact)
    return found


def list_evenements(facts: Sequence[Fait], candidats: Sequence[Candidat]) -> list[Evenement]:
    """Give what happened since the decisions as the core reads it: facts, and withdrawals at their moment."""
    withdrawn = sorted((row for row in candidats if hasattr(row, "retrait")), key=lambda row: row.retrait.ecrit_le)
    events: list[Evenement] = []
    for fact in facts:
        while withdrawn and withdrawn[0].retrait.ecrit_le <= fact.ecrit_le:
            events.append(Evenement("retrait", withdrawn.pop(0).pk))
        events.append(Evenement(fact.type))
    return events + [Evenement("retrait", row.pk) for row in withdrawn]


def to_decision(row: DecisionCandidat) -> Decision:
    """Read a decision as the core takes it."""
    return Decision(row.candidat_id, row.code, row.classement, row.motif, row.texte, row.avant_le)
