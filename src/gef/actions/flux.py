"""The state of a bailleur's flux, read from its facts: accounts, and where each freed dwelling stands.

The ledger is append-only, so the state is a fold over the facts in the order they were written. What was read once
is kept in memory and continued from the last fact; the database stays the only truth. A state that was given is never
changed afterwards, because several threads read it: what follows is folded on a copy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from operator import attrgetter
from threading import RLock
from typing import Any, Final

from gef.actions.memoire import pause_collector
from gef.core.ecritures import Clause, EtatLogement
from gef.core.faits import WAITING
from gef.core.grand_livre import GrandLivre
from gef.core.orientation import Logement, Moteur, Parametres
from gef.core.parts import BAILLEUR, PartConvention, Reservataire, TableParts
from gef.core.reglages import Reglage
from gef.db.flux import requetes
from gef.db.flux.models import Convention, Liberation
from gef.db.flux.models import Reservataire as CompteReservataire
from gef.db.reglages.models import ReglageOrientation
from gef.db.reglages.requetes import reglages_of
from gef.law.territoires import load_communes

Cle = tuple[tuple[Any, ...], tuple[Any, ...]]

CHAMPS_COMPTE: Final = ("pk", "code", "nom", "type", "portee", "organisation_id")
CHAMPS_CONVENTION: Final = (
    *("pk", "part", "debut", "fin", "declencheur", "mode_gestion"),
    *("politique_refus", "politique_silence", "requalifie_min", "source"),
)
INCONNU = "inconnu"
NON_RESERVE = "Non réservé"


@dataclass(frozen=True, slots=True)
class Suivi:
    """A freed dwelling of the database, where it stands in the ledger, and how many facts it has."""

    liberation: Liberation
    etat: EtatLogement
    rang: int = 0

    @property
    def is_en_attente(self) -> bool:
        """Whether the dwelling is in the flux and waits for a decision."""
        return self.etat.etat in WAITING

    @property
    def is_dans_le_flux(self) -> bool:
        """Whether it is shared: nothing that is known takes it out of the flux, nor its préavis away."""
        return not self.etat.categorie and self.etat.etat != "abandonne"

    @property
    def reservataire(self) -> str | None:
        """Account that holds it."""
        return self.etat.reservataire

    @property
    def refus(self) -> tuple[str, ...]:
        """Accounts that refused it, in order."""
        return self.etat.refus


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
        livre: The ledger read so far.
        comptes: Accounts of the database, by code.
        conventions: Conventions of each account, by code then start.
        suivis: Where each freed dwelling stands, by primary key.
        repere: The last fact read, as the database must still hold it; None before the first one.
        reglages: Settings that the bailleur recorded, in order; they weigh on proposals, never on the accounts.
        memoire: What was worked out from this state and nothing else, by what was asked; a copy starts without.
        propositions: The last proposals worked out, for a later state that moved nothing of theirs to take up again.
    """

    livre: GrandLivre
    comptes: Mapping[str, CompteReservataire]
    conventions: Mapping[str, tuple[Convention, ...]] = field(default_factory=dict)
    suivis: dict[int, Suivi] = field(default_factory=dict)
    repere: Repere | None = None
    reglages: tuple[Reglage, ...] = ()
    memoire: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)
    propositions: dict[date, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def moteur(self) -> Moteur:
        """Accounts and rule."""
        return self.livre.moteur

    def copy(self) -> EtatFlux:
        """Return a state to read more facts on; this one is left as it is."""
        suivis, propositions = dict(self.suivis), dict(self.propositions)
        return replace(self, livre=self.livre.copy(), suivis=suivis, memoire={}, propositions=propositions)

    def parts_of(self, liberation: Liberation) -> Mapping[str, Fraction]:
        """Parts in force in the commune of a dwelling, the day it is free."""
        return self.livre.parts.au(liberation.libre_le, liberation.commune)

    def find_convention(self, code: str, liberation: Liberation) -> Convention | None:
        """Convention of an account in force the day a dwelling is free: the one that gives its part."""
        jour = liberation.libre_le
        rows = self.conventions.get(code, ())
        return next((row for row in rows if row.debut <= jour and (row.fin is None or jour < row.fin)), None)

    def mode_gestion(self, suivi: Suivi) -> str:
        """How the convention of the account that holds a dwelling is managed."""
        convention = self.find_convention(suivi.reservataire or BAILLEUR, suivi.liberation)
        return convention.mode_gestion if convention else "directe"

    def noms(self) -> dict[str, str]:
        """Display name by account id; the bailleur's own contingent is no row of the database."""
        return {code: compte.nom for code, compte in self.comptes.items()} | {BAILLEUR: NON_RESERVE}

    def ids_with_bailleur(self) -> list[str]:
        """Account ids in order, the bailleur's own last."""
        return [*sorted(code for code in self.comptes if code != BAILLEUR), BAILLEUR]


_KNOWN: dict[int, tuple[Cle, EtatFlux]] = {}
_verrous: defaultdict[int, RLock] = defaultdict(RLock)


def load_flux(bailleur_id: int) -> EtatFlux:
    """Read the facts of a bailleur and return his accounts and dwellings.

    Eight queries at most, whatever the number of facts; facts already folded by this process are not read again.
    """
    # One thread reads for all: those who come meanwhile wait for what it reads, and read what follows.
    with _verrous[bailleur_id], pause_collector():
        return _load_flux(bailleur_id)


def _load_flux(bailleur_id: int) -> EtatFlux:
    known = _KNOWN.get(bailleur_id)
    if known and known[1].repere and known[0] == _read_key(bailleur_id) and _continues(known[1], bailleur_id):
        key, etat = known
    else:
        comptes, conventions = list(requetes.comptes_of(bailleur_id)), list(requetes.conventions_of(bailleur_id))
        key, etat = _make_key(comptes, conventions), _open(comptes, conventions)
    reglages = tuple(to_reglage(row) for row in reglages_of(bailleur_id))
    if reglages != etat.reglages:
        etat = replace(etat, reglages=reglages, memoire={})
    newest_fact, newest_liberation = etat.repere.pk if etat.repere else 0, max(etat.suivis, default=0)
    # Facts first: what they are about is then read for sure, even when another process writes in between.
    facts = list(requetes.faits_after(bailleur_id, newest_fact))
    liberations = list(requetes.liberations_after(bailleur_id, newest_liberation))
    if facts or liberations:
        etat = etat.copy()
    for liberation in liberations:
        etat.suivis[liberation.pk] = Suivi(liberation, etat.livre.etat(to_logement(liberation)))
    if facts:
        _fold(etat, facts)
        etat.repere = _mark(facts[-1].pk)
    etat.moteur.comptes.add_pending()  # before other threads read it
    _KNOWN[bailleur_id] = (key, etat)
    return etat


def read_flux_fige(
    bailleur_id: int, comptes: Iterable[CompteReservataire], conventions: Iterable[Convention], bornes: tuple[int, int]
) -> EtatFlux:
    """Read the flux as it stood: what was written afterwards is not read, whatever its day.

    Args:
        bailleur_id: Whose flux.
        comptes: Accounts as they were.
        conventions: Conventions as they were, with these accounts.
        bornes: Newest freed dwelling and newest fact then known, by key.
    """
    liberation_max, fait_max = bornes
    with pause_collector():
        etat = _open(comptes, conventions)
        for liberation in requetes.liberations_after(bailleur_id, 0).filter(pk__lte=liberation_max):
            etat.suivis[liberation.pk] = Suivi(liberation, etat.livre.etat(to_logement(liberation)))
        _fold(etat, requetes.faits_between(bailleur_id, 0, fait_max))
        etat.moteur.comptes.add_pending()
    return etat


def _continues(etat: EtatFlux, bailleur_id: int) -> bool:
    """Whether the last fact folded is still the bailleur's: a restored or emptied database starts afresh."""
    repere = etat.repere
    if repere is None:
        return False
    return requetes.faits_of(bailleur_id).filter(**asdict(repere)).exists()


def _read_key(bailleur_id: int) -> Cle:
    """Read what a state is opened from, without making objects of it: it is asked at every page."""
    comptes, conventions = requetes.comptes_of(bailleur_id), requetes.conventions_of(bailleur_id)
    return tuple(comptes.values_list(*CHAMPS_COMPTE)), tuple(conventions.values_list(*CHAMPS_CONVENTION))


def _make_key(comptes: Iterable[CompteReservataire], conventions: Iterable[Convention]) -> Cle:
    """Give what `_read_key` reads, from the objects."""
    return tuple(map(attrgetter(*CHAMPS_COMPTE), comptes)), tuple(map(attrgetter(*CHAMPS_CONVENTION), conventions))


def _open(comptes: Iterable[CompteReservataire], conventions: Iterable[Convention]) -> EtatFlux:
    epci = {commune.code: commune.epci for commune in load_communes().values()}
    by_code = {compte.code: compte for compte in comptes}
    accounts = {code: Reservataire(code, compte.type, compte.portee) for code, compte in by_code.items()}
    rows = list(conventions)
    parts = TableParts(
        (PartConvention(accounts[row.reservataire.code], row.part, row.debut, row.fin) for row in rows), epci
    )
    clauses: dict[str, tuple[Clause, ...]] = {}
    held: dict[str, tuple[Convention, ...]] = {}
    for row in rows:
        held[row.reservataire.code] = (*held.get(row.reservataire.code, ()), row)
        clause = Clause(row.debut, row.fin, row.declencheur, row.politique_refus, row.politique_silence)
        clauses[row.reservataire.code] = (*clauses.get(row.reservataire.code, ()), clause)
    return EtatFlux(GrandLivre(Moteur(accounts.values(), Parametres()), parts, clauses), by_code, held)


def to_reglage(row: ReglageOrientation) -> Reglage:
    """Give the core's view of a recorded setting."""
    parametres = Parametres(
        regle=row.regle,
        avance_min=row.avance_min,
        seuil=row.seuil,
        dispense=row.dispense,
        profil=row.profil,
        commune=row.commune,
    )
    return Reglage(row.debut, parametres, row.document, row.fin)


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


def _fold(etat: EtatFlux, facts: Iterable[requetes.FaitLu]) -> None:
    """Read facts of the database into the ledger, in order.

    Raises:
        TransitionInterditeError: a fact cannot follow those already written.
    """
    logements: dict[int, Logement] = {}
    read: dict[int, tuple[EtatLogement, int]] = {}
    for fact in facts:
        pk = fact.liberation_id
        logement = logements.get(pk)
        if logement is None:
            logement = logements[pk] = to_logement(etat.suivis[pk].liberation)
        code = fact.compte or BAILLEUR
        read[pk] = etat.livre.ecrire(logement, fact.type, fact.date, code, precision=fact.precision), fact.rang
    for pk, (after, rang) in read.items():
        etat.suivis[pk] = Suivi(etat.suivis[pk].liberation, after, rang)


def _mark(pk: int) -> Repere:
    fact = requetes.read_fait(pk)
    return Repere(fact.pk, fact.liberation_id, fact.rang, fact.type, fact.ecrit_le)
