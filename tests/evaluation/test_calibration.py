"""Reliability and risk-coverage: counted by hand, and against scikit-learn where it defines the same thing."""

import numpy as np
import pytest
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss

from evaluation.calibration import BINS, reliability, risk_coverage
from evaluation.measures import Interval


def drawn(count, seed=3, places=2):
    """Scores with ties (two places), right more often than they say."""
    chance = np.random.default_rng(seed)
    scores = chance.random(count).round(places).tolist()
    return [(score, bool(chance.random() < score**0.5)) for score in scores]


def test_one_bin_by_hand():
    """Scores 0.9, 0.7, 0.6, 0.2; right, right, wrong, wrong.

    One bin: mean score 0.6, share 0.5, so ECE and MCE are 0.1. Brier: (0.01 + 0.09 + 0.36 + 0.04) / 4 = 0.125.
    Parts: reliability 0.01, resolution 0, uncertainty 0.25; within the bin 0.125 - 0.26 = -0.135.
    Wilson for 2 of 4: 0.5 -+ 0.35 (0.1500 to 0.8500).
    """
    found = reliability([(0.2, False), (0.9, True), (0.6, False), (0.7, True)])
    (one,) = found.bins
    assert (one.low, one.high, one.count, one.share) == (0.2, 0.9, 4, 0.5)
    assert one.mean_score == pytest.approx(0.6)
    assert (one.interval.low, one.interval.high) == pytest.approx((0.1500, 0.8500), abs=5e-5)
    assert (found.ece, found.mce, found.brier) == pytest.approx((0.1, 0.1, 0.125))
    parts = found.decomposition
    assert (parts.reliability, parts.resolution, parts.uncertainty) == pytest.approx((0.01, 0.0, 0.25))
    assert parts.within == pytest.approx(-0.135)


def test_two_bins_by_hand():
    """Ten claims at 0.25, of them 1 right; ten at 0.75, of them 9 right: ECE = MCE = 0.15.

    Brier: (9 * 0.0625 + 0.5625 + 9 * 0.0625 + 0.5625) / 20 = 0.1125. Reliability 0.0225, resolution 0.16, uncertainty
    0.25: 0.0225 - 0.16 + 0.25 = 0.1125, nothing hidden within.
    """
    claims = [(0.25, n < 1) for n in range(10)] + [(0.75, n < 9) for n in range(10)]
    found = reliability(claims)
    assert [(one.low, one.count, one.share) for one in found.bins] == [(0.25, 10, 0.1), (0.75, 10, 0.9)]
    assert (found.ece, found.mce, found.brier) == pytest.approx((0.15, 0.15, 0.1125))
    parts = found.decomposition
    assert (parts.reliability, parts.resolution, parts.uncertainty) == pytest.approx((0.0225, 0.16, 0.25))
    assert parts.within == pytest.approx(0, abs=1e-12)


def test_unequal_bins_weigh_by_count():
    """Thirty at 0.5 of which 18 are right (off by 0.1), ten at 1.0 all right: ECE 30/40 * 0.1, MCE 0.1."""
    found = reliability([(0.5, n < 18) for n in range(30)] + [(1.0, True)] * 10)
    assert [one.count for one in found.bins] == [30, 10]
    assert (found.ece, found.mce) == pytest.approx((0.075, 0.1))


@pytest.mark.parametrize("count", [100, 137, 500])
def test_bins_are_those_of_scikit_learn(count):
    claims = drawn(count)
    scores, right = [score for score, _ in claims], [one for _, one in claims]
    shares, means = calibration_curve(right, scores, n_bins=BINS, strategy="quantile")
    found = reliability(claims)
    assert [one.share for one in found.bins] == pytest.approx(shares.tolist())
    assert [one.mean_score for one in found.bins] == pytest.approx(means.tolist())


@pytest.mark.parametrize("count", [1, 7, 100])
def test_brier_is_that_of_scikit_learn(count):
    claims = drawn(count)
    theirs = brier_score_loss([right for _, right in claims], [score for score, _ in claims], labels=[False, True])
    assert reliability(claims).brier == pytest.approx(theirs)


