"""Caps and floors on the parts of the flux, each with its base, its article, and a line of log for each reduction.

In this order:

1. État, agents: 5 points at most of the bailleur's flux (CCH art. R. 441-5-2, I);
2. État as a whole: 30 % at most; the priority part gives way, the agents keep their points (same article);
3. loan guarantees of all collectivités together: 20 % at most of the flux of each commune (art. R. 441-5-3), pro rata,
   on the sole part that comes from guarantees (docs/decisions/0010-plafond-garanties.md);
4. sum of the parts: 100 % at most, less what the bailleur keeps. This one is reported and never applied.

The values are given: the law is in `gef.law`, derogations come with their clause. Nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Source
from gef.core.parts import ONE, TYPES_ETAT, covers
from gef.core.rotation import ecrire_nombre
from gef.core.seuils import DEROGEABLES, Derogation, PlafondsLegaux, SeuilLegal, seuil_en_vigueur

__all__ = [
    "COLLECTIVITES",
    "DEROGEABLES",
    "LIBELLES_PLAFONDS",
    "Derogation",
    "Exces",
    "PartReservataire",
    "PartsPlafonnees",
    "Perimetre",
    "PlafondsLegaux",
    "Plafonnement",
    "SeuilLegal",
    "Verification",
    "appliquer_plafonds",
    "render_part",
    "sum_by_commune",
    "sum_etat",
]

COLLECTIVITES = frozenset({"departement", "region", "epci", "commune"})
LIBELLES_PLAFONDS: Mapping[str, str] = {
    "agents": "dont agents publics de l’État",
    "etat": "État, ensemble",
    "garanties": "Garanties d’emprunt, tous garants ensemble",
    "somme": "Somme des parts",
}
BORNE_DU_FLUX = Source("100 % du flux, moins le minimum gardé par le bailleur", "calcul")


@dataclass(frozen=True, slots=True)
class Perimetre:
    """Where the parts apply: communes with their EPCI, and the forecast flux of each territory ("departement", …)."""

    communes: Mapping[str, str]
    flux: Mapping[str, Fraction]

    def communes_de(self, portee: str) -> tuple[str, ...]:
        """Communes of a territory, in order of code."""
        return tuple(c for c in sorted(self.communes) if covers(portee, c, self.communes[c]))

    def mean(self, parts: Mapping[str, Fraction]) -> Fraction:
        """Mean of parts by commune, weighted by their flux; without any flux, every commune weighs the same."""
        first = next(iter(parts.values()))
        if all(part == first for part in parts.values()):  # almost always, and a weighing of fractions is slow
            return first
        poids = {c: self.flux.get(f"commune:{c}", Fraction(0)) for c in parts}
        total = sum(poids.values(), Fraction(0))
        if not total:
            return sum(parts.values(), Fraction(0)) / len(parts)
        return sum((part * poids[c] for c, part in parts.items()), Fraction(0)) / total

    def poids(self, portee: str) -> Fraction:
        """Share of the département's flux that a territory frees."""
        return ONE if portee == "departement" else self.flux[portee] / self.flux["departement"]


@dataclass(frozen=True, slots=True)
class PartReservataire:
    """A part before the caps, split by what the caps see: born of a loan guarantee of a collectivité, or not."""

    reservataire: str
    type: str
    portee: str
    garantie: Fraction
    autre: Fraction

    def __post_init__(self) -> None:
        if self.garantie < 0 or self.autre < 0 or (self.garantie and self.type not in COLLECTIVITES):
            raise DonneeInvalideError(
                f"Part de {self.reservataire} ({self.type}) : {self.garantie} par garantie, {self.autre} autrement ; "
                "attendu : 0 ou plus, et des garanties pour les seules collectivités."
            )

    @property
    def part(self) -> Fraction:
        """The whole part."""
        return self.garantie + self.autre


@dataclass(frozen=True, slots=True)
class Plafonnement:
    """One reduction, as logged.

    Attributes:
        code: "agents", "etat", "garanties", "flux" or "reduction".
        reservataire: Who loses.
        portee: Where: his territory, or one commune of it.
        avant: His whole part there before.
        apres: His whole part there after.
        source: Article or decision.
        calcul: The operation in words and figures.
    """

    code: str
    reservataire: str
    portee: str
    avant: Fraction
    apres: Fraction
    source: Source
    calcul: str


@dataclass(frozen=True, slots=True)
class Exces:
    """Where a cap is exceeded before any reduction: the share there, and the dwellings a year above the cap."""

    portee: str
    part: Fraction
    logements: Fraction


