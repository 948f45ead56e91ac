"""What the years ahead read: rights with their ends, those that begin later, those that the law prolongs.

Source:
    docs/metier/scenarios.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from gef.core.base_scenario import SituationCompte
from gef.core.droits_uniques import LotDroits
from gef.core.errors import DonneeInvalideError
from gef.core.methodes import LIBELLES_METHODES, METHODES
from gef.core.territoires import EntreeConversion

ANNEES_MAX = 60


@dataclass(frozen=True, slots=True)
class LotAVenir:
    """Rights that begin later: `premier` is the first exercice in which they count."""

    reservataire: str
    premier: int
    lot: LotDroits


@dataclass(frozen=True, slots=True)
class PeriodeSurvie:
    """Exercices, both included, in which a repaid guarantee still gives its rights."""

    reservataire: str
    nombre: int
    premier: int
    dernier: int


@dataclass(frozen=True, slots=True)
class EntreeHorizon:
    """What the horizon reads.

    Attributes:
        conversion: Of the first exercice; each right carries its last exercice, survival included.
        methode: A code of `METHODES`.
        comptes: Accounts on the day.
        a_venir: Rights that begin after the first exercice.
        survies: Rights that the law prolongs, and when; they already count in `conversion`.
        limite: Most years shown, the first one included.
    """

    conversion: EntreeConversion
    methode: str = "negociee"
    comptes: tuple[SituationCompte, ...] = ()
    a_venir: tuple[LotAVenir, ...] = ()
    survies: tuple[PeriodeSurvie, ...] = ()
    limite: int = ANNEES_MAX

    def __post_init__(self) -> None:
        if self.methode not in LIBELLES_METHODES:
            raise DonneeInvalideError(f"Horizon, méthode « {self.methode} » ; attendu : {', '.join(METHODES)}.")
        if not 1 <= self.limite <= ANNEES_MAX:
            raise DonneeInvalideError(f"Horizon de {self.limite} ans ; attendu : de 1 à {ANNEES_MAX}.")
        known = {r.id for r in self.conversion.reservataires}
        if inconnus := sorted({lot.reservataire for lot in self.a_venir} - known):
            raise DonneeInvalideError(f"Horizon, droits à venir de {', '.join(inconnus)} : réservataire inconnu.")
