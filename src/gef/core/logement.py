"""A freed dwelling, as the rule sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Logement:
    """One freed dwelling, in order of liberation.

    Attributes:
        rang: Order in the stream, from 1.
        date: Day of the liberation.
        logement: Identifier.
        commune: Code of the commune; with `date` it selects the parts in force.
        epci: Code of the EPCI.
        typologie: "T1" to "T5+", or "inconnue".
        financement: "PLAI", "PLUS", "PLS"…, or "inconnu".
        qpv: Whether it stands in a quartier prioritaire.
        forme: "collectif" or "individuel".
        hors_flux: Empty, or the category that takes it out of the flux: it then touches no account.
        refus: Reservataires who would refuse it if it is offered to them.
    """

    rang: int
    date: date
    logement: str
    commune: str
    epci: str
    typologie: str
    financement: str
    qpv: bool
    forme: str
    hors_flux: str = ""
    refus: tuple[str, ...] = ()

    @property
    def attributs(self) -> dict[str, str]:
        """Values of the attributes whose mix the rule keeps even; same keys as `ATTRIBUTS`."""
        return {
            "typologie": self.typologie,
            "financement": self.financement,
            "qpv": "1" if self.qpv else "0",
            "forme": self.forme,
        }
