"""Drawing without surprise: the same seed gives the same demonstration, on every machine.

Each step has its own stream, so that changing one leaves the others as they are. Only integers are drawn.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from random import Random
from typing import TypeVar

GRAINE = 20260101

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def open_tirage(etape: str) -> Random:
    """Open the stream of a step."""
    return Random(f"{GRAINE} {etape}")  # noqa: S311  (a reproducible demonstration, nothing secret)


def is_tire(rng: Random, pour_mille: int) -> bool:
    """Draw an event of `pour_mille` chances in a thousand."""
    return rng.randrange(1000) < pour_mille


def draw_weighted(rng: Random, weights: Mapping[K, int]) -> K:
    """Draw a key according to whole weights."""
    left = rng.randrange(sum(weights.values()))
    for key, weight in weights.items():
        left -= weight
        if left < 0:
            return key
    raise AssertionError("unreachable: the weights sum to more than the draw")


def spread(total: int, weights: Mapping[K, int]) -> dict[K, int]:
    """Share a whole number by largest remainder, ties to the first key; the sum is exact."""
    whole = sum(weights.values())
    shares = {key: total * weight // whole for key, weight in weights.items()}
    by_rest = sorted(weights, key=lambda key: -(total * weights[key] % whole))
    for key in by_rest[: total - sum(shares.values())]:
        shares[key] += 1
    return shares


def deal(rng: Random, total: int, weights: Mapping[K, int]) -> list[K]:
    """Give a shuffled list of `total` keys in the proportions of `weights`."""
    cards = [key for key, count in spread(total, weights).items() for _ in range(count)]
    rng.shuffle(cards)
    return cards


def cut(rng: Random, total: int, sizes: Sequence[int]) -> list[int]:
    """Cut a whole number into pieces of drawn sizes; a last piece too small joins the one before."""
    pieces: list[int] = []
    while total > 0:
        piece = min(total, rng.choice(sizes))
        if pieces and piece < min(sizes):
            pieces[-1] += piece
        else:
            pieces.append(piece)
        total -= piece
    return pieces
