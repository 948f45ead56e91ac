"""The yearly return to each EPCI and to its conférence intercommunale du logement: aggregates of its territory.

Source:
    CCH art. R. 441-5-1 (the bilan goes to the EPCI, which present it to the conférence); L. 441-1 for the households.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from gef.core.bilan_entree import EntreeBilan
from gef.core.bilan_publics import LignePublics, count_publics
from gef.core.bilan_tables import Fait, is_in_exercice, list_faits


@dataclass(frozen=True, slots=True)
class LigneTerritoire:
    """What a bailleur did in one EPCI in the exercice, all réservataires together.

    Attributes:
        epci: Code; "" for the dwellings whose EPCI is not known.
        liberations: Dwellings freed, in the flux.
        hors_flux: Dwellings freed out of it.
        proposes: Dwellings proposed at least once.
        attributions: Attributions.
        baux: Leases signed.
        par_type: Attributions by type of account; the bailleur's own under "bailleur", what is not known under "".
        publics: Households housed.
    """

    epci: str
    liberations: int
    hors_flux: int
    proposes: int
    attributions: int
    baux: int
    par_type: Mapping[str, int] = field(default_factory=dict)
    publics: LignePublics = field(default_factory=lambda: count_publics("", "", ()))


def dresser_territoires(entree: EntreeBilan) -> tuple[LigneTerritoire, ...]:
    """Count the exercice by EPCI.

    Args:
        entree: The bilan.

    Returns:
        One row per EPCI where something was freed or happened, by code, what is not known last.
    """
    types = {compte.id: compte.type for compte in entree.reservataires}
    faits: defaultdict[str, list[Fait]] = defaultdict(list)
    for fait in list_faits(entree.lignes, entree.exercice):
        faits[fait.ligne.epci].append(fait)
    counts: Counter[tuple[str, bool]] = Counter(
        (ligne.epci, bool(ligne.hors_flux))
        for ligne in entree.lignes
        if is_in_exercice(ligne.libere_le, entree.exercice)
    )
    codes = sorted({*faits, *(epci for epci, _ in counts)}, key=lambda code: (not code, code))
    return tuple(_dresser(code, (counts[code, False], counts[code, True]), faits[code], types) for code in codes)


def _dresser(code: str, counts: tuple[int, int], faits: list[Fait], types: Mapping[str, str]) -> LigneTerritoire:
    attribues = [fait for fait in faits if fait.evenement == "attributions"]
    par_type = Counter(types.get(fait.reservataire or "", "") for fait in attribues)
    return LigneTerritoire(
        epci=code,
        liberations=counts[0],
        hors_flux=counts[1],
        proposes=len({fait.ligne.liberation_id for fait in faits if fait.evenement == "propositions"}),
        attributions=len(attribues),
        baux=sum(fait.evenement == "baux" for fait in faits),
        par_type=dict(sorted(par_type.items())),
        publics=count_publics(code, code, [fait for fait in faits if fait.evenement != "propositions"]),
    )
