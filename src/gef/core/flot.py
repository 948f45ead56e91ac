"""Minimum-cost integer circulations: the one place where the core meets a solver, hence floats.

Bounds and costs go in as integers. What HiGHS returns is rounded, then proved again in integers before anybody sees
it: every bound, the balance of every node, and optimality itself, by the node prices (an arc that could carry more
costs at least what it saves, an arc that could carry less saves at most what it costs). A network has an integral
optimal vertex, so rounding only removes the noise of the floats.

It decides nothing about dwellings: `gef.core.objectifs` says what the arcs are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np
import numpy.typing as npt

from gef.errors import GefError

_Integers = npt.NDArray[np.int64]

# Doubles hold every integer up to here exactly; the prices of nodes are sums of costs along a path.
_LARGEST_COST = 2**42


class FlotInvalideError(GefError, RuntimeError):
    """The solver gave no answer, or an answer that the exact verification refuses."""


@dataclass(slots=True)
class Reseau:
    """A network of arcs between numbered nodes; whatever enters a node leaves it.

    Attributes:
        etages: Number of costs of each arc; the first is minimised first, the next among the optima of the former.
    """

    etages: int
    nodes: int = 0
    tails: list[int] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    lows: list[int] = field(default_factory=list)
    highs: list[int] = field(default_factory=list)
    costs: list[tuple[int, ...]] = field(default_factory=list)

    def add_node(self) -> int:
        """Add a node; return its number."""
        self.nodes += 1
        return self.nodes - 1

    def add_arc(self, ends: tuple[int, int], low: int, high: int, costs: tuple[int, ...] = ()) -> int:
        """Add an arc from `ends[0]` to `ends[1]` that carries `low` to `high`; no costs means free. Return its rank."""
        self.tails.append(ends[0])
        self.heads.append(ends[1])
        self.lows.append(low)
        self.highs.append(high)
        self.costs.append(costs or (0,) * self.etages)
        return len(self.tails) - 1


def find_circulation(reseau: Reseau) -> list[int] | None:
    """Find the circulation of least cost, cost after cost.

    The arcs whose price is not zero after a cost is minimised keep their flow: what remains free is exactly the set of
    the optima, among which the next cost chooses.

    Returns:
        The integer flow of each arc, in the order in which arcs were added; None when the bounds admit no circulation.

    Raises:
        FlotInvalideError: a cost is too large to be exact in the solver, or the solver's answer fails a verification.

    Source:
        Integrality of network flows; docs/metier/objectifs.md.

    Examples:
        >>> reseau = Reseau(etages=1)
        >>> a, b = reseau.add_node(), reseau.add_node()
        >>> [reseau.add_arc((a, b), 0, 1, (cost,)) for cost in (5, 3)]
        [0, 1]
        >>> reseau.add_arc((b, a), 1, 1)
        2
        >>> find_circulation(reseau)
        [0, 1, 1]
    """
    tails, heads = _integers(reseau.tails), _integers(reseau.heads)
    lows, highs = _integers(reseau.lows), _integers(reseau.highs)
    costs = _integers(reseau.costs).reshape(len(tails), reseau.etages)
    if np.abs(costs).max(initial=0) > _LARGEST_COST:
        raise FlotInvalideError(f"Flot : un coût dépasse {_LARGEST_COST} ; attendu : un coût exact pour le solveur.")
    if np.any(lows > highs):
        return None
    flows, free = lows.copy(), np.flatnonzero(lows < highs)
    if not len(free) and np.any(_net_inflow(tails, heads, flows, reseau.nodes)):
        return None
    for etage in range(reseau.etages):
        if not len(free):
            break
        flows[free] = 0
        outflow = -_net_inflow(tails, heads, flows, reseau.nodes)
        arcs = _Arcs(tails[free], heads[free], lows[free], highs[free], costs[free, etage])
        solved = _solve(arcs, outflow)
        if solved is None:
            return None
        flows[free], prices = solved
        reduced = _reduced_costs(arcs, prices)
        _verify_optimality(arcs, flows[free], reduced)
        free = free[reduced == 0]
    answer = [int(flow) for flow in flows]
    _verify_circulation(reseau, answer)
    return answer


@dataclass(frozen=True, slots=True)
class _Arcs:
    """The arcs still free at one stage, as arrays."""

    tails: _Integers
    heads: _Integers
    lows: _Integers
    highs: _Integers
    costs: _Integers


def _integers(values: Sequence[int] | Sequence[tuple[int, ...]]) -> _Integers:
    return np.array(values, dtype=np.int64)


def _net_inflow(tails: _Integers, heads: _Integers, flows: _Integers, nodes: int) -> _Integers:
    balance = np.zeros(nodes, dtype=np.int64)
    np.add.at(balance, heads, flows)
    np.subtract.at(balance, tails, flows)
    return balance


def _reduced_costs(arcs: _Arcs, prices: _Integers) -> _Integers:
    return arcs.costs - prices[arcs.heads] + prices[arcs.tails]


def _solve(arcs: _Arcs, inflow: _Integers) -> tuple[_Integers, _Integers] | None:
    """Ask HiGHS for the flows and the node prices, rounded; None when there is no solution."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy ships this class without annotations
    for option, value in (("output_flag", False), ("threads", 1), ("solver", "simplex"), ("presolve", "off")):
        solver.setOptionValue(option, value)
    solver.passModel(_model(arcs, inflow))
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        raise FlotInvalideError(
            f"Flot : le solveur répond « {solver.modelStatusToString(status)} » ; attendu : optimal."
        )
    solution = solver.getSolution()
    return _rounded(solution.col_value), _rounded(solution.row_dual)


