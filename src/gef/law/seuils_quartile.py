"""The ceiling of the first quartile of resources, territory by territory and year by year, as the decrees publish it.

A household under the ceiling of the EPCI is one of the quarter of applicants with the lowest resources there (CCH art.
L. 441-1). The decree changes every year, without a fixed day: a year that is not in the list is not known yet.
"""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from gef.law.territoires import read_zonage

if TYPE_CHECKING:
    from collections.abc import Mapping

REFERENCE = "arrêtés annuels pris pour l’article L. 441-1 du CCH ; le dernier est du 23 avril 2026 (JORF du 2 mai 2026)"


@lru_cache(maxsize=1)
def load_seuils_quartile() -> Mapping[tuple[int, str], int]:
    """Load the ceilings, in euros a year by unité de consommation, by year and SIREN of the EPCI.

    Returns:
        Three years; an EPCI that a decree does not name is absent. Paris goes by its own SIREN, and every EPCI of
        Île-de-France has the ceiling of the region.

    Source:
        See `zonages/LISEZMOI.md`.
    """
    rows = read_zonage("seuils_premier_quartile.csv")
    return MappingProxyType({(int(annee), epci): int(seuil) for annee, epci, seuil in rows})


def list_annees_seuils() -> tuple[int, ...]:
    """Years whose decree is known, in order."""
    return tuple(sorted({annee for annee, _ in load_seuils_quartile()}))
