"""Judge an orientation from its decisions alone: écarts, the État by commune, composition, the bailleur's own account.

The accounts are kept anew here, from the parts, the flux and who received each dwelling: nothing that the engine says
of its own soldes is believed. A solde is read after each decision, once the dwelling has been credited to all and
debited to the one who receives it. All results are exact.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Final, Protocol

from gef.core.errors import DonneeInvalideError
from gef.core.parts import BAILLEUR

JOURS_PAR_AN: Final = 365
PETIT_DROITS_PAR_AN: Final = 3  # a small réservataire accrues fewer droits a year
DROITS_MIN_COMPOSITION: Final = 20  # below, what the received dwellings are is noise
COMPOSITIONS: Final = ("typologie", "financement", "qpv")


class Libere(Protocol):
    """What is looked at in a freed dwelling."""

    @property
    def date(self) -> date:
        """Day on which it is free."""

    @property
    def commune(self) -> str:
        """Code of its commune."""

    @property
    def typologie(self) -> str:
        """Its typologie."""

    @property
    def financement(self) -> str:
        """Its financement."""

    @property
    def qpv(self) -> bool:
        """Whether it stands in a QPV."""


@dataclass(frozen=True, slots=True)
class Mesures:
    """What decisions did; the écarts leave the bailleur out.

    Attributes:
        ecart: Largest |solde| of a réservataire at any moment, in dwellings.
        retard: Largest solde.
        avance: Largest −solde.
        ecart_fin_annee: Largest |solde| at the end of a year.
        ecart_bailleur: Largest |solde| of the bailleur's own account.
        bailleur_min: His lowest solde.
        bailleur_max: His highest one.
        etat_commune: Largest |solde| of the État's accounts together in one commune, at any moment.
        etat_commune_fin_annee: The same at the end of a year.
        attente_petits_ans: Longest time from a whole droit of a small réservataire to the dwelling that settles it.
        noyes: Réservataires with a whole droit or more who received nothing.
        reservataires_juges: Réservataires who have twenty droits or more: those whose composition is looked at.
        composition_typologie: Share of the received dwellings that are not of the typologie they should be, from 0
            to 1: half the sum of the gaps between what is due and what is received, weighted by the droits; 0
            when nobody is looked at.
        composition_financement: The same for the financement.
        composition_qpv: The same for the QPV.
    """

    ecart: Fraction
    retard: Fraction
    avance: Fraction
    ecart_fin_annee: Fraction
    ecart_bailleur: Fraction
    bailleur_min: Fraction
    bailleur_max: Fraction
    etat_commune: Fraction
    etat_commune_fin_annee: Fraction
    attente_petits_ans: Fraction
    noyes: int
    reservataires_juges: int
    composition_typologie: Fraction
    composition_financement: Fraction
    composition_qpv: Fraction


@dataclass(slots=True)
class _Releve:
    """Running accounts in whole units, and the extremes they reached."""

    unite: int
    solde: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    droits: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    recus: Counter[str] = field(default_factory=Counter)
    etat: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    maximum: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    minimum: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    etat_extreme: int = 0
    ecart_fin: int = 0
    etat_fin: int = 0
    acquis_le: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))
    recus_le: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))

    def add(self, libere: Libere, parts: Mapping[str, int], retenu: str, etat: frozenset[str]) -> None:
        """Credit the parts, debit the one chosen, then note the extremes of those concerned."""
        unite, part_etat = self.unite, -self.unite if retenu in etat else 0
        for nom, part in parts.items():
            before = self.droits[nom]
            self.droits[nom] = before + part
            if (before + part) // unite > before // unite:
                self.acquis_le[nom].append(libere.date)
            solde = self.solde[nom] = self.solde[nom] + part - (unite if nom == retenu else 0)
            self._stretch(nom, solde)
            part_etat += part if nom in etat else 0
        if retenu not in parts:  # the bailleur keeps a dwelling where he has no part of his own
            self.solde[retenu] -= unite
            self._stretch(retenu, self.solde[retenu])
        self.recus[retenu] += 1
        self.recus_le[retenu].append(libere.date)
        self.etat[libere.commune] += part_etat
        self.etat_extreme = max(self.etat_extreme, abs(self.etat[libere.commune]))

    def _stretch(self, nom: str, solde: int) -> None:
        self.maximum[nom] = max(self.maximum[nom], solde)
        self.minimum[nom] = min(self.minimum[nom], solde)

    def close_year(self) -> None:
        """Read the écarts at the end of a year."""
        ecarts = (abs(solde) for nom, solde in self.solde.items() if nom != BAILLEUR)
        self.ecart_fin = max(self.ecart_fin, *ecarts, 0)
        self.etat_fin = max(self.etat_fin, *(abs(solde) for solde in self.etat.values()), 0)

    def list_juges(self) -> frozenset[str]:
        """Réservataires with enough droits for their composition to mean something."""
        minimum = DROITS_MIN_COMPOSITION * self.unite
        return frozenset(nom for nom, droits in self.droits.items() if nom != BAILLEUR and droits >= minimum)

    def exact(self, value: int) -> Fraction:
        """Give a number of units in dwellings."""
        return Fraction(value, self.unite)

    def largest(self, values: Mapping[str, int]) -> Fraction:
        """Largest absolute value, the bailleur left out."""
        return self.exact(max((abs(value) for nom, value in values.items() if nom != BAILLEUR), default=0))


def mesurer(
    flux: Sequence[Libere], retenus: Sequence[str], parts: Mapping[str, Mapping[str, Fraction]], etat: frozenset[str]
) -> Mesures:
    """Measure decisions.

    Args:
        flux: Freed dwellings that count, in order; those that are hors flux touch no account.
        retenus: Account that received each of them.
        parts: By commune, the part of each account; each sums to 1.
        etat: Accounts of the État, whose part is due in each commune.

    Raises:
        DonneeInvalideError: no dwelling, or not one decision for each.

    Source:
        docs/metier/orientation-mesures.md.
    """
    if not flux or len(flux) != len(retenus):
        raise DonneeInvalideError(
            f"Mesures : {len(flux)} logements et {len(retenus)} décisions ; attendu : au moins un, et une pour chacun."
        )
    units = _to_units(parts)
    releve = _keep_accounts(flux, retenus, units, etat)
    composition = _compare_composition(flux, retenus, units, releve)
    retard, avance = releve.largest(releve.maximum), releve.largest(releve.minimum)
    annees = flux[-1].date.year - flux[0].date.year + 1
    return Mesures(
        ecart=max(retard, avance),
        retard=retard,
        avance=avance,
        ecart_fin_annee=releve.exact(releve.ecart_fin),
        ecart_bailleur=releve.exact(max(releve.maximum[BAILLEUR], -releve.minimum[BAILLEUR])),
        bailleur_min=releve.exact(releve.minimum[BAILLEUR]),
        bailleur_max=releve.exact(releve.maximum[BAILLEUR]),
        etat_commune=releve.exact(releve.etat_extreme),
        etat_commune_fin_annee=releve.exact(releve.etat_fin),
        attente_petits_ans=_longest_attente(releve, annees, flux[-1].date),
        noyes=sum(d >= releve.unite and not releve.recus[nom] for nom, d in releve.droits.items() if nom != BAILLEUR),
        reservataires_juges=len(releve.list_juges()),
        composition_typologie=composition["typologie"],
        composition_financement=composition["financement"],
        composition_qpv=composition["qpv"],
    )


def _to_units(parts: Mapping[str, Mapping[str, Fraction]]) -> tuple[int, dict[str, dict[str, int]]]:
    """Turn parts into whole units of the smallest denominator common to all."""
    unite = lcm(*(part.denominator for here in parts.values() for part in here.values()))
    return unite, {
        commune: {nom: part.numerator * (unite // part.denominator) for nom, part in here.items()}
        for commune, here in parts.items()
    }


def _keep_accounts(
    flux: Sequence[Libere],
    retenus: Sequence[str],
    units: tuple[int, Mapping[str, Mapping[str, int]]],
    etat: frozenset[str],
) -> _Releve:
    unite, parts = units
    releve = _Releve(unite)
    annee = flux[0].date.year
    for libere, retenu in zip(flux, retenus, strict=True):
        if libere.date.year != annee:
            releve.close_year()
            annee = libere.date.year
        releve.add(libere, parts[libere.commune], retenu, etat)
    releve.close_year()
    return releve


def _longest_attente(releve: _Releve, annees: int, fin: date) -> Fraction:
    """Longest time, among small réservataires, from a whole droit accrued to the dwelling that settles it."""
    jours = 0
    for nom, acquis in releve.acquis_le.items():
        if nom == BAILLEUR or releve.droits[nom] >= PETIT_DROITS_PAR_AN * releve.unite * annees:
            continue
        recus = releve.recus_le[nom]
        jours = max(
            jours, *(((recus[rang] if rang < len(recus) else fin) - jour).days for rang, jour in enumerate(acquis))
        )
    return Fraction(jours, JOURS_PAR_AN)


def _compare_composition(
    flux: Sequence[Libere],
    retenus: Sequence[str],
    units: tuple[int, Mapping[str, Mapping[str, int]]],
    releve: _Releve,
) -> dict[str, Fraction]:
    """Total variation between what is due and what is received, weighted by the droits."""
    juges = releve.list_juges()
    acquis: dict[tuple[str, str], Counter[object]] = defaultdict(Counter)
    recus: dict[tuple[str, str], Counter[object]] = defaultdict(Counter)
    for (commune, valeurs), nombre in _count_kinds(flux, [row.commune for row in flux]).items():
        for nom, part in units[1][commune].items():
            if nom in juges:
                for attribut, valeur in zip(COMPOSITIONS, valeurs, strict=True):
                    acquis[nom, attribut][valeur] += part * nombre
    for (retenu, valeurs), nombre in _count_kinds(flux, retenus).items():
        for attribut, valeur in zip(COMPOSITIONS, valeurs, strict=True):
            recus[retenu, attribut][valeur] += nombre
    poids = sum(releve.droits[nom] for nom in juges) or 1
    return {
        attribut: sum(
            (releve.droits[nom] * total_variation(acquis[nom, attribut], recus[nom, attribut]) for nom in juges),
            Fraction(0),
        )
        / poids
        for attribut in COMPOSITIONS
    }


def _count_kinds(flux: Sequence[Libere], noms: Sequence[str]) -> Counter[tuple[str, tuple[object, ...]]]:
    """Count the dwellings by name, commune or account that receives them, and by what composition looks at."""
    rows = zip(flux, noms, strict=True)
    return Counter((nom, (row.typologie, row.financement, row.qpv)) for row, nom in rows)


def total_variation(acquis: Mapping[object, int], recus: Mapping[object, int]) -> Fraction:
    """Half the sum of the gaps between two compositions; 1 when nothing was received.

    Examples:
        >>> total_variation({"T2": 3, "T3": 1}, {"T2": 1, "T3": 1})
        Fraction(1, 4)
    """
    total_acquis, total_recu = sum(acquis.values()), sum(recus.values())
    if not total_recu:
        return Fraction(1)
    ecarts = (abs(acquis.get(v, 0) * total_recu - recus.get(v, 0) * total_acquis) for v in {*acquis, *recus})
    return Fraction(sum(ecarts), 2 * total_acquis * total_recu)
