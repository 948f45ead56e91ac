"""What a bench is compared with: the usual spreadsheet, « le plus en retard », and what hindsight allows.

All three are written plainly, from the rule in words, and share nothing with the product. The first two decide in
order, as the product must. The third one knows the whole flux: it is a bound, not a rule.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict, deque
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.perf.mesures import to_units
from tests.perf.tirage import UNITE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.perf.mesures import Decisions
    from tests.perf.tirage import Liberation, Tirage

PART_DU_FLUX = Fraction(9, 10)  # what a forecast leaves once mutations and relogements are out


def prevoir_objectifs(tirage: Tirage) -> dict[str, int]:
    """Annual objective of each réservataire, rounded half up, from the parc and its rotation."""
    prevus: dict[str, Fraction] = defaultdict(Fraction)
    for commune in tirage.communes:
        flux = commune.parc * commune.rotation * PART_DU_FLUX
        for r, part in tirage.parts[commune.commune].items():
            prevus[r] += flux * part
    return {r: int(prevu + Fraction(1, 2)) for r, prevu in prevus.items()}


def orienter_au_tableur(tirage: Tirage) -> Decisions:
    """(b1): the lowest attainment of the rounded annual objective, counters back to zero each January."""
    objectifs = prevoir_objectifs(tirage)
    recus: Counter[tuple[int, str]] = Counter()
    decisions = []
    for liberation in tirage.decomptables():
        annee = liberation.date.year
        offrables = [r for r in sorted(tirage.parts[liberation.commune]) if r not in liberation.refus]
        avec_objectif = [r for r in offrables if objectifs[r]] or offrables
        elu = min(avec_objectif, key=lambda r: Fraction(recus[annee, r], objectifs[r] or 1))
        recus[annee, elu] += 1
        decisions.append((liberation.rang, elu))
    return decisions


def orienter_au_plus_en_retard(tirage: Tirage, derogations: float = 0.0) -> Decisions:
    """(c): the largest deficit among those eligible, the bailleur being an account like the others.

    `derogations` is how often people decide otherwise, for any other eligible réservataire.
    """
    rng = random.Random(tirage.graine + 2)
    solde: dict[str, Fraction] = defaultdict(Fraction)
    decisions = []
    for liberation in tirage.decomptables():
        here = tirage.parts[liberation.commune]
        for r, part in here.items():
            solde[r] += part
        elu = max((r for r in sorted(here) if r not in liberation.refus), key=lambda r: solde[r])
        if rng.random() < derogations:
            elu = rng.choice(sorted(set(here) - {elu}))
        solde[elu] -= 1
        decisions.append((liberation.rang, elu))
    return decisions


Fenetre = tuple[int, int, bool]  # first and last moment a unit may be served, and whether it must be


def _windows(droits: list[int], borne: int) -> Iterator[Fenetre]:
    """Windows of the successive units of an account whose rights accrued are `droits`, moment after moment.

    Unit n may be served once `n − droits <= borne`; it must be by the first moment `droits − (n − 1) > borne`.
    """
    debut = echeance = 0
    numero = 1
    while True:
        while debut < len(droits) and numero * UNITE - droits[debut] > borne:
            debut += 1
        if debut == len(droits):
            return
        while echeance < len(droits) and droits[echeance] - (numero - 1) * UNITE <= borne:
            echeance += 1
        due = echeance < len(droits)
        yield debut, echeance if due else len(droits) - 1, due
        numero += 1


def _edges(
    flux: tuple[Liberation, ...], units: dict[str, dict[str, int]], borne: int
) -> tuple[list[list[int]], set[int]]:
    """For each logement, the units that may take it; and the units that must be served."""
    cumul: dict[str, int] = defaultdict(int)
    droits: dict[str, list[int]] = defaultdict(list)
    eligible = {r: [r in units[x.commune] for x in flux] for r in {r for here in units.values() for r in here}}
    for liberation in flux:
        here = units[liberation.commune]
        for r in eligible:
            cumul[r] += here.get(r, 0)
            droits[r].append(cumul[r])
    edges: list[list[int]] = [[] for _ in flux]
    dues = set()
    unit = 0
    for r in sorted(eligible):
        for debut, fin, due in _windows(droits[r], borne):
            for moment in range(debut, fin + 1):
                if eligible[r][moment]:
                    edges[moment].append(unit)
            if due:
                dues.add(unit)
            unit += 1
    return edges, dues


def _layers(edges: list[list[int]], pair_left: list[int], pair_right: dict[int, int]) -> list[int]:
    """Breadth-first distances from the free left vertices (Hopcroft–Karp)."""
    distance = [0 if pair < 0 else -1 for pair in pair_left]
    queue = deque(left for left, pair in enumerate(pair_left) if pair < 0)
    while queue:
        left = queue.popleft()
        for right in edges[left]:
            suivant = pair_right.get(right, -1)
            if suivant >= 0 and distance[suivant] < 0:
                distance[suivant] = distance[left] + 1
                queue.append(suivant)
    return distance


def _augment(
    root: int, edges: list[list[int]], pair_left: list[int], pair_right: dict[int, int], distance: list[int]
) -> bool:
    """Lengthen the matching along one shortest path from `root`, depth first without recursion."""
    path = [root]
    pending = [iter(edges[root])]
    taken: list[int] = []
    while path:
        left = path[-1]
        for right in pending[-1]:
            suivant = pair_right.get(right, -1)
            if suivant < 0:
                for vertex, unit in zip(path, [*taken, right], strict=True):
                    pair_left[vertex], pair_right[unit] = unit, vertex
                return True
            if distance[suivant] == distance[left] + 1:
                path.append(suivant)
                taken.append(right)
                pending.append(iter(edges[suivant]))
                break
        else:
            distance[left] = -1
            path.pop()
            pending.pop()
            if taken:
                taken.pop()
    return False


def match_size(edges: list[list[int]]) -> int:
    """Size of a largest matching of the left vertices into the right ones (Hopcroft–Karp)."""
    pair_left = [-1] * len(edges)
    pair_right: dict[int, int] = {}
    grown = True
    while grown:
        distance = _layers(edges, pair_left, pair_right)
        free = [left for left, pair in enumerate(pair_left) if pair < 0]
        grown = sum(_augment(left, edges, pair_left, pair_right, distance) for left in free) > 0
    return len(pair_right)


def _is_reachable(edges: list[list[int]], dues: set[int]) -> bool:
    """Whether one matching serves every logement and every due unit: it does as soon as one of each kind exists."""
    due_only = [[unit for unit in here if unit in dues] for here in edges]
    return match_size(edges) == len(edges) and match_size(due_only) == len(dues)


def borner_a_posteriori(tirage: Tirage) -> Fraction:
    """(f): the smallest écart, bailleur included, that any orientation of this known flux could have kept to."""
    flux = tirage.decomptables()
    units = to_units(tirage.parts)
    low, high = 0, UNITE  # less than 1 is always possible with hindsight
    while low < high:
        middle = (low + high) // 2
        if _is_reachable(*_edges(flux, units, middle)):
            high = middle
        else:
            low = middle + 1
    return Fraction(high, UNITE)


TEMOINS = {"b1": orienter_au_tableur, "c": orienter_au_plus_en_retard}
