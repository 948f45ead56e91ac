"""The running accounts: what each reservataire has acquired, what he has received, in exact dwellings.

Every debit needs one unit of accrual, or the sum of the soldes drifts. The double-entry table, as data:

    evenement               droits                  reçus                       somme des soldes
    liberation comptée      + part à chaque compte                              + 1
    sortie du flux          − part à chaque compte                              − 1
    orientation                                     + 1 engagé                  − 1
    décompte                                        engagé devient décompté
    refus non compté                                − 1 engagé                  + 1, jusqu’à la nouvelle orientation
    refus compté            nouvelle libération     l’engagé reste
    silence                                         comme le refus, selon la convention
    repris par le bailleur                          sur lui, ou sur r (convention)
    annulation              l’inverse du dernier fait
    hors flux               rien                    rien
    imputation                                      − 1 à l’ancien compte, + 1 au nouveau
    requalifié (gestion mixte)  rien                rien

Droits are integers in units of 1/`unite` of a dwelling, so that two machines and a replay agree to the last digit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd, lcm

ATTRIBUTS = ("typologie", "financement", "qpv", "forme")


@dataclass(slots=True)
class Compte:
    """One account. `droits` in units of 1/`unite`; `engages` and `decomptes` in dwellings."""

    droits: int = 0
    engages: int = 0
    decomptes: int = 0
    droits_attribut: dict[tuple[str, str], int] = field(default_factory=dict)
    recus_attribut: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def recus(self) -> int:
        """Dwellings counted against the account: engaged at once, then counted at the convention's trigger."""
        return self.engages + self.decomptes

    def copy(self) -> Compte:
        """Return an independent account in the same state."""
        return Compte(self.droits, self.engages, self.decomptes, dict(self.droits_attribut), dict(self.recus_attribut))


@dataclass(slots=True)
class _Credits:
    """Liberations of a commune credited with the same parts, not yet added to the accounts.

    Attributes:
        parts: Part of each account, in units; held here, so that its identity stays its own.
        etat: The accounts of the État.
        nombres: How many liberations, by attributes.
    """

    parts: Mapping[str, int]
    etat: frozenset[str]
    nombres: Counter[tuple[tuple[str, str], ...]] = field(default_factory=Counter)

    def count_by_attribut(self) -> tuple[int, Counter[tuple[str, str]]]:
        """Give the liberations in all, and by value of each attribute."""
        counts: Counter[tuple[str, str]] = Counter()
        for keys, nombre in self.nombres.items():
            for key in keys:
                counts[key] += nombre
        return sum(self.nombres.values()), counts