def _rounded(values: Sequence[float]) -> _Integers:
    return np.rint(np.asarray(values, dtype=np.float64)).astype(np.int64)


def _model(arcs: _Arcs, inflow: _Integers) -> highspy.HighsLp:
    """Write the linear program: one column by arc, −1 on the row of its tail, +1 on the row of its head."""
    count, nodes = len(arcs.tails), len(inflow)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = count, nodes
    model.col_cost_ = arcs.costs.astype(np.float64)
    model.col_lower_, model.col_upper_ = arcs.lows.astype(np.float64), arcs.highs.astype(np.float64)
    model.row_lower_ = model.row_upper_ = inflow.astype(np.float64)
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kColwise
    matrix.num_col_, matrix.num_row_ = count, nodes
    matrix.start_ = np.arange(0, 2 * count + 1, 2, dtype=np.int32)
    matrix.index_ = np.column_stack([arcs.tails, arcs.heads]).ravel().astype(np.int32)
    matrix.value_ = np.tile(np.array([-1, 1], dtype=np.float64), count)
    return model


def _verify_optimality(arcs: _Arcs, flows: _Integers, reduced: _Integers) -> None:
    """Prove in integers that no circulation costs less: complementary slackness with the node prices."""
    if np.any((reduced > 0) & (flows > arcs.lows)) or np.any((reduced < 0) & (flows < arcs.highs)):
        raise FlotInvalideError(
            "Flot : la réponse du solveur n’est pas la moins coûteuse ; attendu : un optimum prouvé."
        )


def _verify_circulation(reseau: Reseau, flows: Sequence[int]) -> None:
    """Prove in Python integers that each arc respects its bounds and that each node gives what it receives."""
    balance = [0] * reseau.nodes
    for arc, flow in enumerate(flows):
        if not reseau.lows[arc] <= flow <= reseau.highs[arc]:
            raise FlotInvalideError(
                f"Flot : l’arc {arc} porte {flow} ; attendu : de {reseau.lows[arc]} à {reseau.highs[arc]}."
            )
        balance[reseau.tails[arc]] -= flow
        balance[reseau.heads[arc]] += flow
    if any(balance):
        raise FlotInvalideError("Flot : un nœud ne rend pas ce qu’il reçoit ; attendu : une circulation.")
