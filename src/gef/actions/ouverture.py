"""What a réservataire's conventions open to him: a part of the flux, and dwellings a year by the last conversion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from gef.access.acteur import Acteur
from gef.access.visible import visible
from gef.actions.conversion import list_versions, read_run
from gef.db.flux.models import Convention

TERRITOIRES: Final[Mapping[str, str]] = {
    "commune": "de la commune",
    "epci": "de l’EPCI",
    "departement": "du département",
}


@dataclass(frozen=True, slots=True)
class Ouverture:
    """What one convention opens.

    Attributes:
        compte: Name of the account.
        bailleur: Name of the bailleur.
        territoire: Kind of territory: « de la commune », « du département »…
        part: Part of the flux of that territory.
        logements: Dwellings a year by the last conversion of the bailleur; None when it was never computed.
        depuis: First day of the convention.
        is_plusieurs: Whether the actor has other conventions.
    """

    compte: str
    bailleur: str
    territoire: str
    part: Fraction
    logements: Fraction | None
    depuis: date
    is_plusieurs: bool


def list_ouvertures(acteur: Acteur, jour: date) -> list[Ouverture]:
    """Give what each convention in force on a day opens to the actor's organisation, by bailleur then account.

    Args:
        acteur: A réservataire.
        jour: The day.
    """
    rows = visible(Convention, acteur).filter(debut__lte=jour, remplacant__isnull=True).exclude(fin__lte=jour)
    rows = rows.select_related("reservataire__bailleur").order_by("reservataire__bailleur__nom", "reservataire__code")
    conventions = list(rows)
    yearly = {row.reservataire.bailleur_id: _read_annuels(row, jour.year) for row in conventions}
    return [
        Ouverture(
            compte=row.reservataire.nom,
            bailleur=row.reservataire.bailleur.nom,
            territoire=name_territoire(row.reservataire.portee),
            part=row.part,
            logements=yearly[row.reservataire.bailleur_id].get(row.reservataire.code),
            depuis=row.debut,
            is_plusieurs=len(conventions) > 1,
        )
        for row in conventions
    ]


def _read_annuels(row: Convention, exercice: int) -> dict[str, Fraction]:
    versions = list_versions(row.reservataire.bailleur, exercice)
    return dict(read_run(versions[0]).en_vigueur) if versions else {}


def name_territoire(portee: str) -> str:
    """Name the kind of territory of a convention after « du flux »; its holder knows which one it is.

    Examples:
        >>> name_territoire("commune:06029"), name_territoire("departement")
        ('de la commune', 'du département')
    """
    return TERRITOIRES[portee.partition(":")[0]]
