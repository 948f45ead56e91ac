"""Rates side by side: what each counts, how firmly, and the assiette that it would give.

Two rates that both say « 8 % » may not count the same departures, nor rest on as many of them. Nothing here chooses:
the bailleur does, with a motive, once he has seen what each choice gives in dwellings.

Source:
    Source 003 (convention de réservation, Ain, 2025): départemental mean over three years; source 004 (HSO Occitanie,
    2023): the bailleur's own rate, last year, net of mutations and relogements. They cannot be compared as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, Literal

from gef.core.assiette import EntreeAssiette, calculer_assiette
from gef.core.errors import DonneeInvalideError, DoubleSoustractionError
from gef.core.intervalles import Intervalle, wilson
from gef.core.motifs import Source
from gef.core.rotation import ReleveRotation, TauxRotation, calculer_taux_rotation, join_exclus

Variante = Literal["brut", "net_mutations", "net_relogements", "net"]
RELOGEMENTS: Final = frozenset({"anru", "orcod", "lhi"})
VARIANTES: Final[Mapping[Variante, frozenset[str]]] = {
    "brut": frozenset(),
    "net_mutations": frozenset({"mutations"}),
    "net_relogements": RELOGEMENTS,
    "net": RELOGEMENTS | {"mutations"},
}
LIBELLES_VARIANTES: Final[Mapping[Variante, str]] = {
    "brut": "brut",
    "net_mutations": "net des mutations",
    "net_relogements": "net des relogements",
    "net": "net des mutations et des relogements",
}


@dataclass(frozen=True, slots=True)
class TauxMesure:
    """A rate and the dwellings behind it: those of each year observed, added up; None when they are not published."""

    taux: TauxRotation
    logements: int | None = None

    @property
    def intervalle(self) -> Intervalle | None:
        """The 95 % interval of the rate; None when its departures or its dwellings are not known."""
        evenements = self.taux.evenements
        if evenements is None or not self.logements:
            return None
        return wilson(evenements, self.logements)


def mesurer_taux(
    releves: Sequence[ReleveRotation],
    *,
    perimetre: str,
    source: Source,
    numerateur_exclut: frozenset[str] = frozenset(),
) -> TauxMesure:
    """Compute a rate and keep what its interval needs; see `calculer_taux_rotation` for the arguments and errors.

    Examples:
        >>> releves = [ReleveRotation(2024, 1000, {"courantes": 90, "mutations": 10})]
        >>> mesure = mesurer_taux(releves, perimetre="exemple", source=Source("exemple", "donnee"))
        >>> mesure.taux.valeur, mesure.logements, mesure.intervalle.contains(Fraction(1, 10))
        (Fraction(1, 10), 1000, True)
    """
    taux = calculer_taux_rotation(releves, perimetre=perimetre, source=source, numerateur_exclut=numerateur_exclut)
    return TauxMesure(taux, sum(r.parc for r in releves))


@dataclass(frozen=True, slots=True)
class EntreeTauxCompares:
    """The assiette of an exercice as it is, and the rates that could replace its own."""

    assiette: EntreeAssiette
    candidats: tuple[TauxMesure, ...]


@dataclass(frozen=True, slots=True)
class TauxCompare:
    """One rate, and what it would give.

    Attributes:
        taux: The rate with its definition.
        intervalle: Its 95 % interval, or None.
        assiette: Dwellings to share with this rate; None when the calculation refuses it.
        bornes: The assiette at both ends of the interval, 0 at least; None without interval, or when refused.
        refus: Why it is refused, in French; "" otherwise.
    """

    taux: TauxRotation
    intervalle: Intervalle | None
    assiette: Fraction | None = None
    bornes: Intervalle | None = None
    refus: str = ""


@dataclass(frozen=True, slots=True)
class TauxCompares:
    """The rates in the order given."""

    lignes: tuple[TauxCompare, ...]


def comparer_taux(entree: EntreeTauxCompares) -> TauxCompares:
    """Compute the assiette with each rate: same parc, same exclusions, same forecasts.

    A rate that already leaves out what the forecasts subtract is not an error here: its line says why it cannot go with
    them.

    Examples:
        >>> source = Source("exemple", "donnee")
        >>> releves = [ReleveRotation(2024, 1000, {"courantes": 90, "mutations": 10})]
        >>> brut = mesurer_taux(releves, perimetre="exemple", source=source)
        >>> entree = EntreeAssiette(2025, 2000, (), brut.taux, ())
        >>> comparer_taux(EntreeTauxCompares(entree, (brut,))).lignes[0].assiette
        Fraction(200, 1)
    """
    return TauxCompares(tuple(_compare(entree.assiette, candidat) for candidat in entree.candidats))


def _compare(entree: EntreeAssiette, candidat: TauxMesure) -> TauxCompare:
    taux, intervalle = candidat.taux, candidat.intervalle
    try:
        resultat = calculer_assiette(replace(entree, taux=taux))
    except DoubleSoustractionError:
        doubles = {s.categorie for s in entree.soustractions if s.logements} & taux.numerateur_exclut
        refus = f"Double soustraction : le taux a déjà retiré les {join_exclus(doubles)}, les prévisions aussi."
        return TauxCompare(taux, intervalle, refus=refus)
    except DonneeInvalideError:
        return TauxCompare(taux, intervalle, refus="Les prévisions dépassent les logements que ce taux libère.")
    bornes = intervalle and Intervalle(
        *(max(resultat.eligible * t - resultat.soustraits, Fraction(0)) for t in (intervalle.bas, intervalle.haut))
    )
    return TauxCompare(taux, intervalle, resultat.assiette, bornes)
