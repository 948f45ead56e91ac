"""When the parts of a commune exceed what may be given: who would lose what, if everybody agreed.

Arithmetic cannot settle it: the conventions promise more than there is. The proposal reduces everyone but the État pro
rata, commune by commune, and counts each loss in dwellings. It is marked « à renégocier » and changes nothing until
a named person validates it (`gef.core.conversion.valider_reduction`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from gef.core.parts import ONE, TYPES_ETAT
from gef.core.plafonds import Perimetre, sum_by_commune

STATUT_PROPOSITION = "à renégocier"


@dataclass(frozen=True, slots=True)
class Reduction:
    """What one réservataire would lose.

    Attributes:
        reservataire: Who.
        avant: His part of his territory before.
        apres: His part after.
        logements: Dwellings a year that he would lose.
    """

    reservataire: str
    avant: Fraction
    apres: Fraction
    logements: Fraction


@dataclass(frozen=True, slots=True)
class PropositionReduction:
    """A reduction to be agreed upon.

    Attributes:
        communes: Where the parts exceed what may be given.
        par_commune: Part by réservataire, then commune, for all of them, after the reduction.
        reductions: One per réservataire who would lose, largest loss first.
        is_sufficient: Whether the sums then hold everywhere; not when the État alone exceeds what may be given.
        statut: Always `STATUT_PROPOSITION`: a proposal is not a decision.
    """

    communes: tuple[str, ...]
    par_commune: Mapping[str, Mapping[str, Fraction]]
    reductions: tuple[Reduction, ...]
    is_sufficient: bool
    statut: str = STATUT_PROPOSITION


def proposer_reduction(
    par_commune: Mapping[str, Mapping[str, Fraction]],
    reservataires: Mapping[str, tuple[str, str]],
    perimetre: Perimetre,
    borne: Fraction,
) -> PropositionReduction | None:
    """Reduce every part but the État's pro rata, in the communes where the sum exceeds `borne`.

    Args:
        par_commune: Part by réservataire, then commune of his territory.
        reservataires: Type and portée of each.
        perimetre: Communes and forecast flux.
        borne: Largest sum of the parts in a commune.

    Returns:
        None when no commune exceeds it.

    Source:
        docs/metier/conversion.md.

    Examples:
        >>> moitie, perimetre = Fraction(1, 2), Perimetre({"A": ""}, {"commune:A": Fraction(10)})
        >>> qui = {"CD": ("departement", "commune:A"), "VILLE": ("commune", "commune:A")}
        >>> proposition = proposer_reduction({"CD": {"A": Fraction(1)}, "VILLE": {"A": moitie}}, qui, perimetre, ONE)
        >>> [(r.reservataire, str(r.apres), str(r.logements)) for r in proposition.reductions]
        [('CD', '2/3', '10/3'), ('VILLE', '1/3', '5/3')]
    """
    etat = {r: parts for r, parts in par_commune.items() if reservataires[r][0] in TYPES_ETAT}
    autres = {r: parts for r, parts in par_commune.items() if r not in etat}
    sommes_etat, sommes_autres = (sum_by_commune(parts, perimetre.communes) for parts in (etat, autres))
    communes = tuple(c for c in sommes_etat if sommes_etat[c] + sommes_autres[c] > borne)
    if not communes:
        return None
    facteurs = {c: max(Fraction(0), borne - sommes_etat[c]) / sommes_autres[c] for c in communes if sommes_autres[c]}
    reduits = etat | {r: {c: p * facteurs.get(c, ONE) for c, p in parts.items()} for r, parts in autres.items()}
    reductions = []
    for r in sorted(autres):
        avant, apres = perimetre.mean(autres[r]), perimetre.mean(reduits[r])
        if apres != avant:
            reductions.append(Reduction(r, avant, apres, (avant - apres) * perimetre.flux[reservataires[r][1]]))
    reductions.sort(key=lambda reduction: -reduction.logements)
    is_sufficient = all(sommes_etat[c] <= borne for c in communes)
    return PropositionReduction(communes, reduits, tuple(reductions), is_sufficient)
