"""For which account a right counts in the conversion: its user's while a delegation runs, else its holder's.

The holder keeps the right: its survival and its contribution are his. What moves is the count, and only where moving
it is clear: in the user's territory, and without freeing the right from a cap that is measured on its holder.

Source:
    docs/decisions/0014-titulaire-et-utilisateur.md; CCH art. R. 441-5-2 and R. 441-5-3 for the caps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gef.core.parts import Reservataire, covers
from gef.core.registre_droits import FAMILLE_PAR_TYPE, DroitReservation

RAISONS: Mapping[str, str] = {
    "sans_compte": "l’utilisateur n’a pas de compte",
    "etat": "le plafond de l’État se mesure sur tous les droits du préfet, délégués ou non (CCH art. R. 441-5-2)",
    "garantie": "née d’une garantie, sa part échapperait au plafond des garanties (CCH art. R. 441-5-3)",
    "hors_territoire": "le droit n’est pas dans le territoire de l’utilisateur",
}


@dataclass(frozen=True, slots=True)
class Rattachement:
    """For whom a right counts.

    Attributes:
        compte: Account for which the right counts.
        titulaire: Who holds it.
        utilisateur: Who uses it that day.
        raison: Code of `RAISONS`: why a right used by another still counts for its holder; "" otherwise.
    """

    compte: str
    titulaire: str
    utilisateur: str
    raison: str = ""

    @property
    def is_delegue(self) -> bool:
        """Whether the right counts for another than its holder."""
        return self.compte != self.titulaire


def rattacher(droit: DroitReservation, jour: date, comptes: Mapping[str, Reservataire], epci: str) -> Rattachement:
    """Tell for which account a right counts on a day.

    Args:
        droit: The right.
        jour: Day of the conversion.
        comptes: Accounts by code.
        epci: EPCI of the commune of the right, "" when there is none.

    Source:
        docs/decisions/0014-titulaire-et-utilisateur.md.

    Examples:
        >>> droit = DroitReservation(
        ...     "EPCI", "terrain", "suite", "01001", "", 4, date(2000, 1, 1), None, None, True, "epci",
        ...     utilisateur="Ville"
        ... )
        >>> comptes = {"EPCI": Reservataire("EPCI", "epci", "epci:2001"), "Ville": Reservataire("Ville", "commune",
        ...     "commune:01001")}
        >>> rattacher(droit, date(2026, 1, 1), comptes, "2001").compte
        'Ville'
    """
    titulaire, utilisateur = droit.reservataire, droit.utilisateur_au(jour)
    if utilisateur == titulaire:
        return Rattachement(titulaire, titulaire, utilisateur)
    raison = _find_raison(droit, comptes.get(utilisateur), comptes.get(titulaire), epci)
    return Rattachement(titulaire if raison else utilisateur, titulaire, utilisateur, raison)


def _find_raison(
    droit: DroitReservation, utilisateur: Reservataire | None, titulaire: Reservataire | None, epci: str
) -> str:
    if utilisateur is None:
        return "sans_compte"
    if FAMILLE_PAR_TYPE[droit.type_reservataire] == "etat":
        return "etat"
    if droit.nature == "garantie" and FAMILLE_PAR_TYPE.get(utilisateur.type) != "collectivites":
        return "garantie"
    if droit.commune is not None:
        is_inside = covers(utilisateur.portee, droit.commune, epci)
    else:
        is_inside = utilisateur.portee == "departement" or (
            titulaire is not None and utilisateur.portee == titulaire.portee
        )
    return "" if is_inside else "hors_territoire"
