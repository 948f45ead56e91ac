"""One dataclass in, one dataclass out: the calculations of the core that take or give several values, gathered.

Nothing is computed here. A mapping whose keys are pairs becomes rows, and a sequence becomes a field, so that JSON can
hold them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from gef.core.assiette import BaseForfait, Soustraction, estimer_mutations
from gef.core.conversion import Conversion, comparer, comparer_methodes, convertir, parts_par_commune, valider_reduction
from gef.core.droits_uniques import EcritureStock, LigneStock, LotDroits, count_stock, decompter_stock
from gef.core.errors import DonneeInvalideError
from gef.core.etat_des_lieux import (
    DroitReservation,
    EtatDesLieux,
    LogementParc,
    count_parc,
    dresser_etat_des_lieux,
)
from gef.core.methodes import METHODES
from gef.core.motifs import Source
from gef.core.parts import PartConvention, parts_dans_la_commune
from gef.core.plafonds import (
    Derogation,
    PartReservataire,
    PartsPlafonnees,
    Perimetre,
    PlafondsLegaux,
    SeuilLegal,
    appliquer_plafonds,
)
from gef.core.plancher import RepartitionQpv, VerificationPlancher, verifier_plancher_etat
from gef.core.rotation import ReleveRotation, TauxRotation, average_taux, calculer_taux_rotation
from gef.core.territoires import DEPARTEMENT, EntreeConversion


@dataclass(frozen=True, slots=True)
class EntreeTaux:
    """Counted departures; see `gef.core.rotation.calculer_taux_rotation`."""

    releves: tuple[ReleveRotation, ...]
    perimetre: str
    source: Source
    numerateur_exclut: frozenset[str] = frozenset()
    denominateur_exclut: frozenset[str] = frozenset()


def calculer_taux(entree: EntreeTaux) -> TauxRotation:
    """Compute a rotation rate from counted departures."""
    return calculer_taux_rotation(
        entree.releves,
        perimetre=entree.perimetre,
        source=entree.source,
        numerateur_exclut=entree.numerateur_exclut,
        denominateur_exclut=entree.denominateur_exclut,
    )


@dataclass(frozen=True, slots=True)
class EntreeMoyenne:
    """Published yearly rates; see `gef.core.rotation.average_taux`."""

    taux: tuple[TauxRotation, ...]
    source: Source


def average(entree: EntreeMoyenne) -> TauxRotation:
    """Average published yearly rates."""
    return average_taux(entree.taux, entree.source)


@dataclass(frozen=True, slots=True)
class EntreeForfait:
    """A flat share and what it applies to; see `gef.core.assiette.estimer_mutations`."""

    taux: Fraction
    base: BaseForfait
    logements: Fraction
    source: Source


def estimer(entree: EntreeForfait) -> Soustraction:
    """Estimate the mutations as a flat share."""
    return estimer_mutations(entree.taux, entree.base, entree.logements, entree.source)


@dataclass(frozen=True, slots=True)
class EntreeMethode:
    """Rights to convert by one method, a code of `gef.core.methodes.METHODES`."""

    conversion: EntreeConversion
    methode: str


def convertir_par(entree: EntreeMethode) -> Conversion:
    """Convert rights by one method."""
    return convertir(entree.conversion, entree.methode)


@dataclass(frozen=True, slots=True)
class EcartMethode:
    """What one réservataire wins by a method, in dwellings a year, over the first method."""

    methode: str
    reservataire: str
    logements: Fraction


@dataclass(frozen=True, slots=True)
class MethodesComparees:
    """The same rights by every method, and who wins or loses by the others rather than the first."""

    conversions: tuple[Conversion, ...]
    ecarts: tuple[EcartMethode, ...]


def comparer_toutes(entree: EntreeConversion) -> MethodesComparees:
    """Convert rights by every method."""
    conversions = comparer_methodes(entree)
    ecarts = (
        EcartMethode(methode, qui, ecart)
        for methode, conversion in zip(METHODES[1:], conversions[1:], strict=True)
        for qui, ecart in comparer(conversion, conversions[0]).items()
    )
    return MethodesComparees(conversions, tuple(ecarts))


@dataclass(frozen=True, slots=True)
class EntreeReduction:
    """Rights by one method, and who accepts that parts of more than the whole are reduced."""

    conversion: EntreeConversion
    methode: str
    par: str
    motif: str


def reduire(entree: EntreeReduction) -> Conversion:
    """Convert rights, then reduce the parts in the name of a person."""
    return valider_reduction(convertir(entree.conversion, entree.methode), entree.par, entree.motif)


@dataclass(frozen=True, slots=True)
class PartCommune:
    """The part of one account in one commune."""

    commune: str
    reservataire: str
    part: Fraction


@dataclass(frozen=True, slots=True)
class PartsCommunes:
    """Parts that orientation applies; they make 1 in each commune, the bailleur's own included."""

    parts: tuple[PartCommune, ...]


