"""Judge an orientation from its decisions alone: they are checked here, then measured by `gef.core.mesures`.

The accounts are kept anew there, from the parts, the flux and the list of `(rang, reservataire)`: nothing that the
product says about its own soldes is believed.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from gef.core import mesures as core
from gef.core.mesures import Mesures, total_variation
from tests.perf.tirage import UNITE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.perf.tirage import Liberation, Tirage

__all__ = ["Decisions", "DecisionsError", "Mesures", "mesurer", "to_units", "total_variation"]

Decisions = list[tuple[int, str]]


class DecisionsError(AssertionError):
    """The decisions are not those of the flux: a logement missing, twice, out of order, or given to a stranger."""


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


def mesurer(decisions: Decisions, tirage: Tirage) -> Mesures:
    """Measure the decisions taken on a tirage."""
    flux = tirage.decomptables()
    _check(decisions, tirage, flux)
    to_units(tirage.parts)
    return core.mesurer(flux, [elu for _, elu in decisions], tirage.parts, tirage.etat)
