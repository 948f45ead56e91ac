"""Which legal values have not been checked for too long. The day is always given, never read from a clock."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from gef.law.errors import GrandeurInvalideError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gef.law.model import Parametre, Valeur

MOIS_AVANT_PEREMPTION = 12
_MOIS_PAR_AN = 12


@dataclass(frozen=True, slots=True)
class ValeurPerimee:
    """A value in force that must be checked again.

    Attributes:
        parametre: The parameter.
        valeur: Its value in force.
        a_verifier_depuis: Day on which the last check became too old.
    """

    parametre: Parametre
    valeur: Valeur
    a_verifier_depuis: date


def add_mois(jour: date, mois: int) -> date:
    """Return the same day `mois` months later, or the last day of that month when it has no such day.

    Examples:
        >>> add_mois(date(2027, 11, 30), 3)
        datetime.date(2028, 2, 29)
    """
    annees, rang = divmod(jour.month - 1 + mois, _MOIS_PAR_AN)
    annee = jour.year + annees
    return date(annee, rang + 1, min(jour.day, monthrange(annee, rang + 1)[1]))


def perime(valeur: Valeur, jour: date, mois: int = MOIS_AVANT_PEREMPTION) -> bool:
    """Tell whether the last check of `valeur` is `mois` months old or more on `jour`.

    Args:
        valeur: Legal value.
        jour: Day of the question.
        mois: Age from which a check is too old, in whole months; >= 1.

    Returns:
        True from the day on which the check reaches that age.

    Raises:
        GrandeurInvalideError: `mois` is less than 1.
    """
    if mois < 1:
        raise GrandeurInvalideError(f"Délai de vérification de {mois} mois ; attendu : au moins 1")
    return jour >= add_mois(valeur.verifie_le, mois)


def list_perimees(
    parametres: Iterable[Parametre], jour: date, mois: int = MOIS_AVANT_PEREMPTION
) -> tuple[ValeurPerimee, ...]:
    """List the values in force on `jour` whose last check is too old, oldest check first.

    Args:
        parametres: Parameters to look at.
        jour: Day of the question.
        mois: As for `perime`.

    Returns:
        One entry per value in force and stale; a repealed value is never stale.
    """
    trouvees = [
        ValeurPerimee(parametre, valeur, add_mois(valeur.verifie_le, mois))
        for parametre in parametres
        for valeur in parametre.valeurs
        if valeur.is_en_vigueur(jour) and perime(valeur, jour, mois)
    ]
    return tuple(sorted(trouvees, key=lambda perimee: (perimee.a_verifier_depuis, perimee.parametre.code)))
