"""What a chart shows, declared as values: no pixel, no colour, no computation beyond a check.

A chart always stands beside a table of the same values; its description says in one sentence what is to be seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Final, Literal

from gef.errors import GefError

Ton = Literal["retard", "avance", "neutre"]
Role = Literal["depart", "variation", "resultat"]
Mode = Literal["cote_a_cote", "empile"]
CLASSES_MAX: Final = 5  # shades of one colour that stay apart in print
PANNEAUX_MAX: Final = 12  # small multiples that a page holds
SERIES_MAX: Final = 4  # colours that stay apart for every eye
FORMES: Final = ("square", "circle", "triangle-up", "diamond")  # of the dots, by series: colour never tells alone


class GraphiqueInvalideError(GefError, ValueError):
    """A chart is declared in a way that cannot be drawn, or that does not add up."""


def _check_libelles(code: str, libelles: Iterable[str]) -> None:
    doubles = [libelle for libelle, nombre in Counter(libelles).items() if nombre > 1]
    if doubles:
        raise GraphiqueInvalideError(
            f"Graphique « {code} » : libellés en double {doubles} ; attendu : tous différents."
        )


@dataclass(frozen=True, slots=True)
class BarreSolde:
    """One account: its name, its exact solde, and what the caller wants noticed about it."""

    libelle: str
    solde: Fraction
    ton: Ton = "neutre"


@dataclass(frozen=True, slots=True)
class GraphiqueSoldes:
    """Soldes on both sides of zero, drawn from the greatest retard to the greatest avance.

    Attributes:
        code: Unique in the page.
        titre: Accessible name, short.
        description: One sentence that says what is to be seen.
        barres: One per account.
        seuil: Threshold drawn on both sides, or None.
    """

    code: str
    titre: str
    description: str
    barres: tuple[BarreSolde, ...]
    seuil: Fraction | None = None

    def __post_init__(self) -> None:
        """Refuse two accounts of one name."""
        _check_libelles(self.code, (b.libelle for b in self.barres))


@dataclass(frozen=True, slots=True)
class Serie:
    """One value per category, None where there is none."""

    libelle: str
    valeurs: tuple[Fraction | int | None, ...]


def _check_series(code: str, categories: tuple[str, ...], series: tuple[Serie, ...]) -> None:
    _check_libelles(code, categories)
    _check_libelles(code, (s.libelle for s in series))
    if not 1 <= len(series) <= SERIES_MAX:
        raise GraphiqueInvalideError(f"Graphique « {code} » : {len(series)} séries ; attendu : de 1 à {SERIES_MAX}.")
    for serie in series:
        if len(serie.valeurs) != len(categories):
            raise GraphiqueInvalideError(
                f"Graphique « {code} », série « {serie.libelle} » : {len(serie.valeurs)} valeurs ; "
                f"attendu : {len(categories)}, une par catégorie."
            )


@dataclass(frozen=True, slots=True)
class GraphiqueBarres:
    """Bars by category and series: methods of conversion, stages of the bilan.

    Attributes:
        code: Unique in the page.
        titre: Accessible name, short.
        description: One sentence that says what is to be seen.
        categories: Names down the side, in order.
        series: One to four.
        mode: Side by side, or piled up (then every value is >= 0).
        decimales: Decimals of the labels.
        unite: Name of the axis, e.g. "logements par an".
        etiquettes: Whether each bar carries its value.
        signe: Whether labels always carry a sign (écarts).
    """

    code: str
    titre: str
    description: str
    categories: tuple[str, ...]
    series: tuple[Serie, ...]
    mode: Mode = "cote_a_cote"
    decimales: int = 0
    unite: str = ""
    etiquettes: bool = True
    signe: bool = False

    def __post_init__(self) -> None:
        """Refuse series that do not fit the categories, or that cannot be told apart."""
        _check_series(self.code, self.categories, self.series)
        for serie in self.series:
            if self.mode == "empile" and any(v is not None and v < 0 for v in serie.valeurs):
                raise GraphiqueInvalideError(
                    f"Graphique « {self.code} », série « {serie.libelle} » : valeur négative empilée ; attendu : >= 0."
                )


@dataclass(frozen=True, slots=True)
class GraphiquePoints:
    """Dots by category and series: from today (zero) to what follows, or a measure and its interval.

    Attributes:
        code: Unique in the page.
        titre: Accessible name, short.
        description: One sentence that says what is to be seen.
        categories: Names down the side, in order.
        series: One to four, each with its shape.
        intervalles: Low and high end by category, None where there is none; empty without any. One series only.
        decimales: Decimals of the labels, written when there is one series.
        unite: Name of the axis.
        signe: Whether values are gaps: signed, and joined to zero.
    """

    code: str
    titre: str
    description: str
    categories: tuple[str, ...]
    series: tuple[Serie, ...]
    intervalles: tuple[tuple[Fraction, Fraction] | None, ...] = ()
    decimales: int = 0
    unite: str = ""
    signe: bool = False

    def __post_init__(self) -> None:
        """Refuse series that do not fit the categories, and intervals that are not those of the dots."""
        _check_series(self.code, self.categories, self.series)
        if not self.intervalles:
            return
        if len(self.series) > 1 or len(self.intervalles) != len(self.categories):
            raise GraphiqueInvalideError(
                f"Graphique « {self.code} » : {len(self.intervalles)} intervalles, {len(self.series)} séries ; "
                f"attendu : {len(self.categories)} intervalles, un par catégorie, et une seule série."
            )
        for nom, valeur, ends in zip(self.categories, self.series[0].valeurs, self.intervalles, strict=True):
            if ends and (valeur is None or not ends[0] <= valeur <= ends[1]):
                raise GraphiqueInvalideError(
                    f"Graphique « {self.code} », « {nom} » : {valeur} hors de [{ends[0]}, {ends[1]}] ; "
                    "attendu : une valeur dans son intervalle."
                )


@dataclass(frozen=True, slots=True)
class Marche:
    """One step from a start to a result: a level (depart, resultat) or what is added to it (variation)."""

    libelle: str
    valeur: Fraction | int
    role: Role = "variation"


@dataclass(frozen=True, slots=True)
class GraphiqueMarches:
    """From a start to a result, one line per variation: the assiette.

    Attributes:
        code: Unique in the page.
        titre: Accessible name, short.
        description: One sentence that says what is to be seen.
        marches: The first is a level; every later level must be what the variations lead to.
        decimales: Decimals of the labels.
        unite: Name of the axis.
    """

    code: str
    titre: str
    description: str
    marches: tuple[Marche, ...]
    decimales: int = 0
    unite: str = "logements"

    def __post_init__(self) -> None:
        """Refuse steps that do not lead to their result: the drawing would lie."""
        _check_libelles(self.code, (m.libelle for m in self.marches))
        self.niveaux()

    def niveaux(self) -> tuple[tuple[Fraction, Fraction], ...]:
        """Place each step on the axis.

        Returns:
            (from, to) of each step.

        Raises:
            GraphiqueInvalideError: the first step is not a level, or a level is not what the steps lead to.

        Examples:
            >>> m = (Marche("Prévu", 306, "depart"), Marche("Mutations", -31), Marche("Assiette", 275, "resultat"))
            >>> [(int(a), int(b)) for a, b in GraphiqueMarches("a", "A", "D", m).niveaux()]
            [(0, 306), (306, 275), (0, 275)]
        """
        courant: Fraction | None = None
        places: list[tuple[Fraction, Fraction]] = []
        for marche in self.marches:
            valeur = Fraction(marche.valeur)
            if marche.role == "variation" and courant is not None:
                places.append((courant, courant + valeur))
                courant += valeur
            elif marche.role != "variation" and courant in {None, valeur}:
                places.append((Fraction(0), valeur))
                courant = valeur
            else:
                raise GraphiqueInvalideError(
                    f"Graphique « {self.code} », « {marche.libelle} » : {valeur} après {courant} ; "
                    "attendu : un niveau d’abord, puis des variations qui y mènent."
                )
        return tuple(places)


@dataclass(frozen=True, slots=True)
class PointSuivi:
    """The solde at the end of a day."""

    jour: date
    solde: Fraction


@dataclass(frozen=True, slots=True)
class GraphiqueSuivi:
    """One solde through a period, as steps.

    Attributes:
        code: Unique in the page.
        titre: Accessible name, short.
        description: One sentence that says what is to be seen.
        points: In order of time, at least two.
    """

    code: str
    titre: str
    description: str
    points: tuple[PointSuivi, ...]

    def __post_init__(self) -> None:
        """Refuse a follow-up that goes back in time, or that has no length."""
        jours = [p.jour for p in self.points]
        if len(jours) < 2 or jours != sorted(jours):  # noqa: PLR2004  a line needs two ends
            raise GraphiqueInvalideError(
                f"Graphique « {self.code} » : jours {[j.isoformat() for j in jours]} ; "
                "attendu : deux points au moins, dans l’ordre du temps."
            )


@dataclass(frozen=True, slots=True)
class Panneau:
    """One account of small multiples: its name, and its solde at the same days as the others'."""

    libelle: str
    points: tuple[PointSuivi, ...]


