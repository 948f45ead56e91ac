"""The state of a bailleur's flux, read from its facts: accounts, and where each freed dwelling stands.

The ledger is append-only, so the state is a fold over the facts in the order they were written. What was read once
is kept in memory and continued from the last fact; the database stays the only truth. A state that was given is never
changed afterwards, because several threads read it: what follows is folded on a copy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction

from gef.core.orientation import Logement, Moteur, Parametres
from gef.core.parts import BAILLEUR, PartConvention, Reservataire, TableParts
from gef.db.flux import requetes
from gef.db.flux.models import Convention, Fait, Liberation, TypeFait
from gef.db.flux.models import Reservataire as CompteReservataire
from gef.law.territoires import load_communes

INCONNU = "inconnu"
NON_RESERVE = "Non réservé"


@dataclass(frozen=True, slots=True)
class Suivi:
    """Where a freed dwelling stands: to whom it is oriented, who refused it, what followed."""

    liberation: Liberation
    reservataire: str | None = None
    refus: tuple[str, ...] = ()
    etape: str = "a_orienter"
    is_credite: bool = False
    is_decompte: bool = False
    rang: int = 0

    @property
    def is_en_attente(self) -> bool:
        """Whether the dwelling is in the flux and waits for a decision."""
        return not self.liberation.hors_flux and self.reservataire is None


@dataclass(frozen=True, slots=True)
class Clause:
    """What a convention says of refusals and of the trigger of the count, while it is in force."""

    debut: date
    fin: date | None
    politique_refus: str
    declencheur: str

    def is_en_vigueur(self, jour: date) -> bool:
        """Whether the convention is in force on a day; `fin` is excluded."""
        return self.debut <= jour and (self.fin is None or jour < self.fin)


@dataclass(frozen=True, slots=True)
class Repere:
    """Enough of a fact to know it again: a restored database may give its key to another one."""

    pk: int
    liberation_id: int
    rang: int
    type: str
    ecrit_le: datetime


@dataclass(slots=True)
class EtatFlux:
    """Accounts and dwellings of a bailleur after a given fact.

    Attributes:
        moteur: Accounts and rule.
        parts: Parts by commune and day.
        comptes: Accounts of the database, by code.
        clauses: Conventions of each account, by code.
        suivis: Where each freed dwelling stands, by primary key.
        cliches: Picture of the accounts at the end of each closed year.
        refus: Refusals that did not count, by year and account.
        exercice: Year of the newest fact; 0 before the first one.
        repere: The last fact folded, as the database must still hold it; None before the first one.
    """

    moteur: Moteur
    parts: TableParts
    comptes: Mapping[str, CompteReservataire]
    clauses: Mapping[str, tuple[Clause, ...]]
    suivis: dict[int, Suivi] = field(default_factory=dict)
    cliches: dict[int, dict[str, tuple[Fraction, int]]] = field(default_factory=dict)
    refus: Counter[tuple[int, str]] = field(default_factory=Counter)
    exercice: int = 0
    repere: Repere | None = None

    def copy(self) -> EtatFlux:
        """Return a state to fold more facts on; this one is left as it is."""
        return replace(
            self,
            moteur=self.moteur.copy(),
            suivis=dict(self.suivis),
            cliches=dict(self.cliches),
            refus=Counter(self.refus),
        )

    def parts_of(self, liberation: Liberation) -> Mapping[str, Fraction]:
        """Parts in force in the commune of a dwelling, the day it is free."""
        return self.parts.au(liberation.libre_le, liberation.commune)

    def clause_of(self, code: str, liberation: Liberation) -> Clause | None:
        """Clause in force between an account and a dwelling, the day it is free: the one that gives the part."""
        return next((c for c in self.clauses.get(code, ()) if c.is_en_vigueur(liberation.libre_le)), None)

    def is_refus_compte(self, code: str, liberation: Liberation) -> bool:
        """Whether a refusal of this dwelling counts as a dwelling received."""
        clause = self.clause_of(code, liberation)
        return clause is not None and clause.politique_refus == "compte"

    def noms(self) -> dict[str, str]:
        """Display name by account id; the bailleur's own contingent is no row of the database."""
        return {code: compte.nom for code, compte in self.comptes.items()} | {BAILLEUR: NON_RESERVE}

    def ids_with_bailleur(self) -> list[str]:
        """Account ids in order, the bailleur's own last."""
        return [*sorted(code for code in self.comptes if code != BAILLEUR), BAILLEUR]


_KNOWN: dict[int, tuple[str, EtatFlux]] = {}


