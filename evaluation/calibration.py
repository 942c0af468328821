"""Whether a certainty means what it says: reliability in bins of equal mass, the Brier score, risk against coverage.

Sources: DeGroot and Fienberg (1983), The comparison and evaluation of forecasters, The Statistician 32, 12-22
(reliability); Naeini, Cooper and Hauskrecht (2015), AAAI 29, 2901-2907 (ECE, MCE); Brier (1950), Monthly Weather Review
78, 1-3; Murphy (1973), J. Applied Meteorology 12, 595-600, and Stephenson, Coelho and Jolliffe (2008), Weather and
Forecasting 23, 752-757 (its parts, in bins); Geifman and El-Yaniv (2017), Selective classification for deep neural
networks, NeurIPS 30 (risk against coverage); Geifman, Uziel and El-Yaniv (2019), Bias-reduced uncertainty estimation,
ICLR (the area and its excess over the best order).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import fsum

import numpy as np

from evaluation.agreement import proportion
from evaluation.measures import Interval

BINS = 10
LEAST_IN_BIN = 10
"""Fewer claims than BINS of this size are parted into fewer bins."""

Judged = tuple[float, bool]
"""A certainty 0..1, and whether what was claimed with it is right."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Claims of like certainty: `low` and `high` are the least and the greatest score in it, `share` how many of
    `count` are right, `interval` its Wilson interval."""

    low: float
    high: float
    count: int
    mean_score: float
    share: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Decomposition:
    """The parts of a Brier score: `reliability` - `resolution` + `uncertainty` + `within`.

    `within` is what the bins hide (scores that differ inside a bin); 0 when every bin has one score.
    """

    reliability: float
    resolution: float
    uncertainty: float
    within: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far scores are probabilities. `ece` and `mce`: mean (by count) and greatest distance of a bin's share from
    its mean score; `brier`: mean squared distance of score and truth. All 0..1, lower is better."""

    bins: tuple[Bin, ...]
    ece: float
    mce: float
    brier: float
    decomposition: Decomposition


@dataclass(frozen=True, slots=True)
class Point:
    """Kept are the claims with a score of at least `threshold`: `coverage` is their share, `risk` the share of wrong
    ones among them. `threshold` None: all, those without a score too."""

    coverage: float
    risk: float
    threshold: float | None


@dataclass(frozen=True, slots=True)
class RiskCoverage:
    """What leaving out the least certain claims buys. `area` is the mean risk over all coverages, `best` that of an
    order with all right claims first, `excess` their difference: 0 when no order is better."""

    points: tuple[Point, ...]
    area: float
    best: float
    excess: float


def reliability(judged: Sequence[Judged]) -> Reliability | None:
    """The reliability of scores, None without any. Equal scores never part: a bin may be larger than the others."""
    if not judged:
        return None
    groups = list(_equal_mass(judged))
    bins = tuple(_bin(group) for group in groups)
    of = len(judged)
    brier = fsum((score - right) ** 2 for score, right in judged) / of
    gaps = [abs(one.share - one.mean_score) for one in bins]
    return Reliability(
        bins=bins,
        ece=fsum(gap * one.count for gap, one in zip(gaps, bins, strict=True)) / of,
        mce=max(gaps),
        brier=brier,
        decomposition=_decomposed(bins, brier),
    )


def risk_coverage(ranked: Sequence[tuple[float | None, bool]]) -> RiskCoverage | None:
    """Risk against coverage of (score, right), the best first, None scores last; None when no score is told.

    A threshold keeps all claims of one score or none, so there is one point for each score. Within one score the area
    is that of a random order, in expectation: it does not depend on how ties are put.
    """
    if not ranked or ranked[0][0] is None:
        return None
    of, kept, wrong, area = len(ranked), 0, 0.0, 0.0
    points = []
    for threshold, group in groupby(ranked, key=lambda pair: pair[0]):
        rights = [right for _, right in group]
        errors = rights.count(False)
        area += fsum((wrong + errors * n / len(rights)) / (kept + n) for n in range(1, len(rights) + 1))
        kept, wrong = kept + len(rights), wrong + errors
        points.append(Point(kept / of, wrong / kept, threshold))
    right = of - int(wrong)
    best = fsum(n / (right + n) for n in range(1, int(wrong) + 1)) / of
    return RiskCoverage(tuple(points), area / of, best, max(0.0, area / of - best))


def _equal_mass(judged: Sequence[Judged]) -> Iterator[list[Judged]]:
    """The claims in bins cut at the quantiles of their scores, the lowest first; a score at a cut lies below it."""
    ordered = sorted(judged)
    scores = np.array([score for score, _ in ordered])
    wanted = min(BINS, max(1, len(ordered) // LEAST_IN_BIN))
    cuts = np.percentile(scores, np.linspace(0, 100, wanted + 1)[1:-1])
    places = np.searchsorted(cuts, scores).tolist()
    for _, group in groupby(zip(places, ordered, strict=True), key=lambda pair: pair[0]):
        yield [one for _, one in group]


def _bin(group: Sequence[Judged]) -> Bin:
    count, hits = len(group), sum(right for _, right in group)
    wilson = proportion(hits, count).interval
    return Bin(
        low=group[0][0],
        high=group[-1][0],
        count=count,
        mean_score=fsum(score for score, _ in group) / count,
        share=hits / count,
        interval=wilson or Interval(0.0, 1.0),
    )


def _decomposed(bins: Sequence[Bin], brier: float) -> Decomposition:
    of = sum(one.count for one in bins)
    base = fsum(one.share * one.count for one in bins) / of
    unreliable = fsum(one.count * (one.mean_score - one.share) ** 2 for one in bins) / of
    resolved = fsum(one.count * (one.share - base) ** 2 for one in bins) / of
    uncertain = base * (1 - base)
    return Decomposition(unreliable, resolved, uncertain, brier - (unreliable - resolved + uncertain))
