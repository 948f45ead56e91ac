"""The accounts of an exercice from the facts of the journal, as JSON can hold them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from gef.actions.donnees import Compte, ConventionInscrite, Dossier, FaitInscrit, LiberationInscrite
from gef.actions.entrees import Situation, read_livre, situation_of
from gef.actions.entrees_orientation import LogementLibere
from gef.core.errors import DonneeInvalideError
from gef.core.faits import FAITS, check_precision
from gef.core.parts import BAILLEUR


@dataclass(frozen=True, slots=True)
class FaitDate:
    """A fact of a freed dwelling, a code of `gef.core.faits.FAITS`; its account, for an orientation, and its codes."""

    logement: str
    type: str
    date: dt.date
    reservataire: str = BAILLEUR
    precision: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.type not in FAITS:
            raise DonneeInvalideError(
                f"{self.logement}, {self.date} : fait « {self.type} » ; attendu : {', '.join(FAITS)}."
            )
        check_precision(self.type, self.precision)


@dataclass(frozen=True, slots=True)
class EntreeComptes:
    """Freed dwellings, what happened to them, and the conventions that say what it does to the accounts.

    Attributes:
        exercice: Year of the accounts.
        comptes: Every account.
        conventions: Parts, triggers and refusals, by account and period.
        liberations: Freed dwellings of every year, the former ones included: the accounts carry over.
        faits: What happened to them; facts of one day keep their order.
    """

    exercice: int
    comptes: tuple[Compte, ...]
    conventions: tuple[ConventionInscrite, ...]
    liberations: tuple[LogementLibere, ...]
    faits: tuple[FaitDate, ...]

    def __post_init__(self) -> None:
        check_codes(self.comptes, self.conventions, self.liberations, self.faits)


def _check(champ: str, inconnus: set[str], connus: set[str]) -> None:
    if inconnus:
        raise DonneeInvalideError(f"{champ} : {min(inconnus)} inconnu ; attendu : {', '.join(sorted(connus))}.")


def tenir_comptes(entree: EntreeComptes) -> Situation:
    """Read the facts into the ledger and give the accounts at both ends of an exercice.

    Raises:
        DonneeInvalideError: an account or a dwelling is not in the lists.
        TransitionInterditeError: a fact cannot follow those before it.
    """
    dossier = to_dossier(entree.comptes, entree.conventions, entree.liberations, entree.faits)
    return situation_of(read_livre(dossier), entree.exercice)


def check_codes(
    comptes: Iterable[Compte],
    conventions: Iterable[ConventionInscrite],
    liberations: Iterable[LogementLibere],
    faits: Iterable[FaitDate],
) -> None:
    """Refuse a convention or a fact that names an account or a dwelling which is not in the lists.

    Raises:
        DonneeInvalideError: with the first unknown name, and those that are known.
    """
    codes = {compte.code for compte in comptes} | {BAILLEUR}
    logements, rows = {liberation.logement for liberation in liberations}, tuple(faits)
    _check("conventions", {c.reservataire for c in conventions} - codes, codes)
    _check("faits, reservataire", {fait.reservataire for fait in rows} - codes, codes)
    _check("faits, logement", {fait.logement for fait in rows} - logements, logements)


def to_dossier(
    comptes: tuple[Compte, ...],
    conventions: tuple[ConventionInscrite, ...],
    liberations: Iterable[LogementLibere],
    faits: Iterable[FaitDate],
) -> Dossier:
    """Make a dossier that holds a ledger and nothing else; the facts of a dwelling come in order of day."""
    by_logement: defaultdict[str, list[FaitInscrit]] = defaultdict(list)
    for fait in sorted(faits, key=lambda f: f.date):
        by_logement[fait.logement].append(FaitInscrit(fait.type, fait.date, fait.reservataire, fait.precision))
    return Dossier(
        bailleur="",
        departement="",
        parc=pl.DataFrame(),
        millesime=0,
        source_parc="",
        comptes=comptes,
        droits=(),
        conventions=conventions,
        previsions=(),
        liberations=tuple(_to_liberation(row, by_logement[row.logement]) for row in liberations),
    )


def _to_liberation(row: LogementLibere, faits: list[FaitInscrit]) -> LiberationInscrite:
    return LiberationInscrite(
        reference=row.logement,
        libre_le=row.date,
        commune=row.commune,
        epci=row.epci,
        hors_flux=row.hors_flux,
        typologie=row.typologie,
        financement=row.financement,
        qpv=row.qpv,
        forme=row.forme,
        periode=None,
        faits=tuple(faits),
    )
