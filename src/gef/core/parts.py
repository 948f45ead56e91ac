"""Which part each reservataire has of a logement freed in a commune, on a day.

The conventions say a part of the flux of a territory (departement, EPCI, commune). In one commune the eligible
reservataires are those whose territory contains it; what they do not claim is the bailleur's own contingent, an
account like the others. Parts of more than the whole are reported, never normalised.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from gef.core.errors import DonneeInvalideError, PartsIncompatiblesError

BAILLEUR = "BAILLEUR"
ONE = Fraction(1)

TYPES_RESERVATAIRE: Mapping[str, str] = {
    "etat_prio": "État, publics prioritaires",
    "etat_fonct": "État, agents publics",
    "action_logement": "Action Logement",
    "departement": "Département",
    "region": "Région",
    "epci": "EPCI",
    "commune": "Commune",
    "autre": "Autre réservataire",
    "bailleur": "Bailleur, non réservé",
}
TYPES_ETAT = frozenset({"etat_prio", "etat_fonct"})


@dataclass(frozen=True, slots=True)
class Reservataire:
    """One account of the flux.

    Attributes:
        id: Stable identifier of the convention; ties are broken by its order.
        type: A code of `TYPES_RESERVATAIRE`.
        portee: "departement", "epci:CODE" or "commune:CODE".
    """

    id: str
    type: str
    portee: str

    def __post_init__(self) -> None:
        if self.type not in TYPES_RESERVATAIRE:
            attendu = ", ".join(TYPES_RESERVATAIRE)
            raise DonneeInvalideError(f"Réservataire {self.id} : type « {self.type} » inconnu ; attendu : {attendu}.")

    @property
    def is_etat(self) -> bool:
        """Whether the account belongs to the État, whose part is due in every commune."""
        return self.type in TYPES_ETAT


@dataclass(frozen=True, slots=True)
class PartConvention:
    """The part that a convention gives on its territory, from `debut` to `fin` (excluded; None: open)."""

    reservataire: Reservataire
    part: Fraction
    debut: date
    fin: date | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.part <= 1:
            raise DonneeInvalideError(
                f"Convention de {self.reservataire.id} : part {self.part} ; attendu : entre 0 et 1."
            )

    def is_en_vigueur(self, jour: date) -> bool:
        """Whether the convention applies on `jour`."""
        return self.debut <= jour and (self.fin is None or jour < self.fin)


def covers(portee: str, commune: str, epci: str) -> bool:
    """Tell whether a territory contains a commune.

    Examples:
        >>> covers("departement", "06029", "200039915"), covers("commune:06029", "06004", "")
        (True, False)
    """
    return portee in ("departement", f"commune:{commune}") or (epci != "" and portee == f"epci:{epci}")


def parts_dans_la_commune(
    conventions: Iterable[PartConvention], commune: str, epci: str, jour: date
) -> dict[str, Fraction]:
    """Give the part of each account in a commune on a day, the bailleur's own included.

    Returns:
        Part by account id, in order of id, `BAILLEUR` last; the sum is exactly 1. A part of zero is left out:
        that reservataire is not eligible here.

    Raises:
        PartsIncompatiblesError: the conventions in force claim more than the whole flux of the commune.

    Source:
        CCH art. R. 441-5; algorithmes de la gestion en flux, § « Le problème » (docs/metier/orientation.md).
    """
    parts: dict[str, Fraction] = {}
    for convention in conventions:
        reservataire = convention.reservataire
        if convention.part and convention.is_en_vigueur(jour) and covers(reservataire.portee, commune, epci):
            parts[reservataire.id] = parts.get(reservataire.id, Fraction(0)) + convention.part
    return complete_with_bailleur(parts, commune)


def complete_with_bailleur(parts: Mapping[str, Fraction], commune: str) -> dict[str, Fraction]:
    """Add the bailleur's own part, which is the rest; see `parts_dans_la_commune`."""
    total = sum(parts.values(), Fraction(0))
    if total > ONE:
        detail = ", ".join(f"{nom} {part}" for nom, part in sorted(parts.items()))
        raise PartsIncompatiblesError(
            f"Commune {commune} : les parts des conventions font {total} ({detail}) ; attendu : 1 au plus. "
            "Réduisez les parts par une décision nommée avant d’orienter."
        )
    complete = {nom: parts[nom] for nom in sorted(parts)}
    if total < ONE:
        complete[BAILLEUR] = ONE - total
    return complete


class TableParts:
    """Parts by commune and by period between two changes of convention, computed once each."""

    def __init__(self, conventions: Iterable[PartConvention], epci_par_commune: Mapping[str, str]) -> None:
        self.conventions = tuple(conventions)
        self._epci = epci_par_commune
        bornes = {c.debut for c in self.conventions} | {c.fin for c in self.conventions if c.fin}
        self._bornes = tuple(sorted(bornes))
        self._known: dict[tuple[int, str], dict[str, Fraction]] = {}

    def au(self, jour: date, commune: str) -> dict[str, Fraction]:
        """Return the parts in force in `commune` on `jour`; see `parts_dans_la_commune`."""
        key = (bisect_right(self._bornes, jour), commune)
        found = self._known.get(key)
        if found is None:
            epci = self._epci.get(commune, "")
            found = self._known[key] = parts_dans_la_commune(self.conventions, commune, epci, jour)
        return found
