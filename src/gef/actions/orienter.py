"""Orient a freed dwelling: propose with reasons, let a person decide, write the fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from threading import Lock

from django.db import IntegrityError, transaction

from gef.access.acteur import Acteur
from gef.access.models import Organisation
from gef.access.verrou import lock_bailleur
from gef.access.visible import fetch
from gef.actions.faits import DejaDecideError, SaisieFait, write_fait
from gef.actions.flux import EtatFlux, Suivi, load_flux, to_logement
from gef.actions.motifs_ecart import write_motif
from gef.core.enregistrement import record_proposition
from gef.core.orientation import Parametres, Proposition
from gef.core.parts import BAILLEUR
from gef.core.reglages import find_reglage
from gef.db.flux.models import Fait, Liberation, Reservataire, TypeFait

JOURS_DE_REFERENCE = 365
_verrou = Lock()  # one thread proposes; the others take its proposals


@dataclass(frozen=True, slots=True)
class EnAttente:
    """A dwelling that waits for a decision, with the proposal made as if the earlier ones were decided."""

    suivi: Suivi
    proposition: Proposition
    jours_de_vacance: int
    parametres: Parametres

    @property
    def liberation(self) -> Liberation:
        """The freed dwelling."""
        return self.suivi.liberation

    @property
    def retenu(self) -> str:
        """Account to which it is proposed."""
        return self.proposition.choix.retenu


@dataclass(frozen=True, slots=True)
class Effet:
    """What choosing a reservataire does to his solde."""

    reservataire: str
    avant: Fraction
    apres: Fraction


def list_en_attente(bailleur: Organisation, jour: date) -> tuple[EnAttente, ...]:
    """Propose for every dwelling that waits, oldest first; each proposal counts the earlier ones as engaged.

    Args:
        bailleur: Whose flux.
        jour: The day on which the page is read; gives the days of vacancy.
    """
    return propose_all(load_flux(bailleur.pk), jour)


def propose_all(etat: EtatFlux, jour: date, choix: Mapping[int, str] | None = None) -> tuple[EnAttente, ...]:
    """Same as `list_en_attente`, from a state already read; the state is not moved, and remembers its proposals.

    Args:
        etat: State of the flux.
        jour: The day on which the worklist is read.
        choix: Account to engage in place of the proposal, by dwelling: what would follow if a person decided so.
    """
    if choix:
        return _propose(etat, list_waiting(etat), jour, choix)
    asked = ("propositions", jour)
    if asked not in etat.memoire:
        with _verrou:
            if asked not in etat.memoire:
                etat.memoire[asked] = _propose_or_keep(etat, jour)
    rows: tuple[EnAttente, ...] = etat.memoire[asked]
    return rows


@dataclass(frozen=True, slots=True)
class _Proposees:
    """Proposals worked out, and what they depend on."""

    mouvements: int
    parametres: Parametres
    rows: tuple[EnAttente, ...]


def _propose_or_keep(etat: EtatFlux, jour: date) -> tuple[EnAttente, ...]:
    """Propose, or take up again the proposals of a former state: most facts move no account and no waiting dwelling."""
    waiting, mouvements, parametres = list_waiting(etat), etat.moteur.comptes.mouvements, regler(etat, jour)
    former: _Proposees | None = etat.propositions.get(jour)
    is_kept = (
        former is not None
        and (former.mouvements, former.parametres) == (mouvements, parametres)
        and len(former.rows) == len(waiting)
        and all(row.suivi is suivi for row, suivi in zip(former.rows, waiting, strict=True))
    )
    rows = former.rows if former is not None and is_kept else _propose(etat, waiting, jour, {})
    etat.propositions.clear()
    etat.propositions[jour] = _Proposees(mouvements, parametres, rows)
    return rows


def list_waiting(etat: EtatFlux) -> list[Suivi]:
    """Dwellings that wait for a decision, oldest first."""
    waiting = (s for s in etat.suivis.values() if s.is_en_attente)
    return sorted(waiting, key=lambda s: (s.liberation.libre_le, s.liberation.reference))


def _propose(etat: EtatFlux, waiting: Iterable[Suivi], jour: date, choisis: Mapping[int, str]) -> tuple[EnAttente, ...]:
    moteur = etat.moteur.copy()
    moteur.regler(regler(etat, jour))
    rows = []
    for suivi in waiting:
        logement, parts = to_logement(suivi.liberation), etat.parts_of(suivi.liberation)
        if not suivi.etat.is_credite:
            moteur.liberer(logement, parts)
        proposition = moteur.proposer(logement, parts, frozenset(suivi.refus))
        moteur.engager(logement, choisis.get(suivi.liberation.pk, proposition.choix.retenu))
        vacance = max(0, (jour - suivi.liberation.libre_le).days)
        rows.append(EnAttente(suivi, proposition, vacance, moteur.parametres))
    return tuple(rows)


def regler(etat: EtatFlux, jour: date) -> Parametres:
    """Give the settings of the rule: those recorded for the day, else those to ship.

    Looser ones are shipped where the bailleur has next to no contingent of his own to lend; before any liberation, the
    default.

    Source:
        docs/decisions/0007-reglages-orientation.md, docs/metier/reglages.md.
    """
    reglage = find_reglage(etat.reglages, jour)
    if reglage:
        return reglage.parametres
    asked = ("parametres", jour)
    if asked not in etat.memoire:
        part_propre = compute_part_propre(etat, jour)
        etat.memoire[asked] = Parametres() if part_propre is None else Parametres.for_part_propre(part_propre)
    parametres: Parametres = etat.memoire[asked]
    return parametres


def compute_part_propre(etat: EtatFlux, jour: date) -> Fraction | None:
    """Weight the bailleur's own part by what each commune freed in the last twelve months; None when nothing was.

    Args:
        etat: State of the flux.
        jour: Last day of the twelve months.
    """
    since = jour - timedelta(days=JOURS_DE_REFERENCE)
    freed = Counter(
        suivi.liberation.commune
        for suivi in etat.suivis.values()
        if suivi.is_dans_le_flux and since < suivi.liberation.libre_le <= jour
    )
    if not freed:
        return None
    own = sum(count * etat.livre.parts.au(jour, commune).get(BAILLEUR, Fraction(0)) for commune, count in freed.items())
    return Fraction(own) / freed.total()


def effects(attente: EnAttente) -> tuple[Effet, ...]:
    """Say what each eligible reservataire's solde becomes if he is chosen, the proposed one first."""
    unite = attente.proposition.situation.unite
    retenu = attente.proposition.choix.retenu
    rows = [
        Effet(ligne.candidat.id, Fraction(ligne.solde, unite), Fraction(ligne.solde, unite) - 1)
        for ligne in attente.proposition.choix.lignes
        if ligne.lecture != "refus"
    ]
    return tuple(sorted(rows, key=lambda effet: (effet.reservataire != retenu, -effet.avant, effet.reservataire)))


