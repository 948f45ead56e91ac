"""The sessions of the commission: planned, convened, held or cancelled; their agenda, one dwelling after the other.

Only the bailleur writes. A dwelling is put on an agenda when its candidates are designated; it leaves it with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from django.db import transaction
from django.http import Http404

from gef.access.acteur import Acteur
from gef.access.verrou import lock_bailleur
from gef.access.visible import check_can_write, fetch, visible
from gef.actions.avertir_seances import tell_ajouts, tell_annulation, tell_retrait
from gef.actions.designation import count_tours, find_compte
from gef.actions.flux import EtatFlux, Suivi, load_flux
from gef.core.caleol import check_suite_seance
from gef.db.caleol import requetes
from gef.db.caleol.models import MotSeance, Passage, RetraitPassage, Seance
from gef.db.flux.models import Liberation, TypeFait
from gef.db.journal.models import Acte
from gef.errors import GefError

PLANIFIEE: Final = "planifiee"
# States in which candidates are examined without being the state of the dwelling: out of the flux, it stays there.
HORS_COMPTES: Final = frozenset({"hors_flux", "stock"})


class SeanceRefuseeError(GefError, ValueError):
    """A session or its agenda cannot be written as it was given."""


@dataclass(frozen=True, slots=True)
class SaisieSeance:
    """A session as a person plans it; `territoire` is a portée, "" for the whole parc."""

    date: date
    heure: time
    lieu: str
    territoire: str = ""


def planifier(acteur: Acteur, saisie: SaisieSeance, moment: datetime) -> Seance:
    """Plan a session.

    Args:
        acteur: Who writes.
        saisie: Day, hour, place.
        moment: When.

    Raises:
        PermissionDenied: the actor may not write.
        SeanceRefuseeError: no place, a day already over, or a session already planned then and there.
    """
    check_can_write(acteur, "orienter")
    lieu, bailleur = saisie.lieu.strip(), acteur.organisation
    if not lieu:
        raise SeanceRefuseeError("Séance, lieu : vide ; attendu : une salle, ou « à distance ».")
    if saisie.date < moment.date():
        raise SeanceRefuseeError(f"Séance, date : le {saisie.date:%d/%m/%Y} est passé ; attendu : ce jour ou après.")
    with transaction.atomic():
        lock_bailleur(bailleur.pk)
        same = visible(Seance, acteur).filter(date=saisie.date, heure=saisie.heure, lieu=lieu)
        if any(find_etat(acteur, row) != "annulee" for row in same):
            raise SeanceRefuseeError("Une séance est déjà inscrite ce jour, à cette heure et dans ce lieu.")
        row = Seance(bailleur=bailleur, date=saisie.date, heure=saisie.heure, lieu=lieu, territoire=saisie.territoire)
        row.auteur_id, row.ecrit_le = acteur.utilisateur_id, moment
        row.save(force_insert=True)
        write_acte(acteur, "seance", row, {"date": saisie.date.isoformat()}, moment)
    return row


def tenir(acteur: Acteur, seance_id: int, presents: str, moment: datetime) -> MotSeance:
    """Say that a session was held, and who was there.

    Args:
        acteur: Who writes.
        seance_id: The session.
        presents: Members present, one a line.
        moment: When.

    Raises:
        SeanceRefuseeError: a day to come, or nobody present.
        gef.core.errors.TransitionInterditeError: it was held or cancelled already.
        Http404, PermissionDenied: not his to see, or not his to write.
    """
    lines = "\n".join(line for line in (part.strip() for part in presents.splitlines()) if line)
    seance = fetch(Seance, acteur, to="orienter", pk=seance_id)
    if seance.date > moment.date():
        raise SeanceRefuseeError(
            f"Séance du {seance.date:%d/%m/%Y} : à venir ; attendu : dire qu’elle est tenue ce jour-là ou après."
        )
    if not lines:
        raise SeanceRefuseeError("Membres présents : vide ; attendu : un nom par ligne.")
    return write_mot(acteur, seance_id, "tenue", moment, presents=lines)


def annuler_seance(acteur: Acteur, seance_id: int, motif: str, moment: datetime) -> MotSeance:
    """Cancel a session; what was on its agenda may be put on another.

    Raises:
        SeanceRefuseeError: no reason, or a dwelling of the agenda already decided.
        gef.core.errors.TransitionInterditeError: it was held or cancelled already.
        Http404, PermissionDenied: not his to see, or not his to write.
    """
    if not motif.strip():
        raise SeanceRefuseeError("Annulation, motif : vide ; attendu : pourquoi, en une phrase.")
    return write_mot(acteur, seance_id, "annulee", moment, motif=motif.strip())


def write_mot(
    acteur: Acteur, seance_id: int, etat: str, moment: datetime, *, presents: str = "", motif: str = ""
) -> MotSeance:
    """Write a word on a session, after those already written.

    Raises:
        SeanceRefuseeError: a cancellation after decisions.
        gef.core.errors.TransitionInterditeError: the word cannot follow.
        Http404, PermissionDenied: not his to see, or not his to write.
    """
    seance = fetch(Seance, acteur, to="orienter", pk=seance_id)
    with transaction.atomic():
        lock_bailleur(seance.bailleur_id)
        check_suite_seance(find_etat(acteur, seance), etat)
        rows = list(visible(Passage, acteur).filter(seance=seance))
        if etat == "annulee" and requetes.decisions_of(row.pk for row in rows).exists():
            raise SeanceRefuseeError(
                "Des décisions sont inscrites à cette séance ; attendu : une séance sans décision."
            )
        rang = visible(MotSeance, acteur).filter(seance=seance).count() + 1
        row = MotSeance(seance=seance, rang=rang, etat=etat, presents=presents, motif=motif)
        row.auteur_id, row.ecrit_le = acteur.utilisateur_id, moment
        row.save(force_insert=True)
        write_acte(acteur, f"seance_{etat}", seance, {"motif": motif}, moment)
        if etat == "annulee":
            tell_annulation(acteur, seance, moment)
    return row


def find_etat(acteur: Acteur, seance: Seance) -> str:
    """Where a session of the actor's stands: a code of `gef.core.caleol.ETATS_SEANCE`."""
    last = visible(MotSeance, acteur).filter(seance=seance).order_by("rang").last()
    return last.etat if last else PLANIFIEE


