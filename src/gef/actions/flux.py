"""The state of a bailleur's flux, read from its facts: accounts, and where each freed dwelling stands.

The ledger is append-only, so the state is a fold over the facts in the order they were written. What was read once
is kept in memory and continued from the last fact; the database stays the only truth.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from gef.core.orientation import Logement, Moteur, Parametres
from gef.core.parts import BAILLEUR, PartConvention, Reservataire, TableParts
from gef.db.flux import requetes
from gef.db.flux.models import Convention, Fait, Liberation, TypeFait
from gef.db.flux.models import Reservataire as CompteReservataire
from gef.law.territoires import load_communes

INCONNU = "inconnu"
NON_RESERVE = "Non réservé"


@dataclass(slots=True)
class Suivi:
    """Where a freed dwelling stands: to whom it is oriented, who refused it, what followed."""

    liberation: Liberation
    reservataire: str | None = None
    refus: tuple[str, ...] = ()
    etape: str = "a_orienter"
    is_credite: bool = False
    rang: int = 0

    @property
    def is_en_attente(self) -> bool:
        """Whether the dwelling is in the flux and waits for a decision."""
        return not self.liberation.hors_flux and self.reservataire is None


@dataclass(slots=True)
class EtatFlux:
    """Accounts and dwellings of a bailleur after a given fact."""

    moteur: Moteur
    parts: TableParts
    comptes: dict[str, CompteReservataire]
    politiques: dict[str, str]
    declencheurs: dict[str, str]
    suivis: dict[int, Suivi] = field(default_factory=dict)
    cliches: dict[int, dict[str, tuple[Fraction, int]]] = field(default_factory=dict)
    dernier_fait: int = 0
    exercice: int = 0

    def parts_of(self, liberation: Liberation) -> Mapping[str, Fraction]:
        """Parts in force in the commune of a dwelling, the day it is free."""
        return self.parts.au(liberation.libre_le, liberation.commune)

    def noms(self) -> dict[str, str]:
        """Display name by account id; the bailleur's own contingent is no row of the database."""
        return {code: compte.nom for code, compte in self.comptes.items()} | {BAILLEUR: NON_RESERVE}

    def ids_with_bailleur(self) -> list[str]:
        """Account ids in order, the bailleur's own last."""
        return [*sorted(code for code in self.comptes if code != BAILLEUR), BAILLEUR]


_KNOWN: dict[int, tuple[str, EtatFlux]] = {}


def load_flux(bailleur_id: int) -> EtatFlux:
    """Read the facts of a bailleur and return his accounts and dwellings.

    Four queries, whatever the number of facts; facts already folded by this process are not read again.
    """
    comptes = list(requetes.comptes_of(bailleur_id))
    conventions = list(requetes.conventions_of(bailleur_id))
    key = repr([(c.pk, c.nom, c.code) for c in comptes]) + repr(
        [(c.pk, c.part, c.debut, c.fin, c.politique_refus, c.declencheur) for c in conventions]
    )
    known = _KNOWN.get(bailleur_id)
    etat = known[1] if known and known[0] == key else _open(comptes, conventions)
    _KNOWN[bailleur_id] = (key, etat)
    _read_liberations(etat, bailleur_id)
    if not _continues(etat, bailleur_id):
        etat = _open(comptes, conventions)
        _KNOWN[bailleur_id] = (key, etat)
        _read_liberations(etat, bailleur_id)
    for fact in requetes.faits_after(bailleur_id, etat.dernier_fait):
        apply_fact(etat, fact)
    return etat


def _continues(etat: EtatFlux, bailleur_id: int) -> bool:
    """Whether the last fact folded is still the bailleur's: a restored or emptied database starts afresh."""
    if not etat.dernier_fait:
        return True
    return requetes.faits_of(bailleur_id).filter(pk=etat.dernier_fait).exists()


