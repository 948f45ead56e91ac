"""Years ahead: what each right gives until it ends, what its end frees, when the smallest are due a dwelling.

The parc, its rates and its forecasts are those of the first exercice, every year: the horizon shows what the calendar
of the rights does by itself, and foresees nothing else. An end comes from the register, survival of the guarantees
included; a right whose end nobody has established runs on, and is counted apart.

Parts are those of the chosen method. A negotiated part is supposed to be renewed, in proportion of the rights that its
holder still has: the convention is brought up to date every year for the rights that end.

Source:
    CCH art. R. 441-5 (yearly update); source 001 (DRIHL, 2021) for the named years of the smallest;
    docs/metier/scenarios.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import floor

from gef.core.base_scenario import SituationCompte
from gef.core.droits_uniques import LotDroits
from gef.core.entree_horizon import EntreeHorizon
from gef.core.methodes import LIBELLES_METHODES
from gef.core.motifs import Etape, Explication, Source
from gef.core.parts import BAILLEUR, ONE
from gef.core.parts_annuelles import ConversionAnnuelle, PartsAnnee
from gef.core.territoires import DEPARTEMENT, EntreeReservataire

ZERO = Fraction(0)
Reservataires = tuple[EntreeReservataire, ...]
ANNEES_MIN = 10
CALCUL = Source("docs/metier/scenarios.md, « Les années à venir »", "calcul")
REGISTRE = Source("registre des droits de réservation", "donnee")


@dataclass(frozen=True, slots=True)
class LigneHorizon:
    """One réservataire in one exercice.

    Attributes:
        reservataire: His id.
        droits: Lasting rights that run.
        part: Part of the flux of his territory.
        logements: Dwellings of the year.
        cumul: Dwellings due since today, today's solde included, if none were received.
    """

    reservataire: str
    droits: int
    part: Fraction
    logements: Fraction
    cumul: Fraction


@dataclass(frozen=True, slots=True)
class AnneeHorizon:
    """One exercice.

    Attributes:
        exercice: The year.
        droits: Lasting rights that run.
        en_survie: Of them, those that the law prolongs after the loan is repaid.
        reserve: Dwellings of all réservataires.
        non_reserve: Dwellings of the bailleur; below 0 where the parts exceed the whole.
        part_reservee: Share of the flux of the département that is reserved.
        au_bailleur: Dwellings that he holds more than the year before; < 0 when he holds fewer.
        aux_autres: Dwellings that réservataires win over the year before: a cap that weighs less, rights that begin.
        lignes: One per réservataire, in the order of the entry.
    """

    exercice: int
    droits: int
    en_survie: int
    reserve: Fraction
    non_reserve: Fraction
    part_reservee: Fraction
    au_bailleur: Fraction
    aux_autres: Fraction
    lignes: tuple[LigneHorizon, ...]


@dataclass(frozen=True, slots=True)
class EcheanceHorizon:
    """What ends, and what it gave.

    Attributes:
        exercice: First year without it.
        reservataire: Who held it.
        nombre: Lasting rights that end.
        volume: Negotiated droits uniques that are all given.
        natures: What they were given for.
        logements: Dwellings a year that he loses.
    """

    exercice: int
    reservataire: str
    nombre: int
    volume: Fraction
    natures: tuple[str, ...]
    logements: Fraction


@dataclass(frozen=True, slots=True)
class CompteHorizon:
    """One réservataire over the years.

    Attributes:
        reservataire: His id.
        nom: Name to show.
        type: A code of `gef.core.parts.TYPES_RESERVATAIRE`.
        portee: Territory of his convention.
        droits: Lasting rights in the first exercice.
        sans_terme: Of all his rights, those whose end nobody has established.
        derniere: Last exercice of an established end; None when there is none.
        logements: Dwellings of the first exercice.
        solde: Solde today.
        is_petit: Entitled to something, and to less than a dwelling in the first exercice.
        annees: For the smallest, each exercice in which a whole dwelling is due, once per dwelling.
    """

    reservataire: str
    nom: str
    type: str
    portee: str
    droits: int
    sans_terme: int
    derniere: int | None
    logements: Fraction
    solde: Fraction
    is_petit: bool
    annees: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Horizon:
    """The years ahead.

    Attributes:
        premier: First exercice.
        dernier: Last one shown: the year after the last established end, ten years at least.
        methode: Method of the parts.
        annees: One per exercice.
        comptes: One per réservataire.
        echeances: What ends, in order of time.
        sans_terme: Rights whose end nobody has established.
        is_truncated: Whether some rights end after the last year shown.
        explication: The totals.
        avertissements: What a reader should be told.
    """

    premier: int
    dernier: int
    methode: str
    annees: tuple[AnneeHorizon, ...]
    comptes: tuple[CompteHorizon, ...]
    echeances: tuple[EcheanceHorizon, ...]
    sans_terme: int
    is_truncated: bool
    explication: Explication
    avertissements: tuple[str, ...]


def calculer_horizon(entree: EntreeHorizon) -> Horizon:
    """Follow the rights year after year, until the last established end.

    Args:
        entree: Rights with their ends, method, accounts.

    Returns:
        Every year, what ends, and the named years of the smallest.

    Source:
        docs/metier/scenarios.md.
    """
    premier, fin = entree.conversion.exercice, _find_terme(entree)
    dernier = max(premier + min(ANNEES_MIN, entree.limite) - 1, min(fin + 1, premier + entree.limite - 1))
    droits = {exercice: tuple(_keep_droits_en_cours(entree, exercice)) for exercice in range(premier, dernier + 1)}
    conversion = ConversionAnnuelle(entree.conversion, entree.methode)
    conversions = {exercice: conversion.convertir(exercice, rows) for exercice, rows in droits.items()}
    annees = tuple(_build_annees(entree, droits, conversions))
    comptes = tuple(_build_comptes(entree, annees))
    echeances = tuple(_list_echeances(droits, annees))
    return Horizon(
        premier=premier,
        dernier=dernier,
        methode=entree.methode,
        annees=annees,
        comptes=comptes,
        echeances=echeances,
        sans_terme=sum(compte.sans_terme for compte in comptes),
        is_truncated=fin > dernier,
        explication=_explain(entree, annees, comptes),
        avertissements=tuple(_list_avertissements(entree, conversions, comptes)),
    )


def _find_terme(entree: EntreeHorizon) -> int:
    """Last exercice of a right whose end is known; the first exercice when none is."""
    ends = (end for r in entree.conversion.reservataires for end in _list_ends(r, _list_lots(entree, r)))
    return max([entree.conversion.exercice, *ends])


def _list_lots(entree: EntreeHorizon, reservataire: EntreeReservataire) -> tuple[LotDroits, ...]:
    """All his lasting rights, those that begin later included."""
    return (*reservataire.lots, *(row.lot for row in entree.a_venir if row.reservataire == reservataire.id))


def _list_ends(reservataire: EntreeReservataire, lots: Iterable[LotDroits]) -> list[int]:
    """Last exercices that are established."""
    ends = [lot.echeance for lot in lots if lot.echeance is not None and lot.nombre]
    return ends + [e.echeance for e in reservataire.etalements if e.total]


def _keep_droits_en_cours(entree: EntreeHorizon, exercice: int) -> Iterator[EntreeReservataire]:
    """Yield each réservataire with the rights that run, his negotiated part following them."""
    coming: defaultdict[str, list[LotDroits]] = defaultdict(list)
    for row in entree.a_venir:
        if row.premier <= exercice:
            coming[row.reservataire].append(row.lot)
    for reservataire in entree.conversion.reservataires:
        lots = tuple(lot for lot in (*reservataire.lots, *coming[reservataire.id]) if lot.is_en_cours(exercice))
        part = reservataire.part_negociee
        held = _count(lot for lot in reservataire.lots if lot.is_en_cours(entree.conversion.exercice))
        if part is not None and held:
            part = min(ONE, part * Fraction(_count(lots), held))
        yield replace(reservataire, lots=lots, part_negociee=part)


def _count(lots: Iterable[LotDroits]) -> int:
    return sum(lot.nombre for lot in lots)


def _build_annees(
    entree: EntreeHorizon, droits: Mapping[int, Reservataires], conversions: Mapping[int, PartsAnnee]
) -> Iterator[AnneeHorizon]:
    """Yield the years, each compared with the one before."""
    comptes = {compte.reservataire: compte for compte in entree.comptes}
    cumuls: dict[str, Fraction] = {}
    before: dict[str, Fraction] = {}
    flux = entree.conversion.territoire(DEPARTEMENT).flux_prevu
    for exercice, conversion in conversions.items():
        lignes = []
        for holder in droits[exercice]:
            logements, known = conversion.logements[holder.id], cumuls.get(holder.id)
            due = _open(comptes.get(holder.id), logements) if known is None else known + logements
            cumuls[holder.id] = due
            lignes.append(LigneHorizon(holder.id, _count(holder.lots), conversion.parts[holder.id], logements, due))
        held = {**conversion.logements, BAILLEUR: conversion.non_reserve}
        gains = {code: held[code] - before.get(code, held[code]) for code in held}
        before = held
        yield AnneeHorizon(
            exercice=exercice,
            droits=sum(row.droits for row in lignes),
            en_survie=sum(s.nombre for s in entree.survies if s.premier <= exercice <= s.dernier),
            reserve=flux - conversion.non_reserve,
            non_reserve=conversion.non_reserve,
            part_reservee=ONE - conversion.non_reserve / flux,
            au_bailleur=gains[BAILLEUR],
            aux_autres=sum((gain for code, gain in gains.items() if code != BAILLEUR and gain > 0), ZERO),
            lignes=tuple(lignes),
        )


def _open(compte: SituationCompte | None, logements: Fraction) -> Fraction:
    """Dwellings due at the end of the first exercice; what is already acquired cannot be taken back."""
    return logements if compte is None else compte.report + max(logements, compte.acquis) - compte.recus


def _build_comptes(entree: EntreeHorizon, annees: tuple[AnneeHorizon, ...]) -> Iterator[CompteHorizon]:
    comptes = {compte.reservataire: compte for compte in entree.comptes}
    first = annees[0]
    for rank, reservataire in enumerate(entree.conversion.reservataires):
        row = first.lignes[rank]
        lots = _list_lots(entree, reservataire)
        compte = comptes.get(reservataire.id)
        is_petit = 0 < row.logements < 1
        yield CompteHorizon(
            reservataire=reservataire.id,
            nom=reservataire.nom,
            type=reservataire.type,
            portee=reservataire.portee,
            droits=row.droits,
            sans_terme=_count(lot for lot in lots if lot.echeance is None),
            derniere=max(_list_ends(reservataire, lots), default=None),
            logements=row.logements,
            solde=compte.solde if compte else ZERO,
            is_petit=is_petit,
            annees=find_annees({a.exercice: a.lignes[rank].cumul for a in annees}) if is_petit else (),
        )


def find_annees(cumuls: Mapping[int, Fraction]) -> tuple[int, ...]:
    """Tell in which exercices a whole dwelling is due: what is due passes a whole number.

    Args:
        cumuls: Dwellings due at the end of each exercice, if none were received, in order of time.

    Returns:
        Each exercice, once per dwelling.

    Examples:
        >>> find_annees({2026: Fraction(4, 5), 2027: Fraction(11, 10), 2028: Fraction(7, 5), 2029: Fraction(2)})
        (2027, 2029)
    """
    annees: list[int] = []
    for exercice, cumul in cumuls.items():
        annees += [exercice] * (floor(cumul) - len(annees))
    return tuple(annees)


def _list_echeances(droits: Mapping[int, Reservataires], annees: tuple[AnneeHorizon, ...]) -> Iterator[EcheanceHorizon]:
    """Yield what ends each year, by holder."""
    for before, after in pairwise(annees):
        for rank, holder in enumerate(droits[before.exercice]):
            lots = [lot for lot in holder.lots if lot.echeance == before.exercice]
            ended = [e for e in holder.etalements if e.echeance == before.exercice]
            if _count(lots) or any(e.total for e in ended):
                yield EcheanceHorizon(
                    exercice=after.exercice,
                    reservataire=holder.id,
                    nombre=_count(lots),
                    volume=sum((e.total for e in ended), ZERO),
                    natures=tuple(sorted({*(lot.nature for lot in lots), *(e.nature for e in ended)})),
                    logements=before.lignes[rank].logements - after.lignes[rank].logements,
                )


def _explain(
    entree: EntreeHorizon, annees: tuple[AnneeHorizon, ...], comptes: tuple[CompteHorizon, ...]
) -> Explication:
    first, last = annees[0], annees[-1]
    sans_terme = sum(compte.sans_terme for compte in comptes)
    return Explication(
        f"De {first.exercice} à {last.exercice}, {LIBELLES_METHODES[entree.methode].lower()}",
        (
            Etape("droits", f"Droits en cours en {first.exercice}", first.droits, "logements", source=REGISTRE),
            Etape("sans_terme", "Dont sans terme établi", sans_terme, "logements", source=REGISTRE),
            Etape("restants", f"Droits en cours en {last.exercice}", last.droits, "logements", source=REGISTRE),
            Etape("reserve", f"Part réservée en {first.exercice}", first.part_reservee, "fraction", source=CALCUL),
            Etape("part", f"Part réservée en {last.exercice}", last.part_reservee, "fraction", source=CALCUL),
        ),
    )


def _list_avertissements(
    entree: EntreeHorizon, conversions: Mapping[int, PartsAnnee], comptes: tuple[CompteHorizon, ...]
) -> Iterator[str]:
    yield "Parc, rotation et prévisions restent ceux du premier exercice : seul le calendrier des droits change."
    if entree.methode == "negociee":
        yield "Une part négociée est supposée reconduite, à proportion des droits qui restent à son titulaire."
    if sans_terme := sum(compte.sans_terme for compte in comptes):
        yield f"{sans_terme} droits n’ont pas de terme établi : ils courent jusqu’au bout, et sont comptés à part."
    if exceeded := [str(exercice) for exercice, parts in conversions.items() if parts.depassements]:
        yield f"Les parts dépassent le flux d’une commune en {', '.join(exceeded)} : une réduction doit être validée."