def orienter(
    acteur: Acteur,
    reference: str,
    reservataire: str,
    *,
    motif: str,
    rang_vu: int,
    moment: datetime,
    code_motif: str = "",
    propose_vu: str = "",
) -> Fait:
    """Write a person's decision on a dwelling.

    Args:
        acteur: Who decides; he writes for his own organisation.
        reference: The dwelling.
        reservataire: Account id chosen.
        motif: In his words, why he departs from the proposal; needed when he does and the code does not say it.
        rang_vu: Number of facts of the dwelling when the page was shown.
        moment: When he decides.
        code_motif: A code of `gef.actions.motifs_ecart.MOTIFS_ECART`; "" for none.
        propose_vu: Account proposed when the page was shown; "" when nobody says.

    Returns:
        The new fact, with the record of the proposal that he had before his eyes.

    Raises:
        gef.actions.motifs_ecart.MotifManquantError: he departs from the proposal without a reason.
        DejaDecideError: the dwelling is no longer waiting, or another account is now proposed for it.
        Http404, PermissionDenied: see `gef.access.visible.fetch`.
    """
    liberation = fetch(Liberation, acteur, to="orienter", reference=reference)
    try:
        with transaction.atomic():
            lock_bailleur(liberation.bailleur_id)
            etat = load_flux(liberation.bailleur_id)
            attente = _find(etat, liberation, rang_vu, moment.date())
            _check_choice(attente.proposition, reservataire)
            _check_proposition(etat, attente, propose_vu)
            is_ecart = reservataire != attente.proposition.choix.retenu
            ecart = write_motif(code_motif, motif) if is_ecart else ""
            return write_orientation(acteur, attente, etat.comptes.get(reservataire), ecart, moment)
    except IntegrityError as error:
        raise DejaDecideError(
            f"{reference} vient d’être orienté par une autre personne ; rien n’a été changé."
        ) from error


def write_orientation(
    acteur: Acteur, attente: EnAttente, compte: Reservataire | None, motif: str, moment: datetime
) -> Fait:
    """Write a decision already checked, under the lock of the bailleur: the fact with its record, and the act."""
    proposition = attente.proposition
    return write_fait(
        acteur,
        attente.suivi,
        SaisieFait(TypeFait.ORIENTATION, moment.date(), motif=motif),
        compte,
        moment,
        enregistrement=record_proposition(proposition, attente.suivi.refus, attente.parametres),
        details={"propose": proposition.choix.retenu},
    )


def _find(etat: EtatFlux, liberation: Liberation, rang_vu: int, jour: date) -> EnAttente:
    waiting = {row.liberation.pk: row for row in propose_all(etat, jour)}
    found = waiting.get(liberation.pk)
    if found is None or found.suivi.rang != rang_vu:
        raise DejaDecideError(
            f"{liberation.reference} n’attend plus de décision, ou a changé depuis l’affichage ; rien n’a été changé."
        )
    return found


def _check_proposition(etat: EtatFlux, attente: EnAttente, propose_vu: str) -> None:
    """Refuse a decision taken before a proposal that is no longer made: other decisions moved the accounts."""
    if propose_vu and propose_vu != attente.retenu:
        noms = etat.noms()
        now, before = (noms.get(code, code) for code in (attente.retenu, propose_vu))
        raise DejaDecideError(
            f"La proposition a changé depuis l’affichage : {now}, et non plus {before}. Rien n’a été écrit ; relisez."
        )


def _check_choice(proposition: Proposition, reservataire: str) -> None:
    eligibles = {ligne.candidat.id for ligne in proposition.choix.lignes}
    if reservataire not in eligibles:
        raise DejaDecideError(
            f"« {reservataire} » n’a pas de part dans cette commune ; attendu : {', '.join(sorted(eligibles))}."
        )
