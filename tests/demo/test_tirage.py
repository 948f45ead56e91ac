from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from gef.demo.tirage import cut, deal, draw_weighted, is_tire, open_tirage, spread

WEIGHTS = st.dictionaries(st.text(min_size=1), st.integers(0, 1000), min_size=1).filter(lambda w: sum(w.values()) > 0)


@given(st.integers(0, 5000), WEIGHTS)
def test_spread_loses_nothing_and_stays_within_one(total: int, weights: dict[str, int]) -> None:
    shares = spread(total, weights)
    whole = sum(weights.values())
    assert sum(shares.values()) == total
    assert all(abs(shares[key] * whole - total * weight) < whole for key, weight in weights.items())


@given(st.integers(0, 300), WEIGHTS)
def test_deal_gives_the_shares_in_some_order(total: int, weights: dict[str, int]) -> None:
    expected = {key: n for key, n in spread(total, weights).items() if n}
    assert Counter(deal(open_tirage("essai"), total, weights)) == expected


@given(st.integers(0, 500))
def test_cut_loses_nothing_and_leaves_no_crumb(total: int) -> None:
    pieces = cut(open_tirage("essai"), total, (6, 10, 30))
    assert sum(pieces) == total
    assert len(pieces) < 2 or min(pieces) >= 6


def test_a_weight_of_zero_is_never_drawn() -> None:
    rng = open_tirage("essai")
    drawn = Counter(draw_weighted(rng, {"jamais": 0, "rare": 1, "souvent": 9}) for _ in range(1000))
    assert drawn["jamais"] == 0
    assert drawn["souvent"] > 5 * drawn["rare"] > 0


def test_chances_are_in_a_thousand() -> None:
    rng = open_tirage("essai")
    assert not any(is_tire(rng, 0) for _ in range(100))
    assert all(is_tire(rng, 1000) for _ in range(100))


def test_each_step_has_its_own_stream() -> None:
    parc = [open_tirage("parc").randrange(10**9) for _ in range(2)]
    assert parc[0] == parc[1]
    assert parc[0] != open_tirage("flux").randrange(10**9)
