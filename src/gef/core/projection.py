"""Clause de revoyure: what the year will have freed, from what it has freed so far, and if the forecast still holds.

The departures of the first part of a year announce those of the year: as many as past years had by the same day, when
two of them are known, else as many as the days elapsed. The estimate is a rule of three; its interval is that of
`gef.core.intervalles.predict_total`, which counts the chance of what is over, of what remains, and of the share itself.

Nothing here says that a convention must be revised: a forecast outside the interval is a reason to talk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Final, Literal

from gef.core.errors import DonneeInvalideError
from gef.core.intervalles import Intervalle, PartEcoulee, predict_total
from gef.core.motifs import Etape, Explication, Source
from gef.core.periodes import check_exercice, debut_exercice, jours_ecoules, jours_exercice
from gef.core.rotation import (
    CATEGORIES,
    COURANTES,
    LIBELLES_CATEGORIES,
    SEUIL_EVENEMENTS,
    ecrire_nombre,
    ecrire_taux,
    join_libelles,
)

Methode = Literal["saison", "jours"]
ANNEES_MIN: Final = 2
TOTAL: Final = "total"
LIBELLES_LIGNES: Final[Mapping[str, str]] = {
    COURANTES: "dans le flux",
    **LIBELLES_CATEGORIES,
    TOTAL: "libérations",
}
LIBERATIONS: Final = Source("libérations enregistrées par le bailleur", "donnee")
REGLE_DE_TROIS: Final = Source("règle de trois : réalisé ÷ part de l’année écoulée", "calcul")


@dataclass(frozen=True, slots=True)
class AnneePassee:
    """A complete year cut on the day of the projection: departures up to that day included, and after it."""

    annee: int
    avant: int
    apres: int

    def __post_init__(self) -> None:
        check_exercice(self.annee)
        if self.avant < 0 or self.apres < 0:
            raise DonneeInvalideError(
                f"année {self.annee} : {self.avant} départs avant, {self.apres} après ; attendu : positifs ou nuls."
            )

    @property
    def departs(self) -> int:
        """Departures of the whole year."""
        return self.avant + self.apres


@dataclass(frozen=True, slots=True)
class DroitPrevu:
    """What the forecast promised to a réservataire, and where he stands.

    Attributes:
        reservataire: Account id.
        prevus: Dwellings expected for the year: his parts of the forecast flux.
        acquis: His parts of the dwellings freed so far in the flux.
        liberations: Dwellings freed so far in the flux, in the communes where he has a part.
        part_du_reste: His mean part of the dwellings still to be freed there.
    """

    reservataire: str
    prevus: Fraction
    acquis: Fraction
    liberations: int
    part_du_reste: Fraction

    def __post_init__(self) -> None:
        if self.liberations < 0 or self.acquis < 0 or not 0 <= self.part_du_reste <= 1:
            raise DonneeInvalideError(
                f"droits de {self.reservataire} : {self.acquis} acquis, {self.liberations} libérations, "
                f"part du reste {self.part_du_reste} ; attendu : positifs ou nuls, et une part de 0 à 1."
            )


@dataclass(frozen=True, slots=True)
class EntreeProjection:
    """Everything the projection reads.

    Attributes:
        exercice: The year.
        jour: Last day counted.
        liberations: Departures of the exercice up to `jour` included, by category: `COURANTES` and `CATEGORIES`.
        annees_passees: Complete years, cut on the same day.
        prevus: Dwellings forecast by category; `COURANTES` is the assiette. What is absent was not forecast.
        droits: What each réservataire expects.
    """

    exercice: int
    jour: date
    liberations: Mapping[str, int]
    annees_passees: tuple[AnneePassee, ...] = ()
    prevus: Mapping[str, Fraction] = field(default_factory=dict)
    droits: tuple[DroitPrevu, ...] = ()

    def __post_init__(self) -> None:
        if self.jour.year != check_exercice(self.exercice):
            raise DonneeInvalideError(
                f"jour : {self.jour:%d/%m/%Y} ; attendu : un jour de {self.exercice}, l’exercice projeté."
            )
        connues = (COURANTES, *CATEGORIES)
        for champ, codes in (("liberations", self.liberations), ("prevus", self.prevus)):
            if inconnus := sorted(set(codes).difference(connues)):
                raise DonneeInvalideError(f"{champ} : {', '.join(inconnus)} inconnu ; attendu : {', '.join(connues)}.")
            if negatifs := sorted(code for code, nombre in codes.items() if nombre < 0):
                raise DonneeInvalideError(f"{champ} : {', '.join(negatifs)} négatif ; attendu : positif ou nul.")
        for annee in self.annees_passees:
            if annee.annee >= self.exercice:
                raise DonneeInvalideError(
                    f"annees_passees : {annee.annee} ; attendu : des années avant {self.exercice}."
                )


@dataclass(frozen=True, slots=True)
class LigneProjection:
    """One kind of departures: counted, projected, forecast.

    Attributes:
        code: `COURANTES`, a code of `CATEGORIES`, or `TOTAL`.
        realise: Departures so far.
        projete: Estimate for the whole year; None when nothing of the year is over in expectation.
        intervalle: Where the year should end; None when it is too early to say.
        prevu: Forecast, or None.
    """

    code: str
    realise: int
    projete: Fraction | None
    intervalle: Intervalle | None
    prevu: Fraction | None

    @property
    def is_hors_prevision(self) -> bool:
        """Whether the interval leaves the forecast out."""
        return self.prevu is not None and self.intervalle is not None and not self.intervalle.contains(self.prevu)

    @property
    def ecart(self) -> Fraction | None:
        """Projected less forecast, in dwellings."""
        return None if self.projete is None or self.prevu is None else self.projete - self.prevu


@dataclass(frozen=True, slots=True)
class DroitProjete:
    """What the year should bring to a réservataire, beside what the forecast promised."""

    reservataire: str
    prevus: Fraction
    acquis: Fraction
    projetes: Fraction | None
    intervalle: Intervalle | None

    @property
    def ecart(self) -> Fraction | None:
        """Projected less promised, in dwellings."""
        return None if self.projetes is None else self.projetes - self.prevus

    @property
    def is_hors_prevision(self) -> bool:
        """Whether the interval leaves out what was promised."""
        return self.intervalle is not None and not self.intervalle.contains(self.prevus)


@dataclass(frozen=True, slots=True)
class Projection:
    """The result: every line, what each réservataire may expect, the method and what it supposes.

    Attributes:
        exercice: The year.
        jour: Last day counted.
        methode: "saison" from past years, "jours" from the calendar.
        part: How much of the year is behind us.
        flux: The line that the réservataires share.
        categories: What leaves the flux, in the order of the law; only what was forecast or counted.
        total: All departures.
        droits: Same réservataires and order as the input.
        explication: The steps to the projected flux.
        hypotheses: What the method supposes, one sentence each.
    """

    exercice: int
    jour: date
    methode: Methode
    part: PartEcoulee
    flux: LigneProjection
    categories: tuple[LigneProjection, ...]
    total: LigneProjection
    droits: tuple[DroitProjete, ...]
    explication: Explication
    hypotheses: tuple[str, ...]

    @property
    def is_a_revoir(self) -> bool:
        """Whether the flux to share will probably not be the forecast one."""
        return self.flux.is_hors_prevision


def projeter(entree: EntreeProjection) -> Projection:
    """Project the end of a year.

    Args:
        entree: Counts so far, past years, forecast.

    Returns:
        The projection; the estimates of the lines add up to that of the whole, their intervals do not.

    Source:
        « Clause de revoyure » of the conventions (source 001, DRIHL, 2021); the method is the product's own:
        docs/metier/rotation.md.

    Examples:
        >>> entree = EntreeProjection(2026, date(2026, 7, 1), {"courantes": 91}, prevus={"courantes": Fraction(254)})
        >>> projection = projeter(entree)
        >>> projection.flux.projete, projection.flux.intervalle, projection.is_a_revoir
        (Fraction(365, 2), Intervalle(bas=Fraction(157, 1), haut=Fraction(212, 1)), True)
    """
    methode, part = mesurer_part(entree)
    codes = [code for code in CATEGORIES if entree.prevus.get(code) or entree.liberations.get(code)]
    flux = _project_line(COURANTES, entree.liberations.get(COURANTES, 0), entree.prevus.get(COURANTES), part)
    return Projection(
        exercice=entree.exercice,
        jour=entree.jour,
        methode=methode,
        part=part,
        flux=flux,
        categories=tuple(
            _project_line(c, entree.liberations.get(c, 0), entree.prevus.get(c, Fraction(0)), part) for c in codes
        ),
        total=_project_line(
            TOTAL,
            sum(entree.liberations.values()),
            sum(entree.prevus.values(), Fraction(0)) if COURANTES in entree.prevus else None,
            part,
        ),
        droits=tuple(_project_droit(droit, part) for droit in entree.droits),
        explication=Explication(f"Flux projeté {entree.exercice}", tuple(_steps(entree, methode, part, flux))),
        hypotheses=tuple(_list_hypotheses(entree, methode, part, flux)),
    )


def mesurer_part(entree: EntreeProjection) -> tuple[Methode, PartEcoulee]:
    """Measure how much of the year is over: by the past years when they say enough, else by the calendar.

    The last day of the year is over for everybody: nothing remains, whatever the method.
    """
    ecoules = jours_ecoules(entree.exercice, entree.jour + timedelta(days=1))
    calendrier = PartEcoulee(Fraction(ecoules, jours_exercice(entree.exercice)))
    annees = entree.annees_passees
    departs = sum(a.departs for a in annees)
    if len(annees) < ANNEES_MIN or departs < SEUIL_EVENEMENTS:
        return "jours", calendrier
    if calendrier.valeur == 1:
        return "saison", calendrier
    part = Fraction(sum(a.avant for a in annees), departs)
    return "saison", PartEcoulee(part, departs, _measure_dispersion(annees, part))


def _measure_dispersion(annees: Sequence[AnneePassee], part: Fraction) -> Fraction:
    """Pearson's ratio: 1 when the years differ as chance would have it, more when their seasons differ."""
    if not 0 < part < 1:
        return Fraction(1)
    ecarts = ((a.avant - part * a.departs) ** 2 / (a.departs * part * (1 - part)) for a in annees if a.departs)
    return max(Fraction(1), sum(ecarts, Fraction(0)) / (len(annees) - 1))