@dataclass(frozen=True, slots=True)
class Verification:
    """A cap compared with the parts, where they are highest.

    Attributes:
        code: A code of `LIBELLES_PLAFONDS`.
        portee: Territory of the highest value.
        avant: Share before the cap.
        apres: Share after it.
        seuil: The cap, derogation included.
        legal: The cap of the law; the same as `seuil` when no act sets it aside.
        flux: Dwellings a year that the shares are shares of, in that territory.
        exces: Every territory where the cap is exceeded, in order of code.
        clause: Words of the derogation, or empty.
    """

    code: str
    portee: str
    avant: Fraction
    apres: Fraction
    seuil: SeuilLegal
    legal: SeuilLegal
    flux: Fraction
    exces: tuple[Exces, ...] = ()
    clause: str = ""

    @property
    def is_valid(self) -> bool:
        """Whether the cap holds after reduction."""
        return self.apres <= self.seuil.valeur

    @property
    def points(self) -> Fraction:
        """Share above the cap before reduction, where it is highest."""
        return max(Fraction(0), self.avant - self.seuil.valeur)

    @property
    def logements(self) -> Fraction:
        """Dwellings a year above the cap before reduction, wherever it is exceeded."""
        return sum((e.logements for e in self.exces), Fraction(0))


@dataclass(frozen=True, slots=True)
class PartsPlafonnees:
    """Parts by commune after the caps.

    Attributes:
        par_commune: Part by réservataire, then commune of his territory.
        plafonnements: The log, in the order of application.
        checks: One per cap, in the same order.
        depassements: Communes where the parts exceed what may be given, with their sum.
    """

    par_commune: Mapping[str, Mapping[str, Fraction]]
    plafonnements: tuple[Plafonnement, ...]
    checks: tuple[Verification, ...]
    depassements: Mapping[str, Fraction]


def render_part(part: Fraction) -> str:
    """Write a part as a percentage with two decimals at most.

    Examples:
        >>> render_part(Fraction(1, 3)).split()
        ['33,33', '%']
    """
    return f"{ecrire_nombre(100 * part)}\u202f%"


def appliquer_plafonds(
    parts: Iterable[PartReservataire],
    perimetre: Perimetre,
    plafonds: PlafondsLegaux,
    *,
    exercice: int,
    derogations: Sequence[Derogation] = (),
    own_minimum: Fraction = Fraction(0),
) -> PartsPlafonnees:
    """Bring parts under the caps of the law, in order, and report what still exceeds the whole.

    Args:
        parts: One per réservataire, any order.
        perimetre: Communes and forecast flux; the département's is > 0.
        plafonds: Caps of the law.
        exercice: Year of the calculation: an arrêté of derogation holds for one.
        derogations: Acts that set a cap aside.
        own_minimum: Share of each commune's flux that the bailleur keeps.

    Source:
        CCH art. R. 441-5-2, I and R. 441-5-3; docs/decisions/0010-plafond-garanties.md.
    """
    table = {p.reservataire: p for p in sorted(parts, key=lambda p: p.reservataire)}
    log: list[Plafonnement] = []
    checks: list[Verification] = []
    for code, seuil in (("agents", plafonds.agents), ("etat", plafonds.etat)):
        clause, en_vigueur = seuil_en_vigueur(code, seuil, derogations, exercice)
        reduced = _limit_etat(code, table, perimetre, en_vigueur)
        log += [_write_etat(code, table[r], part, en_vigueur) for r, part in reduced.items() if part != table[r]]
        avant, apres = (sum_etat(code, state.values(), perimetre) for state in (table, reduced))
        flux = perimetre.flux["departement"]
        exces = _list_exces({"departement": (avant, flux)}, en_vigueur)
        checks.append(Verification(code, "departement", avant, apres, en_vigueur, seuil, flux, exces, clause))
        table = reduced
    par_commune, garanties, lignes = _limit_garanties(table.values(), perimetre, plafonds.garanties)
    kept = {commune: min(somme, plafonds.garanties.valeur) for commune, somme in garanties.items()}
    checks.append(_highest("garanties", garanties, kept, plafonds.garanties, perimetre))
    sommes = sum_by_commune(par_commune, perimetre.communes)
    limite = SeuilLegal(ONE - own_minimum, "flux de chaque commune", BORNE_DU_FLUX)
    checks.append(_highest("somme", sommes, sommes, limite, perimetre))
    depassements = {commune: somme for commune, somme in sommes.items() if somme > limite.valeur}
    return PartsPlafonnees(par_commune, (*log, *lignes), tuple(checks), depassements)