def ajouter_passage(acteur: Acteur, seance_id: int, reference: str, moment: datetime) -> Passage:
    """Put a dwelling at the end of the agenda of a session.

    Raises:
        SeanceRefuseeError: no candidates are designated, or an agenda still open has it already.
        Http404, PermissionDenied: not his to see, or not his to write.
    """
    return ajouter_passages(acteur, seance_id, [reference], moment)[0]


def ajouter_passages(
    acteur: Acteur, seance_id: int, references: Iterable[str], moment: datetime
) -> tuple[Passage, ...]:
    """Put dwellings at the end of the agenda of a session, all or none; tell once whom they concern.

    Raises:
        SeanceRefuseeError: no dwelling, or one of them is refused; see `ajouter_passage`.
        Http404, PermissionDenied: not his to see, or not his to write.
    """
    wanted = list(dict.fromkeys(references))
    if not wanted:
        raise SeanceRefuseeError("Ordre du jour : aucun logement coché ; attendu : un au moins.")
    seance = fetch(Seance, acteur, to="orienter", pk=seance_id)
    with transaction.atomic():
        lock_bailleur(seance.bailleur_id)
        check_ouverte(acteur, seance)
        rows = tuple(_write_passage(acteur, seance, reference, moment) for reference in wanted)
        tell_ajouts(acteur, seance, rows, is_convoquee=find_etat(acteur, seance) == "convoquee")
    return rows


def _write_passage(acteur: Acteur, seance: Seance, reference: str, moment: datetime) -> Passage:
    liberation = fetch(Liberation, acteur, to="orienter", reference=reference)
    etat = load_flux(seance.bailleur_id)
    suivi = etat.suivis[liberation.pk]
    if not is_pret(suivi):
        raise SeanceRefuseeError(
            f"{reference} n’attend pas la CALEOL ; attendu : un logement dont les candidats sont désignés."
        )
    known = next(iter(list_agendas([liberation.pk])), None)
    if known:
        raise SeanceRefuseeError(f"{reference} est déjà à l’ordre du jour du {known.seance.date:%d/%m/%Y}.")
    ordre = max((row.ordre for row in requetes.passages_of([seance.pk])), default=0) + 1
    row = Passage(seance=seance, liberation=liberation, ordre=ordre, tour=count_tours(suivi))
    row.reservataire = find_compte(etat, suivi)
    row.auteur_id, row.ecrit_le = acteur.utilisateur_id, moment
    row.save(force_insert=True)
    write_acte(acteur, "passage", seance, {"logement": reference}, moment)
    return row


def retirer_passage(acteur: Acteur, passage_id: int, motif: str, moment: datetime) -> RetraitPassage:
    """Take a dwelling off the agenda.

    Raises:
        SeanceRefuseeError: no reason, decisions already written, or a session that is over.
        Http404, PermissionDenied: not his to see, not his to write, or off the agenda already.
    """
    if not motif.strip():
        raise SeanceRefuseeError("Retrait de l’ordre du jour, motif : vide ; attendu : pourquoi, en une phrase.")
    with transaction.atomic():
        passage = lock_passage(acteur, passage_id)
        row = RetraitPassage(passage=passage, motif=motif.strip())
        row.auteur_id, row.ecrit_le = acteur.utilisateur_id, moment
        row.save(force_insert=True)
        details = {"logement": passage.liberation.reference, "motif": row.motif}
        write_acte(acteur, "passage_retire", passage.seance, details, moment)
        tell_retrait(acteur, passage, moment)
    return row


