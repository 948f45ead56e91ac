"""Whole objectives, réservataire × commune, whose rows and columns add up.

Controlled rounding: each cell, each row, each column, the État in each commune, the État as a whole and the total are
all the whole number just below or just above their exact value. Among the tables that do so, the nearest: the least sum
of the gaps of all these figures. It is a circulation of least cost:

    source → [groupe État] → réservataire → cellule → [État × commune] → commune → puits → source

What a cell did not receive is carried to the next year (E + report), so that a réservataire entitled to 0.2 dwelling a
year has one in five years rather than none. Nobody is owed less than nothing: a cell served in advance gets 0 until it
has caught up. That floor is the only thing that may make the bounds incompatible, and only when reports come in; the
bounds then give way as little as possible, cells first, réservataires last, and the result says which.

Objectives inform the convention and the February bilan. Orientation must not steer on them: it follows the soldes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from gef.core.errors import DonneeInvalideError
from gef.core.flot import Reseau, find_circulation
from gef.core.motifs import Etape, Explication, Source

Cellule = tuple[str, str]
Cle = tuple[str, ...]
Niveaux = dict[str, dict[Cle, int]]

# Gaps are compared exactly when the common denominator of the droits divides this; else to a millionth of a dwelling.
_ECHELLE = 10**6
_MIXER, _MIXED = 2_654_435_761, 2**16

# What one dwelling outside its bounds costs, when the bounds are incompatible: a cell gives way before a row.
_POIDS = {"cellule": 1, "etat_commune": 10, "commune": 100, "reservataire": 1000, "etat": 1000, "total": 1000}

_METHODE = Source("Arrondi contrôlé (Bacharach 1966 ; Causey, Cox et Ernst 1985)", "calcul")


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of cells: exact value, reports included, and the whole objective."""

    exact: Fraction
    objectif: int

    @property
    def ecart(self) -> Fraction:
        """What rounding gave (> 0) or took (< 0), in dwellings."""
        return self.objectif - self.exact


@dataclass(frozen=True, slots=True)
class Depassement:
    """A figure that could not be kept next to its exact value.

    Attributes:
        niveau: "cellule", "etat_commune", "commune", "reservataire", "etat" or "total".
        cle: Ids of the réservataire, of the commune, of both, or none.
        total: Its exact value and its objective.
    """

    niveau: str
    cle: Cle
    total: Total


@dataclass(frozen=True, slots=True)
class Objectifs:
    """Whole objectives of a year, in order of id.

    Attributes:
        cellules: Objective by (réservataire, commune); cells with neither droit nor report are absent.
        exacts: Exact value of each cell, report included.
        par_reservataire: Row totals.
        par_commune: Column totals.
        etat_par_commune: Sum of the État's accounts in each commune where it has a right.
        etat: Sum of the État's accounts.
        total: Sum of everything.
        reports: Exact value minus objective, where it is not zero: to be given back the next year.
        depassements: Figures out of their bounds; empty whenever no report comes in.
        explication: The steps.
    """

    cellules: Mapping[Cellule, int]
    exacts: Mapping[Cellule, Fraction]
    par_reservataire: Mapping[str, Total]
    par_commune: Mapping[str, Total]
    etat_par_commune: Mapping[str, Total]
    etat: Total
    total: Total
    reports: Mapping[Cellule, Fraction]
    depassements: tuple[Depassement, ...]
    explication: Explication


def arrondir_objectifs(
    droits: Mapping[str, Mapping[str, Fraction]],
    *,
    groupe_etat: frozenset[str] = frozenset(),
    reports: Mapping[Cellule, Fraction] | None = None,
) -> Objectifs:
    """Round droits to whole objectives, margins included.

    Ties follow the order of ids, whatever the order of the input: the smaller id is served first.

    Args:
        droits: Exact dwellings of the year by réservataire, then commune; >= 0. The bailleur's own part may be a row.
        groupe_etat: Ids of the État's accounts, which are also bounded together.
        reports: What the former year left to each cell: `Objectifs.reports`.

    Raises:
        DonneeInvalideError: a droit is negative.
        FlotInvalideError: the solver's answer fails the exact verification.

    Source:
        docs/metier/objectifs.md.

    Examples:
        >>> tiers = Fraction(1, 3)
        >>> objectifs = arrondir_objectifs({"AL": {"A": tiers, "B": tiers, "C": tiers}})
        >>> objectifs.cellules, objectifs.total
        ({('AL', 'A'): 1, ('AL', 'B'): 0, ('AL', 'C'): 0}, Total(exact=Fraction(1, 1), objectif=1))
    """
    exacts = _add_reports(droits, reports or {})
    grille = _Grille.read(exacts, groupe_etat)
    cellules = _solve(grille, is_strict=True)
    if cellules is None:
        cellules = _solve(grille, is_strict=False)
    assert cellules is not None, "the relaxed network always has a circulation: its bounds only cost"
    return _result(grille, exacts, cellules, sum((reports or {}).values(), Fraction(0)))


