"""An adversary that sees the rule and chooses each next commune to make the soldes as uneven as it can.

No flux is that malicious: this is a stress figure. At each step the adversary keeps its own accounts, short-lists the
communes where serving the latest would leave the most unevenness behind, asks the rule what it would do in each, and
frees the logement where the answer hurts most.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

from gef.core.orientation import Moteur
from tests.perf.mesures import to_units
from tests.perf.produit import choose_parametres, to_logement, to_reservataires
from tests.perf.tirage import BAILLEUR, DEBUT, UNITE, Liberation

if TYPE_CHECKING:
    from tests.perf.mesures import Decisions
    from tests.perf.tirage import Tirage

CANDIDATES = 6  # communes tried on the rule at each step
EXPOSANTS = (2, 4)  # moods: how much more a large solde weighs than several small ones


class Regle(Protocol):
    """A rule being played against: it can say what it would do, and then do it."""

    def try_out(self, liberation: Liberation) -> str: ...

    def play(self, liberation: Liberation) -> str: ...


class RegleProduit:
    """The product's engine; trying out works on a copy of its accounts."""

    def __init__(self, tirage: Tirage) -> None:
        self._parts = tirage.parts
        self._moteur = Moteur(to_reservataires(tirage), choose_parametres(tirage))

    def try_out(self, liberation: Liberation) -> str:
        return self._moteur.copy().orienter(to_logement(liberation), self._parts[liberation.commune]).reservataire

    def play(self, liberation: Liberation) -> str:
        return self._moteur.orienter(to_logement(liberation), self._parts[liberation.commune]).reservataire


class ReglePlusEnRetard:
    """The witness (c), written again so that it can be tried out."""

    def __init__(self, tirage: Tirage) -> None:
        self._parts = tirage.parts
        self._solde: dict[str, Fraction] = defaultdict(Fraction)

    def try_out(self, liberation: Liberation) -> str:
        here = self._parts[liberation.commune]
        return max(sorted(here), key=lambda r: self._solde[r] + here[r])

    def play(self, liberation: Liberation) -> str:
        elu = self.try_out(liberation)
        for r, part in self._parts[liberation.commune].items():
            self._solde[r] += part
        self._solde[elu] -= 1
        return elu


class _Adversaire:
    """The soldes as the adversary follows them, and what would hurt most."""

    def __init__(self, tirage: Tirage, exposant: int) -> None:
        self.rng = random.Random(tirage.graine)
        self.exposant = exposant
        self.models: dict[str, list[Liberation]] = defaultdict(list)
        for liberation in tirage.decomptables():
            self.models[liberation.commune].append(liberation)
        self.units = {c: parts for c, parts in to_units(tirage.parts).items() if c in self.models}
        self.solde: dict[str, int] = defaultdict(int)

    def gain(self, commune: str, elu: str) -> int:
        """What a liberation adds to the lateness of all, once `elu` is served; the bailleur's own does not count."""
        total = 0
        for r, part in self.units[commune].items():
            if r != BAILLEUR:
                avant = self.solde[r]
                apres = avant + part - (UNITE if r == elu else 0)
                total += max(0, apres) ** self.exposant - max(0, avant) ** self.exposant
        return total

    def short_list(self) -> list[str]:
        """Communes where it would hurt most if the rule served the latest."""

        def expected(commune: str) -> tuple[int, float]:
            parts = self.units[commune]
            return self.gain(commune, max(parts, key=lambda r: self.solde[r] + parts[r])), self.rng.random()

        return sorted(self.units, key=expected, reverse=True)[:CANDIDATES]

    def enter(self, commune: str, elu: str) -> None:
        for r, part in self.units[commune].items():
            self.solde[r] += part
        self.solde[elu] -= UNITE


def affronter(tirage: Tirage, regle: Regle, pas: int = 3_000, exposant: int = EXPOSANTS[0]) -> tuple[Tirage, Decisions]:
    """Play `pas` steps against a rule; return the flux the adversary made, over three years, and the decisions."""
    adversaire = _Adversaire(tirage, exposant)
    flux: list[Liberation] = []
    decisions = []
    for rang in range(1, pas + 1):
        jour = DEBUT + timedelta(days=(rang - 1) * 1095 // pas)
        offers = [
            replace(
                adversaire.rng.choice(adversaire.models[c]), rang=rang, date=jour, logement=f"{c}-A{rang}", refus=()
            )
            for c in adversaire.short_list()
        ]
        worst = max(offers, key=lambda x: adversaire.gain(x.commune, regle.try_out(x)))
        elu = regle.play(worst)
        adversaire.enter(worst.commune, elu)
        flux.append(worst)
        decisions.append((rang, elu))
    return replace(tirage, flux=tuple(flux)), decisions
