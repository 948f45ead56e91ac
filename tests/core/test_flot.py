"""Circulations: against enumeration on tiny networks, and the verification that refuses a wrong answer."""

from __future__ import annotations

from itertools import product
from typing import Any

import highspy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gef.core import flot
from gef.core.flot import FlotInvalideError, Reseau, find_circulation

NODES = 3


def a_reseau(arcs: list[tuple[tuple[int, int], int, int, tuple[int, ...]]], etages: int = 2) -> Reseau:
    reseau = Reseau(etages, nodes=NODES)
    for ends, low, high, costs in arcs:
        reseau.add_arc(ends, low, high, costs)
    return reseau


def two_ways(*costs: tuple[int, ...]) -> Reseau:
    """One unit goes from 0 to 1 by one of several arcs, and comes back."""
    return a_reseau([*(((0, 1), 0, 1, c) for c in costs), ((1, 0), 1, 1, (0,) * len(costs[0]))], len(costs[0]))


def balances(reseau: Reseau, flows: tuple[int, ...]) -> list[int]:
    balance = [0] * reseau.nodes
    for tail, head, flow in zip(reseau.tails, reseau.heads, flows, strict=True):
        balance[tail] -= flow
        balance[head] += flow
    return balance


def total_costs(reseau: Reseau, flows: tuple[int, ...] | list[int]) -> list[int]:
    return [sum(f * c[etage] for f, c in zip(flows, reseau.costs, strict=True)) for etage in range(reseau.etages)]


def enumerate_best(reseau: Reseau) -> list[int] | None:
    """Least costs, in lexicographic order, among all the circulations; None when there is none."""
    ranges = [range(low, high + 1) for low, high in zip(reseau.lows, reseau.highs, strict=True)]
    feasible = [flows for flows in product(*ranges) if not any(balances(reseau, flows))]
    return min((total_costs(reseau, flows) for flows in feasible), default=None)


ARCS = st.lists(
    st.tuples(
        st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)).filter(lambda ends: ends[0] != ends[1]),
        st.integers(0, 1),
        st.integers(0, 2),
        st.tuples(st.integers(-3, 3), st.integers(-3, 3)),
    ),
    min_size=1,
    max_size=6,
)


@settings(deadline=None, max_examples=150)
@given(ARCS)
def test_circulation_is_the_cheapest_cost_after_cost(arcs: list[Any]) -> None:
    reseau = a_reseau(arcs)
    flows = find_circulation(reseau)
    if flows is None:
        assert enumerate_best(reseau) is None
    else:
        assert not any(balances(reseau, tuple(flows)))
        assert total_costs(reseau, flows) == enumerate_best(reseau)


@pytest.mark.parametrize(
    ("costs", "expected"),
    [
        (((5, 0), (3, 0)), [0, 1, 1]),
        (((3, 2), (3, 1)), [0, 1, 1]),
        (((3, 1), (3, 2)), [1, 0, 1]),
        (((-1, 9), (0, -9)), [1, 0, 1]),
    ],
)
def test_second_cost_only_parts_the_ties_of_the_first(costs: tuple[tuple[int, ...], ...], expected: list[int]) -> None:
    assert find_circulation(two_ways(*costs)) == expected


def test_no_circulation_is_none() -> None:
    assert find_circulation(a_reseau([((0, 1), 1, 1, (0, 0))])) is None
    assert find_circulation(a_reseau([((0, 1), 1, 2, (0, 0)), ((1, 0), 3, 4, (0, 0))])) is None
    assert find_circulation(a_reseau([((0, 1), 2, 1, (0, 0))])) is None


def test_fixed_and_empty_networks_need_no_solver() -> None:
    assert find_circulation(a_reseau([((0, 1), 2, 2, (1, 1)), ((1, 0), 2, 2, ())])) == [2, 2]
    assert find_circulation(Reseau(etages=1)) == []


def test_a_cost_that_the_solver_could_not_hold_exactly_is_refused() -> None:
    with pytest.raises(FlotInvalideError, match="coût dépasse"):
        find_circulation(two_ways((2**60,), (1,)))


@pytest.mark.parametrize(
    ("flows", "message"),
    [
        ([2, -1, 1], "porte 2 ; attendu : de 0 à 1"),
        ([1, 1, 1], "une circulation"),
        ([1, 0, 1], "un optimum prouvé"),
    ],
)
def test_a_wrong_answer_of_the_solver_is_refused(
    monkeypatch: pytest.MonkeyPatch, flows: list[int], message: str
) -> None:
    prices = np.array([0, 3, 0] if "optimum" in message else [0, 0, 0], dtype=np.int64)
    reseau = two_ways((5,), (3,)) if "optimum" in message else two_ways((0,), (0,))
    reseau.lows[2] = 0
    monkeypatch.setattr(flot, "_solve", lambda *_: (np.array(flows, dtype=np.int64), prices))
    with pytest.raises(FlotInvalideError, match=message):
        find_circulation(reseau)


def test_a_solver_that_does_not_conclude_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    write = flot._model

    def unbounded(*args: Any) -> Any:
        model = write(*args)
        model.col_upper_ = np.full(model.num_col_, highspy.kHighsInf)
        return model

    monkeypatch.setattr(flot, "_model", unbounded)
    with pytest.raises(FlotInvalideError, match="attendu : optimal"):
        find_circulation(a_reseau([((0, 1), 0, 1, (-1, 0)), ((1, 0), 0, 1, (-1, 0))]))