def _add_reports(
    droits: Mapping[str, Mapping[str, Fraction]], reports: Mapping[Cellule, Fraction]
) -> dict[Cellule, Fraction]:
    """Add the reports to the droits, in order of id; cells with neither are left out."""
    sommes = {cellule: report for cellule, report in reports.items() if report}
    for reservataire, par_commune in droits.items():
        for commune, droit in par_commune.items():
            if droit < 0:
                raise DonneeInvalideError(
                    f"Objectifs, {reservataire} à {commune} : droit de {droit} logement ; attendu : 0 ou plus."
                )
            if droit:
                cellule = (reservataire, commune)
                sommes[cellule] = sommes[cellule] + droit if cellule in sommes else Fraction(droit)
    return {cellule: sommes[cellule] for cellule in sorted(sommes)}


def _sum_by_niveau(cellules: Mapping[Cellule, int], groupe_etat: frozenset[str]) -> Niveaux:
    """Sum the cells into every figure of the table: itself, its row, its column, the État's figures, the total."""
    niveaux: Niveaux = {niveau: {} for niveau in _POIDS}
    niveaux["total"][()] = niveaux["etat"][()] = 0
    for (reservataire, commune), valeur in cellules.items():
        figures: list[tuple[str, Cle]] = [
            ("cellule", (reservataire, commune)),
            ("reservataire", (reservataire,)),
            ("commune", (commune,)),
            ("total", ()),
        ]
        if reservataire in groupe_etat:
            figures += [("etat_commune", (commune,)), ("etat", ())]
        for niveau, cle in figures:
            sommes = niveaux[niveau]
            sommes[cle] = sommes.get(cle, 0) + valeur
    return niveaux