def _project_line(code: str, realise: int, prevu: Fraction | None, part: PartEcoulee) -> LigneProjection:
    projete = realise / part.valeur if part.valeur else None
    return LigneProjection(code, realise, projete, predict_total(realise, part), prevu)


def _project_droit(droit: DroitPrevu, part: PartEcoulee) -> DroitProjete:
    """Add to what is acquired a part of what remains on his territory: the estimate and both ends alike.

    The interval is that of his territory's own departures: the fewer they are, the less they foretell.
    """
    local = _project_line(COURANTES, droit.liberations, None, part)
    projetes = None if local.projete is None else _add_reste(droit, local.projete)
    bornes = local.intervalle and Intervalle(
        _add_reste(droit, local.intervalle.bas), _add_reste(droit, local.intervalle.haut)
    )
    return DroitProjete(droit.reservataire, droit.prevus, droit.acquis, projetes, bornes)


def _add_reste(droit: DroitPrevu, total: Fraction) -> Fraction:
    return droit.acquis + droit.part_du_reste * (total - droit.liberations)


def _steps(entree: EntreeProjection, methode: Methode, part: PartEcoulee, flux: LigneProjection) -> Iterator[Etape]:
    """Yield the way from the count so far to the projected flux."""
    jour = f"{entree.jour:%d/%m/%Y}"
    yield Etape("realise", f"Libérés dans le flux au {jour}", flux.realise, "logements", source=LIBERATIONS)
    calcul = _describe_part(entree, methode)
    yield Etape("part", "Part de l’année écoulée", part.valeur, "fraction", calcul, LIBERATIONS)
    if flux.projete is None:
        return
    calcul = f"{ecrire_nombre(flux.realise)} ÷ {ecrire_taux(part.valeur)}"
    yield Etape("projete", "Flux projeté sur l’année", flux.projete, "logements par an", calcul, REGLE_DE_TROIS)


