"""Paired differences: counted by hand, held against a plain loop, and against resamples that can be enumerated."""

import numpy as np
import pytest

from evaluation.comparison.differences import Figure, differences, figure_of
from evaluation.measures import Bootstrap, Interval, Tally

HIT, MISS, FALSE = Tally(1, 1, 1), Tally(0, 0, 1), Tally(0, 1, 0)
MANY = Bootstrap(resamples=4000)

FIGURES = [
    (Tally(3, 4, 6), Figure.F1, 6 / 10),
    (Tally(3, 4, 6), Figure.F2, 15 / 28),
    (Tally(3, 4, 6), Figure.PRECISION, 3 / 4),
    (Tally(3, 4, 6), Figure.RECALL, 3 / 6),
    (Tally(0, 0, 2), Figure.PRECISION, None),
    (Tally(0, 2, 0), Figure.RECALL, None),
    (Tally(), Figure.F1, None),
]


@pytest.mark.parametrize(("one", "figure", "value"), FIGURES)
def test_figures(one, figure, value):
    assert figure_of(one, figure) == (None if value is None else pytest.approx(value))


def told(pairs, settings=MANY, **more):
    return differences([({"m": first}, {"m": second}) for first, second in pairs], settings, **more)["m"]


def test_a_difference_counted_by_hand():
    one = told([(HIT, HIT), (MISS, HIT), (HIT, Tally(1, 2, 1))])
    # first: 2 hits, 2 predicted, 3 gold: 4/5; second: 3 hits, 4 predicted, 3 gold: 6/7
    assert (one.first, one.second, one.changed) == (Tally(2, 2, 3), Tally(3, 4, 3), 2)
    assert one.value == pytest.approx(6 / 7 - 4 / 5)


def test_two_papers_have_resamples_that_can_be_enumerated():
    one = told([(MISS, HIT), (HIT, HIT)])
    # F1 of the first is 2/3. Drawn twice A: 1 - 0; A and B: 1 - 2/3; twice B: 0. As likely as 1 : 2 : 1.
    assert one.value == pytest.approx(1 / 3)
    assert one.interval == Interval(0.0, 1.0)
    # |d* - 1/3| >= 1/3 for AA (2/3) and for BB (1/3): half of the resamples
    assert one.p == pytest.approx(0.5, abs=0.03)


def test_the_bootstrap_is_that_of_a_plain_loop():
    generator = np.random.default_rng(5)
    pairs = []
    for _ in range(12):
        gold = int(generator.integers(1, 5))
        pairs.append([Tally(int(generator.integers(0, gold + 1)), gold + 1, gold) for _ in range(2)])
    settings = Bootstrap(resamples=300, seed=9)
    one = told(pairs, settings)
    draws = np.random.default_rng(9).multinomial(12, np.full(12, 1 / 12), size=300)
    drawn = []
    for draw in draws:
        sides = [
            sum((pair[side] for pair, times in zip(pairs, draw, strict=True) for _ in range(times)), Tally())
            for side in (0, 1)
        ]
        drawn.append(sides[1].f1 - sides[0].f1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    beyond = sum(abs(d - one.value) >= abs(one.value) - 1e-9 for d in drawn)
    assert (one.interval.low, one.interval.high) == pytest.approx((low, high))
    assert one.p == pytest.approx((1 + beyond) / 301)


def test_a_run_against_itself_differs_in_nothing():
    one = told([(HIT, HIT), (MISS, MISS), (FALSE, FALSE)])
    assert (one.value, one.interval, one.p, one.changed) == (0.0, Interval(0.0, 0.0), 1.0, 0)


def test_the_other_order_negates():
    pairs = [(HIT, MISS), (MISS, HIT), (HIT, HIT), (FALSE, HIT), (HIT, FALSE), (MISS, HIT)]
    one, other = told(pairs), told([(second, first) for first, second in pairs])
    assert one.value == pytest.approx(-other.value)
    assert (one.interval.low, one.interval.high) == pytest.approx((-other.interval.high, -other.interval.low))
    assert one.p == other.p


def test_what_one_run_cannot_measure_has_no_difference():
    one = told([(Tally(), FALSE)])
    assert (one.value, one.interval, one.p, one.changed) == (None, None, None, 1)


def test_a_measure_that_one_run_lacks_counts_as_empty_there():
    found = differences([({}, {"m.PER": HIT})], Bootstrap(resamples=5))
    assert found["m.PER"].first == Tally()
    assert found["m.PER"].value is None


def test_recall_is_resampled_as_recall():
    one = told([(MISS, HIT), (HIT, HIT)], figure=Figure.RECALL)
    assert one.value == pytest.approx(0.5)
    assert one.interval == Interval(0.0, 1.0)


def test_halves_stay_halves():
    assert told([(Tally(1.5, 2, 2), HIT)]).first == Tally(1.5, 2, 2)


def test_no_papers_no_differences():
    assert differences([], MANY) == {}
