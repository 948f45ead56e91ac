"""The facts of a dwelling read together: those that stand, what takes it out of the flux, their order among others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import Protocol, TypeVar

from gef.core.ecritures import Fait
from gef.core.faits import ANNULATION, PREMIERE_LOCATION, QUALIFICATIONS


class Typed(Protocol):
    """Anything that says which fact it is: a fact of the core, or its row."""

    @property
    def type(self) -> str:
        """A code of `gef.core.faits.FAITS`."""


T = TypeVar("T", bound=Typed)


def list_standing(faits: Iterable[T]) -> list[T]:
    """Give the facts of a dwelling that stand: a cancellation takes the last one away, and goes with it.

    Examples:
        >>> [f.type for f in list_standing([Fait("orientation", date.min), Fait("annulation", date.min)])]
        []
    """
    standing: list[T] = []
    for fait in faits:
        if fait.type != ANNULATION:
            standing.append(fait)
        elif standing:
            standing.pop()
    return standing


def find_sortie(hors_flux: str, standing: Iterable[Fait]) -> str | None:
    """Give what takes a dwelling out of the flux once its facts are read: "" in the flux, None when never freed.

    Examples:
        >>> find_sortie("", [Fait("qualification_hors_flux", date.min, precision={"categorie": "anru"})])
        'anru'
    """
    sortie: str | None = hors_flux
    for fait in standing:
        if fait.type in QUALIFICATIONS:
            sortie = fait.precision.get("categorie", "")
        elif fait.type == "abandon":
            sortie = None
    return sortie


def is_depart(sortie: str | None) -> bool:
    """Whether a dwelling was left by somebody: a withdrawn préavis and a first letting are no departure.

    Args:
        sortie: What takes it out of the flux, as `find_sortie` gives it.

    Examples:
        >>> is_depart(""), is_depart("anru"), is_depart("premiere_location"), is_depart(None)
        (True, True, False, False)
    """
    return sortie is not None and sortie != PREMIERE_LOCATION


def order_faits(faits: Iterable[Iterable[Fait]]) -> list[tuple[int, Fait]]:
    """Put the facts of several dwellings in order of day, without moving one ahead of those that it follows.

    Args:
        faits: Facts of each dwelling, in the order they were written.

    Returns:
        Pairs (rank of the dwelling, fact).

    Examples:
        >>> jours = [date(2026, 3, 2), date(2026, 3, 1)]
        >>> [f.jour.day for _, f in order_faits([[Fait("orientation", jours[0]), Fait("retour", jours[1])]])]
        [2, 1]
    """
    keyed = chain.from_iterable(_key_faits(rank, rows) for rank, rows in enumerate(faits))
    return [(rank, fait) for _, rank, _, fait in sorted(keyed, key=lambda row: row[:3])]


def _key_faits(rank: int, faits: Iterable[Fait]) -> Iterator[tuple[date, int, int, Fait]]:
    newest = date.min
    for order, fait in enumerate(faits):
        newest = max(newest, fait.jour)
        yield newest, rank, order, fait