def load_flux(bailleur_id: int) -> EtatFlux:
    """Read the facts of a bailleur and return his accounts and dwellings.

    Five queries at most, whatever the number of facts; facts already folded by this process are not read again.
    """
    comptes = list(requetes.comptes_of(bailleur_id))
    conventions = list(requetes.conventions_of(bailleur_id))
    key = repr([(c.pk, c.code, c.nom, c.type, c.portee) for c in comptes]) + repr(
        [(c.pk, c.part, c.debut, c.fin, c.politique_refus, c.declencheur) for c in conventions]
    )
    known = _KNOWN.get(bailleur_id)
    etat = known[1] if known and known[0] == key and _continues(known[1], bailleur_id) else _open(comptes, conventions)
    newest_fact, newest_liberation = etat.repere.pk if etat.repere else 0, max(etat.suivis, default=0)
    # Facts first: what they are about is then read for sure, even when another process writes in between.
    facts = list(requetes.faits_after(bailleur_id, newest_fact))
    liberations = list(requetes.liberations_after(bailleur_id, newest_liberation))
    if facts or liberations:
        etat = etat.copy()
    for liberation in liberations:
        etat.suivis[liberation.pk] = Suivi(liberation)
    for fact in facts:
        apply_fact(etat, fact)
    _KNOWN[bailleur_id] = (key, etat)
    return etat


def _continues(etat: EtatFlux, bailleur_id: int) -> bool:
    """Whether the last fact folded is still the bailleur's: a restored or emptied database starts afresh."""
    repere = etat.repere
    if repere is None:
        return False
    return requetes.faits_of(bailleur_id).filter(**asdict(repere)).exists()


def _open(comptes: Iterable[CompteReservataire], conventions: Iterable[Convention]) -> EtatFlux:
    epci = {commune.code: commune.epci for commune in load_communes().values()}
    by_code = {compte.code: compte for compte in comptes}
    accounts = {code: Reservataire(code, compte.type, compte.portee) for code, compte in by_code.items()}
    rows = list(conventions)
    parts = TableParts(
        (PartConvention(accounts[row.reservataire.code], row.part, row.debut, row.fin) for row in rows), epci
    )
    clauses: dict[str, tuple[Clause, ...]] = {}
    for row in rows:
        clause = Clause(row.debut, row.fin, row.politique_refus, row.declencheur)
        clauses[row.reservataire.code] = (*clauses.get(row.reservataire.code, ()), clause)
    return EtatFlux(Moteur(accounts.values(), Parametres()), parts, by_code, clauses)


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
    code = fact.reservataire.code if fact.reservataire else BAILLEUR
    suivi = _APPLY[fact.type](etat, etat.suivis[fact.liberation_id], code)
    if fact.type == TypeFait.REFUS and not etat.is_refus_compte(code, suivi.liberation):
        etat.refus[fact.date.year, code] += 1
    etat.suivis[fact.liberation_id] = replace(suivi, rang=fact.rang)
    etat.repere = Repere(fact.pk, fact.liberation_id, fact.rang, fact.type, fact.ecrit_le)


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


def _orienter(etat: EtatFlux, suivi: Suivi, code: str) -> Suivi:
    logement = to_logement(suivi.liberation)
    if not suivi.is_credite:
        etat.moteur.liberer(logement, etat.parts_of(suivi.liberation))
    etat.moteur.engager(logement, code)
    return replace(suivi, reservataire=code, etape="oriente", is_credite=True)


def _refuser(etat: EtatFlux, suivi: Suivi, code: str) -> Suivi:
    refused = replace(suivi, refus=(*suivi.refus, code), reservataire=None, etape="a_orienter", is_decompte=False)
    if etat.is_refus_compte(code, suivi.liberation):
        return replace(refused, is_credite=False)
    etat.moteur.annuler(to_logement(suivi.liberation), code)
    return refused


def _retirer(etat: EtatFlux, suivi: Suivi, code: str) -> Suivi:
    etat.moteur.annuler(to_logement(suivi.liberation), code)
    return replace(suivi, reservataire=None, etape="a_orienter", is_decompte=False)


def _attribuer(etat: EtatFlux, suivi: Suivi, code: str) -> Suivi:
    return replace(_count(etat, suivi, code, "attribution"), etape="attribue")


def _signer(etat: EtatFlux, suivi: Suivi, code: str) -> Suivi:
    return replace(_count(etat, suivi, code, "bail"), etape="loue")


def _refus_menage(_etat: EtatFlux, suivi: Suivi, _code: str) -> Suivi:
    return replace(suivi, etape="oriente")


def _count(etat: EtatFlux, suivi: Suivi, code: str, event: str) -> Suivi:
    """Count an engaged dwelling at the trigger of the convention, once: a second attribution counts nothing more."""
    clause = etat.clause_of(code, suivi.liberation)
    if suivi.is_decompte or suivi.reservataire is None or clause is None or clause.declencheur != event:
        return suivi
    etat.moteur.comptes.decompter(code)
    return replace(suivi, is_decompte=True)


_APPLY: Mapping[str, Callable[[EtatFlux, Suivi, str], Suivi]] = {
    TypeFait.ORIENTATION: _orienter,
    TypeFait.REFUS: _refuser,
    TypeFait.RETOUR: _retirer,
    TypeFait.ATTRIBUTION: _attribuer,
    TypeFait.BAIL: _signer,
    TypeFait.REFUS_MENAGE: _refus_menage,
}