def _list_exces(parts: Mapping[str, tuple[Fraction, Fraction]], seuil: SeuilLegal) -> tuple[Exces, ...]:
    """List the territories above a cap, from the share and the flux of each."""
    above = ((portee, part, flux) for portee, (part, flux) in parts.items() if part > seuil.valeur)
    return tuple(Exces(portee, part, (part - seuil.valeur) * flux) for portee, part, flux in above)


def sum_by_commune(par_commune: Mapping[str, Mapping[str, Fraction]], communes: Iterable[str]) -> dict[str, Fraction]:
    """Sum, in each commune, the parts of every réservataire."""
    sommes = {commune: Fraction(0) for commune in sorted(communes)}
    for parts in par_commune.values():
        for commune, part in parts.items():
            sommes[commune] += part
    return sommes


def sum_etat(code: str, parts: Iterable[PartReservataire], perimetre: Perimetre) -> Fraction:
    """Sum the État's parts ("agents": its agents only), as a share of the département's flux."""
    types = {"etat_fonct"} if code == "agents" else TYPES_ETAT
    return sum((p.part * perimetre.poids(p.portee) for p in parts if p.type in types), Fraction(0))


def _limit_etat(
    code: str, table: Mapping[str, PartReservataire], perimetre: Perimetre, seuil: SeuilLegal
) -> dict[str, PartReservataire]:
    """Reduce the État's accounts: the agents to their points, then the priority part to what they leave."""
    agents = sum_etat("agents", table.values(), perimetre)
    prioritaires = sum_etat("etat", table.values(), perimetre) - agents
    facteurs = {"etat_fonct": min(ONE, seuil.valeur / agents) if agents else ONE}
    if code == "etat" and prioritaires:
        facteurs["etat_prio"] = min(ONE, max(Fraction(0), seuil.valeur - agents) / prioritaires)
    return {
        r: replace(p, garantie=p.garantie * facteurs.get(p.type, ONE), autre=p.autre * facteurs.get(p.type, ONE))
        for r, p in table.items()
    }


def _write_etat(code: str, avant: PartReservataire, apres: PartReservataire, seuil: SeuilLegal) -> Plafonnement:
    limite = f"{render_part(seuil.valeur)} du {seuil.base} au plus"
    calcul = f"{render_part(avant.part)} ramenés à {render_part(apres.part)} : {limite}"
    return Plafonnement(code, avant.reservataire, avant.portee, avant.part, apres.part, seuil.source, calcul)


def _limit_garanties(
    parts: Collection[PartReservataire], perimetre: Perimetre, seuil: SeuilLegal
) -> tuple[dict[str, dict[str, Fraction]], dict[str, Fraction], list[Plafonnement]]:
    """Reduce pro rata, in each commune where guarantees exceed the cap; give parts, sums before, and the log."""
    communes = {p.reservataire: perimetre.communes_de(p.portee) for p in parts}
    sommes = sum_by_commune(
        {p.reservataire: dict.fromkeys(communes[p.reservataire], p.garantie) for p in parts}, perimetre.communes
    )
    par_commune: dict[str, dict[str, Fraction]] = {}
    log = []
    for p in parts:
        par_commune[p.reservataire] = dict.fromkeys(communes[p.reservataire], p.part)
        for commune in communes[p.reservataire]:
            somme = sommes[commune]
            if p.garantie and somme > seuil.valeur:
                apres = p.autre + p.garantie * seuil.valeur / somme
                calcul = f"{render_part(p.garantie)} de garanties × {render_part(seuil.valeur)} ÷ {render_part(somme)}"
                portee = f"commune:{commune}"
                log.append(Plafonnement("garanties", p.reservataire, portee, p.part, apres, seuil.source, calcul))
                par_commune[p.reservataire][commune] = apres
    return par_commune, sommes, log


def _highest(
    code: str,
    avant: Mapping[str, Fraction],
    apres: Mapping[str, Fraction],
    seuil: SeuilLegal,
    perimetre: Perimetre,
) -> Verification:
    """Compare a cap with the commune where the sum is highest, the first by code among equals."""
    commune = max(avant, key=lambda c: avant[c])
    flux = {c: perimetre.flux.get(f"commune:{c}", Fraction(0)) for c in avant}
    exces = _list_exces({f"commune:{c}": (somme, flux[c]) for c, somme in avant.items()}, seuil)
    return Verification(code, f"commune:{commune}", avant[commune], apres[commune], seuil, seuil, flux[commune], exces)
