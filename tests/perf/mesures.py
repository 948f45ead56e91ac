"""Judge an orientation from its decisions alone.

The accounts are kept anew here, in whole 1/10 000 of a logement, from the parts, the flux and the list of
`(rang, reservataire)`: nothing the product says about its own soldes is believed. A solde is read after each decision,
once the logement has been credited to all and debited to the one who receives it. All results are exact.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.perf.tirage import BAILLEUR, UNITE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from tests.perf.tirage import Liberation, Tirage

JOURS_PAR_AN = 365
PETIT_DROITS_PAR_AN = 3  # a small réservataire accrues fewer rights a year
DROITS_POUR_COMPOSITION = 20  # below, a mix received is noise
ATTRIBUTS = ("typologie", "financement", "qpv")

Decisions = list[tuple[int, str]]


class DecisionsError(AssertionError):
    """The decisions are not those of the flux: a logement missing, twice, out of order, or given to a stranger."""


@dataclass(frozen=True, slots=True)
class Mesures:
    """What the decisions did, in logements, years and fractions of a mix; « écarts » leave the bailleur out."""

    ecart: Fraction
    retard: Fraction
    avance: Fraction
    ecart_fin_annee: Fraction
    ecart_bailleur: Fraction
    bailleur_min: Fraction
    etat_commune: Fraction
    etat_commune_fin_annee: Fraction
    attente_petits_ans: Fraction
    noyes: int
    tv_typologie: Fraction
    tv_financement: Fraction
    tv_qpv: Fraction


@dataclass(slots=True)
class _Releve:
    """Running accounts and the extremes they reached."""

    solde: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    droits: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    recus: Counter[str] = field(default_factory=Counter)
    etat: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    maximum: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    minimum: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    etat_extreme: int = 0
    ecart_fin: int = 0
    etat_fin: int = 0
    dus_le: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))
    recus_le: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))

    def enter(self, liberation: Liberation, parts: Mapping[str, int], elu: str, etat: frozenset[str]) -> None:
        """Credit the parts, debit the one chosen, then note the extremes of those concerned."""
        part_etat = -UNITE if elu in etat else 0
        for r, part in parts.items():
            avant = self.droits[r]
            self.droits[r] = avant + part
            if self.droits[r] // UNITE > avant // UNITE:
                self.dus_le[r].append(liberation.date)
            solde = self.solde[r] = self.solde[r] + part - (UNITE if r == elu else 0)
            self.maximum[r] = max(self.maximum[r], solde)
            self.minimum[r] = min(self.minimum[r], solde)
            part_etat += part if r in etat else 0
        self.recus[elu] += 1
        self.recus_le[elu].append(liberation.date)
        self.etat[liberation.commune] += part_etat
        self.etat_extreme = max(self.etat_extreme, abs(self.etat[liberation.commune]))

    def close_year(self) -> None:
        self.ecart_fin = max(self.ecart_fin, *(abs(d) for r, d in self.solde.items() if r != BAILLEUR))
        self.etat_fin = max(self.etat_fin, *(abs(g) for g in self.etat.values()))


def _check(decisions: Decisions, tirage: Tirage, flux: tuple[Liberation, ...]) -> None:
    if [rang for rang, _ in decisions] != [liberation.rang for liberation in flux]:
        raise DecisionsError("les rangs décidés ne sont pas ceux du flux, dans l’ordre")
    for liberation, (rang, elu) in zip(flux, decisions, strict=True):
        if elu not in tirage.parts[liberation.commune]:
            raise DecisionsError(f"rang {rang} : {elu} n’a pas de part dans {liberation.commune}")
        if elu in liberation.refus:
            raise DecisionsError(f"rang {rang} : {elu} avait refusé ce logement")


def to_units(parts: Mapping[str, Mapping[str, Fraction]]) -> dict[str, dict[str, int]]:
    """Turn the parts of each commune into whole 1/10 000; they must sum to 10 000 exactly."""
    units = {}
    for commune, here in parts.items():
        units[commune] = {r: int(part * UNITE) for r, part in here.items()}
        exact = all(part * UNITE == units[commune][r] for r, part in here.items())
        if not exact or sum(units[commune].values()) != UNITE:
            raise DecisionsError(f"les parts de {commune} ne font pas exactement 1 en dix-millièmes")
    return units


def _keep_accounts(decisions: Decisions, tirage: Tirage, flux: tuple[Liberation, ...]) -> _Releve:
    units = to_units(tirage.parts)
    etat = tirage.etat
    releve = _Releve()
    annee = flux[0].date.year
    for liberation, (_, elu) in zip(flux, decisions, strict=True):
        if liberation.date.year != annee:
            releve.close_year()
            annee = liberation.date.year
        releve.enter(liberation, units[liberation.commune], elu, etat)
    releve.close_year()
    return releve


def _longest_wait(releve: _Releve, annees: int, fin: date) -> Fraction:
    """Longest time, among small réservataires, from a whole right accrued to the logement that settles it."""
    jours = 0
    for r, dus in releve.dus_le.items():
        if r == BAILLEUR or releve.droits[r] >= PETIT_DROITS_PAR_AN * UNITE * annees:
            continue
        recus = releve.recus_le[r]
        jours = max(jours, *(((recus[n] if n < len(recus) else fin) - du).days for n, du in enumerate(dus)))
    return Fraction(jours, JOURS_PAR_AN)


def _composition(
    decisions: Decisions, tirage: Tirage, flux: Iterable[Liberation], releve: _Releve
) -> dict[str, Fraction]:
    """Total variation between the mix entitled and the mix received, weighted by the rights."""
    units = to_units(tirage.parts)
    juges = {r for r, droits in releve.droits.items() if r != BAILLEUR and droits >= DROITS_POUR_COMPOSITION * UNITE}
    dus: dict[tuple[str, str], Counter[object]] = defaultdict(Counter)
    recus: dict[tuple[str, str], Counter[object]] = defaultdict(Counter)
    for liberation, (_, elu) in zip(flux, decisions, strict=True):
        for attribut in ATTRIBUTS:
            valeur = getattr(liberation, attribut)
            recus[elu, attribut][valeur] += 1
            for r, part in units[liberation.commune].items():
                if r in juges:
                    dus[r, attribut][valeur] += part
    poids = sum(releve.droits[r] for r in juges)
    return {
        attribut: sum(
            (releve.droits[r] * total_variation(dus[r, attribut], recus[r, attribut]) for r in juges), Fraction(0)
        )
        / (poids or 1)
        for attribut in ATTRIBUTS
    }


def total_variation(dus: Mapping[object, int], recus: Mapping[object, int]) -> Fraction:
    """Half the sum of the gaps between two mixes; 1 when nothing was received."""
    total_du, total_recu = sum(dus.values()), sum(recus.values())
    if not total_recu:
        return Fraction(1)
    ecarts = (abs(dus.get(v, 0) * total_recu - recus.get(v, 0) * total_du) for v in {*dus, *recus})
    return Fraction(sum(ecarts), 2 * total_du * total_recu)


def _largest(values: Mapping[str, int]) -> Fraction:
    return Fraction(max((abs(v) for r, v in values.items() if r != BAILLEUR), default=0), UNITE)


def mesurer(decisions: Decisions, tirage: Tirage) -> Mesures:
    """Measure the decisions taken on a tirage."""
    flux = tirage.decomptables()
    _check(decisions, tirage, flux)
    releve = _keep_accounts(decisions, tirage, flux)
    retard, avance = _largest(releve.maximum), _largest(releve.minimum)
    tv = _composition(decisions, tirage, flux, releve)
    annees = flux[-1].date.year - flux[0].date.year + 1
    return Mesures(
        ecart=max(retard, avance),
        retard=retard,
        avance=avance,
        ecart_fin_annee=Fraction(releve.ecart_fin, UNITE),
        ecart_bailleur=Fraction(max(releve.maximum[BAILLEUR], -releve.minimum[BAILLEUR]), UNITE),
        bailleur_min=Fraction(releve.minimum[BAILLEUR], UNITE),
        etat_commune=Fraction(releve.etat_extreme, UNITE),
        etat_commune_fin_annee=Fraction(releve.etat_fin, UNITE),
        attente_petits_ans=_longest_wait(releve, annees, flux[-1].date),
        noyes=sum(d >= UNITE and not releve.recus[r] for r, d in releve.droits.items() if r != BAILLEUR),
        tv_typologie=tv["typologie"],
        tv_financement=tv["financement"],
        tv_qpv=tv["qpv"],
    )