@dataclass(frozen=True, slots=True)
class GraphiqueMultiples:
    """One solde through a year by panel, all on one scale; the threshold is dashed, zero is solid.

    Attributes:
        code: Unique in the page.
        titre: Accessible name, short.
        description: One sentence that says what is to be seen.
        panneaux: One to twelve, in reading order.
        seuil: Threshold drawn in each, or None.
    """

    code: str
    titre: str
    description: str
    panneaux: tuple[Panneau, ...]
    seuil: Fraction | None = None

    def __post_init__(self) -> None:
        """Refuse panels that cannot be compared: doubles, too many, or not the same days."""
        _check_libelles(self.code, (p.libelle for p in self.panneaux))
        if not 1 <= len(self.panneaux) <= PANNEAUX_MAX:
            raise GraphiqueInvalideError(
                f"Graphique « {self.code} » : {len(self.panneaux)} panneaux ; attendu : de 1 à {PANNEAUX_MAX}."
            )
        jours = [[p.jour for p in panneau.points] for panneau in self.panneaux]
        if len(jours[0]) < 2 or jours[0] != sorted(jours[0]) or any(row != jours[0] for row in jours):  # noqa: PLR2004  a line needs two ends
            raise GraphiqueInvalideError(
                f"Graphique « {self.code} » : jours différents d’un panneau à l’autre, ou moins de deux ; "
                "attendu : les mêmes, dans l’ordre du temps."
            )