def _describe_part(entree: EntreeProjection, methode: Methode) -> str:
    if methode == "jours":
        jours = (entree.jour - debut_exercice(entree.exercice)).days + 1
        return f"{jours} jours sur {jours_exercice(entree.exercice)}"
    annees = join_libelles(
        f"{a.annee} ({ecrire_nombre(a.avant)} sur {ecrire_nombre(a.departs)})" for a in entree.annees_passees
    )
    return f"départs des années passées au même jour : {annees}"


def _list_hypotheses(
    entree: EntreeProjection, methode: Methode, part: PartEcoulee, flux: LigneProjection
) -> Iterator[str]:
    """Yield what the projection takes for granted, and what it cannot say."""
    if methode == "saison":
        yield (
            "Les départs de l’année se répartissent entre les mois comme ceux des années passées, "
            "et de la même façon pour toutes les catégories."
        )
    else:
        yield (
            f"Moins de {ANNEES_MIN} années complètes, ou moins de {SEUIL_EVENEMENTS} départs : on suppose que les "
            "départs suivent les jours écoulés. En fait, ils sont plus nombreux l’été : avant, la projection est "
            "trop basse."
        )
    if part.dispersion > 1:
        yield (
            "Les années passées ne se ressemblent pas au hasard près : l’intervalle est élargi "
            f"{ecrire_nombre(part.dispersion)} fois en variance."
        )
    if flux.intervalle is None:
        yield "Il est trop tôt dans l’année pour borner la projection."
    if entree.droits:
        yield (
            "Chaque commune libère la fin de l’année au rythme du début ; chaque réservataire en a la part de sa "
            "convention en vigueur ce jour, et l’intervalle est celui de son territoire."
        )
