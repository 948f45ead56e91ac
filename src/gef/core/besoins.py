"""Needs of the moment out of the flux: which freed dwelling could house whom waits for a mutation or a relogement.

A need has a reference of the bailleur and no personal data. It says what would suit; nothing is chosen here: a person
takes the dwelling out of the flux, and closes the need with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from gef.core.errors import DonneeInvalideError
from gef.core.parts import covers
from gef.core.rotation import LIBELLES_CATEGORIES

# A sale takes a dwelling out of the flux too, and houses nobody.
CATEGORIES_BESOIN: Mapping[str, str] = {
    code: libelle for code, libelle in LIBELLES_CATEGORIES.items() if code != "vente"
}


@dataclass(frozen=True, slots=True)
class BesoinHorsFlux:
    """A need that is not met.

    Attributes:
        reference: The bailleur's own.
        categorie: A code of `CATEGORIES_BESOIN`.
        nombre: Households that still wait.
        declare_le: Since when.
        typologies: Those that suit; none: all of them.
        portees: Communes and EPCI that suit, as « commune:06029 »; none: anywhere.
        is_prioritaire: Whether the households are of the priority publics; None when it is not known.
    """

    reference: str
    categorie: str
    nombre: int
    declare_le: date
    typologies: frozenset[str] = frozenset()
    portees: frozenset[str] = frozenset()
    is_prioritaire: bool | None = None

    def __post_init__(self) -> None:
        if self.categorie not in CATEGORIES_BESOIN:
            raise DonneeInvalideError(
                f"Besoin {self.reference}, catégorie « {self.categorie} » ; attendu : {', '.join(CATEGORIES_BESOIN)}."
            )
        if self.nombre < 1:
            raise DonneeInvalideError(f"Besoin {self.reference} : {self.nombre} ménage ; attendu : 1 ou plus.")

    def suits(self, typologie: str, commune: str, epci: str) -> bool:
        """Whether a dwelling could meet it; a typology that is not known suits only who asks for none."""
        is_there = not self.portees or any(covers(portee, commune, epci) for portee in self.portees)
        return is_there and (not self.typologies or typologie in self.typologies)


@dataclass(frozen=True, slots=True)
class CompteBesoins:
    """Needs of a category, in households: all, those of the priority publics, those of whom it is not known."""

    categorie: str
    nombre: int
    prioritaires: int
    inconnus: int


def list_possibles(
    besoins: Iterable[BesoinHorsFlux], *, typologie: str, commune: str, epci: str
) -> tuple[BesoinHorsFlux, ...]:
    """Give the needs that a dwelling could meet: priority publics first, then the oldest, then by reference.

    Source:
        CCH art. R. 441-5 for the categories; docs/metier/contexte-orientation.md for the order.

    Examples:
        >>> besoin = BesoinHorsFlux("M-1", "mutations", 1, date(2026, 1, 5), frozenset({"T3"}))
        >>> [b.reference for b in list_possibles([besoin], typologie="T3", commune="06029", epci="200039915")]
        ['M-1']
    """
    found = [besoin for besoin in besoins if besoin.suits(typologie, commune, epci)]
    return tuple(sorted(found, key=lambda b: (b.is_prioritaire is not True, b.declare_le, b.reference)))


def count_besoins(besoins: Iterable[BesoinHorsFlux]) -> tuple[CompteBesoins, ...]:
    """Count needs by category, in the order of the law; categories without any are left out."""
    rows = tuple(besoins)
    counts = []
    for categorie in CATEGORIES_BESOIN:
        mine = [row for row in rows if row.categorie == categorie]
        if mine:
            prioritaires = sum(row.nombre for row in mine if row.is_prioritaire)
            inconnus = sum(row.nombre for row in mine if row.is_prioritaire is None)
            counts.append(CompteBesoins(categorie, sum(row.nombre for row in mine), prioritaires, inconnus))
    return tuple(counts)
