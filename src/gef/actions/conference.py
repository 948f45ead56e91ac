"""The conférence intercommunale: plan a meeting, put it off, write what it decided, follow it. The EPCI alone writes.

Every act is one transaction under the lock of the EPCI, one row, nothing changed. Somebody who writes on a meeting or
on a decision that moved since he saw it is told so, and nothing is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from gef.access.acteur import Acteur
from gef.access.models import Organisation, TypeOrganisation
from gef.access.verrou import lock_bailleur
from gef.access.visible import fetch, visible
from gef.core import conference as core
from gef.core.errors import DonneeInvalideError
from gef.db.instances.models import DecisionReunion, MotReunion, Reunion, SuiviDecision
from gef.db.instances.requetes import decisions_of, mots_of, suivis_of
from gef.errors import GefError


class ReunionChangeeError(GefError):
    """The meeting, or the decision, moved since the page was shown."""


@dataclass(frozen=True, slots=True)
class DecisionLue:
    """A decision, with what followed."""

    row: DecisionReunion
    decision: core.Decision
    suivis: tuple[SuiviDecision, ...]

    @property
    def rang(self) -> int:
        """How many words follow it, as the page that shows it says back."""
        return len(self.suivis)


@dataclass(frozen=True, slots=True)
class ReunionLue:
    """A meeting as its words leave it, with its decisions."""

    row: Reunion
    reunion: core.Reunion
    mots: tuple[MotReunion, ...]
    decisions: tuple[DecisionLue, ...]

    @property
    def rang(self) -> int:
        """How many words were said of it, and how many decisions it took."""
        return len(self.mots) + len(self.decisions)

    @property
    def ouvertes(self) -> tuple[DecisionLue, ...]:
        """Decisions of which something is still to be done."""
        return tuple(lue for lue in self.decisions if lue.decision.is_ouverte)


@dataclass(frozen=True, slots=True)
class SaisieReunion:
    """A meeting as a person writes it."""

    genre: str
    date: date
    lieu: str
    ordre_du_jour: str = ""


@dataclass(frozen=True, slots=True)
class SaisieDecision:
    """A decision as a person writes it."""

    texte: str
    porteur: str
    echeance: date | None = None


def can_tenir(acteur: Acteur) -> bool:
    """Whether an actor holds a conférence: he writes for an EPCI."""
    return acteur.organisation.type == TypeOrganisation.EPCI and acteur.can_write


def check_can_tenir(acteur: Acteur) -> None:
    """Refuse who does not hold a conférence.

    Raises:
        PermissionDenied: he does not act for an EPCI, or his role does not go so far.
    """
    if acteur.organisation.type != TypeOrganisation.EPCI:
        raise PermissionDenied("L’EPCI tient la conférence ; ses membres la lisent.")
    if not acteur.can_write:
        raise PermissionDenied("Votre rôle permet de lire, pas de modifier.")


def planifier_reunion(acteur: Acteur, saisie: SaisieReunion, moment: datetime) -> Reunion:
    """Write a meeting, to come or already held.

    Args:
        acteur: Who writes, for the EPCI.
        saisie: The meeting.
        moment: When.

    Raises:
        PermissionDenied: see `check_can_tenir`.
        DonneeInvalideError: no place, or an unknown kind.
        ReunionChangeeError: a meeting of that day is already written.
    """
    check_can_tenir(acteur)
    if not saisie.lieu.strip() or saisie.genre not in core.GENRES_REUNION:
        raise DonneeInvalideError("Réunion : lieu vide ou genre inconnu ; attendu : un lieu, et le genre de réunion.")
    with writing(acteur.organisation):
        same = [lue for lue in list_reunions(acteur) if lue.reunion.jour == saisie.date and not lue.reunion.is_annulee]
        if same:
            raise ReunionChangeeError("Une réunion est déjà inscrite ce jour-là ; attendu : un autre jour.")
        row = Reunion(
            organisation=acteur.organisation,
            genre=saisie.genre,
            date=saisie.date,
            lieu=saisie.lieu.strip(),
            ordre_du_jour=saisie.ordre_du_jour.strip(),
            auteur_id=acteur.utilisateur_id,
            ecrit_le=moment,
        )
        row.save(force_insert=True)
    return row


def deplacer_reunion(acteur: Acteur, reunion_id: int, mot: core.Mot, *, rang_vu: int, moment: datetime) -> MotReunion:
    """Put a meeting off, or cancel it.

    Args:
        acteur: Who writes, for the EPCI.
        reunion_id: The meeting.
        mot: What is said of it.
        rang_vu: `ReunionLue.rang` when the page was shown.
        moment: When.

    Raises:
        Http404, PermissionDenied: he does not see it; he does not hold it.
        TransitionInterditeError, DonneeInvalideError: see `gef.core.conference.check_mot`.
        ReunionChangeeError: it moved meanwhile.
    """
    row = fetch_tenue(acteur, reunion_id)
    with writing(row.organisation):
        lue = check_rang(row, rang_vu)
        core.check_mot(lue.reunion, mot, localtime(moment).date(), has_decisions=bool(lue.decisions))
        said = MotReunion(
            reunion=row,
            rang=len(lue.mots) + 1,
            etat=mot.etat,
            date=mot.jour if mot.etat == "reportee" else None,
            lieu=mot.lieu.strip() if mot.etat == "reportee" else "",
            motif=mot.motif.strip(),
            auteur_id=acteur.utilisateur_id,
            ecrit_le=moment,
        )
        said.save(force_insert=True)
    return said


def inscrire_decision(
    acteur: Acteur, reunion_id: int, saisie: SaisieDecision, *, rang_vu: int, moment: datetime
) -> DecisionReunion:
    """Write what a meeting decided.

    Args:
        acteur: Who writes, for the EPCI.
        reunion_id: The meeting, held already.
        saisie: The decision.
        rang_vu: `ReunionLue.rang` when the page was shown.
        moment: When.

    Raises:
        Http404, PermissionDenied: he does not see it; he does not hold it.
        TransitionInterditeError, DonneeInvalideError: see `gef.core.conference.check_decision`.
        ReunionChangeeError: it moved meanwhile.
    """
    row = fetch_tenue(acteur, reunion_id)
    with writing(row.organisation):
        lue = check_rang(row, rang_vu)
        decision = core.Decision(lue.reunion.jour, saisie.texte, saisie.porteur, saisie.echeance)
        core.check_decision(lue.reunion, decision, localtime(moment).date())
        written = DecisionReunion(
            reunion=row,
            numero=len(lue.decisions) + 1,
            texte=saisie.texte.strip(),
            porteur=saisie.porteur.strip(),
            echeance=saisie.echeance,
            auteur_id=acteur.utilisateur_id,
            ecrit_le=moment,
        )
        written.save(force_insert=True)
    return written


def suivre_decision(
    acteur: Acteur, decision_id: int, suivi: core.Suivi, *, rang_vu: int, moment: datetime
) -> SuiviDecision:
    """Say where a decision stands.

    Args:
        acteur: Who writes, for the EPCI.
        decision_id: The decision.
        suivi: What is said.
        rang_vu: `DecisionLue.rang` when the page was shown.
        moment: When.

    Raises:
        Http404, PermissionDenied: he does not see it; he does not hold it.
        TransitionInterditeError, DonneeInvalideError: see `gef.core.conference.add_suivi`.
        ReunionChangeeError: it moved meanwhile.
    """
    row = fetch(DecisionReunion, acteur, pk=decision_id)
    check_can_tenir(acteur)
    with writing(row.reunion.organisation):
        [lue] = [lue for lue in read_reunion(row.reunion).decisions if lue.row.pk == row.pk]
        if lue.rang != rang_vu:
            raise ReunionChangeeError("Le suivi a changé depuis l’affichage ; relisez. Rien n’a été enregistré.")
        core.add_suivi(lue.decision, suivi, localtime(moment).date())
        said = SuiviDecision(
            decision=row,
            rang=lue.rang + 1,
            etat=suivi.etat,
            date=suivi.jour,
            motif=suivi.motif.strip(),
            auteur_id=acteur.utilisateur_id,
            ecrit_le=moment,
        )
        said.save(force_insert=True)
    return said


def fetch_tenue(acteur: Acteur, reunion_id: int) -> Reunion:
    """Give a meeting to who holds it.

    Raises:
        Http404: he does not sit in that conférence.
        PermissionDenied: he only reads it.
    """
    row = fetch(Reunion, acteur, pk=reunion_id)
    check_can_tenir(acteur)
    return row


def check_rang(row: Reunion, rang_vu: int) -> ReunionLue:
    """Read a meeting again, and refuse to write on what moved.

    Raises:
        ReunionChangeeError: a word or a decision was written meanwhile.
    """
    lue = read_reunion(row)
    if lue.rang != rang_vu:
        raise ReunionChangeeError("La réunion a changé depuis l’affichage ; relisez. Rien n’a été enregistré.")
    return lue


@contextmanager
def writing(organisation: Organisation) -> Iterator[None]:
    """Hold the conférence of an EPCI while it is read and written.

    Raises:
        ReunionChangeeError: somebody wrote the same word at the same time.
    """
    try:
        with transaction.atomic():
            lock_bailleur(organisation.pk)
            yield
    except IntegrityError as error:
        raise ReunionChangeeError("Quelqu’un a écrit au même moment ; relisez. Rien n’a été enregistré.") from error


def list_reunions(acteur: Acteur) -> tuple[ReunionLue, ...]:
    """Give the meetings that the actor may read, the latest first."""
    rows = read_reunions(visible(Reunion, acteur).select_related("organisation"))
    return tuple(sorted(rows, key=lambda lue: (lue.reunion.jour, lue.row.pk), reverse=True))


def read_reunion(row: Reunion) -> ReunionLue:
    """Read a meeting with its words, its decisions and what followed."""
    return read_reunions([row])[0]


def read_reunions(rows: Iterable[Reunion]) -> list[ReunionLue]:
    """Read meetings, in their order; three queries whatever their number."""
    reunions = list(rows)
    keys = [row.pk for row in reunions]
    mots, decisions, suivis = defaultdict(list), defaultdict(list), defaultdict(list)
    for mot in mots_of(keys):
        mots[mot.reunion_id].append(mot)
    written = list(decisions_of(keys))
    for suivi in suivis_of([row.pk for row in written]):
        suivis[suivi.decision_id].append(suivi)
    for row in written:
        decisions[row.reunion_id].append(row)
    return [_read(row, mots[row.pk], decisions[row.pk], suivis) for row in reunions]


def _read(
    row: Reunion,
    mots: Sequence[MotReunion],
    decisions: Sequence[DecisionReunion],
    suivis: defaultdict[int, list[SuiviDecision]],
) -> ReunionLue:
    words = [core.Mot(mot.etat, mot.motif, mot.date, mot.lieu) for mot in mots]
    reunion = core.read_reunion(row.pk, row.date, row.lieu, words)
    lues = tuple(_to_decision(decision, reunion.jour, suivis[decision.pk]) for decision in decisions)
    return ReunionLue(row, reunion, tuple(mots), lues)


def _to_decision(row: DecisionReunion, prise_le: date, suivis: Sequence[SuiviDecision]) -> DecisionLue:
    words = tuple(core.Suivi(suivi.etat, suivi.date, suivi.motif) for suivi in suivis)
    return DecisionLue(row, core.Decision(prise_le, row.texte, row.porteur, row.echeance, words), tuple(suivis))


def find_precedente(lues: Sequence[ReunionLue], lue: ReunionLue) -> ReunionLue | None:
    """Find the meeting held before another one of the same conférence; None for the first."""
    same = {other.row.pk: other for other in lues if other.row.organisation_id == lue.row.organisation_id}
    found = core.find_precedente([other.reunion for other in same.values()], lue.reunion)
    return same[found.cle] if found else None
