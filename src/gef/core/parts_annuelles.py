"""The parts of many years, quickly: the same as `gef.core.conversion.convertir`, without its log.

Years ahead differ by a few rights. So each holder is converted once for each set of rights that he has, and the cap on
guarantees is applied territory by territory: in a commune, the guarantees are those of the département, of its EPCI and
of the commune; the share that the cap leaves there is the same for all of them, and so is its mean over a territory.

A test holds every figure to `convertir`, exactly.

Source:
    CCH art. R. 441-5-2, I and R. 441-5-3; docs/decisions/0010-plafond-garanties.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from gef.core.methodes import convertir_droits
from gef.core.parts import ONE, TYPES_ETAT
from gef.core.plafonds import PartReservataire, appliquer_plafonds
from gef.core.territoires import DEPARTEMENT, EntreeConversion, EntreeReservataire

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class PartsAnnee:
    """The parts of one year.

    Attributes:
        parts: Part of the flux of each one's territory, caps applied.
        logements: The same in dwellings a year.
        non_reserve: Dwellings that nobody holds; below 0 when the parts exceed the whole of the département.
        depassements: Communes where the parts exceed the whole, in order of code.
    """

    parts: Mapping[str, Fraction]
    logements: Mapping[str, Fraction]
    non_reserve: Fraction
    depassements: tuple[str, ...]


class ConversionAnnuelle:
    """Converts many years of one base, and remembers what it has already converted."""

    def __init__(self, entree: EntreeConversion, methode: str) -> None:
        self._entree = entree
        self._methode = methode
        self._perimetre = entree.perimetre()
        self._communes = {t.portee: self._perimetre.communes_de(t.portee) for t in entree.territoires}
        self._territoires = {
            c: (DEPARTEMENT, f"epci:{epci}", f"commune:{c}") for c, epci in sorted(entree.communes.items())
        }
        self._known: dict[tuple[object, ...], PartReservataire] = {}

    def convertir(self, exercice: int, reservataires: Iterable[EntreeReservataire]) -> PartsAnnee:
        """Convert one year.

        Args:
            exercice: The year; the acts of derogation that hold for it apply.
            reservataires: Those of the base, with the rights that run in the year.

        Returns:
            The parts and dwellings that `gef.core.conversion.convertir` gives.
        """
        year = replace(self._entree, exercice=exercice, reservataires=())
        bruts = [self._convert(reservataire, year) for reservataire in reservataires]
        etat = self._limit_etat([brut for brut in bruts if brut.type in TYPES_ETAT], exercice)
        capped = [etat.get(brut.reservataire, brut) for brut in bruts]
        kept = self._limit_garanties(capped)
        means = {portee: self._mean(portee, kept) for portee in {p.portee for p in capped}}
        parts = {p.reservataire: p.autre + p.garantie * means[p.portee] for p in capped}
        flux = self._perimetre.flux
        logements = {p.reservataire: parts[p.reservataire] * flux[p.portee] for p in capped}
        return PartsAnnee(
            parts=parts,
            logements=logements,
            non_reserve=flux[DEPARTEMENT] - sum(logements.values(), ZERO),
            depassements=self._find_depassements(capped, kept),
        )

    def _convert(self, reservataire: EntreeReservataire, year: EntreeConversion) -> PartReservataire:
        """Part before the caps; the same rights give the same one, whatever the year."""
        annuels = tuple(e.annuels(year.exercice) for e in reservataire.etalements)
        key = (reservataire.id, reservataire.lots, annuels, reservataire.part_negociee)
        if key not in self._known:
            self._known[key] = convertir_droits(reservataire, year, self._methode).part
        return self._known[key]

    def _limit_etat(self, parts: list[PartReservataire], exercice: int) -> dict[str, PartReservataire]:
        """Apply the caps of the État, whose parts are the same in every commune of their territory."""
        if not parts:
            return {}
        entree = self._entree
        plafonnees = appliquer_plafonds(
            parts, self._perimetre, entree.plafonds, exercice=exercice, derogations=entree.derogations
        )
        return {
            p.reservataire: replace(p, garantie=ZERO, autre=next(iter(plafonnees.par_commune[p.reservataire].values())))
            for p in parts
        }

    def _limit_garanties(self, parts: Iterable[PartReservataire]) -> dict[str, Fraction]:
        """Share of the guarantees that the cap leaves in each commune."""
        sums = _sum_by_portee((p.portee, p.garantie) for p in parts)
        seuil = self._entree.plafonds.garanties.valeur
        totals = {c: sum((sums.get(p, ZERO) for p in portees), ZERO) for c, portees in self._territoires.items()}
        return {c: seuil / total if total > seuil else ONE for c, total in totals.items()}

    def _mean(self, portee: str, kept: Mapping[str, Fraction]) -> Fraction:
        return self._perimetre.mean({c: kept[c] for c in self._communes[portee]})

    def _find_depassements(self, parts: Iterable[PartReservataire], kept: Mapping[str, Fraction]) -> tuple[str, ...]:
        parts = tuple(parts)
        garanties = _sum_by_portee((p.portee, p.garantie) for p in parts)
        autres = _sum_by_portee((p.portee, p.autre) for p in parts)
        sums = {
            c: sum((autres.get(p, ZERO) + garanties.get(p, ZERO) * kept[c] for p in portees), ZERO)
            for c, portees in self._territoires.items()
        }
        return tuple(c for c, total in sums.items() if total > ONE)


def _sum_by_portee(rows: Iterable[tuple[str, Fraction]]) -> dict[str, Fraction]:
    sums: dict[str, Fraction] = {}
    for portee, part in rows:
        sums[portee] = sums.get(portee, ZERO) + part
    return sums