def _open(comptes: Iterable[CompteReservataire], conventions: Iterable[Convention]) -> EtatFlux:
    epci = {commune.code: commune.epci for commune in load_communes().values()}
    by_code = {compte.code: compte for compte in comptes}
    accounts = {code: Reservataire(code, compte.type, compte.portee) for code, compte in by_code.items()}
    rows = list(conventions)
    parts = TableParts(
        (PartConvention(accounts[row.reservataire.code], row.part, row.debut, row.fin) for row in rows), epci
    )
    return EtatFlux(
        Moteur(accounts.values(), Parametres()),
        parts,
        by_code,
        {row.reservataire.code: row.politique_refus for row in rows},
        {row.reservataire.code: row.declencheur for row in rows},
    )


def _read_liberations(etat: EtatFlux, bailleur_id: int) -> None:
    newest = max(etat.suivis, default=0)
    for liberation in requetes.liberations_after(bailleur_id, newest):
        etat.suivis[liberation.pk] = Suivi(liberation)


def to_logement(liberation: Liberation) -> Logement:
    """Give the core's view of a freed dwelling; what is missing is said, never guessed."""
    return Logement(
        rang=liberation.pk,
        date=liberation.libre_le,
        logement=liberation.reference,
        commune=liberation.commune,
        epci=liberation.epci,
        typologie=liberation.typologie or INCONNU,
        financement=liberation.financement or INCONNU,
        qpv=bool(liberation.qpv),
        forme=liberation.forme or INCONNU,
        hors_flux=liberation.hors_flux,
    )


def apply_fact(etat: EtatFlux, fact: Fait) -> None:
    """Move the accounts and the dwelling as one fact says; the table is in `gef.core.comptes`."""
    _close_year(etat, fact.date.year)
    suivi = etat.suivis[fact.liberation_id]
    code = fact.reservataire.code if fact.reservataire else BAILLEUR
    _APPLY[fact.type](etat, suivi, code)
    suivi.rang = fact.rang
    etat.dernier_fait = fact.pk


def _close_year(etat: EtatFlux, year: int) -> None:
    """Keep a picture of the accounts at the turn of each year; the soldes themselves carry over."""
    if year > etat.exercice:
        if etat.exercice:
            etat.cliches[etat.exercice] = picture(etat.moteur)
        etat.exercice = year


def picture(moteur: Moteur) -> dict[str, tuple[Fraction, int]]:
    """Droits and received of every account at this moment."""
    comptes = moteur.comptes
    return {nom: (comptes.droits(nom), compte.recus) for nom, compte in comptes.par_reservataire.items()}


def _orienter(etat: EtatFlux, suivi: Suivi, code: str) -> None:
    logement = to_logement(suivi.liberation)
    if not suivi.is_credite:
        etat.moteur.liberer(logement, etat.parts_of(suivi.liberation))
        suivi.is_credite = True
    etat.moteur.engager(logement, code)
    suivi.reservataire, suivi.etape = code, "oriente"


def _refuser(etat: EtatFlux, suivi: Suivi, code: str) -> None:
    suivi.refus = (*suivi.refus, code)
    if etat.politiques.get(code) == "compte":
        suivi.is_credite = False
    else:
        etat.moteur.annuler(to_logement(suivi.liberation), code)
    suivi.reservataire, suivi.etape = None, "a_orienter"


def _retirer(etat: EtatFlux, suivi: Suivi, code: str) -> None:
    etat.moteur.annuler(to_logement(suivi.liberation), code)
    suivi.reservataire, suivi.etape = None, "a_orienter"


def _attribuer(etat: EtatFlux, suivi: Suivi, code: str) -> None:
    suivi.etape = "attribue"
    _count(etat, code, "attribution")


def _signer(etat: EtatFlux, suivi: Suivi, code: str) -> None:
    suivi.etape = "loue"
    _count(etat, code, "bail")


def _refus_menage(_etat: EtatFlux, suivi: Suivi, _code: str) -> None:
    suivi.etape = "oriente"


def _count(etat: EtatFlux, code: str, event: str) -> None:
    if etat.declencheurs.get(code) == event:
        etat.moteur.comptes.decompter(code)


_APPLY: dict[str, Any] = {
    TypeFait.ORIENTATION: _orienter,
    TypeFait.REFUS: _refuser,
    TypeFait.RETOUR: _retirer,
    TypeFait.ATTRIBUTION: _attribuer,
    TypeFait.BAIL: _signer,
    TypeFait.REFUS_MENAGE: _refus_menage,
}
