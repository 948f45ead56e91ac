"""The whole bilan of an exercice, as it is frozen and sent: the figures of the law, then those of the conventions.

Nothing in it depends on the day it is read: the same entry gives the same bilan, which is what makes a replay possible.

Source:
    CCH art. R. 441-5 (forecast of the year, realised of the former), R. 441-5-1 (bilan); source 003 (convention de
    réservation, Ain, 2025), art. 6 (priority publics, quartiles, refusals); docs/metier/bilan.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from gef.core.bilan import Bilan, dresser_bilan, expliquer
from gef.core.bilan_entree import EntreeBilan, LigneFlux
from gef.core.bilan_publics import LignePublics, dresser_publics, list_manques_publics, total_publics
from gef.core.bilan_refus import LignePremiere, LigneRefus, dresser_premieres, dresser_refus
from gef.core.bilan_tables import NON_RENSEIGNE, is_in_exercice
from gef.core.bilan_territoires import LigneTerritoire, dresser_territoires
from gef.core.obligations import Obligation
from gef.core.obligations_annee import EntreeObligations, dresser_obligations
from gef.core.rotation import LIBELLES_CATEGORIES, join_libelles


@dataclass(frozen=True, slots=True)
class Soustraction:
    """Dwellings that the bailleur expects to subtract from the flux of the year to come, by category.

    `nombre` None: nothing was declared, which is not 0.
    """

    categorie: str
    nombre: int | None
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LogementBilan:
    """A dwelling proposed, attributed or let in the exercice on one account; nothing about its household.

    Attributes:
        reservataire: Account; "" when it is not known.
        propose_le: First proposition of the exercice to this account.
        attribue_le: Attribution of the exercice.
        bail_le: Lease of the exercice.
    """

    reference: str
    reservataire: str
    commune: str
    epci: str
    typologie: str | None
    financement: str | None
    qpv: bool | None
    periode: str | None
    libere_le: date
    propose_le: date | None
    attribue_le: date | None
    bail_le: date | None


@dataclass(frozen=True, slots=True)
class EntreeAnnuelle:
    """What the whole bilan is drawn up from.

    Attributes:
        bilan: Freed dwellings, accounts, objectives, forecasts of the exercice.
        premieres: New dwellings at their first letting; `attribue_a` is whose they are.
        soustractions: Forecast of the year that follows the exercice, one per category of the law.
        obligations: Events and shares of the law.
    """

    bilan: EntreeBilan
    premieres: tuple[LigneFlux, ...]
    soustractions: tuple[Soustraction, ...]
    obligations: EntreeObligations


@dataclass(frozen=True, slots=True)
class BilanAnnuel:
    """The whole bilan; every total is the sum of its rows.

    Attributes:
        bilan: Propositions, attributions, leases by account and by axis; hors flux; soldes. `manques` is that of the
            whole.
        publics: Households housed, by account.
        refus: Refusals by account, party and cause.
        premieres: First lettings by account.
        soustractions: Forecast of the year that follows.
        obligations: What the law asks, in dwellings.
        territoires: Aggregates of each EPCI.
        logements: Dwellings of the events, by account then by reference.
    """

    bilan: Bilan
    publics: tuple[LignePublics, ...]
    total_publics: LignePublics
    refus: tuple[LigneRefus, ...]
    premieres: tuple[LignePremiere, ...]
    soustractions: tuple[Soustraction, ...]
    obligations: tuple[Obligation, ...]
    territoires: tuple[LigneTerritoire, ...]
    logements: tuple[LogementBilan, ...]

    @property
    def exercice(self) -> int:
        """Year of the bilan."""
        return self.bilan.exercice

    def is_same_year(self, other: BilanAnnuel) -> bool:
        """Whether the figures of the exercice are the same; forecasts revised since do not touch them."""
        return self._without_previsions() == other._without_previsions()

    def _without_previsions(self) -> BilanAnnuel:
        return replace(self, soustractions=(), bilan=replace(self.bilan, manques=()))

    def without_explications(self) -> BilanAnnuel:
        """Leave the steps out: they are written again from the figures."""
        return replace(self, bilan=replace(self.bilan, explications={}))

    def with_explications(self) -> BilanAnnuel:
        """Write the steps of the headline figures."""
        return replace(self, bilan=replace(self.bilan, explications=expliquer(self.bilan)))


def dresser_annuel(entree: EntreeAnnuelle) -> BilanAnnuel:
    """Draw up the whole bilan of an exercice.

    Args:
        entree: What it is drawn up from; the order of the dwellings changes nothing.

    Source:
        CCH art. R. 441-5, R. 441-5-1, L. 441-1.
    """
    bilan, publics = dresser_bilan(entree.bilan), dresser_publics(entree.bilan)
    total = total_publics(publics)
    manques = (*bilan.manques, *list_manques_publics(total), *_manques_des_previsions(entree))
    return BilanAnnuel(
        bilan=replace(bilan, manques=manques),
        publics=publics,
        total_publics=total,
        refus=dresser_refus(entree.bilan),
        premieres=dresser_premieres(entree.bilan, entree.premieres),
        soustractions=entree.soustractions,
        obligations=dresser_obligations(entree.obligations),
        territoires=dresser_territoires(entree.bilan),
        logements=tuple(sorted(_list_logements(entree.bilan), key=_key)),
    )


def _key(row: LogementBilan) -> tuple[str, str]:
    return row.reservataire, row.reference


def _manques_des_previsions(entree: EntreeAnnuelle) -> Iterator[str]:
    absents = [LIBELLES_CATEGORIES[s.categorie] for s in entree.soustractions if s.nombre is None]
    if absents:
        year = entree.bilan.exercice + 1
        yield f"Soustractions prévues en {year} : {NON_RENSEIGNE} pour {join_libelles(absents)}."


def _list_logements(entree: EntreeBilan) -> Iterator[LogementBilan]:
    for ligne in entree.lignes:
        if not ligne.hors_flux:
            yield from _logements_of(ligne, entree.exercice)


def _logements_of(ligne: LigneFlux, exercice: int) -> Iterator[LogementBilan]:
    """Give a dwelling once for each account that had an event on it in the exercice."""
    proposes: dict[str, date] = {}
    for compte, jour in ligne.propositions:
        if is_in_exercice(jour, exercice):
            proposes[compte] = min(jour, proposes.get(compte, jour))
    attribue_le = ligne.attribue_le if is_in_exercice(ligne.attribue_le, exercice) else None
    bail_le = ligne.bail_le if is_in_exercice(ligne.bail_le, exercice) else None
    holder = ligne.attribue_a or ""
    comptes = set(proposes) | ({holder} if attribue_le or bail_le else set())
    for compte in sorted(comptes):
        is_held = compte == holder
        yield LogementBilan(
            reference=ligne.liberation_id,
            reservataire=compte,
            commune=ligne.commune,
            epci=ligne.epci,
            typologie=ligne.typologie,
            financement=ligne.financement,
            qpv=ligne.qpv,
            periode=ligne.periode,
            libere_le=ligne.libere_le,
            propose_le=proposes.get(compte),
            attribue_le=attribue_le if is_held else None,
            bail_le=bail_le if is_held else None,
        )
