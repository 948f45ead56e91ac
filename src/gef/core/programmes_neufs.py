"""A new programme as its repartition needs it: dwellings by lot, réservataires consulted, what each one brings.

Nothing is shared here: `gef.core.premiere_location` does it. What makes no sense is refused with its place.

Source:
    CCH art. L. 441-1 (land or funding against reservations), R. 441-5 (concertation of all the réservataires).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from gef.core.errors import DonneeInvalideError
from gef.core.operations import PART_USAGE
from gef.core.parts import BAILLEUR, TYPES_ETAT, TYPES_RESERVATAIRE
from gef.core.rotation import ecrire_taux

NATURES_CONTREPARTIE: Mapping[str, str] = {
    "garantie": "garantie d’emprunt",
    "subvention": "subvention",
    "terrain": "terrain",
    "financement": "financement",
}

# A column of the table: typologie, then financement.
Lot = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Contrepartie:
    """What a réservataire brings to the programme.

    Attributes:
        reservataire: His account.
        nature: A code of `NATURES_CONTREPARTIE`.
        part: For a guarantee, the share of the loans that he guarantees; else what he brings, as a share of the cost.
    """

    reservataire: str
    nature: str
    part: Fraction

    def __post_init__(self) -> None:
        if self.nature not in NATURES_CONTREPARTIE:
            raise DonneeInvalideError(
                f"contrepartie de {self.reservataire}, nature « {self.nature} » ; "
                f"attendu : {', '.join(NATURES_CONTREPARTIE)}."
            )
        if not 0 < self.part <= 1:
            raise DonneeInvalideError(
                f"contrepartie de {self.reservataire}, part : {self.part} ; attendu : au-dessus de 0, et 1 au plus."
            )


@dataclass(frozen=True, slots=True)
class Programme:
    """A new programme, and what its repartition is worked out from.

    Attributes:
        code: Its name, for the messages.
        lots: Dwellings by typologie and financement.
        reservataires: Type of each account consulted, by id: every réservataire of the place, contributing or not.
        contreparties: What they bring.
        part_etat: Share of the État; None takes that of the law's maximum, as the habit does.
        part_garanties: Share of the programme that the guarantees open, all guarantors together.
        noms: Name of each account in the sentences; its id where it has none.
    """

    code: str
    lots: Mapping[Lot, int]
    reservataires: Mapping[str, str]
    contreparties: tuple[Contrepartie, ...] = ()
    part_etat: Fraction | None = None
    part_garanties: Fraction = PART_USAGE
    noms: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        where = f"programme {self.code}"
        for (typologie, financement), nombre in self.lots.items():
            if nombre < 0:
                raise DonneeInvalideError(
                    f"{where}, {typologie} {financement} : {nombre} logement ; attendu : 0 ou plus."
                )
        if not self.total:
            raise DonneeInvalideError(f"{where} : aucun logement ; attendu : un au moins.")
        for nom, share in (("part de l’État", self.part_etat), ("part des garanties", self.part_garanties)):
            if share is not None and not 0 <= share <= 1:
                raise DonneeInvalideError(f"{where}, {nom} : {share} ; attendu : entre 0 et 1.")
        self._check_reservataires(where)
        self._check_sommes(where)

    @property
    def total(self) -> int:
        """How many dwellings."""
        return sum(self.lots.values())

    def nom(self, code: str) -> str:
        """Name of an account in a sentence."""
        return self.noms.get(code, "Non réservé" if code == BAILLEUR else code)

    def _check_reservataires(self, where: str) -> None:
        for code, kind in self.reservataires.items():
            if kind not in TYPES_RESERVATAIRE or kind == "bailleur" or code == BAILLEUR:
                raise DonneeInvalideError(
                    f"{where}, réservataire {code} : type « {kind} » ; attendu : un réservataire."
                )
        for kind in sorted(TYPES_ETAT):
            codes = sorted(code for code, found in self.reservataires.items() if found == kind)
            if len(codes) > 1:
                raise DonneeInvalideError(
                    f"{where}, {TYPES_RESERVATAIRE[kind]} : {', '.join(codes)} ; attendu : un seul compte."
                )
        for one in self.contreparties:
            if self.reservataires.get(one.reservataire, "etat_prio") in TYPES_ETAT:
                raise DonneeInvalideError(
                    f"{where}, contrepartie de {one.reservataire} : attendu : un réservataire consulté, hors l’État."
                )

    def _check_sommes(self, where: str) -> None:
        garanties = sum((one.part for one in self.contreparties if one.nature == "garantie"), Fraction(0))
        plan = sum((one.part for one in self.contreparties if one.nature != "garantie"), Fraction(0))
        for nom, somme in (("garanties", garanties), ("financements", plan)):
            if somme > 1:
                raise DonneeInvalideError(f"{where}, {nom} : {ecrire_taux(somme)} en tout ; attendu : 100 % au plus.")
