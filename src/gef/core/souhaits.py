"""What a réservataire wishes to receive: indicative, and never so narrow that it names a programme.

A wish weighs nothing here: the rule already keeps the mix of each account near its entitlement. This module says which
wishes may be recorded at all: none whose words name a programme or an address, none whose criteria leave the dwellings
of a single programme where the réservataire's territory has several.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from gef.core.errors import DonneeInvalideError
from gef.core.parts import ONE, covers
from gef.core.residences import Cle, cle_residence, fold_nom

_NUMERO = re.compile(r"^[0-9]+( (bis|ter|quater|[a-z]))? ")
_QUARTIERS: Mapping[bool, str] = {True: "en QPV", False: "hors QPV"}


@dataclass(frozen=True, slots=True)
class Souhait:
    """One wish: criteria that go together, and the share of what is received that it is about.

    Attributes:
        part: Share, > 0 and at most 1.
        typologie: T1 to T5+; "" for any.
        financement: PLAI, PLUS…; "" for any.
        qpv: Whether in a quartier prioritaire; None for either.
        portee: A commune or an EPCI; "" for the whole territory of the réservataire.
        publics: Whom the réservataire means to house, in his words.
    """

    part: Fraction
    typologie: str = ""
    financement: str = ""
    qpv: bool | None = None
    portee: str = ""
    publics: str = ""

    def __post_init__(self) -> None:
        if not 0 < self.part <= ONE:
            raise DonneeInvalideError(f"Souhait : part de {self.part} ; attendu : plus de 0, et 1 au plus.")
        if not (self.typologie or self.financement or self.portee) and self.qpv is None:
            raise DonneeInvalideError(
                "Souhait sans critère ; attendu : une typologie, un financement, le quartier, une commune ou un EPCI."
            )

    def describe(self) -> str:
        """Say the criteria: « T4, PLAI, hors QPV, commune:06029 »."""
        quartier = "" if self.qpv is None else _QUARTIERS[self.qpv]
        return ", ".join(word for word in (self.typologie, self.financement, quartier, self.portee) if word)


@dataclass(frozen=True, slots=True)
class GroupeLogements:
    """Dwellings of the parc alike in all that a wish may ask; `adresse` and `programme` as the parc writes them."""

    commune: str
    epci: str
    programme: str
    adresse: str
    typologie: str
    financement: str
    qpv: bool | None

    @property
    def residence(self) -> Cle:
        """What names its programme; dwellings without one are known by their address."""
        return cle_residence(self.commune, self.programme) or (self.commune, fold_nom(self.adresse))

    def meets(self, souhait: Souhait) -> bool:
        """Whether these dwellings meet the criteria of a wish."""
        asked = ((souhait.typologie, self.typologie), (souhait.financement, self.financement))
        is_alike = all(not wanted or wanted == mine for wanted, mine in asked)
        is_there = not souhait.portee or covers(souhait.portee, self.commune, self.epci)
        return is_alike and is_there and souhait.qpv in (None, self.qpv)


def verifier_souhait(souhait: Souhait, portee: str, parc: Iterable[GroupeLogements]) -> None:
    """Refuse a wish that would identify a programme.

    Args:
        souhait: The wish.
        portee: Territory of the réservataire.
        parc: Dwellings of the bailleur.

    Raises:
        DonneeInvalideError: there is no parc to check it against, its words name a programme or an address, or its
            criteria leave a single programme of the several that his territory has.

    Source:
        CCH art. R. 441-5 (no programme may be identifiable); sources 001 and 004.
    """
    groupes = tuple(parc)
    if not groupes:
        raise DonneeInvalideError(
            "Souhait : aucun parc n’est déposé ; attendu : un parc, pour vérifier qu’un seul programme n’est pas visé."
        )
    if named := find_named(souhait.publics, groupes):
        raise DonneeInvalideError(
            f"Souhait : « {named} » est un programme ou une adresse du parc ; attendu : des publics, des typologies ou "
            "des financements, jamais un programme (CCH art. R. 441-5)."
        )
    here = [groupe for groupe in groupes if covers(portee, groupe.commune, groupe.epci)]
    known = {groupe.residence for groupe in here}
    left = {groupe.residence for groupe in here if groupe.meets(souhait)}
    if len(left) == 1 and len(known) > 1:
        raise DonneeInvalideError(
            f"Souhait « {souhait.describe()} » : un seul programme du parc y répond, sur {len(known)} dans ce "
            "territoire ; attendu : des critères qui ne désignent pas un programme (CCH art. R. 441-5)."
        )


def find_named(texte: str, parc: Iterable[GroupeLogements]) -> str:
    """Give the first programme or street of the parc that a text names, as the parc writes it; "" without any.

    Examples:
        >>> parc = [GroupeLogements("06029", "", "Les Mimosas", "12 rue des Tamaris", "T3", "PLUS", False)]
        >>> find_named("familles, plutôt aux mimosas : LES MIMOSAS", parc), find_named("rue des Tamaris", parc)
        ('Les Mimosas', '12 rue des Tamaris')
    """
    words = f" {fold_nom(texte)} "
    if not words.strip():
        return ""
    for nom in sorted({nom for groupe in parc for nom in (groupe.programme, groupe.adresse) if nom}):
        looked_for = _NUMERO.sub("", fold_nom(nom))
        if looked_for and f" {looked_for} " in words:
            return nom
    return ""
