"""What a scenario starts from: kept inputs, accounts on a day, and how a flux follows the dwellings of each commune.

Source:
    docs/metier/scenarios.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from gef.core.assiette import EntreeAssiette, calculer_assiette
from gef.core.conversion import EntreeConversion, ValidationReduction
from gef.core.errors import DonneeInvalideError
from gef.core.methodes import LIBELLES_METHODES, METHODES
from gef.core.rotation import ecrire_nombre
from gef.core.territoires import DEPARTEMENT

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class SituationCompte:
    """Where an account stands on the day of the base, in dwellings.

    Attributes:
        reservataire: Its id; `BAILLEUR` for what nobody holds.
        report: Solde at the opening of the exercice.
        acquis: Droits acquired since.
        recus: Dwellings received since, in progress included.
    """

    reservataire: str
    report: Fraction = ZERO
    acquis: Fraction = ZERO
    recus: int = 0

    @property
    def solde(self) -> Fraction:
        """Solde on the day."""
        return self.report + self.acquis - self.recus


@dataclass(frozen=True, slots=True)
class EntreeReference:
    """What a scenario starts from.

    Attributes:
        assiette: Inputs of the assiette.
        conversion: Inputs of the conversion; its flux is that assiette, spread over the communes.
        methode: Method that gives the parts, a code of `METHODES`.
        comptes: Accounts on the day; an account that is not there has nothing behind it.
        reports: What rounding left to each cell, by réservataire then commune.
        libelle: Which versions these are, in French.
        reduction: Who accepted that parts above the whole be reduced as proposed; supposed to hold in scenarios too.
    """

    assiette: EntreeAssiette
    conversion: EntreeConversion
    methode: str = "negociee"
    comptes: tuple[SituationCompte, ...] = ()
    reports: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    libelle: str = ""
    reduction: ValidationReduction | None = None

    def __post_init__(self) -> None:
        if self.methode not in LIBELLES_METHODES:
            raise DonneeInvalideError(f"Base, méthode « {self.methode} » inconnue ; attendu : {', '.join(METHODES)}.")
        if self.assiette.exercice != self.conversion.exercice:
            raise DonneeInvalideError(
                f"Base : assiette de {self.assiette.exercice}, conversion de {self.conversion.exercice} ; "
                "attendu : le même exercice."
            )


def check_reference(reference: EntreeReference) -> None:
    """Refuse a base whose flux is not its own assiette: one of the two was computed again since.

    Raises:
        DonneeInvalideError: the flux of the département, or the sum of its communes, is not the assiette.
    """
    assiette = calculer_assiette(reference.assiette).assiette
    held = {t.portee: t.flux_prevu for t in reference.conversion.territoires}
    communes = sum((held[f"commune:{c}"] for c in reference.conversion.communes), ZERO)
    if not held[DEPARTEMENT] == communes == assiette:
        raise DonneeInvalideError(
            f"Base : flux du département de {ecrire_nombre(held[DEPARTEMENT])}, des communes de "
            f"{ecrire_nombre(communes)}, assiette de {ecrire_nombre(assiette)} ; attendu : trois fois le même nombre. "
            "Recalculez la conversion sur la dernière assiette."
        )


def spread_flux(before: EntreeReference, after: EntreeReference) -> EntreeReference:
    """Share the new assiette between the communes: each as in the base, for each dwelling that it still has.

    Args:
        before: The base.
        after: The same with other dwellings, rates or forecasts; its flux is not read.

    Raises:
        DonneeInvalideError: no dwelling is left to be freed.
    """
    held = {t.portee: t for t in before.conversion.territoires}
    parc = {t.portee: t.parc_eligible for t in after.conversion.territoires}
    total = sum(held[f"commune:{c}"].parc_eligible for c in before.conversion.communes)
    freed = sum((held[f"commune:{c}"].flux_prevu for c in before.conversion.communes), ZERO)
    poids = {}
    for commune in after.conversion.communes:
        place = held.get(f"commune:{commune}")
        par_logement = (
            place.flux_prevu / place.parc_eligible if place and place.parc_eligible else freed / max(total, 1)
        )
        poids[commune] = par_logement * parc[f"commune:{commune}"]
    assiette = calculer_assiette(after.assiette).assiette
    whole = sum(poids.values(), ZERO)
    if not whole:
        raise DonneeInvalideError("Scénario : plus aucun logement ne se libère ; attendu : un flux à partager.")
    flux = {DEPARTEMENT: assiette} | {f"commune:{c}": assiette * p / whole for c, p in poids.items()}
    for commune, epci in after.conversion.communes.items():
        flux[f"epci:{epci}"] = flux.get(f"epci:{epci}", ZERO) + flux[f"commune:{commune}"]
    territoires = tuple(replace(t, flux_prevu=flux.get(t.portee, ZERO)) for t in after.conversion.territoires)
    return replace(after, conversion=replace(after.conversion, territoires=territoires))
