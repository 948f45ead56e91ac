"""From a dossier, or from JSON, to the recount of a period under another rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gef.actions.donnees import Compte, ConventionInscrite, Dossier
from gef.actions.entrees_comptes import FaitDate, check_codes, to_dossier
from gef.actions.entrees_orientation import LogementLibere
from gef.core.recompte import EntreeRecompte, Recompte, RegleDecompte, recompter


@dataclass(frozen=True, slots=True)
class EntreeRecompteJournal:
    """A period, a rule, and the journal to count again.

    Attributes:
        debut: First day of the period.
        fin: First day after the period.
        regle: The rule; what it leaves out is what each convention says.
        comptes: Every account.
        conventions: Triggers, refusals and silences, by account and period.
        liberations: Freed dwellings, those of before the period included.
        faits: What happened to them; facts of one day keep their order.
    """

    debut: date
    fin: date
    regle: RegleDecompte
    comptes: tuple[Compte, ...]
    conventions: tuple[ConventionInscrite, ...]
    liberations: tuple[LogementLibere, ...]
    faits: tuple[FaitDate, ...]

    def __post_init__(self) -> None:
        check_codes(self.comptes, self.conventions, self.liberations, self.faits)


def recompter_journal(entree: EntreeRecompteJournal) -> Recompte:
    """Count a period of a journal again under another rule.

    Raises:
        DonneeInvalideError: the period is empty, an account or a dwelling is not in the lists.
        TransitionInterditeError: a fact cannot follow those before it.
    """
    dossier = to_dossier(entree.comptes, entree.conventions, entree.liberations, entree.faits)
    return compute_recompte(dossier, entree.debut, entree.fin, entree.regle)


def compute_recompte(dossier: Dossier, debut: date, fin: date, regle: RegleDecompte) -> Recompte:
    """Count a period of a dossier again under another rule, whether it comes from the database or from files.

    Args:
        dossier: Conventions, freed dwellings and their facts.
        debut: First day of the period.
        fin: First day after the period.
        regle: The rule.

    Raises:
        DonneeInvalideError: the period is empty.
        TransitionInterditeError: a fact cannot follow those before it.
    """
    logements = tuple(row.to_core() for row in dossier.liberations if row.faits)
    return recompter(EntreeRecompte(debut, fin, regle, dossier.clauses(), logements))
