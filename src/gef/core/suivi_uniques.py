"""Droits uniques year after year: what is planned, what was really received, what is left, and until when.

Two objects, named apart (`gef.core.droits_uniques`):

- the *annual* droits uniques feed a schedule: each year its own (échéancier), or the same volume every year (lissé);
- the *stock* is what is left to receive: opened on the first year whose receipts are known, spent by them.

Receipts of an account are one figure a year: what it holds of several kinds at once is spent in proportion of what each
kind is planned to give that year. What was planned before the first known year is taken as served, and said. No stock
for rights without end: they never run out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from typing import Literal

from gef.core.droits_uniques import (
    Echeancier,
    EcritureStock,
    EntreeEcheancier,
    Etalement,
    LigneStock,
    LotDroits,
    count_droits_annuels,
    count_stock,
    decompter_stock,
    echeancier,
)
from gef.core.errors import DonneeInvalideError
from gef.core.periodes import check_exercice

ModeEtalement = Literal["echeancier", "lisse"]
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class AcquisStock:
    """Rights that began after the opening of the stock: in which exercice, and what they are."""

    exercice: int
    lot: LotDroits


@dataclass(frozen=True, slots=True)
class CompteUniques:
    """What the follow-up reads of one réservataire.

    Attributes:
        reservataire: His id.
        nom: Name to show.
        flux: Forecast dwellings of his territory in the exercice; the same is assumed for the years after.
        rotation: Rate for the rights whose own is unknown.
        rapport_net: Share of the dwellings freed that enters the flux.
        lots: Lasting rights in force in the exercice.
        etalements: Droits uniques already negotiated.
        premier_exercice: First exercice whose receipts are known; None when none are.
        initial_lots: Lasting rights in force on its 1 January.
        acquis: Lasting rights that began since.
        recus: Dwellings counted to him, by exercice from `premier_exercice` on; no entry is none.
    """

    reservataire: str
    nom: str
    flux: Fraction
    rotation: Fraction
    rapport_net: Fraction = Fraction(1)
    lots: tuple[LotDroits, ...] = ()
    etalements: tuple[Etalement, ...] = ()
    premier_exercice: int | None = None
    initial_lots: tuple[LotDroits, ...] = ()
    acquis: tuple[AcquisStock, ...] = ()
    recus: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EntreeUniques:
    """Everything that the follow-up reads.

    Attributes:
        exercice: Year of the calculation; the years before it are complete.
        comptes: One per réservataire.
        mode: "echeancier" gives each year its own; "lisse" spreads evenly what has an end.
        duree: Years of the lissé; None lasts until the last échéance of each.
        horizon: Most years shown, `exercice` included.
    """

    exercice: int
    comptes: tuple[CompteUniques, ...]
    mode: ModeEtalement = "echeancier"
    duree: int | None = None
    horizon: int = 40

    def __post_init__(self) -> None:
        check_exercice(self.exercice)
        if self.horizon < 1 or (self.duree is not None and self.duree < 1):
            raise DonneeInvalideError(
                f"Droits uniques, durée {self.duree}, horizon {self.horizon} ; attendu : 1 an ou plus."
            )


@dataclass(frozen=True, slots=True)
class Rythme:
    """What is left of a volume, and until when at the present pace.

    Attributes:
        initial: Volume at the opening, what was acquired since included.
        assumed: Of the whole volume, what is taken as served before the opening.
        recus: Dwellings really received since; a part of them when several kinds are spent at once.
        restant: What is left; below 0, more was received.
        par_an: Mean of the complete years; None when there is none.
        exhausted_in: Exercice in which nothing is left, or will be at that pace; None at a pace of 0, or unknown.
    """

    initial: Fraction
    assumed: Fraction
    recus: Fraction
    restant: Fraction
    par_an: Fraction | None
    exhausted_in: int | None


@dataclass(frozen=True, slots=True)
class SuiviNegocie:
    """A volume already negotiated, and where it stands; `rythme` is None when no receipt is known."""

    etalement: Etalement
    annuels: Fraction
    rythme: Rythme | None


@dataclass(frozen=True, slots=True)
class SuiviUniques:
    """The droits uniques of one réservataire.

    Attributes:
        reservataire: His id.
        nom: Name to show.
        echeancier: Year after year from the exercice on.
        is_sans_fin: Whether some of his rights have no end: then he has no stock.
        stock: The whole stock since the opening; None without end, without rights, or without a known receipt.
        livre: Its ledger, year after year.
        negocies: Volumes already negotiated, each with its own.
    """

    reservataire: str
    nom: str
    echeancier: Echeancier
    is_sans_fin: bool
    stock: Rythme | None
    livre: tuple[LigneStock, ...]
    negocies: tuple[SuiviNegocie, ...]


@dataclass(frozen=True, slots=True)
class SuivisUniques:
    """The droits uniques of everybody; `annees` are the exercices of the schedules."""

    exercice: int
    mode: ModeEtalement
    annees: tuple[int, ...]
    suivis: tuple[SuiviUniques, ...]


def suivre_uniques(entree: EntreeUniques) -> SuivisUniques:
    """Give every réservataire the schedule of his droits uniques, and what is left of his stock.

    Args:
        entree: Rights and receipts.

    Returns:
        Those who have rights in the exercice, or had some since the opening, in the order of the entry.

    Source:
        Source 001 (DRIHL, 2021): the stock, and its use; source 002 (USH, 2022): étalement; docs/metier/conversion.md.

    Examples:
        >>> lots = (LotDroits(100, "autre", Fraction(1, 10), 2028),)
        >>> compte = CompteUniques("V", "Ville", Fraction(100), Fraction(0), Fraction(4, 5), lots, (), 2025, lots)
        >>> [suivi] = suivre_uniques(EntreeUniques(2026, (compte,))).suivis
        >>> [str(annee.droits) for annee in suivi.echeancier.annees], str(suivi.stock.restant)
        (['8', '8', '8'], '32')
    """
    comptes = tuple(c for c in entree.comptes if c.lots or c.etalements or c.initial_lots)
    last = max((_last_exercice(compte) for compte in comptes), default=entree.exercice)
    stop = min(max(last, entree.exercice + (entree.duree or 1) - 1), entree.exercice + entree.horizon - 1)
    annees = tuple(range(entree.exercice, stop + 1))
    return SuivisUniques(entree.exercice, entree.mode, annees, tuple(_suivre(c, entree, annees) for c in comptes))


def _last_exercice(compte: CompteUniques) -> int:
    """Last échéance of the rights that have one; 0 without any."""
    ends = [lot.echeance for lot in compte.lots if lot.echeance] + [e.echeance for e in compte.etalements]
    return max(ends, default=0)


def _suivre(compte: CompteUniques, entree: EntreeUniques, annees: tuple[int, ...]) -> SuiviUniques:
    lots, etalements = (
        (compte.lots, compte.etalements) if entree.mode == "echeancier" else _spread_evenly(compte, entree)
    )
    schedule = echeancier(
        EntreeEcheancier(
            lots,
            compte.rotation,
            dict.fromkeys(annees, compte.flux),
            etalements,
            rapport_net=compte.rapport_net,
        )
    )
    livre = _open_livre(compte, entree.exercice)
    return SuiviUniques(
        reservataire=compte.reservataire,
        nom=compte.nom,
        echeancier=schedule,
        is_sans_fin=_is_sans_fin(compte),
        stock=_count_restant(livre, entree.exercice) if livre else None,
        livre=livre,
        negocies=tuple(_suivre_negocie(e, compte, entree.exercice) for e in compte.etalements),
    )


def _is_sans_fin(compte: CompteUniques) -> bool:
    lots = (*compte.lots, *compte.initial_lots, *(acquis.lot for acquis in compte.acquis))
    return any(lot.echeance is None and lot.nombre for lot in lots)


def _spread_evenly(compte: CompteUniques, entree: EntreeUniques) -> tuple[tuple[LotDroits, ...], tuple[Etalement, ...]]:
    """Turn the lasting rights that have an end into one even volume; the others, and the volumes agreed, stay."""
    lasting = tuple(lot for lot in compte.lots if lot.echeance is None)
    ending = tuple(lot for lot in compte.lots if lot.echeance is not None and lot.echeance >= entree.exercice)
    if not ending:
        return lasting, compte.etalements
    total = compte.rapport_net * count_stock(ending, entree.exercice, compte.rotation)
    duree = entree.duree or max(lot.echeance or 0 for lot in ending) - entree.exercice + 1
    return lasting, (*compte.etalements, Etalement(total, entree.exercice, duree))


def _open_livre(compte: CompteUniques, exercice: int) -> tuple[LigneStock, ...]:
    """Keep the ledger of the whole stock from its opening to the exercice; empty when there is none to keep."""
    if compte.premier_exercice is None or compte.premier_exercice > exercice or _is_sans_fin(compte):
        return ()
    initial = compte.rapport_net * count_stock(compte.initial_lots, compte.premier_exercice, compte.rotation)
    initial += sum((_left(e, compte.premier_exercice) for e in compte.etalements), ZERO)
    acquis = dict.fromkeys(range(compte.premier_exercice, exercice + 1), ZERO)
    for row in compte.acquis:
        if row.exercice in acquis:
            acquis[row.exercice] += compte.rapport_net * count_stock((row.lot,), row.exercice, compte.rotation)
    if not initial and not any(acquis.values()):
        return ()
    ecritures = (EcritureStock(year, droits, compte.recus.get(year, 0)) for year, droits in acquis.items())
    return decompter_stock(initial, ecritures)


def _left(etalement: Etalement, exercice: int) -> Fraction:
    """What an étalement still plans from an exercice on."""
    years = etalement.echeance - max(exercice, etalement.premier_exercice) + 1
    return etalement.total * max(0, years) / etalement.duree


def _count_restant(livre: tuple[LigneStock, ...], exercice: int) -> Rythme:
    acquis = sum((ligne.droits for ligne in livre), ZERO)
    recus = sum(ligne.recus for ligne in livre)
    initial = livre[0].initial + acquis
    complete = [Fraction(ligne.recus) for ligne in livre if ligne.exercice < exercice]
    emptied = next((ligne.exercice for ligne in livre if ligne.is_empty), None)
    par_an = sum(complete, ZERO) / len(complete) if complete else None
    start = livre[-1].initial + livre[-1].droits
    return Rythme(
        initial, ZERO, Fraction(recus), livre[-1].restant, par_an, emptied or find_fin(start, par_an, exercice)
    )


def find_fin(restant: Fraction, par_an: Fraction | None, exercice: int) -> int | None:
    """Tell in which exercice a volume runs out at a pace.

    Args:
        restant: What is left on 1 January of `exercice`.
        par_an: Dwellings received a year; None is unknown.
        exercice: First year to come.

    Examples:
        >>> find_fin(Fraction(25), Fraction(10), 2026), find_fin(Fraction(20), Fraction(10), 2026)
        (2028, 2027)
        >>> find_fin(Fraction(25), Fraction(0), 2026) is None
        True
    """
    if restant <= 0:
        return exercice
    return exercice + ceil(restant / par_an) - 1 if par_an else None


def _suivre_negocie(etalement: Etalement, compte: CompteUniques, exercice: int) -> SuiviNegocie:
    """Spend a volume already negotiated by its part of what was received each year."""
    annuels = etalement.annuels(exercice)
    if compte.premier_exercice is None or compte.premier_exercice > exercice:
        return SuiviNegocie(etalement, annuels, None)
    recus = {
        year: compte.recus.get(year, 0) * part
        for year in range(compte.premier_exercice, exercice + 1)
        if (part := _part_de(etalement, compte, year)) is not None
    }
    initial = _left(etalement, compte.premier_exercice)
    total = sum(recus.values(), ZERO)
    complete = [n for year, n in recus.items() if year < exercice and etalement.premier_exercice <= year]
    par_an = sum(complete, ZERO) / len(complete) if complete else None
    start = initial - sum((n for year, n in recus.items() if year < exercice), ZERO)
    fin = find_fin(start, par_an, exercice)
    return SuiviNegocie(
        etalement, annuels, Rythme(initial, etalement.total - initial, total, initial - total, par_an, fin)
    )


def _part_de(etalement: Etalement, compte: CompteUniques, exercice: int) -> Fraction | None:
    """Share of the receipts of a year that an étalement takes; None when nothing is planned that year."""
    lots: Iterable[LotDroits] = (*compte.initial_lots, *(a.lot for a in compte.acquis if a.exercice <= exercice))
    total = compte.rapport_net * count_droits_annuels(lots, exercice, compte.rotation)
    total += sum((e.annuels(exercice) for e in compte.etalements), ZERO)
    return etalement.annuels(exercice) / total if total else None