class Comptes:
    """The accounts of one bailleur, and the État's balance in each commune.

    Mutable on purpose: it is the state of a ledger being read. `copy()` gives a state to try things on. Credits wait in
    groups and are added when an account is read: a dwelling credits every account of its commune, and a ledger of
    years has thousands alike. `add_pending()` before several threads read the same accounts.

    Attributes:
        unite: Droits are in units of 1/`unite` of a dwelling.
        etat_recus: What the État's two accounts received in each commune, in dwellings.
        mouvements: How many times a droit or a dwelling received moved; equal counts of one ledger, equal soldes.
    """

    def __init__(self, unite: int = 20) -> None:
        self.unite = unite
        self.mouvements = 0
        self.etat_recus: dict[str, int] = {}
        self._par_reservataire: dict[str, Compte] = {}
        self._etat_droits: dict[str, int] = {}
        self._scaled: dict[int, tuple[Mapping[str, Fraction], dict[str, int]]] = {}
        self._waiting: dict[tuple[int, str], _Credits] = {}

    @property
    def par_reservataire(self) -> dict[str, Compte]:
        """Every account opened so far."""
        self.add_pending()
        return self._par_reservataire

    @property
    def etat_droits(self) -> dict[str, int]:
        """What the État's two accounts acquired in each commune, in units."""
        self.add_pending()
        return self._etat_droits

    def copy(self) -> Comptes:
        """Return an independent set of accounts in the same state."""
        twin = Comptes(self.unite)
        twin.mouvements = self.mouvements
        twin._par_reservataire = {nom: compte.copy() for nom, compte in self.par_reservataire.items()}
        twin._etat_droits = dict(self.etat_droits)
        twin.etat_recus = dict(self.etat_recus)
        return twin

    def compte(self, reservataire: str) -> Compte:
        """Return the account of `reservataire`, opened at zero when it is new."""
        self.add_pending()
        return self._open(reservataire)

    def _open(self, reservataire: str) -> Compte:
        found = self._par_reservataire.get(reservataire)
        if found is None:
            found = self._par_reservataire[reservataire] = Compte()
        return found

    def solde(self, reservataire: str) -> Fraction:
        """Droits minus received, in dwellings: + is late, − is ahead."""
        compte = self.compte(reservataire)
        return Fraction(compte.droits - compte.recus * self.unite, self.unite)

    def droits(self, reservataire: str) -> Fraction:
        """Droits accrued since the account opened, in dwellings."""
        return Fraction(self.compte(reservataire).droits, self.unite)

    def solde_etat(self, commune: str) -> int:
        """Balance of the État's two accounts in a commune, in units of 1/`unite`."""
        return self.etat_droits.get(commune, 0) - self.etat_recus.get(commune, 0) * self.unite

    def somme_des_soldes(self) -> Fraction:
        """Sum of all soldes: zero when every counted dwelling is oriented."""
        return sum((self.solde(nom) for nom in self.par_reservataire), Fraction(0))

    def scale(self, parts: Mapping[str, Fraction]) -> dict[str, int]:
        """Give parts in units of 1/`unite`, making the unit finer when a part needs it."""
        known = self._scaled.get(id(parts))
        if known is not None and known[0] is parts:
            return known[1]
        self.refine_to(lcm(*(part.denominator for part in parts.values())))
        scaled = {nom: part.numerator * (self.unite // part.denominator) for nom, part in parts.items()}
        self._scaled[id(parts)] = (parts, scaled)
        return scaled

    def refine_to(self, denominator: int) -> None:
        """Make the unit fine enough for fractions of a denominator; the accounts keep their values."""
        needed = lcm(self.unite, denominator)
        if needed != self.unite:
            self._refine(needed // self.unite)

    def _refine(self, factor: int) -> None:
        self.add_pending()  # what waits is in the former unit
        self.unite *= factor
        self._scaled.clear()
        for compte in self._par_reservataire.values():
            compte.droits *= factor
            compte.droits_attribut = {key: value * factor for key, value in compte.droits_attribut.items()}
        self._etat_droits = {commune: value * factor for commune, value in self._etat_droits.items()}

    def crediter(
        self, parts: Mapping[str, int], attributs: Mapping[str, str], commune: str, etat: frozenset[str], *, by: int = 1
    ) -> None:
        """Write a counted liberation: each eligible account gains its part, by attribute too; `by` −1 takes it back.

        Args:
            parts: Part of each account, in units; never changed afterwards.
            attributs: Value of each attribute of the dwelling.
            commune: Where it stands.
            etat: The accounts of the État.
            by: How many such liberations.
        """
        self.mouvements += 1
        waiting = self._waiting.get((id(parts), commune))
        if waiting is None:
            waiting = self._waiting[id(parts), commune] = _Credits(parts, etat)
        waiting.nombres[tuple(attributs.items())] += by

    def add_pending(self) -> None:
        """Add the credits that wait to the accounts; what they are worth does not depend on when."""
        waiting, self._waiting = self._waiting, {}
        for (_, commune), group in waiting.items():
            self._add(group, commune)

    def _add(self, group: _Credits, commune: str) -> None:
        nombre, counts = group.count_by_attribut()
        for nom, part in group.parts.items():
            compte = self._open(nom)
            compte.droits += part * nombre
            droits_attribut = compte.droits_attribut
            for key, count in counts.items():
                droits_attribut[key] = droits_attribut.get(key, 0) + part * count
            if nom in group.etat:
                self._etat_droits[commune] = self._etat_droits.get(commune, 0) + part * nombre

    def engager(self, reservataire: str, attributs: Mapping[str, str], commune: str, *, is_etat: bool) -> None:
        """Write an orientation: the dwelling counts against the account at once."""
        self._move(reservataire, attributs, commune, is_etat=is_etat, by=1)

    def annuler(self, reservataire: str, attributs: Mapping[str, str], commune: str, *, is_etat: bool) -> None:
        """Write a refusal or a return that does not count: the engaged dwelling leaves the account."""
        self._move(reservataire, attributs, commune, is_etat=is_etat, by=-1)

    def decompter(self, reservataire: str) -> None:
        """Write the convention's trigger: an engaged dwelling becomes a counted one; the solde does not move."""
        compte = self._open(reservataire)
        compte.engages -= 1
        compte.decomptes += 1

    def rouvrir(self, reservataire: str) -> None:
        """Write that a counted dwelling is only engaged again: it is about to be given back."""
        compte = self._open(reservataire)
        compte.engages += 1
        compte.decomptes -= 1

    def _move(self, reservataire: str, attributs: Mapping[str, str], commune: str, *, is_etat: bool, by: int) -> None:
        self.mouvements += 1
        compte = self._open(reservataire)
        compte.engages += by
        recus_attribut = compte.recus_attribut
        for key in attributs.items():
            recus_attribut[key] = recus_attribut.get(key, 0) + by
        if is_etat:
            self.etat_recus[commune] = self.etat_recus.get(commune, 0) + by


def exact_text(value: int, unite: int) -> str:
    """Write value/unite exactly: a decimal when there is one, else a fraction.

    Examples:
        >>> exact_text(14710, 10000), exact_text(-1, 4), exact_text(1, 3), exact_text(40, 20)
        ('1.471', '-0.25', '1/3', '2')
    """
    divisor = gcd(value, unite)
    value, unite = value // divisor, unite // divisor
    if unite == 1:
        return str(value)
    digits = _decimal_digits(unite)
    if digits == 0:
        return f"{value}/{unite}"
    scaled = abs(value) * (10**digits // unite)
    whole, rest = divmod(scaled, 10**digits)
    return f"{'-' if value < 0 else ''}{whole}.{rest:0{digits}d}"


_DIGITS: dict[int, int] = {}


def _decimal_digits(unite: int) -> int:
    """Count the decimals of 1/`unite`; 0 when it has no finite decimal."""
    if unite not in _DIGITS:
        digits = max(_power_of(unite, 2), _power_of(unite, 5))
        _DIGITS[unite] = digits if 10**digits % unite == 0 else 0
    return _DIGITS[unite]


def _power_of(number: int, prime: int) -> int:
    power = 0
    while number % prime == 0:
        number //= prime
        power += 1
    return power