@dataclass(frozen=True, slots=True)
class _Grille:
    """The exact table in integers: every figure of every level, in units of 1/`unite` of a dwelling."""

    unite: int
    niveaux: Niveaux
    groupe_etat: frozenset[str]

    @classmethod
    def read(cls, exacts: Mapping[Cellule, Fraction], groupe_etat: frozenset[str]) -> _Grille:
        """Bring the cells to a common denominator and sum them along each margin."""
        unite = lcm(*{exact.denominator for exact in exacts.values()})
        cellules = {cle: exact.numerator * (unite // exact.denominator) for cle, exact in exacts.items()}
        niveaux = _sum_by_niveau(cellules, groupe_etat)
        return cls(unite, {niveau: dict(sorted(sommes.items())) for niveau, sommes in niveaux.items()}, groupe_etat)

    def bornes(self, valeur: int) -> tuple[int, int]:
        """Whole numbers just below and just above a value in units; nobody is owed less than nothing."""
        return max(0, valeur // self.unite), max(0, -(-valeur // self.unite))

    def cost(self, valeur: int) -> int:
        """Gap that rounding up adds to rounding down: from −1 (nearly whole already) to 1, scaled."""
        return (self.unite - 2 * (valeur % self.unite)) * _ECHELLE // self.unite


class _Tracer:
    """Writes the arcs of the grid into a network and reads the cells back.

    A strict arc has its bounds. A relaxed one is three arcs side by side: what is below the bound is rewarded, what
    is above is charged, so that a bound yields only when the others leave no choice.
    """

    def __init__(self, grille: _Grille, *, is_strict: bool) -> None:
        self.grille = grille
        self.is_strict = is_strict
        self.reseau = Reseau(etages=2 if is_strict else 3)
        self._most = sum(grille.bornes(valeur)[1] for valeur in grille.niveaux["cellule"].values())

    def add(self, niveau: str, ends: tuple[int, int], valeur: int, rang: int = 0) -> range:
        """Add an arc of the grid; return the ranks of the arcs of the network that carry it."""
        low, high = self.grille.bornes(valeur)
        first, cost = len(self.reseau.tails), self.grille.cost(valeur)
        if self.is_strict:
            self.reseau.add_arc(ends, low, high, (cost, rang))
        else:
            poids = _POIDS[niveau]
            self.reseau.add_arc(ends, 0, low, (-poids, -_ECHELLE, 0))
            self.reseau.add_arc(ends, 0, high - low, (0, cost, rang))
            self.reseau.add_arc(ends, 0, self._most, (poids, _ECHELLE, 0))
        return range(first, len(self.reseau.tails))


def _solve(grille: _Grille, *, is_strict: bool) -> dict[Cellule, int] | None:
    """Round the cells; None when the bounds are incompatible."""
    tracer = _Tracer(grille, is_strict=is_strict)
    arcs = _trace(tracer)
    flows = find_circulation(tracer.reseau)
    if flows is None:
        return None
    return {cellule: sum(flows[arc] for arc in ranks) for cellule, ranks in arcs.items()}


def _trace(tracer: _Tracer) -> dict[Cellule, range]:
    """Draw the whole network; return the arcs of each cell."""
    niveaux, groupe_etat = tracer.grille.niveaux, tracer.grille.groupe_etat
    node = tracer.reseau.add_node
    source, puits, groupe = node(), node(), node()
    lignes, colonnes, etat = ({cle: node() for cle in niveaux[n]} for n in ("reservataire", "commune", "etat_commune"))
    tracer.add("total", (puits, source), niveaux["total"][()])
    tracer.add("etat", (source, groupe), niveaux["etat"][()])
    for cle, valeur in niveaux["reservataire"].items():
        tracer.add("reservataire", (groupe if cle[0] in groupe_etat else source, lignes[cle]), valeur)
    for cle, valeur in niveaux["etat_commune"].items():
        tracer.add("etat_commune", (etat[cle], colonnes[cle]), valeur)
    for cle, valeur in niveaux["commune"].items():
        tracer.add("commune", (colonnes[cle], puits), valeur)
    rangs = _rangs(list(lignes), list(colonnes))
    arcs = {}
    for (reservataire, commune), valeur in niveaux["cellule"].items():
        ligne, colonne = (reservataire,), (commune,)
        ends = lignes[ligne], (etat if reservataire in groupe_etat else colonnes)[colonne]
        arcs[reservataire, commune] = tracer.add("cellule", ends, valeur, rangs(ligne, colonne))
    return arcs


def _rangs(lignes: list[Cle], colonnes: list[Cle]) -> Callable[[Cle, Cle], int]:
    """Rank the cells for ties: first ids first, and no two exchanges of dwellings of the same weight.

    A rank that added up by row and by column would leave every exchange between two rows and two columns tied; the
    product does not, and the low bits, spread without order, part the longer exchanges that products leave tied.
    """
    poids_lignes = {cle: len(lignes) - i for i, cle in enumerate(lignes)}
    poids_colonnes = {cle: len(colonnes) - i for i, cle in enumerate(colonnes)}

    def rang(ligne: Cle, colonne: Cle) -> int:
        u, v = poids_lignes[ligne], poids_colonnes[colonne]
        return -(u * v * _MIXED + (u * len(colonnes) + v) * _MIXER % _MIXED)

    return rang


def _result(
    grille: _Grille, exacts: Mapping[Cellule, Fraction], cellules: Mapping[Cellule, int], reports: Fraction
) -> Objectifs:
    """Sum the cells along the margins and measure every gap exactly."""
    objectifs = _sum_by_niveau(cellules, grille.groupe_etat)
    totals: dict[str, dict[Cle, Total]] = {
        niveau: {cle: Total(Fraction(valeur, grille.unite), objectifs[niveau][cle]) for cle, valeur in sommes.items()}
        for niveau, sommes in grille.niveaux.items()
        if niveau != "cellule"
    }
    totals["cellule"] = {cle: Total(exacts[cle], objectif) for cle, objectif in cellules.items()}
    depassements = tuple(
        Depassement(niveau, cle, total)
        for niveau, figures in totals.items()
        for cle, total in figures.items()
        if abs(total.ecart) >= 1
    )
    return Objectifs(
        cellules=cellules,
        exacts=exacts,
        par_reservataire={r: total for (r,), total in totals["reservataire"].items()},
        par_commune={c: total for (c,), total in totals["commune"].items()},
        etat_par_commune={c: total for (c,), total in totals["etat_commune"].items()},
        etat=totals["etat"][()],
        total=totals["total"][()],
        reports={cle: exact - cellules[cle] for cle, exact in exacts.items() if exact != cellules[cle]},
        depassements=depassements,
        explication=_explain(totals, reports, len(depassements)),
    )


def _explain(totals: Mapping[str, Mapping[Cle, Total]], reports: Fraction, depassements: int) -> Explication:
    def largest(niveau: str) -> Fraction:
        return max((abs(total.ecart) for total in totals[niveau].values()), default=Fraction(0))

    total = totals["total"][()]
    droits = Source("parts de la conversion × flux prévu", "calcul")
    etapes = [
        Etape("droits", "Droits exacts de l’exercice", total.exact - reports, "logements", source=droits),
        Etape("reports", "Reports de l’exercice précédent", reports, "logements", source=_METHODE),
        Etape("exact", "Total exact à arrondir", total.exact, "logements", "droits + reports", _METHODE),
    ]
    for niveau, libelle in (("cellule", "une case"), ("reservataire", "un réservataire"), ("commune", "une commune")):
        ecart = largest(niveau)
        etapes.append(Etape(f"ecart_{niveau}", f"Plus grand écart d’{libelle}", ecart, "logements", source=_METHODE))
    loin = "Chiffres à un logement ou plus de leur valeur exacte"
    etapes.append(Etape("depassements", loin, depassements, "chiffres", source=_METHODE))
    calcul = "entier voisin du total exact"
    etapes.append(Etape("total", "Objectif total", total.objectif, "logements", calcul, _METHODE))
    return Explication("Objectifs entiers", tuple(etapes))
