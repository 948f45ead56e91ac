"""Intervals: published values, exact coverage on small counts, and what must hold for every count."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gef.core.errors import DonneeInvalideError
from gef.core.intervalles import ECHELLE, Z_95, Intervalle, PartEcoulee, predict_total, root_above, wilson

comptes = st.integers(0, 5_000)
parts = st.fractions(Fraction(1, 366), 1, max_denominator=366)
parts_saison = st.builds(
    PartEcoulee, parts, st.none() | st.integers(30, 5_000), st.fractions(1, 20, max_denominator=50)
)


def slow_root(valeur: Fraction) -> Fraction:
    """Smallest multiple of 1 / ECHELLE whose square is not under the value, by bisection."""
    low, high = -1, (int(valeur) + 2) * ECHELLE
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if Fraction(middle, ECHELLE) ** 2 >= valeur else (middle, high)
    return Fraction(high, ECHELLE)


@given(st.fractions(0, 10**6))
def test_a_root_is_the_smallest_that_is_not_too_small(valeur: Fraction) -> None:
    assert root_above(valeur) == slow_root(valeur)


# Wilson's interval, four decimals, with the tables' z of 1.96: published in the literature quoted by the module
# (1/10 and 8/10 by hand: (x + z²/2 ± z√(x(n−x)/n + z²/4)) / (n + z²)).
@pytest.mark.parametrize(
    ("succes", "essais", "bas", "haut"),
    [
        (0, 10, "0.0000", "0.2775"),
        (1, 10, "0.0179", "0.4042"),
        (5, 10, "0.2366", "0.7634"),
        (8, 10, "0.4902", "0.9433"),
        (10, 10, "0.7225", "1.0000"),
        (81, 263, "0.2553", "0.3662"),
        (15, 148, "0.0624", "0.1605"),
        (0, 20, "0.0000", "0.1611"),
        (1, 29, "0.0061", "0.1718"),
        (911, 13294, "0.0644", "0.0729"),
    ],
)
def test_published_values_of_the_score_interval(succes: int, essais: int, bas: str, haut: str) -> None:
    interval = wilson(succes, essais)
    assert [f"{round(end * 10_000) / 10_000:.4f}" for end in (interval.bas, interval.haut)] == [bas, haut]


@given(st.integers(1, 200_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_proportion_stands_in_its_interval_and_in_the_unit(case: tuple[int, int]) -> None:
    succes, essais = case
    interval = wilson(succes, essais)
    assert interval.contains(Fraction(succes, essais))
    assert 0 <= interval.bas < interval.haut <= 1
    mirror = wilson(essais - succes, essais)
    # Outward rounding alone breaks the symmetry.
    assert abs(interval.bas - (1 - mirror.haut)) <= Fraction(2, ECHELLE)


@given(st.integers(1, 2_000).flatmap(lambda n: st.tuples(st.integers(0, n - 1), st.just(n))))
def test_one_more_success_raises_both_ends(case: tuple[int, int]) -> None:
    succes, essais = case
    one, more = wilson(succes, essais), wilson(succes + 1, essais)
    assert one.bas < more.bas
    assert one.haut <= more.haut


@given(st.integers(0, 50), st.integers(50, 500))
def test_ten_times_the_same_counts_are_surer(succes: int, essais: int) -> None:
    assert wilson(10 * succes, 10 * essais).largeur < wilson(succes, essais).largeur


@pytest.mark.parametrize("essais", [10, 25, 40])
def test_the_interval_covers_the_truth_about_as_often_as_it_says(essais: int) -> None:
    """Exact binomial sums, no drawing: 95 % on average of the truths, never under 83 % away from the very ends."""
    intervals = [wilson(succes, essais) for succes in range(essais + 1)]
    truths = [Fraction(k, 100) for k in range(2, 99)]
    covers = [
        sum(comb(essais, x) * p**x * (1 - p) ** (essais - x) for x in range(essais + 1) if intervals[x].contains(p))
        for p in truths
    ]
    assert Fraction(94, 100) < sum(covers) / len(covers) < Fraction(97, 100)
    assert min(covers) > Fraction(83, 100)


@pytest.mark.parametrize(("succes", "essais"), [(0, 0), (-1, 5), (6, 5), (1, -1)])
def test_an_impossible_proportion_is_refused(succes: int, essais: int) -> None:
    with pytest.raises(DonneeInvalideError, match="attendu : au moins un essai"):
        wilson(succes, essais)


def keeps(total: int, count: int, part: PartEcoulee) -> bool:
    """Ask of one total what the interval answers for all."""
    w = part.valeur
    variance = part.dispersion * total * w * (1 - w)
    if part.evenements:
        variance *= 1 + Fraction(total, part.evenements)
    return (count - w * total) ** 2 <= Z_95**2 * variance


@given(st.integers(0, 60), parts_saison)
def test_every_total_that_does_not_surprise_is_kept_and_hardly_any_other(count: int, part: PartEcoulee) -> None:
    interval = predict_total(count, part)
    if interval is None:
        assert all(keeps(total, count, part) for total in range(100 * count + 10_000, 100 * count + 10_003))
        return
    ends = int(interval.bas), int(interval.haut)
    asked = {*range(count, count + 400), *(end + d for end in ends for d in range(-3, 4) if end + d >= count)}
    assert all(interval.contains(total) for total in asked if keeps(total, count, part))
    assert not any(keeps(total, count, part) for total in (ends[0] - 2, ends[1] + 2) if total >= count)


@given(comptes, parts_saison)
def test_the_rule_of_three_stands_in_the_interval(count: int, part: PartEcoulee) -> None:
    interval = predict_total(count, part)
    assert interval is None or interval.contains(count / part.valeur)
    assert interval is None or interval.bas >= count


@given(comptes, parts_saison)
def test_one_more_departure_lowers_no_end(count: int, part: PartEcoulee) -> None:
    one, more = predict_total(count, part), predict_total(count + 1, part)
    assert (one is None) == (more is None)
    assert one is None or more is None or (one.bas <= more.bas and one.haut <= more.haut)


@given(comptes, parts, st.integers(30, 5_000))
def test_what_is_less_known_makes_a_wider_interval(count: int, valeur: Fraction, evenements: int) -> None:
    certain, seasonal, unlike = (
        predict_total(count, PartEcoulee(valeur, *known)) for known in ((), (evenements,), (evenements, Fraction(3)))
    )
    assert certain is not None
    assert seasonal is None or seasonal.largeur >= certain.largeur
    assert unlike is None or seasonal is None or unlike.largeur >= seasonal.largeur
    assert unlike is None or seasonal is not None


@given(comptes, st.none() | st.integers(1, 100))
def test_a_year_that_is_over_is_certain(count: int, evenements: int | None) -> None:
    assert predict_total(count, PartEcoulee(Fraction(1), evenements)) == Intervalle(Fraction(count), Fraction(count))


def test_a_year_that_has_not_begun_has_no_upper_end() -> None:
    assert predict_total(0, PartEcoulee(Fraction(0))) is None
    assert predict_total(7, PartEcoulee(Fraction(1, 365), 40)) is None


def test_values_out_of_their_domain_are_refused() -> None:
    with pytest.raises(DonneeInvalideError, match="le plus petit d’abord"):
        Intervalle(Fraction(2), Fraction(1))
    with pytest.raises(DonneeInvalideError, match="positif ou nul"):
        predict_total(-1, PartEcoulee(Fraction(1, 2)))
    with pytest.raises(DonneeInvalideError, match="positif ou nul"):
        root_above(Fraction(-1))
    for args, message in (
        ((Fraction(2),), "entre 0 et 1"),
        ((Fraction(1, 2), 0), "au moins 1"),
        ((Fraction(1, 2), 5, Fraction(1, 2)), "dispersion"),
    ):
        with pytest.raises(DonneeInvalideError, match=message):
            PartEcoulee(*args)
