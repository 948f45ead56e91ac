"""What a table of households must hide: the small counts, and those that would give them back by subtraction.

Cells are the arcs of a network: from a commune to a column, from the column of an EPCI to that of its département, then
to the whole. What each commune counts in all is public, and so are the cells not hidden. A hidden cell keeps two
possible values at least exactly when a cycle of hidden cells goes through it, along which one household may be added
here and taken away there: where there is none, the smallest cells that close one are hidden too. Hiding more only opens
more cycles, so one pass is enough.

Source:
    docs/metier/territoire.md; the threshold is a rule of this software, no text sets it.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gef.core.errors import DonneeInvalideError
from gef.core.motifs import Source

SEUIL_MENAGES = 5
POIDS_EPCI, POIDS_DEPARTEMENT = 10, 1_000  # a total is missed more than a commune
SECRET = Source(f"secret statistique : moins de {SEUIL_MENAGES} ménages (règle du logiciel)", "pratique")
Cle = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Arc:
    """A cell: what flows from a node to another. Of a node, what comes in less what goes out is public.

    Attributes:
        cle: Names the cell: place and column.
        tail: Node that it leaves.
        head: Node where it arrives.
        nombre: Households.
        poids: How much its reader would miss it, compared with a cell of a commune.
    """

    cle: Cle
    tail: Cle
    head: Cle
    nombre: int
    poids: int = 1


@dataclass(frozen=True, slots=True)
class LigneMenages:
    """The households of one commune, by column; every column is given.

    `epci` is "" when its total is shown to nobody: the commune has none, or it stands on two départements.
    """

    commune: str
    epci: str
    departement: str
    nombres: Mapping[str, int]

    @property
    def total(self) -> int:
        """Households of the commune: as many as dwellings, hence public."""
        return sum(self.nombres.values())


def masquer(lignes: Iterable[LigneMenages], seuil: int = SEUIL_MENAGES) -> frozenset[Cle]:
    """Say which cells of a table of households are hidden.

    Args:
        lignes: One row per commune, all with the same columns.
        seuil: A cell from 1 to `seuil` − 1 is hidden, like every cell of a place that counts less than `seuil` in all.

    Returns:
        Pairs (place, column), where the place is "commune:06029", "epci:…" or "departement:06": the cells hidden. The
        order of the rows changes nothing.

    Raises:
        DonneeInvalideError: a commune is given twice, the columns differ, a count is negative, an EPCI stands on two
            départements; or nothing can be kept secret, because there is one column only.

    Examples:
        >>> rows = [LigneMenages("06029", "E", "06", {"oui": 3, "non": 9}),
        ...         LigneMenages("06004", "E", "06", {"oui": 8, "non": 7})]
        >>> sorted(masquer(rows))
        [('commune:06004', 'non'), ('commune:06004', 'oui'), ('commune:06029', 'non'), ('commune:06029', 'oui')]
    """
    rows = sorted(lignes, key=lambda row: row.commune)
    _check_rows(rows)
    arcs = list(list_arcs(rows))
    return find_masques(arcs, _list_sensibles(arcs, seuil))


def list_arcs(rows: Sequence[LigneMenages]) -> Iterator[Arc]:
    """Give the cells of a table: communes, then EPCI, then départements."""
    middle: Counter[tuple[str, str, str]] = Counter()
    whole: Counter[Cle] = Counter()
    for row in rows:
        place = f"commune:{row.commune}"
        above = f"epci:{row.epci}" if row.epci else f"departement:{row.departement}"
        for colonne, nombre in sorted(row.nombres.items()):
            yield Arc((place, colonne), (place, ""), (above, colonne), nombre)
            whole[f"departement:{row.departement}", colonne] += nombre
            if row.epci:
                middle[above, f"departement:{row.departement}", colonne] += nombre
    for (place, above, colonne), nombre in sorted(middle.items()):
        yield Arc((place, colonne), (place, colonne), (above, colonne), nombre, POIDS_EPCI)
    for cle, nombre in sorted(whole.items()):
        yield Arc(cle, cle, (cle[0], ""), nombre, POIDS_DEPARTEMENT)


def _check_rows(rows: Sequence[LigneMenages]) -> None:
    for commune, nombre in Counter(row.commune for row in rows).items():
        if nombre > 1:
            raise DonneeInvalideError(f"secret : la commune {commune} figure {nombre} fois ; attendu : une seule.")
    places = {(row.epci, row.departement) for row in rows if row.epci}
    for epci, nombre in Counter(epci for epci, _ in places).items():
        if nombre > 1:
            raise DonneeInvalideError(f"secret : l’EPCI {epci} est sur {nombre} départements ; attendu : un seul.")
    for row in rows:
        if set(row.nombres) != set(rows[0].nombres):
            raise DonneeInvalideError(
                f"secret : commune {row.commune}, colonnes {sorted(row.nombres)} ; attendu : {sorted(rows[0].nombres)}."
            )
        if any(nombre < 0 for nombre in row.nombres.values()):
            raise DonneeInvalideError(f"secret : commune {row.commune}, nombre négatif ; attendu : 0 ou plus.")


def _list_sensibles(arcs: Sequence[Arc], seuil: int) -> list[Cle]:
    """List the cells that say something by themselves: small, or of a place that counts few households in all."""
    totals: Counter[str] = Counter()
    for arc in arcs:
        totals[arc.cle[0]] += arc.nombre
    return [arc.cle for arc in arcs if 0 < arc.nombre < seuil or 0 < totals[arc.cle[0]] < seuil]


def find_masques(arcs: Sequence[Arc], sensibles: Collection[Cle]) -> frozenset[Cle]:
    """Say which cells must be hidden so that no sensitive one can be found again.

    Args:
        arcs: Every cell.
        sensibles: Those that say something by themselves.

    Returns:
        The cells hidden; each keeps two possible values at least.

    Raises:
        DonneeInvalideError: no other cell can protect a sensitive one.
    """
    network = _Network(arcs)
    masques = set(sensibles)
    for arc in sorted((arc for arc in arcs if arc.cle in sensibles), key=lambda arc: (arc.nombre, arc.cle)):
        cycle = network.find_cycle(arc, masques)
        if cycle is None:
            raise DonneeInvalideError(
                f"secret : la case {' / '.join(arc.cle)} ne peut pas être protégée ; attendu : deux colonnes au moins."
            )
        masques |= cycle
    return frozenset(masques)


class _Network:
    """The cells as arcs that can be walked both ways: forward adds a household, backward takes one away."""

    def __init__(self, arcs: Iterable[Arc]) -> None:
        self.costs: dict[Cle, int] = {}
        self.steps: dict[Cle, list[tuple[Arc, Cle]]] = defaultdict(list)
        rows = sorted(arcs, key=lambda arc: arc.cle)
        whole = sum(arc.nombre for arc in rows)
        for arc in rows:
            # A zero protects badly: who reads zeros all around guesses it. It is hidden last.
            self.costs[arc.cle] = arc.poids * (arc.nombre + 1 if arc.nombre else whole + 1)
            self.steps[arc.tail].append((arc, arc.head))
            if arc.nombre:
                self.steps[arc.head].append((arc, arc.tail))

    def find_cycle(self, arc: Arc, masques: Collection[Cle]) -> frozenset[Cle] | None:
        """Give the other cells of the cheapest cycle through an arc, whichever way it is walked."""
        ways = [self._find_path(arc, arc.head, arc.tail, masques)]
        if arc.nombre:
            ways.append(self._find_path(arc, arc.tail, arc.head, masques))
        found = [way for way in ways if way is not None]
        return min(found, key=lambda way: (way[0], sorted(way[1])))[1] if found else None

    def _find_path(
        self, left_out: Arc, start: Cle, end: Cle, masques: Collection[Cle]
    ) -> tuple[int, frozenset[Cle]] | None:
        """Walk from a node to another at the least cost, which is nothing on a hidden cell."""
        before: dict[Cle, tuple[Cle, Arc]] = {}
        costs = {start: 0}
        heap: list[tuple[int, Cle]] = [(0, start)]
        while heap:
            cost, node = heapq.heappop(heap)
            if node == end:
                return cost, frozenset(_walk_back(before, start, end))
            if cost > costs[node]:
                continue
            for arc, other in self.steps[node]:
                reached = cost + (0 if arc.cle in masques else self.costs[arc.cle])
                if arc is not left_out and reached < costs.get(other, reached + 1):
                    costs[other], before[other] = reached, (node, arc)
                    heapq.heappush(heap, (reached, other))
        return None


def _walk_back(before: Mapping[Cle, tuple[Cle, Arc]], start: Cle, end: Cle) -> Iterator[Cle]:
    node = end
    while node != start:
        node, arc = before[node]
        yield arc.cle
