"""The yearly statement that a bailleur sends to the préfet: what he manages, what is reserved, what was attributed.

What the data do not say is None, and stays blank in the statement: nobody fills it in his place.

Source:
    Arrêté du 7 mars 2008 (read in a summary: to be checked before it is sent); docs/metier/bilan.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from gef.core.bilan_entree import LigneFlux
from gef.core.motifs import Source
from gef.core.parts import TYPES_ETAT
from gef.core.periodes import add_mois

ARRETE: Final = Source("arrêté du 7 mars 2008", "legale")
COLLECTIVITES: Final = frozenset({"commune", "epci", "departement", "region"})
FAMILLES: Final[Mapping[str, str]] = {
    "etat": "État",
    "collectivites": "collectivités territoriales et leurs groupements",
    "action_logement": "Action Logement et employeurs",
    "autres": "autres réservataires",
    "bailleur": "bailleur, hors réservation",
    "inconnu": "réservataire non renseigné",
}


def famille_of(type_reservataire: str) -> str:
    """Put a type of account in a row of the statement, a code of `FAMILLES`.

    Examples:
        >>> famille_of("etat_prio"), famille_of("epci"), famille_of("")
        ('etat', 'collectivites', 'inconnu')
    """
    if type_reservataire in TYPES_ETAT:
        return "etat"
    if type_reservataire in COLLECTIVITES:
        return "collectivites"
    if type_reservataire in ("action_logement", "bailleur"):
        return type_reservataire
    return "autres" if type_reservataire else "inconnu"


@dataclass(frozen=True, slots=True)
class TableauPrefet:
    """The statement of an exercice.

    Attributes:
        exercice: Year.
        geres: Dwellings managed; None without a parc.
        reserves: Dwellings reserved on an identified dwelling or in the register, by code of `FAMILLES`.
        livraisons: New dwellings delivered in the year.
        vacants: Dwellings freed for longer than the law's delay on the last day, and not let.
        vacance_mois: That delay.
        objectif_accords: Attributions that the accords collectifs ask for; None when nobody said it.
        prioritaires: Attributions to the priority publics, the DALO included; None when no household is known.
        refus: Refusals of the households.
        attributions: Attributions, by code of `FAMILLES`.
    """

    exercice: int
    geres: int | None
    reserves: Mapping[str, int]
    livraisons: int
    vacants: int
    vacance_mois: int
    objectif_accords: int | None
    prioritaires: int | None
    refus: int
    attributions: Mapping[str, int] = field(default_factory=dict)

    @property
    def total_attributions(self) -> int:
        """All of them."""
        return sum(self.attributions.values())


def count_familles(nombres: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Add up numbers by type of account into the rows of the statement, in the order of `FAMILLES`."""
    counts: Counter[str] = Counter()
    for type_reservataire, nombre in nombres:
        counts[famille_of(type_reservataire)] += nombre
    return {code: counts[code] for code in FAMILLES if counts[code]}


def count_vacants(lignes: Iterable[LigneFlux], jour: date, mois: int) -> int:
    """Count the dwellings that have been free for longer than some months on a day.

    Args:
        lignes: Freed dwellings, of the flux and out of it.
        jour: The day.
        mois: The delay.

    Examples:
        >>> libre = LigneFlux("L", "", None, None, None, None, None, (), None, None, None, date(2025, 9, 30), ())
        >>> count_vacants([libre], date(2025, 12, 31), 3), count_vacants([libre], date(2025, 12, 30), 3)
        (1, 0)
    """
    return sum(
        add_mois(ligne.libere_le, mois) < jour and (ligne.bail_le is None or ligne.bail_le > jour) for ligne in lignes
    )