@dataclass(frozen=True, slots=True)
class Zone:
    """A territory of a map and its value, None where it is not known."""

    code: str
    libelle: str
    valeur: Fraction | int | None


@dataclass(frozen=True, slots=True)
class GraphiqueCarte:
    """Territories shaded by class of value; those without a value keep the colour of the paper.

    Attributes:
        code: Unique in the page.
        titre: Accessible name, short.
        description: One sentence that says what is to be seen.
        zones: One per territory; a zone without an outline is not drawn, the table beside holds it.
        contours: GeoJSON text whose features have a property `code`.
        bornes: Lower bounds of the classes, increasing, one to five; a value under the first one is in no class.
        legendes: What each class is, in words.
        reperes: Code of a zone and the short mark written on it, for the table beside: a map reads without its colours.
    """

    code: str
    titre: str
    description: str
    zones: tuple[Zone, ...]
    contours: str
    bornes: tuple[Fraction | int, ...]
    legendes: tuple[str, ...]
    reperes: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Refuse classes that a reader could not tell apart."""
        _check_libelles(self.code, (z.code for z in self.zones))
        _check_libelles(self.code, self.legendes)
        _check_libelles(self.code, (code for code, _ in self.reperes))
        increasing = all(a < b for a, b in pairwise(self.bornes))
        if not (1 <= len(self.bornes) <= CLASSES_MAX and increasing and len(self.legendes) == len(self.bornes)):
            raise GraphiqueInvalideError(
                f"Graphique « {self.code} » : {len(self.bornes)} classes, {len(self.legendes)} légendes ; "
                f"attendu : de 1 à {CLASSES_MAX} bornes croissantes, une légende pour chacune."
            )

    def classe(self, zone: Zone) -> int | None:
        """Rank of the class of a zone, from 0; None without a value or under the first bound."""
        if zone.valeur is None:
            return None
        rang = sum(borne <= zone.valeur for borne in self.bornes) - 1
        return None if rang < 0 else rang

    def opacite(self, rang: int) -> float:
        """How full the colour of a class is: the last one whole, the first one still apart from the paper."""
        derniere = len(self.bornes) - 1
        return 1.0 if not derniere else round(0.15 + 0.85 * rang / derniere, 2)


Graphique = (
    GraphiqueSoldes
    | GraphiqueBarres
    | GraphiquePoints
    | GraphiqueMarches
    | GraphiqueSuivi
    | GraphiqueMultiples
    | GraphiqueCarte
)
