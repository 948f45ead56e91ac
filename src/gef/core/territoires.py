"""What a conversion reads: who holds which rights, on which territory, and what each territory is expected to free.

Refuses what would make a part meaningless: an unknown territory, a département without flux, a name used twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from gef.core.droits_uniques import Etalement, LotDroits
from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Source
from gef.core.parts import BAILLEUR, TYPES_RESERVATAIRE, covers
from gef.core.periodes import check_exercice
from gef.core.plafonds import Derogation, Perimetre, PlafondsLegaux

DEPARTEMENT = "departement"


@dataclass(frozen=True, slots=True)
class EntreeReservataire:
    """One réservataire and his rights.

    Attributes:
        id: Stable identifier of the convention.
        nom: Name to show.
        type: A code of `gef.core.parts.TYPES_RESERVATAIRE`, not "bailleur".
        portee: Territory of the convention: "departement", "epci:CODE" or "commune:CODE".
        lots: Lasting rights on dwellings of that territory.
        part_negociee: Part that the convention agrees, if it does; None is unknown.
        source_negociee: The document behind it.
        etalements: Droits uniques already negotiated, read by the method "droits_uniques" only.
        droits_hors_territoire: Of the rights, those on dwellings of a commune out of `portee`, by commune.
        delegations: Of the rights, those that others hold and let him use, in French sentences.
    """

    id: str
    nom: str
    type: str
    portee: str
    lots: tuple[LotDroits, ...] = ()
    part_negociee: Fraction | None = None
    source_negociee: Source | None = None
    etalements: tuple[Etalement, ...] = ()
    droits_hors_territoire: Mapping[str, int] = field(default_factory=dict)
    delegations: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.type not in TYPES_RESERVATAIRE or self.type == "bailleur" or self.id == BAILLEUR:
            attendu = ", ".join(code for code in TYPES_RESERVATAIRE if code != "bailleur")
            raise DonneeInvalideError(f"Réservataire {self.id}, type « {self.type} » ; attendu : {attendu}.")
        if self.part_negociee is not None and not 0 <= self.part_negociee <= 1:
            raise DonneeInvalideError(
                f"Réservataire {self.id}, part négociée : {self.part_negociee} ; attendu : entre 0 et 1."
            )


@dataclass(frozen=True, slots=True)
class Territoire:
    """A département, an EPCI or a commune.

    Attributes:
        portee: Its code, as in `EntreeReservataire.portee`.
        nom: Name to show.
        parc_eligible: Dwellings of the bailleur that the flux concerns.
        flux_prevu: Dwellings expected to be shared in the year.
        rotation: Rate of its dwellings; 0 is unknown.
    """

    portee: str
    nom: str
    parc_eligible: int
    flux_prevu: Fraction
    rotation: Fraction

    def rapport_net(self, rotation: Fraction) -> Fraction:
        """Share of the dwellings freed at that rate which enters the flux, once the hors flux is subtracted.

        Args:
            rotation: Rate of the territory, or what is assumed for it.

        Returns:
            1 when nothing is known of what is freed.

        Source:
            docs/decisions/0017-droits-uniques-nets.md.

        Examples:
            >>> Territoire("departement", "D", 14500, Fraction(1000), Fraction(1, 10)).rapport_net(Fraction(1, 10))
            Fraction(20, 29)
        """
        liberes = self.parc_eligible * rotation
        return self.flux_prevu / liberes if liberes else Fraction(1)

    def __post_init__(self) -> None:
        if self.parc_eligible < 0 or self.flux_prevu < 0 or not 0 <= self.rotation <= 1:
            raise DonneeInvalideError(
                f"Territoire {self.portee} : parc {self.parc_eligible}, flux {self.flux_prevu}, "
                f"rotation {self.rotation} ; attendu : parc et flux positifs ou nuls, rotation entre 0 et 1."
            )


@dataclass(frozen=True, slots=True)
class EntreeConversion:
    """Everything that a conversion reads.

    Attributes:
        exercice: Year of the parts.
        reservataires: One per convention.
        territoires: The département, each EPCI that holds rights, each commune.
        communes: EPCI of each commune where the bailleur owns, empty when it has none.
        plafonds: Caps of the law.
        own_minimum: Share of each commune's flux that the bailleur keeps.
        derogations: Acts that set a rule aside.
    """

    exercice: int
    reservataires: tuple[EntreeReservataire, ...]
    territoires: tuple[Territoire, ...]
    communes: Mapping[str, str]
    plafonds: PlafondsLegaux
    own_minimum: Fraction = Fraction(0)
    derogations: tuple[Derogation, ...] = ()

    def __post_init__(self) -> None:
        check_exercice(self.exercice)
        if not 0 <= self.own_minimum <= 1:
            raise DonneeInvalideError(f"Minimum du bailleur : {self.own_minimum} ; attendu : entre 0 et 1.")
        _check_once("réservataire", [r.id for r in self.reservataires])
        _check_once("territoire", [t.portee for t in self.territoires])
        _check_territoires(self)

    def perimetre(self) -> Perimetre:
        """Communes and flux, as the caps take them."""
        return Perimetre(self.communes, {t.portee: t.flux_prevu for t in self.territoires})

    def territoire(self, portee: str) -> Territoire:
        """Territory of that code; it exists, the entry was checked."""
        return next(t for t in self.territoires if t.portee == portee)


def _check_once(kind: str, codes: list[str]) -> None:
    if repeated := sorted(code for code, count in Counter(codes).items() if count > 1):
        raise DonneeInvalideError(f"Conversion, {kind} {', '.join(repeated)} : plusieurs fois ; attendu : une seule.")


def _check_territoires(entree: EntreeConversion) -> None:
    known = {t.portee: t for t in entree.territoires}
    departement = known.get(DEPARTEMENT)
    if departement is None or not (departement.parc_eligible and departement.flux_prevu and departement.rotation):
        raise DonneeInvalideError(
            "Conversion, territoire du département : absent, ou parc, flux ou rotation nuls ; "
            "attendu : les trois au-dessus de 0."
        )
    absents = sorted(f"commune:{c}" for c in entree.communes if f"commune:{c}" not in known)
    if absents or not entree.communes:
        raise DonneeInvalideError(
            f"Conversion, communes : {', '.join(absents) or 'aucune'} ; attendu : un territoire pour chaque commune."
        )
    for reservataire in entree.reservataires:
        portee = reservataire.portee
        if portee not in known or not any(covers(portee, c, epci) for c, epci in entree.communes.items()):
            raise DonneeInvalideError(
                f"Réservataire {reservataire.id}, portée « {portee} » : territoire inconnu ou sans commune ; "
                f"attendu : un de {', '.join(sorted(known))}."
            )
