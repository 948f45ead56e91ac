"""The social housing of every commune, EPCI and département, all bailleurs together, as the État publishes it.

Results of RPLS by territory (SDES), in two vintages that do not mix: typologie and occupation on 1 January 2023,
financement and total on 1 January 2024; see `zonages/LISEZMOI.md`. What a territory does not publish is None, never 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, cast

from gef.law.territoires import read_zonage

if TYPE_CHECKING:
    from collections.abc import Mapping

MILLESIME_FINANCEMENT = 2024
MILLESIME_TYPOLOGIE = 2023
REFERENCE = "SDES, RPLS, résultats par territoire, 1er janvier 2023 et 2024"

TypeTerritoire = Literal["commune", "epci", "ept", "departement", "region"]


@dataclass(frozen=True, slots=True)
class ParcSocial:
    """Social dwellings of a territory.

    Attributes:
        territoire: Kind of territory.
        code: INSEE code, SIREN, or code of the département.
        logements: Dwellings on 1 January 2024.
        logements_2023: Dwellings on 1 January 2023, which the typologies add up to.
        par_typologie: "T1" to "T5+" to dwellings, 2023.
        loues: Let dwellings, 2023.
        vacants: Vacant dwellings offered for letting, 2023.
        par_financement: "PLAI", "PLUS" (before and after 1977), "PLS", "PLI" to dwellings, 2024.
    """

    territoire: TypeTerritoire
    code: str
    logements: int | None
    logements_2023: int | None
    par_typologie: Mapping[str, int | None]
    loues: int | None
    vacants: int | None
    par_financement: Mapping[str, int | None]


@lru_cache(maxsize=1)
def load_parc_social() -> Mapping[tuple[str, str], ParcSocial]:
    """Load the published stock, by kind and code of territory.

    Returns:
        18 234 territories; one without any social dwelling is absent.

    Source:
        SDES, RPLS by territory; see `zonages/LISEZMOI.md`.

    Examples:
        >>> load_parc_social()["commune", "06029"].par_financement["PLS"]
        817
    """
    return MappingProxyType({(row[0], row[1]): _to_parc(row) for row in read_zonage("parc_social.csv.gz")})


def _to_parc(row: list[str]) -> ParcSocial:
    total, former, *typologies, loues, vacants, plai, avant, apres, pls, pli = (int(c) if c else None for c in row[2:])
    plus = None if avant is None or apres is None else avant + apres
    return ParcSocial(
        territoire=cast("TypeTerritoire", row[0]),
        code=row[1],
        logements=total,
        logements_2023=former,
        par_typologie=dict(zip(("T1", "T2", "T3", "T4", "T5+"), typologies, strict=True)),
        loues=loues,
        vacants=vacants,
        par_financement={"PLAI": plai, "PLUS": plus, "PLS": pls, "PLI": pli},
    )
