"""The conférence intercommunale: its meetings, what they decide, and what becomes of it.

Nothing is erased: a meeting that is put off or cancelled keeps its trace, a decision is followed by dated words, and
the last one says where it stands. What may follow is data, printed in docs/metier/territoire.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gef.core.errors import DonneeInvalideError, TransitionInterditeError
from gef.core.rotation import join_libelles

EtatDecision = Literal["a_faire", "en_cours", "fait", "abandonne"]
GENRES_REUNION: Mapping[str, str] = {"pleniere": "réunion plénière", "suivi": "réunion de suivi"}
ETATS_DECISION: Mapping[str, str] = {
    "a_faire": "à faire",
    "en_cours": "en cours",
    "fait": "fait",
    "abandonne": "abandonné",
}
OUVERTS = frozenset({"a_faire", "en_cours"})
TRANSITIONS_DECISION: Mapping[str, tuple[str, ...]] = {
    "a_faire": ("en_cours", "fait", "abandonne"),
    "en_cours": ("en_cours", "fait", "abandonne"),
    "fait": ("en_cours",),
    "abandonne": ("en_cours",),
}
ETATS_REUNION: Mapping[str, str] = {"planifiee": "à venir", "tenue": "tenue", "annulee": "annulée"}
MOTS_REUNION: Mapping[str, str] = {"reportee": "reportée", "annulee": "annulée"}


@dataclass(frozen=True, slots=True)
class Mot:
    """A word on a meeting: put off to another day and place, or cancelled; `motif` says why."""

    etat: str
    motif: str
    jour: date | None = None
    lieu: str = ""


@dataclass(frozen=True, slots=True)
class Reunion:
    """A meeting as its words leave it."""

    cle: int
    jour: date
    lieu: str
    is_annulee: bool = False

    def etat(self, jour: date) -> str:
        """Code of `ETATS_REUNION` on a day: one that was not cancelled is held on its day."""
        if self.is_annulee:
            return "annulee"
        return "tenue" if self.jour <= jour else "planifiee"


@dataclass(frozen=True, slots=True)
class Suivi:
    """A word on a decision: where it stands from a day, and why."""

    etat: str
    jour: date
    motif: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision with the words that follow it.

    Attributes:
        prise_le: Day of the meeting.
        texte: What was decided.
        porteur: Who carries it.
        echeance: Day by which it should be done; None when nobody said.
        suivis: Words, in order.
    """

    prise_le: date
    texte: str
    porteur: str
    echeance: date | None = None
    suivis: tuple[Suivi, ...] = ()

    @property
    def etat(self) -> str:
        """Where it stands: to do, until somebody says otherwise."""
        return self.suivis[-1].etat if self.suivis else "a_faire"

    @property
    def is_ouverte(self) -> bool:
        """Whether something is still to be done."""
        return self.etat in OUVERTS

    def is_en_retard(self, jour: date) -> bool:
        """Whether it should have been done before a day."""
        return self.is_ouverte and self.echeance is not None and self.echeance < jour


def read_reunion(cle: int, jour: date, lieu: str, mots: Iterable[Mot]) -> Reunion:
    """Give a meeting as its words leave it.

    Args:
        cle: Names it.
        jour: Day first announced.
        lieu: Place first announced.
        mots: What was said of it since, in order.
    """
    is_annulee = False
    for mot in mots:
        jour, lieu = mot.jour or jour, mot.lieu or lieu
        is_annulee = mot.etat == "annulee"
    return Reunion(cle, jour, lieu, is_annulee)


