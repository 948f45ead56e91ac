"""Assiette: how many dwellings the reservataires share in an exercice, step by step.

    (parc − exclusions) × taux de rotation − mutations − relogements − ventes

Exact: nothing is rounded here. The figure is an estimate; what a convention binds is a percentage. This module
refuses to subtract twice what the rate already left out, to call legal what is a local agreement, and to give a
negative assiette.

Source:
    CCH art. L. 441-1 and R. 441-5 for what leaves the computation; source 004 (HSO Occitanie, 2023) for the chain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final, Literal

from gef.core.errors import DonneeInvalideError, DoubleSoustractionError
from gef.core.exclusions import CATALOGUE_EXCLUSIONS, Exclusion, ModeleExclusion
from gef.core.motifs import Etape, Explication, Source
from gef.core.periodes import check_exercice
from gef.core.rotation import (
    CATEGORIES,
    COURANTES,
    LIBELLES_CATEGORIES,
    LIBELLES_EXCLUS,
    ReleveRotation,
    TauxRotation,
    average_taux,
    calculer_taux_rotation,
    ecrire_nombre,
    ecrire_taux,
    join_exclus,
)

__all__ = [
    "CATALOGUE_EXCLUSIONS",
    "CATEGORIES",
    "COURANTES",
    "FORFAIT_MUTATIONS",
    "LIBELLES_CATEGORIES",
    "SOURCE_FORFAIT",
    "Assiette",
    "AssietteConvention",
    "BaseForfait",
    "EntreeAssiette",
    "Exclusion",
    "ModeleExclusion",
    "ReleveRotation",
    "Soustraction",
    "TauxRotation",
    "average_taux",
    "calculer_assiette",
    "calculer_taux_rotation",
    "estimer_mutations",
]

BaseForfait = Literal["logements_liberes", "parc_eligible"]

LIBELLES_BASES: Mapping[BaseForfait, str] = {
    "logements_liberes": "logements libérés",
    "parc_eligible": "logements du parc éligible",
}
R441_5 = Source("CCH art. R. 441-5", "legale")
FORFAIT_MUTATIONS: Final = Fraction(10, 100)  # of the freed dwellings: the convention says neither why nor of what
SOURCE_FORFAIT: Final = Source("source 003 (convention de réservation, Ain, 2025), art. 2", "locale")
INVENTAIRE = Source("inventaire du bailleur", "donnee")


@dataclass(frozen=True, slots=True)
class Soustraction:
    """Dwellings needed in the year for a category of CCH art. R. 441-5; `calcul` tells how they were estimated."""

    categorie: str
    logements: Fraction
    source: Source
    calcul: str = ""

    def __post_init__(self) -> None:
        if self.categorie not in CATEGORIES:
            raise DonneeInvalideError(
                f"soustractions.categorie : « {self.categorie} » ; attendu : {', '.join(CATEGORIES)} (art. R. 441-5)."
            )
        _check_positif(f"soustractions[{self.categorie}].logements", self.logements)


@dataclass(frozen=True, slots=True)
class EntreeAssiette:
    """Everything the calculation reads.

    Attributes:
        exercice: Year to share.
        parc: Dwellings of the bailleur in the scope, before any exclusion.
        exclusions: What leaves the parc.
        taux: Rotation rate applied to the eligible parc.
        soustractions: What leaves the freed dwellings.
        source_parc: Where the parc comes from.
        conventions: Exclusions of the conventions that have their own, by account; the rest is common to all.
        remarques: What the data behind should make a reader careful about, in French.
    """

    exercice: int
    parc: int
    exclusions: tuple[Exclusion, ...]
    taux: TauxRotation
    soustractions: tuple[Soustraction, ...]
    source_parc: Source = INVENTAIRE
    conventions: Mapping[str, tuple[Exclusion, ...]] = field(default_factory=dict)
    remarques: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_exercice(self.exercice)
        _check_positif("parc", self.parc)
        for exclusions in (self.exclusions, *self.conventions.values()):
            _check_repetition("exclusions", [(e.code, e.libelle, e.source.reference) for e in exclusions])
        _check_repetition("soustractions", [(s.categorie, s.source.reference) for s in self.soustractions])


@dataclass(frozen=True, slots=True)
class AssietteConvention:
    """The assiette as the convention of one account counts it, by the same calculation on its own exclusions."""

    reservataire: str
    eligible: int
    liberes: Fraction
    assiette: Fraction
    explication: Explication


@dataclass(frozen=True, slots=True)
class Assiette:
    """The result: every intermediate figure, the input, the steps, and what a reader should be told.

    `conventions` holds the assiette of each convention that excludes something of its own; the percentages of the
    others apply to `assiette`.
    """

    exercice: int
    parc: int
    eligible: int
    liberes: Fraction
    soustraits: Fraction
    assiette: Fraction
    entree: EntreeAssiette
    explication: Explication
    avertissements: tuple[str, ...] = ()
    conventions: tuple[AssietteConvention, ...] = ()


def calculer_assiette(entree: EntreeAssiette) -> Assiette:
    """Compute the dwellings to share in an exercice.

    Returns:
        The exact assiette, possibly 0, with its steps.

    Raises:
        DoubleSoustractionError: a category is subtracted though the rate already left it out.
        DonneeInvalideError: the exclusions exceed the parc, or the subtractions exceed the freed dwellings. A negative
            assiette is refused rather than set to 0: it means that a forecast is wrong, and 0 would hide it.

    Source:
        CCH art. R. 441-5; source 004 (HSO Occitanie, 2023), « méthode fondée sur l’assiette ».

    Examples:
        >>> source = Source("source 004 (HSO Occitanie, 2023)", "pratique")
        >>> brut = TauxRotation(Fraction(10, 100), frozenset(), frozenset(), "exemple", (2022,), source)
        >>> hors_flux = Exclusion("non_eligibles", "logements non éligibles", 500, "locale", source)
        >>> besoins = Soustraction("mutations", Fraction(450), source)
        >>> calculer_assiette(EntreeAssiette(2023, 15000, (hors_flux,), brut, (besoins,))).assiette
        Fraction(1000, 1)
    """
    _refuse_double_soustraction(entree)
    eligible, liberes, soustraits = _calculer(entree)
    return Assiette(
        exercice=entree.exercice,
        parc=entree.parc,
        eligible=eligible,
        liberes=liberes,
        soustraits=soustraits,
        assiette=liberes - soustraits,
        entree=entree,
        explication=_explain(entree),
        avertissements=tuple(_avertissements(entree)),
        conventions=tuple(_calculer_convention(entree, code) for code in sorted(entree.conventions)),
    )


def _calculer(entree: EntreeAssiette) -> tuple[int, Fraction, Fraction]:
    """Give the eligible parc, the freed dwellings and the subtracted ones."""
    exclus = sum(e.logements for e in entree.exclusions)
    if exclus > entree.parc:
        raise DonneeInvalideError(
            f"exclusions : {ecrire_nombre(exclus)} logements retirés d’un parc de {ecrire_nombre(entree.parc)} ; "
            "attendu : pas plus que le parc. Un logement est-il retiré par deux lignes ?"
        )
    eligible = entree.parc - exclus
    liberes = eligible * entree.taux.valeur
    soustraits = sum((Fraction(s.logements) for s in entree.soustractions), Fraction(0))
    if soustraits > liberes:
        detail = ", ".join(f"{s.categorie} {ecrire_nombre(s.logements)}" for s in entree.soustractions)
        raise DonneeInvalideError(
            f"soustractions : {ecrire_nombre(soustraits)} logements ({detail}) pour {ecrire_nombre(liberes)} libérés ; "
            "attendu : pas plus que les logements libérés. Une prévision ou le taux est à revoir."
        )
    return eligible, liberes, soustraits


def _calculer_convention(entree: EntreeAssiette, reservataire: str) -> AssietteConvention:
    own = replace(entree, exclusions=entree.conventions[reservataire], conventions={})
    try:
        eligible, liberes, soustraits = _calculer(own)
    except DonneeInvalideError as error:
        raise DonneeInvalideError(f"Convention de {reservataire}, {error}") from error
    return AssietteConvention(reservataire, eligible, liberes, liberes - soustraits, _explain(own))


def _explain(entree: EntreeAssiette) -> Explication:
    eligible, liberes, soustraits = _calculer(entree)
    steps = (*_steps_parc(entree, eligible), *_steps_flux(entree, eligible, liberes, soustraits))
    return Explication(f"Assiette {entree.exercice}", steps)


def estimer_mutations(taux: Fraction, base: BaseForfait, logements: Fraction | int, source: Source) -> Soustraction:
    """Estimate the mutations as a flat share, for want of an objective in the CUS; the base must be named.

    Args:
        taux: The share, e.g. 10/100.
        base: What the share applies to. The convention read does not say; on the parc, 10 % can exceed every freed
            dwelling.
        logements: Size of that base.
        source: The clause.

    Source:
        Source 003 (convention de réservation, Ain, 2025, art. 2): « taux de 10 % de mutations internes ».

    Examples:
        >>> clause = Source("source 003, art. 2", "locale")
        >>> estimer_mutations(Fraction(10, 100), "logements_liberes", 306, clause).logements
        Fraction(153, 5)
    """
    if not 0 <= taux <= 1:
        raise DonneeInvalideError(f"mutations, taux : {taux} ; attendu : entre 0 et 1 (10 % s’écrit 10/100).")
    calcul = f"{ecrire_taux(taux)} de {ecrire_nombre(logements)} {LIBELLES_BASES[base]}"
    return Soustraction("mutations", taux * logements, source, calcul)


def _refuse_double_soustraction(entree: EntreeAssiette) -> None:
    doubles = [s for s in entree.soustractions if s.logements and s.categorie in entree.taux.numerateur_exclut]
    if not doubles:
        return
    noms = join_exclus(s.categorie for s in doubles)
    detail = ", ".join(f"{s.categorie} {ecrire_nombre(s.logements)} ({s.source.reference})" for s in doubles)
    raise DoubleSoustractionError(
        f"Assiette {entree.exercice} : double soustraction ({noms}). "
        f"Le taux a déjà retiré de ses libérations : {join_exclus(entree.taux.numerateur_exclut)} "
        f"({entree.taux.source.reference}). Les soustractions les retirent encore : {detail}. "
        f"Deux remèdes : garder ce taux et ne plus rien soustraire pour {noms} ; "
        "ou prendre un taux dont les libérations les comptent, et garder les soustractions."
    )


def _steps_parc(entree: EntreeAssiette, eligible: int) -> Iterator[Etape]:
    """Yield the steps from the whole parc to the eligible one."""
    yield Etape("parc", "Parc du bailleur", entree.parc, "logements", source=entree.source_parc)
    codes = _unique_codes([f"exclusion_{e.code}" for e in entree.exclusions])
    for code, exclusion in zip(codes, entree.exclusions, strict=True):
        nature = "prévue par la loi" if exclusion.nature == "legale" else "accord local"
        source = Source(exclusion.source.reference, exclusion.nature, exclusion.source.lien)
        libelle = f"{exclusion.libelle} ({nature})"
        yield Etape(code, libelle, -exclusion.logements, "logements", exclusion.calcul, source)
    retirees = "".join(f" − {ecrire_nombre(e.logements)}" for e in entree.exclusions)
    calcul = f"{ecrire_nombre(entree.parc)}{retirees}"
    yield Etape("eligible", "Parc éligible au flux", eligible, "logements", calcul, R441_5)


def _steps_flux(entree: EntreeAssiette, eligible: int, liberes: Fraction, soustraits: Fraction) -> Iterator[Etape]:
    """Yield the steps from the eligible parc to the dwellings to share."""
    taux = entree.taux
    yield Etape("taux", "Taux de rotation", taux.valeur, "fraction", taux.describe(), taux.source)
    calcul = f"{ecrire_nombre(eligible)} × {ecrire_taux(taux.valeur)}"
    yield Etape("liberes", "Logements libérés", liberes, "logements par an", calcul, taux.source)
    codes = _unique_codes([f"soustraction_{s.categorie}" for s in entree.soustractions])
    for code, ligne in zip(codes, entree.soustractions, strict=True):
        libelle = f"Logements nécessaires : {LIBELLES_CATEGORIES[ligne.categorie]}"
        yield Etape(code, libelle, -Fraction(ligne.logements), "logements par an", ligne.calcul, ligne.source)
    retires = "".join(f" − {ecrire_nombre(s.logements)}" for s in entree.soustractions)
    calcul = f"{ecrire_nombre(liberes)}{retires}"
    yield Etape("assiette", "Assiette à partager", liberes - soustraits, "logements par an", calcul, R441_5)


def _avertissements(entree: EntreeAssiette) -> Iterator[str]:
    """Yield what does not stop the calculation but should be read with it."""
    exclus = {e.code for e in entree.exclusions if e.logements}
    taux = entree.taux
    for code, modele in CATALOGUE_EXCLUSIONS.items():
        if code in exclus and modele.avertissement:
            yield f"{modele.libelle[:1].upper()}{modele.libelle[1:]} : {modele.avertissement}"
    if "plan_vente" in exclus and any(s.categorie == "vente" and s.logements for s in entree.soustractions):
        yield (
            "Les logements du plan de vente sont sortis du parc : la soustraction « vente » ne doit compter que "
            "les relogements de leurs occupants."
        )
    if absents := taux.denominateur_exclut.intersection(CATALOGUE_EXCLUSIONS) - exclus:
        yield f"Le taux ne compte pas les {join_exclus(absents)} ; le parc éligible les compte encore."
    if presents := exclus.intersection(LIBELLES_EXCLUS) - taux.denominateur_exclut:
        yield f"Le taux compte les {join_exclus(presents)}, que le parc éligible ne compte plus."
    if taux.is_fragile:
        yield f"Le taux ne repose que sur {ecrire_nombre(taux.evenements or 0)} libérations."
    yield from entree.remarques


def _check_positif(champ: str, valeur: Fraction | int) -> None:
    if valeur < 0:
        raise DonneeInvalideError(f"{champ} : {ecrire_nombre(valeur)} ; attendu : un nombre positif ou nul.")


def _check_repetition(champ: str, cles: list[tuple[str, ...]]) -> None:
    for cle, nombre in Counter(cles).items():
        if nombre > 1:
            raise DonneeInvalideError(
                f"{champ} : la ligne « {', '.join(cle)} » figure {nombre} fois ; attendu : une seule, "
                "ou des sources différentes."
            )


def _unique_codes(codes: list[str]) -> list[str]:
    """Number the repeated codes so that each step keeps its own name: vente, vente_2."""
    vus: Counter[str] = Counter()
    uniques = []
    for code in codes:
        vus[code] += 1
        uniques.append(code if vus[code] == 1 else f"{code}_{vus[code]}")
    return uniques
