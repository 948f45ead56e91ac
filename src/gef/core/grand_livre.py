"""The ledger: dated facts about freed dwellings, and the accounts that they move.

What may follow what is data (`gef.core.faits`), what a fact does to a dwelling is `gef.core.ecritures`. A fact that
cannot follow those already written is refused with the reason: nothing is guessed, a correction is a new fact. The
accounts are the fold of the facts in order (double entry: `gef.core.comptes`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from gef.core.ecritures import (
    Clause,
    EtatLogement,
    Fait,
    Move,
    open_etat,
    suivre,
)
from gef.core.faits import ANNULATION
from gef.core.orientation import Logement, Moteur
from gef.core.parts import TableParts

Image = dict[str, tuple[Fraction, int]]
Mois = tuple[int, int]
DERNIER_MOIS = 12


@dataclass(slots=True)
class GrandLivre:
    """Accounts and dwellings after the facts read so far.

    Attributes:
        moteur: Accounts and rule.
        parts: Parts in force by commune and day.
        clauses: Clauses of each account.
        etats: Dwelling by identifier.
        cliches: Droits and received of each account at the end of each month, by year and month.
        refus: Refusals that did not count, by year and account.
        mois: Year and month of the last fact; zeros before the first. A fact written late does not bring it back.
    """

    moteur: Moteur
    parts: TableParts
    clauses: Mapping[str, tuple[Clause, ...]]
    etats: dict[str, EtatLogement] = field(default_factory=dict)
    cliches: dict[Mois, Image] = field(default_factory=dict)
    refus: Counter[tuple[int, str]] = field(default_factory=Counter)
    mois: Mois = (0, 0)

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
        return self.etats.get(logement.logement) or open_etat(logement.hors_flux)

    def suivre(self, logement: Logement, etat: EtatLogement, fait: Fait) -> tuple[EtatLogement, list[Move]]:
        """Say what a fact would do to a dwelling that stands at `etat`, under the conventions; nothing moves.

        Raises:
            TransitionInterditeError: the fact cannot follow those already written.
            DonneeInvalideError: its precision is not one of the fact.
        """
        return suivre(logement.logement, etat, fait, lambda compte: self.find_clause(compte, logement))

    def ecrire(
        self,
        logement: Logement,
        fait: str,
        jour: date,
        reservataire: str,
        *,
        precision: Mapping[str, str] | None = None,
    ) -> EtatLogement:
        """Read one fact and move the accounts.

        Args:
            logement: The dwelling.
            fait: A code of `FAITS`.
            jour: Day of the fact.
            reservataire: Account of an orientation or of an imputation; the other facts follow the one that holds the
                dwelling.
            precision: What the fact specifies, see `gef.core.faits.PRECISIONS`.

        Returns:
            Where the dwelling now stands.

        Raises:
            TransitionInterditeError: the fact cannot follow those already written; nothing has moved.
            DonneeInvalideError: the precision is not one of the fact; nothing has moved.

        Source:
            CCH art. R. 441-5; docs/metier/grand-livre.md.
        """
        before = self.etat(logement)
        after, moves = self.suivre(logement, before, Fait(fait, jour, reservataire, precision or {}))
        self._close_months_before((jour.year, jour.month))
        for move in moves:
            self._apply(logement, move, _year_of(before, fait, jour))
        self.etats[logement.logement] = after
        return after

    def image(self) -> Image:
        """Droits and received of every account now."""
        comptes = self.moteur.comptes
        return {nom: (comptes.droits(nom), compte.recus) for nom, compte in comptes.par_reservataire.items()}

    def images_of(self, exercice: int) -> tuple[Image, Image]:
        """Accounts at the start and at the end of an exercice; the last one ends now."""
        return self._image_after((exercice - 1, DERNIER_MOIS)), self._image_after((exercice, DERNIER_MOIS))

    def images_by_mois(self, exercice: int, dernier: int = DERNIER_MOIS) -> tuple[Image, ...]:
        """Accounts at the start of an exercice, then at the end of each month up to `dernier`; the last one is now."""
        start = self._image_after((exercice - 1, DERNIER_MOIS))
        return (start, *(self._image_after((exercice, mois)) for mois in range(1, dernier + 1)))

    def _image_after(self, mois: Mois) -> Image:
        """Accounts when a month was over, or now; a month without a fact ends as the one before."""
        if mois >= self.mois:
            return self.image()
        closed = [known for known in self.cliches if known <= mois]
        return self.cliches[max(closed)] if closed else {}

    def find_clause(self, reservataire: str, logement: Logement) -> Clause | None:
        """Give the clause of an account in force the day the dwelling is free: the one that gives the part."""
        rows = self.clauses.get(reservataire, ())
        return next((clause for clause in rows if clause.is_en_vigueur(logement.date)), None)

    def _close_months_before(self, mois: Mois) -> None:
        """Keep a picture of the accounts at the turn of the month; the soldes themselves carry over."""
        if mois > self.mois:
            if self.mois[0]:
                self.cliches[self.mois] = self.image()
            self.mois = mois

    def _apply(self, logement: Logement, move: Move, year: int) -> None:
        """Write one entry on the accounts."""
        kind, compte = move
        moteur, comptes = self.moteur, self.moteur.comptes
        match kind:
            case "crediter" | "reprendre":
                write = moteur.liberer if kind == "crediter" else moteur.take_back
                write(logement, self.parts.au(logement.date, logement.commune))
            case "engager":
                moteur.engager(logement, compte)
            case "annuler":
                moteur.annuler(logement, compte)
            case "decompter":
                comptes.decompter(compte)
            case "rouvrir":
                comptes.rouvrir(compte)
            case "refuser" | "effacer":
                self.refus[year, compte] += 1 if kind == "refuser" else -1
                self.refus += Counter()  # no account keeps a zero


def _year_of(before: EtatLogement, fait: str, jour: date) -> int:
    """Year to which a fact belongs: a cancellation undoes what was written in the year of the fact that it cancels."""
    return before.ecriture.fait.jour.year if fait == ANNULATION and before.ecriture else jour.year