@dataclass(frozen=True, slots=True)
class EntreePartsConversion:
    """Rights by one method, and the communes to give the parts of; all of them when none is named."""

    conversion: EntreeConversion
    methode: str
    communes: tuple[str, ...] = ()


def repartir_conversion(entree: EntreePartsConversion) -> PartsCommunes:
    """Give the parts of each commune from the rights."""
    conversion = convertir(entree.conversion, entree.methode)
    return _to_rows(parts_par_commune(conversion, entree.communes or sorted(entree.conversion.communes)))


@dataclass(frozen=True, slots=True)
class EntreePartsConventions:
    """Conventions, and the EPCI of each commune to give the parts of, empty when it has none."""

    conventions: tuple[PartConvention, ...]
    communes: Mapping[str, str]
    jour: date


def repartir_conventions(entree: EntreePartsConventions) -> PartsCommunes:
    """Give the parts of each commune from the conventions in force on a day."""
    return _to_rows(
        {
            commune: parts_dans_la_commune(entree.conventions, commune, epci, entree.jour)
            for commune, epci in sorted(entree.communes.items())
        }
    )


def _to_rows(parts: Mapping[str, Mapping[str, Fraction]]) -> PartsCommunes:
    rows = (PartCommune(commune, qui, part) for commune, held in parts.items() for qui, part in held.items())
    return PartsCommunes(tuple(rows))


@dataclass(frozen=True, slots=True)
class EntreePlafonds:
    """Parts to bring under the caps; see `gef.core.plafonds.appliquer_plafonds`."""

    exercice: int
    parts: tuple[PartReservataire, ...]
    perimetre: Perimetre
    plafonds: PlafondsLegaux
    derogations: tuple[Derogation, ...] = ()
    own_minimum: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        flux = self.perimetre.flux
        if not flux.get(DEPARTEMENT):
            raise DonneeInvalideError(
                "perimetre.flux.departement : absent ou nul ; attendu : un nombre au-dessus de 0."
            )
        for part in self.parts:
            if part.portee not in flux or not self.perimetre.communes_de(part.portee):
                raise DonneeInvalideError(
                    f"Part de {part.reservataire}, portée « {part.portee} » : sans flux ou sans commune ; "
                    f"attendu : un territoire de {', '.join(flux)} qui a une commune."
                )


def plafonner(entree: EntreePlafonds) -> PartsPlafonnees:
    """Bring parts under the caps of the law."""
    return appliquer_plafonds(
        entree.parts,
        entree.perimetre,
        entree.plafonds,
        exercice=entree.exercice,
        derogations=entree.derogations,
        own_minimum=entree.own_minimum,
    )


@dataclass(frozen=True, slots=True)
class EntreePlancher:
    """Dwellings of a year in and out of QPV; see `gef.core.plafonds.verifier_plancher_etat`."""

    exercice: int
    repartition: RepartitionQpv
    plancher: SeuilLegal
    derogations: tuple[Derogation, ...] = ()


def verifier_plancher(entree: EntreePlancher) -> VerificationPlancher:
    """Check the État's floor out of QPV."""
    return verifier_plancher_etat(
        entree.repartition, entree.plancher, exercice=entree.exercice, derogations=entree.derogations
    )


@dataclass(frozen=True, slots=True)
class EntreeStock:
    """Rights whose stock of droits uniques is spent year after year.

    Attributes:
        lots: The rights, each with its échéance.
        premier_exercice: Year of the conversion: the stock counts from it.
        rotation: Rate for the rights whose own is unknown.
        ecritures: Droits acquired and dwellings received, by year.
        rapport_net: Share of the dwellings freed that enters the flux.
    """

    lots: tuple[LotDroits, ...]
    premier_exercice: int
    rotation: Fraction = Fraction(0)
    ecritures: tuple[EcritureStock, ...] = ()
    rapport_net: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class StockDecompte:
    """A stock at its conversion, then year after year."""

    initial: Fraction
    lignes: tuple[LigneStock, ...]


def decompter(entree: EntreeStock) -> StockDecompte:
    """Count a stock of droits uniques and keep its ledger."""
    initial = entree.rapport_net * count_stock(entree.lots, entree.premier_exercice, entree.rotation)
    return StockDecompte(initial, decompter_stock(initial, entree.ecritures))


@dataclass(frozen=True, slots=True)
class EntreeEtatDesLieux:
    """Parc and register; the survival of the guarantees is that of the law on the day."""

    jour: date
    parc: tuple[LogementParc, ...]
    droits: tuple[DroitReservation, ...]


def dresser_etat(entree: EntreeEtatDesLieux) -> EtatDesLieux:
    """Draw up the état des lieux."""
    return dresser_etat_des_lieux(count_parc(entree.parc), entree.droits, entree.jour)
