"""What happened to each freed dwelling: decided by the product's own engine, told as dated facts.

Every Monday the dwellings known so far are oriented, the one freed first before the others, as the screen lists them;
then come, at the pace of the trade, the refusals, the CALEOL and the leases. The accounts are the fold of the facts, in
the order in which they are written here: nothing else sets a solde.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from gef.core.enregistrement import record_proposition
from gef.core.grand_livre import GrandLivre
from gef.core.orientation import Logement, Moteur, Parametres, Proposition
from gef.core.parts import BAILLEUR
from gef.demo import motifs
from gef.demo.calendrier import JEUDI, JOUR_DEMO, PREMIER_EXERCICE, list_seances, next_ouvre, next_weekday
from gef.demo.gestion import find_gestion, is_requalifie
from gef.demo.liberations import LiberationDemo
from gef.demo.reservataires import BASCULE, build_accounts, build_clauses, build_parts
from gef.demo.tirage import is_tire, open_tirage

REFUS_POUR_MILLE, RETOUR_POUR_MILLE = 50, 7
DEPART_POUR_MILLE, REFUS_MENAGE_POUR_MILLE = 30, 80
# A small réservataire without candidates, who gives back all that he is offered: late, and drowned, by his own answers.
REFUSE_TOUT, REFUSE_DEPUIS, JOURS_REFUSE_TOUT = "VILLE-06085", date(2026, 8, 1), 2
# What was known before the first exercice waits for it.
OUVERTURE = date(PREMIER_EXERCICE, 1, 1)
# Shortest and longest delays, in days.
JOURS_REFUS, JOURS_RETOUR = (2, 8), (30, 35)
JOURS_CALEOL, JOURS_SECONDE_CALEOL, AVANT_LIBRE = (14, 38), (14, 28), 25
JOURS_REFUS_MENAGE, JOURS_BAIL, JOURS_REMISE_EN_ETAT = (3, 10), (7, 24), (2, 30)
# Order of the facts of one day: what gives a dwelling back comes before the meeting that orients it again.
ORDRE = {
    "refus": 0,
    "retour": 1,
    "refus_menage": 2,
    "acceptation": 3,
    "candidats": 4,
    "attribution": 5,
    "bail": 6,
    "seance": 7,
}
# The sheets, answers and candidates of the last weeks are told; before, the journal starts at the commission.
JOURS_REPONSE, SILENCIEUX_POUR_MILLE = (1, 6), 120
CANDIDATS_DEPUIS, AVANT_CALEOL = date(2026, 9, 1), timedelta(days=9)


@dataclass(frozen=True, slots=True)
class FaitDemo:
    """A dated fact of a dwelling; `propose` is the account of the proposal, when a person decided on one."""

    liberation: LiberationDemo
    rang: int
    type: str
    date: date
    reservataire: str | None
    motif: str = ""
    propose: str | None = None
    enregistrement: dict[str, Any] | None = None

    @property
    def is_depart(self) -> bool:
        """Whether a person departed from the proposal."""
        return self.propose is not None and self.propose != self.reservataire


@dataclass(slots=True)
class _Suivi:
    liberation: LiberationDemo
    logement: Logement
    rang: int = 0


@dataclass(order=True, slots=True)
class _Evenement:
    jour: date
    ordre: int
    numero: int
    type: str = field(compare=False)
    suivi: _Suivi | None = field(compare=False)
    motif: str = field(compare=False, default="")


@dataclass(frozen=True, slots=True)
class Deroule:
    """The facts in the order of writing, and what they lead to on the day of the demonstration."""

    faits: tuple[FaitDemo, ...]
    soldes: dict[str, Fraction]
    en_attente: tuple[LiberationDemo, ...]


def run_flux(liberations: Sequence[LiberationDemo]) -> Deroule:
    """Live the years of the demonstration, to its day."""
    return _Simulation(liberations).run()


class _Simulation:
    """The ledger, what waits for a decision, and what is still to come."""

    def __init__(self, liberations: Sequence[LiberationDemo]) -> None:
        moteur = Moteur(build_accounts().values(), Parametres())
        self.livre = GrandLivre(moteur, build_parts(), build_clauses())
        self.rng, self.gestion, self.reponses = open_tirage("flux"), open_tirage("gestion"), open_tirage("reponses")
        self.inconnus = sorted(liberations, key=lambda row: (row.connu_le, row.reference), reverse=True)
        self.suivis = {
            row.reference: _Suivi(row, to_logement(row, rang)) for rang, row in enumerate(liberations, start=1)
        }
        self.attente: list[_Suivi] = []
        self.a_venir: list[_Evenement] = []
        self.numero = 0
        self.faits: list[FaitDemo] = []

    def run(self) -> Deroule:
        for seance in list_seances():
            self._plan(seance, "seance", None)
        while self.a_venir and self.a_venir[0].jour <= JOUR_DEMO:
            evenement = heapq.heappop(self.a_venir)
            self._learn(evenement.jour)
            if evenement.suivi is None:
                self._meet(evenement.jour)
            else:
                self._happen(evenement, evenement.suivi)
        self._learn(JOUR_DEMO)
        comptes = self.livre.moteur.comptes
        return Deroule(
            faits=tuple(self.faits),
            soldes={nom: comptes.solde(nom) for nom in sorted(comptes.par_reservataire)},
            en_attente=tuple(suivi.liberation for suivi in sorted(self.attente, key=_order)),
        )

    def _plan(self, jour: date, kind: str, suivi: _Suivi | None, motif: str = "") -> None:
        self.numero += 1
        heapq.heappush(self.a_venir, _Evenement(jour, ORDRE[kind], self.numero, kind, suivi, motif))

    def _days(self, bounds: tuple[int, int]) -> timedelta:
        return timedelta(days=self.rng.randint(*bounds))

    def _learn(self, jour: date) -> None:
        """Put what became known up to `jour` where it belongs: waiting for a decision, or out of the flux."""
        while self.inconnus and self.inconnus[-1].connu_le <= jour:
            suivi = self.suivis[self.inconnus.pop().reference]
            if not suivi.liberation.hors_flux:
                self.attente.append(suivi)
            elif suivi.liberation.hors_flux != "vente":
                self._plan_bail(suivi, max(suivi.liberation.connu_le, OUVERTURE))

    def _meet(self, jour: date) -> None:
        """Orient all that waits, the one freed first before the others; proposals are made on a copy, as on screen."""
        essai = self.livre.moteur.copy()
        for suivi in sorted(self.attente, key=_order):
            self._orienter(essai, suivi, jour)
        self.attente.clear()

    def _orienter(self, essai: Moteur, suivi: _Suivi, jour: date) -> None:
        logement = suivi.logement
        etat, parts = self.livre.etat(logement), self.livre.parts.au(logement.date, logement.commune)
        if not etat.is_credite:
            essai.liberer(logement, parts)
        proposition = essai.proposer(logement, parts, frozenset(etat.refus))
        choisi, motif = self._decide(proposition)
        essai.engager(logement, choisi)
        record = record_proposition(proposition, etat.refus, essai.parametres)
        self._write(
            suivi, FaitDemo(suivi.liberation, 0, "orientation", jour, choisi, motif, proposition.choix.retenu, record)
        )
        self._plan_suite(suivi, choisi, jour)

    def _write(self, suivi: _Suivi, fait: FaitDemo) -> None:
        """Write a fact in the ledger, which refuses those that cannot follow, and move the accounts."""
        suivi.rang += 1
        self.livre.ecrire(suivi.logement, fait.type, fait.date, fait.reservataire or BAILLEUR)
        self.faits.append(replace(fait, rang=suivi.rang))

    def _decide(self, proposition: Proposition) -> tuple[str, str]:
        """Follow the proposal, or prefer with a reason the one who lacks the most among the others."""
        choix = proposition.choix
        others = [ligne for ligne in choix.lignes if ligne.candidat.id != choix.retenu and ligne.lecture != "refus"]
        if not others or not is_tire(self.rng, DEPART_POUR_MILLE):
            return choix.retenu, ""
        prefere = max(others, key=lambda ligne: (ligne.solde, ligne.candidat.id)).candidat
        return prefere.id, motifs.motive_depart(self.rng, prefere.type)

    def _plan_suite(self, suivi: _Suivi, code: str, jour: date) -> None:
        is_requalifiee = is_requalifie(self.gestion, code, suivi.liberation.libre_le, BASCULE)
        is_directe = code != BAILLEUR and find_gestion(code, BASCULE, BASCULE)[0] != "deleguee" and not is_requalifiee
        if is_directe and jour >= CANDIDATS_DEPUIS:
            self._write(suivi, FaitDemo(suivi.liberation, 0, "transmission", jour, code))
        if code == REFUSE_TOUT and jour >= REFUSE_DEPUIS:
            self._plan(next_ouvre(jour + timedelta(days=JOURS_REFUSE_TOUT)), "refus", suivi, motifs.REFUS[0])
        elif code != BAILLEUR and is_tire(self.rng, REFUS_POUR_MILLE):
            motif = motifs.motive_refus(self.rng, suivi.liberation.logement)
            self._plan(next_ouvre(jour + self._days(JOURS_REFUS)), "refus", suivi, motif)
        elif code != BAILLEUR and is_tire(self.rng, RETOUR_POUR_MILLE):
            self._plan(next_ouvre(jour + self._days(JOURS_RETOUR)), "retour", suivi, motifs.RETOUR)
        else:
            if is_requalifiee:
                self._write(suivi, FaitDemo(suivi.liberation, 0, "requalification", jour, code))
            self._plan_bail(suivi, jour)

    def _plan_bail(self, suivi: _Suivi, jour: date) -> None:
        libre_le = suivi.liberation.libre_le
        earliest = max(jour + self._days(JOURS_CALEOL), libre_le - timedelta(days=AVANT_LIBRE))
        attribue_le = next_weekday(earliest, JEUDI)
        self._plan_candidats(suivi, jour, attribue_le)
        self._plan(attribue_le, "attribution", suivi)
        if is_tire(self.rng, REFUS_MENAGE_POUR_MILLE):
            refuse_le = next_ouvre(attribue_le + self._days(JOURS_REFUS_MENAGE))
            self._plan(refuse_le, "refus_menage", suivi, self.rng.choice(motifs.REFUS_MENAGE))
            attribue_le = next_weekday(refuse_le + self._days(JOURS_SECONDE_CALEOL), JEUDI)
            self._plan(attribue_le, "attribution", suivi)
        signe_le = max(attribue_le + self._days(JOURS_BAIL), libre_le + self._days(JOURS_REMISE_EN_ETAT))
        self._plan(next_ouvre(signe_le), "bail", suivi)

    def _plan_candidats(self, suivi: _Suivi, jour: date, attribue_le: date) -> None:
        designe_le = next_ouvre(max(attribue_le - AVANT_CALEOL, jour + timedelta(days=1)))
        if not CANDIDATS_DEPUIS <= designe_le < attribue_le:
            return
        self._plan(designe_le, "candidats", suivi)
        answered = next_ouvre(jour + timedelta(days=self.reponses.randint(*JOURS_REPONSE)))
        is_silent = is_tire(self.reponses, SILENCIEUX_POUR_MILLE)
        if self.livre.etat(suivi.logement).etat == "transmis" and answered < designe_le and not is_silent:
            self._plan(answered, "acceptation", suivi)

    def _happen(self, evenement: _Evenement, suivi: _Suivi) -> None:
        holder = self.livre.etat(suivi.logement).reservataire
        fait = FaitDemo(suivi.liberation, 0, evenement.type, evenement.jour, holder, evenement.motif)
        self._write(suivi, fait)
        if evenement.type in ("refus", "retour"):
            self.attente.append(suivi)


def _order(suivi: _Suivi) -> tuple[date, str]:
    return suivi.liberation.libre_le, suivi.liberation.reference


def to_logement(liberation: LiberationDemo, rang: int) -> Logement:
    """Give the core's view of a freed dwelling."""
    logement = liberation.logement
    return Logement(
        rang=rang,
        date=liberation.libre_le,
        logement=liberation.reference,
        commune=logement.commune,
        epci=liberation.epci,
        typologie=logement.typologie,
        financement=logement.financement,
        qpv=logement.qpv,
        forme=logement.forme,
        hors_flux=liberation.hors_flux,
    )
