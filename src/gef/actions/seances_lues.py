"""What each one reads of the sessions: the bailleur everything, a réservataire his dwellings and his own candidates.

A member by right reads the agenda of his territory; of the candidates of others, he reads how many they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from gef.access.acteur import Acteur
from gef.access.visible import visible
from gef.actions.delais import Prevue, prevoir_echeance
from gef.actions.designation import is_retire
from gef.actions.flux import Suivi, load_flux
from gef.actions.offres import SuiteSeance, read_suites
from gef.actions.seances import PLANIFIEE, is_pret
from gef.core.caleol import RETENUES
from gef.core.parts import BAILLEUR
from gef.db.caleol import requetes
from gef.db.caleol.models import DecisionCandidat, MotSeance, NotificationOffre, Passage, Seance
from gef.db.designation.models import Candidat
from gef.db.flux.models import TypeFait
from gef.outputs.tables import Marque

Liste = tuple[int, int, int | None]
OPEN_SUITE: Final = SuiteSeance()
# What the last fact since the decisions says of the dwelling.
ISSUES: Final[Mapping[str, tuple[str, Marque]]] = {
    TypeFait.NON_ATTRIBUTION: ("non attribué", "bloque"),
    TypeFait.ATTRIBUTION: ("attribué, réponse du ménage attendue", "cours"),
    TypeFait.ACCEPTATION_MENAGE: ("accepté par le ménage", "fait"),
    TypeFait.BAIL: ("loué", "fait"),
}


@dataclass(frozen=True, slots=True)
class CandidatLu:
    """A candidate that the reader may see, and what was decided on him."""

    row: Candidat
    decision: DecisionCandidat | None = None

    @property
    def nom(self) -> str:
        """His place: how he is called where his number is not shown."""
        return f"Candidat {self.row.ordre}"


@dataclass(frozen=True, slots=True)
class PassageLu:
    """A dwelling of an agenda.

    Attributes:
        row: The passage.
        nombre: Candidates examined, whoever may see them.
        candidats: Those that the reader may see, retained ones first, by rank.
        suite: What followed the decisions.
        rang: Facts of the dwelling, to see whether it moved.
        is_pret: Whether it waits for decisions.
        has_decisions: Whether some are written.
        exception: Why fewer than three candidates were presented; "" otherwise.
        notification: The day on which the offer in progress was told.
    """

    row: Passage
    nombre: int
    candidats: tuple[CandidatLu, ...]
    suite: SuiteSeance
    rang: int
    is_pret: bool
    has_decisions: bool
    exception: str = ""
    notification: NotificationOffre | None = None

    @property
    def issue(self) -> tuple[str, Marque]:
        """Where the dwelling stands, in words, and how a screen marks it."""
        if self.suite.cloture is None:
            return self._open_issue()
        if self.suite.is_refuse:
            left = self.suite.offres.suivant is not None
            return ("refusé : rang suivant à proposer" if left else "refusé : classement épuisé"), "alerte"
        return ISSUES.get(self.suite.faits[-1].type, ("attribué", "cours"))

    def _open_issue(self) -> tuple[str, Marque]:
        if not self.is_pret:
            return "n’attend plus la CALEOL", "bloque"
        return ("décisions à clore", "cours") if self.has_decisions else ("à examiner", "attente")

    @property
    def attributaire(self) -> Candidat | None:
        """Candidate to whom the dwelling is offered, when the reader may see him."""
        return next((lu.row for lu in self.candidats if lu.row.pk == self.suite.offres.en_cours), None)

    @property
    def suivant(self) -> Candidat | None:
        """Candidate next in rank, when the reader may see him."""
        return next((lu.row for lu in self.candidats if lu.row.pk == self.suite.offres.suivant), None)

    @property
    def newest_decision(self) -> int:
        """Key of the newest decision shown; 0 when there is none."""
        return max((lu.decision.pk for lu in self.candidats if lu.decision), default=0)


@dataclass(frozen=True, slots=True)
class SeanceLue:
    """A session as the reader sees it.

    Attributes:
        seance: The session.
        mots: What happened to it, in order.
        passages: Dwellings of its agenda that the reader may see, in order.
        total: Dwellings of its agenda, whoever may see them.
    """

    seance: Seance
    mots: tuple[MotSeance, ...]
    passages: tuple[PassageLu, ...]
    total: int

    @property
    def etat(self) -> str:
        """A code of `gef.core.caleol.ETATS_SEANCE`."""
        return self.mots[-1].etat if self.mots else PLANIFIEE

    @property
    def presents(self) -> tuple[str, ...]:
        """Members present, once it was held."""
        return tuple(self.mots[-1].presents.splitlines()) if self.mots else ()

    @property
    def restants(self) -> int:
        """Dwellings that still wait for decisions."""
        return sum(passage.suite.cloture is None and passage.is_pret for passage in self.passages)


def list_seances(acteur: Acteur, jour: date, limit: int | None = 12) -> tuple[SeanceLue, ...]:
    """Sessions that the actor may see, those to come first, then the newest; `limit` at most of those over."""
    rows = visible(Seance, acteur).select_related("bailleur")
    coming = list(rows.filter(date__gte=jour).order_by("date", "heure", "pk"))
    over = list(rows.filter(date__lt=jour).order_by("-date", "-heure", "-pk")[:limit])
    return read_seances(acteur, [*coming, *over])


def read_seance(acteur: Acteur, seance: Seance) -> SeanceLue:
    """Read one session that the actor may see."""
    return read_seances(acteur, [seance])[0]


def read_seances(acteur: Acteur, seances: Sequence[Seance]) -> tuple[SeanceLue, ...]:
    """Read sessions with their agenda; as many queries for thirty as for three."""
    keys = [seance.pk for seance in seances]
    all_passages = list(requetes.passages_of(keys))
    seen = {row.pk for row in visible(Passage, acteur).filter(seance__in=keys)}
    shown = _read_passages(acteur, [row for row in all_passages if row.pk in seen])
    mots: dict[int, list[MotSeance]] = {}
    for mot in requetes.mots_of(keys):
        mots.setdefault(mot.seance_id, []).append(mot)
    return tuple(
        SeanceLue(
            seance,
            tuple(mots.get(seance.pk, ())),
            tuple(passage for passage in shown if passage.row.seance_id == seance.pk),
            sum(row.seance_id == seance.pk for row in all_passages),
        )
        for seance in seances
    )


def _read_passages(acteur: Acteur, rows: Sequence[Passage]) -> list[PassageLu]:
    lecture = _Lecture(acteur, rows)
    return [lecture.read(row) for row in rows]


class _Lecture:
    """Everything that the passages of some sessions need, read once."""

    def __init__(self, acteur: Acteur, rows: Sequence[Passage]) -> None:
        liberations = [row.liberation_id for row in rows]
        self.is_bailleur = acteur.is_bailleur
        self.etats = {pk: load_flux(pk) for pk in sorted({row.liberation.bailleur_id for row in rows})}
        self.suites = read_suites(liberations)
        self.listes: dict[Liste, list[Candidat]] = {}
        for candidat in requetes.candidats_of_liberations(liberations):
            key = (candidat.liberation_id, candidat.tour, candidat.reservataire_id)
            self.listes.setdefault(key, []).append(candidat)
        self.seen = set(visible(Candidat, acteur).filter(liberation__in=liberations).values_list("pk", flat=True))
        self.decisions: dict[int, dict[int, DecisionCandidat]] = {}
        for row in requetes.decisions_of(row.pk for row in rows):
            self.decisions.setdefault(row.passage_id, {})[row.candidat_id] = row
        self.notified = {row.fait_id: row for row in requetes.notifications_of(liberations)}

    def read(self, row: Passage) -> PassageLu:
        """Read one passage."""
        suite = self.suites.get(row.pk, OPEN_SUITE)
        # What is not closed yet is the bailleur's draft.
        own = self.decisions.get(row.pk, {}) if self.is_bailleur or suite.cloture else {}
        listed = self.listes.get((row.liberation_id, row.tour, row.reservataire_id), [])
        examined = [candidat for candidat in listed if not is_retire(candidat) or candidat.pk in own]
        shown = [CandidatLu(candidat, own.get(candidat.pk)) for candidat in examined if candidat.pk in self.seen]
        suivi = self.etats[row.liberation.bailleur_id].suivis[row.liberation_id]
        attribution = suite.attribution
        return PassageLu(
            row,
            len(examined),
            tuple(sorted(shown, key=_place)),
            suite,
            suivi.rang,
            is_pret(suivi),
            bool(own),
            find_exception(suivi, suite),
            self.notified.get(attribution.pk) if attribution else None,
        )


def _place(lu: CandidatLu) -> tuple[int, int, int]:
    """Those retained first, by rank; then in order of presentation."""
    decision = lu.decision
    is_out = 1 if decision is not None and decision.code not in RETENUES else 0
    return is_out, (decision.classement or 0) if decision else 0, lu.row.ordre


def find_exception(suivi: Suivi, suite: SuiteSeance) -> str:
    """Say why fewer than three candidates are examined: as it was said at the end, else when they were designated.

    Returns:
        A code of `gef.core.designation.EXCEPTIONS`, or "".
    """
    if suite.cloture:
        return suite.cloture.exception
    listed = [fait for fait in suivi.etat.list_faits() if fait.type == TypeFait.CANDIDATS]
    return listed[-1].precision.get("exception", "") if listed else ""


def find_reponse(acteur: Acteur, passage: PassageLu, jour: date) -> Prevue | None:
    """Work out until when the household may answer the offer in progress; None when there is none.

    The delay starts on the day the offer was told; until it is recorded, on the day of the attribution.

    Args:
        acteur: The bailleur.
        passage: The dwelling.
        jour: Day of the reader.

    Source:
        CCH art. R. 441-10.
    """
    attribution = passage.suite.attribution
    if attribution is None or passage.suite.faits[-1] != attribution:
        return None
    depart = passage.notification.notifiee_le if passage.notification else attribution.date
    compte = attribution.reservataire.code if attribution.reservataire else BAILLEUR
    return prevoir_echeance(acteur.organisation, compte, "menage", depart, jour)
