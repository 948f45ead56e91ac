"""The ledger: dated facts about freed dwellings, what each may follow, and what it writes on the accounts.

The table of transitions is data. A fact that cannot follow those already written is refused with the reason: nothing is
guessed, a correction is a new fact. The accounts are the fold of the facts in order (double entry: `gef.core.comptes`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from gef.core.errors import TransitionInterditeError
from gef.core.orientation import Logement, Moteur
from gef.core.parts import TableParts

FAITS: Mapping[str, str] = {
    "orientation": "orientation",
    "refus": "refus du réservataire",
    "retour": "orientation retirée",
    "attribution": "attribution en CALEOL",
    "refus_menage": "refus du ménage",
    "bail": "bail signé",
}
ETATS: Mapping[str, str] = {
    "a_orienter": "à orienter",
    "oriente": "orienté",
    "attribue": "attribué",
    "loue": "loué",
    "hors_flux": "hors flux",
}
TRANSITIONS: Mapping[tuple[str, str], str] = {
    ("a_orienter", "orientation"): "oriente",
    ("oriente", "refus"): "a_orienter",
    ("oriente", "retour"): "a_orienter",
    ("oriente", "attribution"): "attribue",
    ("oriente", "bail"): "loue",
    ("attribue", "refus_menage"): "oriente",
    ("attribue", "retour"): "a_orienter",
    ("attribue", "bail"): "loue",
    ("hors_flux", "attribution"): "hors_flux",
    ("hors_flux", "refus_menage"): "hors_flux",
    ("hors_flux", "bail"): "hors_flux",
}

Image = dict[str, tuple[Fraction, int]]


@dataclass(frozen=True, slots=True)
class Clause:
    """What a convention says of refusals and of the trigger of the count, from `debut` to `fin` (excluded).

    Attributes:
        declencheur: The fact of `FAITS` that turns an engaged dwelling into a counted one.
        politique_refus: "compte" when a refused dwelling stays counted, "non_compte" otherwise.
    """

    debut: date
    fin: date | None
    declencheur: str
    politique_refus: str

    def is_en_vigueur(self, jour: date) -> bool:
        """Whether the clause applies on a day."""
        return self.debut <= jour and (self.fin is None or jour < self.fin)


@dataclass(frozen=True, slots=True)
class EtatLogement:
    """Where a freed dwelling stands.

    Attributes:
        etat: A code of `ETATS`.
        reservataire: Account that holds it; None while it waits, and hors flux.
        refus: Accounts that refused it, in order.
        is_credite: Whether its liberation has been credited: once, and again after a refusal that counts.
        is_decompte: Whether the trigger of the convention has been met; a second attribution counts nothing more.
    """

    etat: str
    reservataire: str | None = None
    refus: tuple[str, ...] = ()
    is_credite: bool = False
    is_decompte: bool = False


@dataclass(slots=True)
class GrandLivre:
    """Accounts and dwellings after the facts read so far.

    Attributes:
        moteur: Accounts and rule.
        parts: Parts in force by commune and day.
        clauses: Clauses of each account.
        etats: Dwelling by identifier.
        cliches: Droits and received of each account at the end of each year.
        refus: Refusals that did not count, by year and account.
        exercice: Year of the last fact; 0 before the first.
    """

    moteur: Moteur
    parts: TableParts
    clauses: Mapping[str, tuple[Clause, ...]]
    etats: dict[str, EtatLogement] = field(default_factory=dict)
    cliches: dict[int, Image] = field(default_factory=dict)
    refus: Counter[tuple[int, str]] = field(default_factory=Counter)
    exercice: int = 0

    def copy(self) -> GrandLivre:
        """Return a ledger to read more facts on; this one is left as it is."""
        return replace(
            self,
            moteur=self.moteur.copy(),
            etats=dict(self.etats),
            cliches=dict(self.cliches),
            refus=Counter(self.refus),
        )

    def etat(self, logement: Logement) -> EtatLogement:
        """Return where a dwelling stands; a new one waits for its orientation, or is hors flux."""
        start = "hors_flux" if logement.hors_flux else "a_orienter"
        return self.etats.get(logement.logement, EtatLogement(start))

    def ecrire(self, logement: Logement, fait: str, jour: date, reservataire: str) -> EtatLogement:
        """Read one fact and move the accounts.

        Args:
            logement: The dwelling.
            fait: A code of `FAITS`.
            jour: Day of the fact.
            reservataire: Account of an orientation; the other facts follow the account that holds the dwelling.

        Returns:
            Where the dwelling now stands.

        Raises:
            TransitionInterditeError: the fact cannot follow those already written; nothing has moved.

        Source:
            CCH art. R. 441-5; docs/metier/orientation.md, « Les comptes ».
        """
        etat = self.etat(logement)
        following = check_transition(logement.logement, etat.etat, fait)
        self._close_years_before(jour.year)
        if etat.etat != "hors_flux":
            etat = self._move(logement, etat, fait, (jour, reservataire))
        etat = replace(etat, etat=following)
        self.etats[logement.logement] = etat
        return etat

    def is_refus_compte(self, reservataire: str, logement: Logement) -> bool:
        """Whether a refusal of this dwelling counts as a dwelling received."""
        clause = self._clause(reservataire, logement)
        return clause is not None and clause.politique_refus == "compte"

    def image(self) -> Image:
        """Droits and received of every account now."""
        comptes = self.moteur.comptes
        return {nom: (comptes.droits(nom), compte.recus) for nom, compte in comptes.par_reservataire.items()}

    def images_of(self, exercice: int) -> tuple[Image, Image]:
        """Accounts at the start and at the end of an exercice; the last one ends now."""
        return self._image_after(exercice - 1), self._image_after(exercice)

    def _image_after(self, exercice: int) -> Image:
        """Accounts when an exercice was over, or now; a year without a fact ends as the one before."""
        if exercice >= self.exercice:
            return self.image()
        closed = [year for year in self.cliches if year <= exercice]
        return self.cliches[max(closed)] if closed else {}

    def _clause(self, reservataire: str, logement: Logement) -> Clause | None:
        """Clause in force the day the dwelling is free: the one that gives the part."""
        rows = self.clauses.get(reservataire, ())
        return next((clause for clause in rows if clause.is_en_vigueur(logement.date)), None)

    def _close_years_before(self, year: int) -> None:
        """Keep a picture of the accounts at the turn of the year; the soldes themselves carry over."""
        if year > self.exercice:
            if self.exercice:
                self.cliches[self.exercice] = self.image()
            self.exercice = year

    def _move(self, logement: Logement, etat: EtatLogement, fait: str, what: tuple[date, str]) -> EtatLogement:
        jour, reservataire = what
        if fait == "orientation":
            if not etat.is_credite:
                self.moteur.liberer(logement, self.parts.au(logement.date, logement.commune))
            self.moteur.engager(logement, reservataire)
            etat = replace(etat, reservataire=reservataire, is_credite=True)
        holder = etat.reservataire
        assert holder is not None, "the transitions let nobody give back or let what nobody holds"
        if fait in ("refus", "retour"):
            return self._give_back(logement, etat, holder, jour if fait == "refus" else None)
        clause = self._clause(holder, logement)
        if etat.is_decompte or clause is None or clause.declencheur != fait:
            return etat
        self.moteur.comptes.decompter(holder)
        return replace(etat, is_decompte=True)

    def _give_back(self, logement: Logement, etat: EtatLogement, holder: str, refuse_le: date | None) -> EtatLogement:
        was_decompte = etat.is_decompte
        etat = replace(etat, reservataire=None, is_decompte=False)
        if refuse_le is not None:
            etat = replace(etat, refus=(*etat.refus, holder))
            if self.is_refus_compte(holder, logement):
                return replace(etat, is_credite=False)
            self.refus[refuse_le.year, holder] += 1
        if was_decompte:
            self.moteur.comptes.rouvrir(holder)
        self.moteur.annuler(logement, holder)
        return etat


def check_transition(logement: str, etat: str, fait: str) -> str:
    """Return the state that a fact leads to.

    Raises:
        TransitionInterditeError: with the dwelling, its state, the fact, and what could follow.

    Examples:
        >>> check_transition("L-1", "a_orienter", "orientation")
        'oriente'
    """
    following = TRANSITIONS.get((etat, fait))
    if following is None:
        allowed = " ou ".join(FAITS[kind] for state, kind in TRANSITIONS if state == etat) or "aucun fait"
        raise TransitionInterditeError(
            f"{logement} est {ETATS.get(etat, etat)} : le fait « {FAITS.get(fait, fait)} » ne peut pas suivre ; "
            f"attendu : {allowed}."
        )
    return following
