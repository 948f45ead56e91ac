"""Write what the commission decides on the candidates of a dwelling, and what follows: offers told, next rank proposed.

The decisions may be written little by little during the session; to close the dwelling writes the fact that they lead
to. From then on they change no more, unless that fact is cancelled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from gef.access.acteur import Acteur
from gef.access.verrou import lock_bailleur
from gef.access.visible import fetch
from gef.actions.designation import is_retire, list_candidats, to_candidature
from gef.actions.faits import DejaDecideError, SaisieFait, check_saisie, check_suite, write_fait, writing
from gef.actions.flux import EtatFlux, Suivi
from gef.actions.offres import SuiteSeance, read_suites, to_decision
from gef.actions.seances import PLANIFIEE, is_pret, write_acte
from gef.core.caleol import Decision, check_decision, check_decisions, find_fait
from gef.core.designation import check_candidats
from gef.db.caleol import requetes
from gef.db.caleol.models import Cloture, DecisionCandidat, NotificationOffre, Passage
from gef.db.designation.models import Candidat
from gef.db.flux.models import Fait, TypeFait
from gef.db.journal.models import Acte
from gef.errors import GefError

SUIVANT: Final = "Rang suivant après le refus du ménage (CCH art. R. 441-3)."


class DecisionRefuseeError(GefError, ValueError):
    """A decision cannot be written: not that day, not on that dwelling, or no longer."""


@dataclass(frozen=True, slots=True)
class _Examen:
    """Who decides, on which dwelling of which agenda, when."""

    acteur: Acteur
    passage: Passage
    moment: datetime


@dataclass(frozen=True, slots=True)
class Vu:
    """What the page showed when a person decided: number of facts of the dwelling, newest decision of the passage."""

    rang: int
    decision: int = 0


def decider(
    acteur: Acteur,
    passage_id: int,
    decisions: Sequence[Decision],
    *,
    vu: Vu,
    moment: datetime,
    clore: bool = True,
    exception: str = "",
) -> Cloture | None:
    """Write decisions on the candidates of a dwelling; close the dwelling when asked.

    Args:
        acteur: Who writes.
        passage_id: The dwelling, on its agenda.
        decisions: One per candidate to close; those taken so far otherwise.
        vu: What the page showed.
        moment: When.
        clore: Whether to write the fact that the decisions lead to.
        exception: A code of `gef.core.designation.EXCEPTIONS`, when fewer than three candidates are examined.

    Returns:
        The end of the examination, None while it goes on.

    Raises:
        gef.actions.faits.DejaDecideError: somebody else wrote meanwhile; nothing is written.
        DecisionRefuseeError: a session to come or cancelled, a dwelling off its agenda, or that waits no more.
        gef.core.errors.DonneeInvalideError: the text does not allow it; the message says what was expected.
        Http404, PermissionDenied: not his to see, or not his to write.
    """
    passage = fetch(Passage, acteur, to="orienter", pk=passage_id)
    examen = _Examen(acteur, passage, moment)
    with writing(passage.liberation, acteur, vu.rang) as (etat, suivi):
        check_seance(passage, moment.date())
        if not is_pret(suivi):
            raise DecisionRefuseeError(f"{passage.liberation.reference} n’attend plus de décision de la CALEOL.")
        former = {row.candidat_id: row for row in requetes.decisions_of([passage.pk])}
        if max((row.pk for row in former.values()), default=0) != vu.decision:
            raise DejaDecideError(f"Une autre personne a décidé sur {passage.liberation.reference} ; rien n’est écrit.")
        examined = {row.pk: row for row in list_candidats(etat, suivi) if not is_retire(row)}
        noms = name_candidats(examined)
        if clore:
            check_decisions(noms, decisions, passage.seance.date)
            check_candidats([to_candidature(row) for row in examined.values()], exception)
        for decision in decisions:
            check_decision(noms.get(decision.candidat, "Candidat inconnu"), decision, passage.seance.date)
            _write_decision(examen, decision, former.get(decision.candidat), examined)
        write_acte(acteur, "decisions", passage.seance, {"logement": passage.liberation.reference}, moment)
        return _close(examen, decisions, etat, suivi, exception) if clore else None


def check_seance(passage: Passage, jour: date) -> None:
    """Refuse decisions before the session, after its cancellation, or on a dwelling taken off the agenda.

    Raises:
        DecisionRefuseeError: with what was expected.
    """
    seance = passage.seance
    mots = list(requetes.mots_of([seance.pk]))
    if (mots[-1].etat if mots else PLANIFIEE) == "annulee":
        raise DecisionRefuseeError(f"La séance du {seance.date:%d/%m/%Y} est annulée.")
    if seance.date > jour:
        raise DecisionRefuseeError(f"La séance du {seance.date:%d/%m/%Y} est à venir ; attendu : décider ce jour-là.")
    if passage.pk not in {row.pk for row in requetes.passages_of([seance.pk])}:
        raise DecisionRefuseeError(f"{passage.liberation.reference} n’est plus à l’ordre du jour.")


def name_candidats(candidats: Mapping[int, Candidat]) -> dict[int, str]:
    """How each candidate is called in messages: by his place, never by his number."""
    return {key: f"Candidat {row.ordre}" for key, row in candidats.items()}


def _write_decision(
    examen: _Examen, decision: Decision, former: DecisionCandidat | None, examined: Mapping[int, Candidat]
) -> None:
    """Write a decision unless it is the very one that stands."""
    if decision.candidat not in examined:
        raise DecisionRefuseeError("Décision sur un candidat qui n’est pas présenté, ou qui est retiré.")
    if former and to_decision(former) == decision:
        return
    row = DecisionCandidat(
        passage=examen.passage,
        candidat=examined[decision.candidat],
        code=decision.code,
        classement=decision.rang,
        motif=decision.motif,
        texte=decision.texte,
        avant_le=decision.avant_le,
        remplace=former,
    )
    row.auteur_id, row.ecrit_le = examen.acteur.utilisateur_id, examen.moment
    row.save(force_insert=True)


def _close(examen: _Examen, decisions: Sequence[Decision], etat: EtatFlux, suivi: Suivi, exception: str) -> Cloture:
    """Write the fact that the decisions lead to, on the day of the session, and the end of the examination."""
    passage, moment = examen.passage, examen.moment
    fait = _write_attribution(examen, SaisieFait(find_fait(decisions), passage.seance.date), etat, suivi)
    row = Cloture(passage=passage, fait=fait, exception=exception)
    row.auteur_id, row.ecrit_le = examen.acteur.utilisateur_id, moment
    row.save(force_insert=True)
    return row


def _write_attribution(examen: _Examen, saisie: SaisieFait, etat: EtatFlux, suivi: Suivi) -> Fait:
    """Write a fact of the commission once it may follow those of the dwelling."""
    check_saisie(saisie, suivi, examen.moment.date())
    check_suite(etat, suivi, saisie)
    compte = etat.comptes.get(suivi.reservataire or "")
    details = {"seance": examen.passage.seance_id}
    return write_fait(examen.acteur, suivi, saisie, compte, examen.moment, details=details)


def proposer_suivant(acteur: Acteur, passage_id: int, *, rang_vu: int, moment: datetime) -> Fait:
    """Offer the dwelling to the next in rank, after the refusal of the household before him: no new session is needed.

    Args:
        acteur: Who writes.
        passage_id: The dwelling, as it was examined.
        rang_vu: Number of facts of the dwelling when the page was shown.
        moment: When.

    Raises:
        gef.actions.faits.DejaDecideError: the dwelling moved meanwhile; nothing is written.
        DecisionRefuseeError: nobody has just refused, or nobody is left in rank.
        Http404, PermissionDenied: not his to see, or not his to write.

    Source:
        CCH art. R. 441-3, b.
    """
    passage = fetch(Passage, acteur, to="orienter", pk=passage_id)
    with writing(passage.liberation, acteur, rang_vu) as (etat, suivi):
        suite = read_suites([passage.liberation_id]).get(passage.pk, SuiteSeance())
        if not suite.is_refuse:
            raise DecisionRefuseeError("Aucun refus du ménage ne vient d’être inscrit ; attendu : ce refus d’abord.")
        if suite.offres.suivant is None:
            raise DecisionRefuseeError("Le classement est épuisé ; attendu : d’autres candidats et une autre séance.")
        saisie = SaisieFait(TypeFait.ATTRIBUTION, moment.date(), motif=SUIVANT)
        return _write_attribution(_Examen(acteur, passage, moment), saisie, etat, suivi)


def notifier_offre(acteur: Acteur, passage_id: int, notifiee_le: date, moment: datetime) -> NotificationOffre:
    """Record the day on which the household was told of the offer: its delay to answer starts then.

    Raises:
        DecisionRefuseeError: no offer stands, a day to come, or before the attribution.
        Http404, PermissionDenied: not his to see, or not his to write.

    Source:
        CCH art. R. 441-10.
    """
    passage = fetch(Passage, acteur, to="orienter", pk=passage_id)
    with transaction.atomic():
        lock_bailleur(passage.seance.bailleur_id)
        fait = read_suites([passage.liberation_id]).get(passage.pk, SuiteSeance()).attribution
        if fait is None:
            raise DecisionRefuseeError("Aucune offre n’est en cours pour ce logement ; attendu : une attribution.")
        if not fait.date <= notifiee_le <= moment.date():
            raise DecisionRefuseeError(
                f"Notification, date : {notifiee_le:%d/%m/%Y} ; attendu : du {fait.date:%d/%m/%Y} à ce jour."
            )
        row = NotificationOffre(fait=fait, notifiee_le=notifiee_le)
        row.auteur_id, row.ecrit_le = acteur.utilisateur_id, moment
        row.save(force_insert=True)
        Acte(
            bailleur_id=passage.seance.bailleur_id,
            auteur_id=acteur.utilisateur_id,
            acte="notification_offre",
            objet=passage.liberation.reference,
            details={"notifiee_le": notifiee_le.isoformat()},
            fait_le=moment,
        ).save(force_insert=True)
    return row