def avancer_passage(acteur: Acteur, passage_id: int, moment: datetime) -> Passage:
    """Examine a dwelling before the one that precedes it on the agenda.

    Raises:
        SeanceRefuseeError: it is the first, decisions are written on one of the two, or the session is over.
        Http404, PermissionDenied: not his to see, not his to write, or off the agenda.
    """
    with transaction.atomic():
        passage = lock_passage(acteur, passage_id)
        before = [row for row in requetes.passages_of([passage.seance_id]) if row.ordre < passage.ordre]
        if not before:
            raise SeanceRefuseeError(f"{passage.liberation.reference} est déjà le premier de l’ordre du jour.")
        previous = lock_passage(acteur, before[-1].pk)
        _move(acteur, previous, passage.ordre, moment)
        moved = _move(acteur, passage, previous.ordre, moment)
        write_acte(acteur, "passage_avance", passage.seance, {"logement": passage.liberation.reference}, moment)
    return moved


def _move(acteur: Acteur, passage: Passage, ordre: int, moment: datetime) -> Passage:
    row = Passage(
        seance=passage.seance,
        liberation=passage.liberation,
        tour=passage.tour,
        reservataire=passage.reservataire,
        ordre=ordre,
        remplace=passage,
    )
    row.auteur_id, row.ecrit_le = acteur.utilisateur_id, moment
    row.save(force_insert=True)
    return row


def lock_passage(acteur: Acteur, passage_id: int) -> Passage:
    """Hold the bailleur, give a passage that may still move: on an agenda that is open, before any decision.

    Raises:
        SeanceRefuseeError: decisions are written, or the session is over.
        Http404, PermissionDenied: not his to see, not his to write, or off the agenda.
    """
    passage = fetch(Passage, acteur, to="orienter", pk=passage_id)
    lock_bailleur(passage.seance.bailleur_id)
    found = next((row for row in requetes.passages_of([passage.seance_id]) if row.pk == passage_id), None)
    if found is None:
        raise Http404
    check_ouverte(acteur, found.seance)
    if requetes.decisions_of([found.pk]).exists():
        raise SeanceRefuseeError(f"{found.liberation.reference} a des décisions ; il reste à l’ordre du jour.")
    return found


def check_ouverte(acteur: Acteur, seance: Seance) -> None:
    """Refuse to change the agenda of a session that was held or cancelled.

    Raises:
        SeanceRefuseeError: it is over.
    """
    etat = find_etat(acteur, seance)
    if etat in ("tenue", "annulee"):
        raise SeanceRefuseeError(f"La séance du {seance.date:%d/%m/%Y} est close ; attendu : une séance à venir.")


def is_pret(suivi: Suivi) -> bool:
    """Whether a dwelling waits for the commission: its candidates are designated, and nothing came since."""
    if suivi.etat.etat == "candidats":
        return True
    last = suivi.etat.ecriture
    return suivi.etat.etat in HORS_COMPTES and last is not None and last.fait.type == TypeFait.CANDIDATS


def list_prets(etat: EtatFlux) -> tuple[Suivi, ...]:
    """Dwellings that wait for the commission and are on no agenda still open, the oldest first."""
    waiting = [suivi for suivi in etat.suivis.values() if is_pret(suivi)]
    taken = {row.liberation_id for row in list_agendas([suivi.liberation.pk for suivi in waiting])}
    free = (suivi for suivi in waiting if suivi.liberation.pk not in taken)
    return tuple(sorted(free, key=lambda suivi: (suivi.liberation.libre_le, suivi.liberation.reference)))


def list_agendas(liberations: list[int]) -> list[Passage]:
    """Passages on which dwellings still wait: not decided, on a session to come, or held with decisions to complete."""
    rows = list(requetes.passages_of_liberations(liberations))
    last = {mot.seance_id: mot.etat for mot in requetes.mots_of({row.seance_id for row in rows})}
    closed = {row.passage_id for row in requetes.clotures_of(liberations)}
    begun = {row.passage_id for row in requetes.decisions_of(row.pk for row in rows)}
    waiting = [row for row in rows if row.pk not in closed and last.get(row.seance_id) != "annulee"]
    return [row for row in waiting if last.get(row.seance_id) != "tenue" or row.pk in begun]


def write_acte(acteur: Acteur, acte: str, seance: Seance, details: Mapping[str, object], moment: datetime) -> None:
    """Write in the journal what is done to a session."""
    Acte(
        bailleur_id=seance.bailleur_id,
        auteur_id=acteur.utilisateur_id,
        acte=acte,
        objet=f"séance {seance.pk}",
        details=dict(details),
        fait_le=moment,
    ).save(force_insert=True)