@pytest.mark.parametrize("count", [3, 25, 100, 333])
def test_what_must_hold(count):
    """Bins part all claims in order and share no score; the parts of Brier add up; ECE is at most MCE."""
    found = reliability(drawn(count))
    assert sum(one.count for one in found.bins) == count
    assert all(a.high < b.low for a, b in zip(found.bins, found.bins[1:], strict=False))
    assert all(one.low <= one.mean_score <= one.high for one in found.bins)
    assert all(one.interval.low - 1e-12 <= one.share <= one.interval.high + 1e-12 for one in found.bins)
    parts = found.decomposition
    total = parts.reliability - parts.resolution + parts.uncertainty + parts.within
    assert total == pytest.approx(found.brier)
    assert found.ece <= found.mce + 1e-12


@pytest.mark.parametrize(("count", "bins"), [(9, 1), (19, 1), (20, 2), (99, 9), (100, 10), (1000, 10)])
def test_few_claims_few_bins(count, bins):
    assert len(reliability([(n / count, True) for n in range(count)]).bins) == bins


def test_equal_scores_stay_in_one_bin():
    found = reliability([(0.5, True)] * 40)
    assert [(one.count, one.low, one.high) for one in found.bins] == [(40, 0.5, 0.5)]
    assert found.bins[0].interval == Interval(pytest.approx(40 / (40 + 1.959963984540054**2)), 1.0)


def test_nothing_scored():
    assert reliability([]) is None
    assert risk_coverage([]) is None
    assert risk_coverage([(None, True), (None, False)]) is None


def test_risk_against_coverage_by_hand():
    """Right, wrong, right, wrong by falling score: risks 0, 1/2, 1/3, 1/2; their mean is (1/2 + 1/3 + 1/2) / 4 = 1/3.

    Best order right, right, wrong, wrong: 0, 0, 1/3, 1/2, mean 5/24. Excess 1/8.
    """
    found = risk_coverage([(0.9, True), (0.8, False), (0.7, True), (0.6, False)])
    assert [(one.coverage, one.risk, one.threshold) for one in found.points] == [
        (0.25, 0.0, 0.9),
        (0.5, 0.5, 0.8),
        (0.75, pytest.approx(1 / 3), 0.7),
        (1.0, 0.5, 0.6),
    ]
    assert (found.area, found.best, found.excess) == pytest.approx((1 / 3, 5 / 24, 1 / 8))


def test_the_best_order_has_no_excess():
    found = risk_coverage([(0.9, True), (0.8, True), (0.3, False)])
    assert (found.area, found.best, found.excess) == pytest.approx((1 / 9, 1 / 9, 0))


@pytest.mark.parametrize(("right", "area"), [(True, 0.0), (False, 1.0)])
def test_all_alike(right, area):
    found = risk_coverage([(0.9, right), (0.8, right), (0.8, right)])
    assert (found.area, found.best, found.excess) == (area, area, 0.0)


def test_ties_are_one_point_and_count_in_expectation():
    """Two claims of one score, one wrong: either order is as likely, risks (0, 1/2) or (1, 1/2), mean 1/2 and 1/2."""
    for claims in ([(0.5, True), (0.5, False)], [(0.5, False), (0.5, True)]):
        found = risk_coverage(claims)
        assert [(one.coverage, one.risk, one.threshold) for one in found.points] == [(1.0, 0.5, 0.5)]
        assert (found.area, found.best, found.excess) == pytest.approx((0.5, 0.25, 0.25))


def test_ties_are_the_mean_over_orders():
    claims = [(0.9, False)] + [(0.5, n < 3) for n in range(5)] + [(0.1, True)]
    chance, areas = np.random.default_rng(5), []
    for _ in range(4_000):
        tied = claims[1:6]
        chance.shuffle(tied)
        apart = [claims[0], *((0.5 - n / 100, right) for n, (_, right) in enumerate(tied)), claims[6]]
        areas.append(risk_coverage(apart).area)
    assert risk_coverage(claims).area == pytest.approx(np.mean(areas), abs=0.005)


def test_unscored_claims_are_the_last_point():
    """0.9 right, then two without a score, one of them wrong: risks 0, then in expectation 1/4, at the end 1/3."""
    found = risk_coverage([(0.9, True), (None, False), (None, True)])
    assert [(one.coverage, one.threshold) for one in found.points] == [(pytest.approx(1 / 3), 0.9), (1.0, None)]
    assert found.area == pytest.approx((0 + 1 / 4 + 1 / 3) / 3)
