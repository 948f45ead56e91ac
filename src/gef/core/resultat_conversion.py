"""The parts of everybody by one method, with their reasons: what `gef.core.conversion` gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from gef.core.anomalies import Anomalie
from gef.core.motifs import Explication
from gef.core.plafonds import Perimetre, Plafonnement, Verification
from gef.core.plancher import VerificationUniformite
from gef.core.reductions import PropositionReduction


@dataclass(frozen=True, slots=True)
class LigneConversion:
    """The part of one réservataire.

    Attributes:
        reservataire: His id.
        nom: Name to show.
        type: A code of `TYPES_RESERVATAIRE`.
        portee: Territory of his convention.
        droits: Rights still running in the exercice.
        part_brute: Part before any cap; droits uniques may exceed 1.
        part: Part after the caps, as a mean over his communes weighted by their flux.
        par_commune: Part after the caps in each commune of his territory; equal to `part` unless a cap bites in some.
        logements: Dwellings a year: part × forecast flux of his territory.
        plafonnements: Reductions, in the order of application.
        hypotheses: What was assumed for want of data.
        explication: The steps.
    """

    reservataire: str
    nom: str
    type: str
    portee: str
    droits: int
    part_brute: Fraction
    part: Fraction
    par_commune: Mapping[str, Fraction]
    logements: Fraction
    plafonnements: tuple[Plafonnement, ...]
    hypotheses: tuple[str, ...]
    explication: Explication


@dataclass(frozen=True, slots=True)
class NonReserve:
    """What nobody holds; it is the bailleur's. Below 0 where the parts exceed the whole.

    Attributes:
        part: Share of the département's flux.
        logements: The same in dwellings a year.
        par_commune: Share of the flux of each commune.
    """

    part: Fraction
    logements: Fraction
    par_commune: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class ValidationReduction:
    """Who accepted a reduction, and why."""

    par: str
    motif: str


@dataclass(frozen=True, slots=True)
class Conversion:
    """Parts of everybody by one method.

    Attributes:
        exercice: Year of the parts.
        methode: A code of `METHODES`.
        perimetre: Communes and forecast flux.
        lignes: One per réservataire, in the order of the entry.
        checks: Each cap, where it is nearest to being exceeded.
        uniformite: The État's part, from one commune to another.
        non_reserve: What nobody holds, over the département and in each commune.
        anomalies: What must be known or settled.
        proposition_reduction: A way out when the parts exceed the whole; changes nothing by itself.
        explication: The totals.
        validation: Who accepted the reduction, once it is.
    """

    exercice: int
    methode: str
    perimetre: Perimetre
    lignes: tuple[LigneConversion, ...]
    checks: tuple[Verification, ...]
    uniformite: VerificationUniformite
    non_reserve: NonReserve
    anomalies: tuple[Anomalie, ...]
    proposition_reduction: PropositionReduction | None
    explication: Explication
    validation: ValidationReduction | None = None

    def ligne(self, reservataire: str) -> LigneConversion:
        """Return the line of a réservataire; raise `KeyError` when he has none."""
        for ligne in self.lignes:
            if ligne.reservataire == reservataire:
                return ligne
        raise KeyError(reservataire)
