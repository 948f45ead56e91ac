"""From a dossier to the years ahead: rights that begin later, and those that the law prolongs, from the register.

The rights in force come from the conversion, each with its last exercice. The same for a bailleur of the database
(`gef.actions.horizon`) and for a folder of files (`gef horizon`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from gef.actions.donnees import Dossier
from gef.actions.entrees_registre import list_reservations
from gef.actions.entrees_scenarios import build_reference
from gef.core.base_scenario import EntreeReference
from gef.core.droits_uniques import LotDroits
from gef.core.entree_horizon import ANNEES_MAX, EntreeHorizon, LotAVenir, PeriodeSurvie
from gef.core.periodes import debut_exercice
from gef.core.registre_droits import DroitReservation, DroitSitue, read_survie, situer_droit


@dataclass(frozen=True, slots=True)
class DroitsDates:
    """What the register adds to a conversion: rights to come, and survivals."""

    a_venir: tuple[LotAVenir, ...]
    survies: tuple[PeriodeSurvie, ...]


def read_droits_dates(dossier: Dossier, exercice: int) -> DroitsDates:
    """Read the rights that begin after 1 January of an exercice, and the survivals that are not over.

    Args:
        dossier: A bailleur's data.
        exercice: First exercice of the horizon.

    Raises:
        ParametreAbsentError: the law on survival is not known on that day.
    """
    jour = debut_exercice(exercice)
    survie = read_survie(jour)
    situes = [
        (row.rotation, situer_droit(droit, jour, survie))
        for row, droit in list_reservations(dossier)
        if droit.type_droit != "unique" and not droit.is_en_stock
    ]
    a_venir = tuple(
        LotAVenir(
            situe.droit.reservataire,
            first_exercice(situe.droit.debut),
            LotDroits(situe.droit.nombre, situe.droit.nature, rotation, last_exercice(situe.fin_retenue)),
        )
        for rotation, situe in situes
        if situe.etat == "a_venir"
    )
    return DroitsDates(a_venir, tuple(_list_survies((situe for _, situe in situes), exercice)))


def _list_survies(situes: Iterable[DroitSitue], exercice: int) -> Iterator[PeriodeSurvie]:
    """Yield the exercices in which only the law keeps a right in force."""
    for situe in situes:
        terme, fin = _contractual_end(situe.droit), last_exercice(situe.fin_retenue)
        if situe.is_prolonge and terme is not None and fin is not None:
            premier = max(exercice, first_exercice(terme))
            if premier <= fin:
                yield PeriodeSurvie(situe.droit.reservataire, situe.droit.nombre, premier, fin)


def _contractual_end(droit: DroitReservation) -> date | None:
    return droit.fin or droit.echeance_pret


def first_exercice(debut: date) -> int:
    """First exercice whose 1 January does not come before a day.

    Examples:
        >>> first_exercice(date(2027, 1, 1)), first_exercice(date(2027, 1, 2))
        (2027, 2028)
    """
    return debut.year if debut == debut_exercice(debut.year) else debut.year + 1


def last_exercice(fin: date | None) -> int | None:
    """Last exercice whose 1 January comes before `fin`, which is excluded; None is not established.

    Examples:
        >>> last_exercice(date(2027, 1, 1)), last_exercice(date(2027, 1, 2)), last_exercice(None)
        (2026, 2027, None)
    """
    return (fin - timedelta(days=1)).year if fin else None


def build_horizon(reference: EntreeReference, droits: DroitsDates, limite: int = ANNEES_MAX) -> EntreeHorizon:
    """Gather the inputs of the years ahead from the base of a scenario and the register."""
    return EntreeHorizon(
        conversion=reference.conversion,
        methode=reference.methode,
        comptes=reference.comptes,
        a_venir=droits.a_venir,
        survies=droits.survies,
        limite=limite,
    )


def build_horizon_dossier(
    dossier: Dossier, exercice: int, methode: str = "", limite: int = ANNEES_MAX
) -> EntreeHorizon:
    """Gather everything from a dossier; see `build_horizon`."""
    reference = build_reference(dossier, exercice, methode)
    return build_horizon(reference, read_droits_dates(dossier, exercice), limite)