def check_mot(reunion: Reunion, mot: Mot, jour: date, *, has_decisions: bool) -> None:
    """Refuse a word that cannot follow.

    Args:
        reunion: The meeting as it stands.
        mot: What one wants to say of it.
        jour: Day on which it is said.
        has_decisions: Whether decisions were already written for it.

    Raises:
        TransitionInterditeError: it is cancelled already, or it took decisions.
        DonneeInvalideError: no reason, an unknown word, or no day to come to put it off to.
    """
    if mot.etat not in MOTS_REUNION:
        raise DonneeInvalideError(f"Réunion : « {mot.etat} » ; attendu : {join_libelles(MOTS_REUNION.values())}.")
    if reunion.is_annulee:
        raise TransitionInterditeError("Cette réunion est déjà annulée ; attendu : une nouvelle réunion.")
    if has_decisions:
        raise TransitionInterditeError("Cette réunion a pris des décisions : elle a eu lieu.")
    if not mot.motif.strip():
        raise DonneeInvalideError("Motif : vide ; attendu : pourquoi la réunion est reportée ou annulée.")
    if mot.etat == "reportee" and (mot.jour is None or mot.jour <= jour):
        raise DonneeInvalideError("Nouvelle date : absente ou passée ; attendu : un jour à venir.")


def check_decision(reunion: Reunion, decision: Decision, jour: date) -> None:
    """Refuse a decision that its meeting cannot have taken.

    Args:
        reunion: The meeting as it stands.
        decision: What one wants to write.
        jour: Day on which it is written.

    Raises:
        TransitionInterditeError: the meeting is cancelled, or still to come.
        DonneeInvalideError: no text, nobody to carry it, or a deadline before the meeting.
    """
    if reunion.etat(jour) != "tenue":
        raise TransitionInterditeError(
            f"Réunion {ETATS_REUNION[reunion.etat(jour)]} : elle ne peut pas avoir pris de décision."
        )
    if not decision.texte.strip():
        raise DonneeInvalideError("Décision : vide ; attendu : ce qui a été décidé, en une phrase.")
    if not decision.porteur.strip():
        raise DonneeInvalideError("Porteur : vide ; attendu : l’organisation qui s’en charge.")
    if decision.echeance is not None and decision.echeance < reunion.jour:
        raise DonneeInvalideError("Échéance : avant la réunion ; attendu : le jour de la réunion ou après.")


def add_suivi(decision: Decision, suivi: Suivi, jour: date) -> tuple[Suivi, ...]:
    """Add a word to those that follow a decision.

    Args:
        decision: As it stands.
        suivi: The word.
        jour: Day on which it is written.

    Returns:
        Every word, the new one last.

    Raises:
        TransitionInterditeError: what it says cannot follow.
        DonneeInvalideError: its day is to come, or before what it follows; or the reason is missing.
    """
    if suivi.etat not in TRANSITIONS_DECISION[decision.etat]:
        said = ", ".join(ETATS_DECISION[etat] for etat in TRANSITIONS_DECISION[decision.etat])
        raise TransitionInterditeError(
            f"Décision {ETATS_DECISION[decision.etat]} : « {ETATS_DECISION.get(suivi.etat, suivi.etat)} » ne peut pas "
            f"suivre ; attendu : {said}."
        )
    former = decision.suivis[-1].jour if decision.suivis else decision.prise_le
    if not former <= suivi.jour <= jour:
        raise DonneeInvalideError(
            f"Date du suivi : {suivi.jour:%d/%m/%Y} ; attendu : du {former:%d/%m/%Y} au {jour:%d/%m/%Y}."
        )
    if not suivi.motif.strip() and (decision.etat, suivi.etat) != ("a_faire", "en_cours"):
        raise DonneeInvalideError("Motif : vide ; attendu : ce qui a été fait, ou pourquoi.")
    return (*decision.suivis, suivi)


def find_precedente(reunions: Sequence[Reunion], reunion: Reunion) -> Reunion | None:
    """Find the last meeting held before another one, cancelled ones passed over; None for the first."""
    before = [
        other for other in reunions if not other.is_annulee and (other.jour, other.cle) < (reunion.jour, reunion.cle)
    ]
    return max(before, key=lambda other: (other.jour, other.cle)) if before else None
