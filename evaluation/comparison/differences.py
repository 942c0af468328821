"""The difference of two runs in every measure, with paired bootstrap intervals over documents.

Both runs are summed over the same resampled documents, so what makes a document hard for both cancels out (Efron and
Tibshirani, 1993, chapter 8). The test takes the resampled differences, moved to centre on 0, for what chance alone
would give (Berg-Kirkpatrick, Burkett and Klein, 2012, An empirical investigation of statistical significance in NLP):

    p = (1 + number of resamples with |d* - d| >= |d|) / (1 + number of resamples)

two-sided; the ones added keep p from being 0 (Davison and Hinkley, 1997, section 4.2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from evaluation.intervals import draws, percentile
from evaluation.measures import Bootstrap, Interval, Tally

Floats = NDArray[np.float64]
Pairs = Sequence[tuple[Mapping[str, Tally], Mapping[str, Tally]]]
"""Of every document the tallies of the first and of the second run."""

ROUNDING = 1e-9
"""Differences of quotients of whole numbers below this are differences of rounding."""


class Figure(StrEnum):
    """What is made of a tally, 0..1."""

    F1 = "f1"
    F2 = "f2"
    PRECISION = "precision"
    RECALL = "recall"


WEIGHTS: Mapping[Figure, tuple[float, float, float]] = {
    Figure.F1: (2, 1, 1),
    Figure.F2: (5, 1, 4),
    Figure.PRECISION: (1, 1, 0),
    Figure.RECALL: (1, 0, 1),
}
"""A figure is a * hits / (b * predicted + c * gold); here (a, b, c). F2 weighs recall four times (van Rijsbergen)."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of one measure in both runs. `value` is second less first, -1..1.

    `changed` counts the documents in which the two tallies differ. `value`, `interval` and `p` are None where a run has
    nothing to measure; the interval is the 95 % percentile interval, `p` is not corrected.
    """

    name: str
    first: Tally
    second: Tally
    changed: int
    value: float | None
    interval: Interval | None
    p: float | None


def figure_of(one: Tally, figure: Figure) -> float | None:
    """The figure of a tally, None when it is not defined."""
    a, b, c = WEIGHTS[figure]
    below = b * one.predicted + c * one.gold
    return a * one.hits / below if below else None


def differences(
    pairs: Pairs, settings: Bootstrap, names: Sequence[str] | None = None, figure: Figure = Figure.F1
) -> dict[str, Difference]:
    """The difference in every measure of `names`, all that occur when None, in the order in which they occur.

    Resamples in which a run has nothing to measure are left out for that measure. Empty without documents.
    """
    if not pairs:
        return {}
    if names is None:
        names = list(dict.fromkeys(name for pair in pairs for side in pair for name in side))
    counts = _counts(pairs, names)
    flat = counts.reshape(len(pairs), -1)
    drawn = np.concatenate(
        [_quotients((block @ flat).reshape(-1, 2, len(names), 3), figure) for block in draws(len(pairs), settings)]
    )
    changed = (counts[:, 0] != counts[:, 1]).any(axis=2).sum(axis=0)
    totals = counts.sum(axis=0)
    return {
        name: _difference(name, totals[:, n], int(changed[n]), drawn[:, :, n], figure) for n, name in enumerate(names)
    }


def _difference(name: str, totals: Floats, changed: int, drawn: Floats, figure: Figure) -> Difference:
    first, second = (_tally(side.tolist()) for side in totals)
    was, is_now = figure_of(first, figure), figure_of(second, figure)
    if was is None or is_now is None:
        return Difference(name, first, second, changed, None, None, None)
    value = is_now - was
    resampled = drawn[:, 1] - drawn[:, 0]
    resampled = resampled[~np.isnan(resampled)]
    if not len(resampled):
        return Difference(name, first, second, changed, value, None, None)
    beyond = int((np.abs(resampled - value) >= abs(value) - ROUNDING).sum())
    return Difference(name, first, second, changed, value, percentile(resampled), (1 + beyond) / (1 + len(resampled)))


def _tally(counts: Sequence[float]) -> Tally:
    hits, predicted, gold = counts
    return Tally(int(hits) if hits.is_integer() else hits, int(predicted), int(gold))


def _counts(pairs: Pairs, names: Sequence[str]) -> Floats:
    """(documents, 2 runs, measures, hits and predicted and gold); halves and whole numbers are exact in a float."""
    none = Tally()
    return np.array(
        [
            [[(t.hits, t.predicted, t.gold) for t in (side.get(name, none) for name in names)] for side in pair]
            for pair in pairs
        ],
        dtype=np.float64,
    ).reshape(len(pairs), 2, len(names), 3)


def _quotients(sums: Floats, figure: Figure) -> Floats:
    """(resamples, 2, measures): the figure, NaN where it is not defined."""
    a, b, c = WEIGHTS[figure]
    below = b * sums[..., 1] + c * sums[..., 2]
    result = np.full(below.shape, np.nan)
    np.divide(a * sums[..., 0], below, out=result, where=below > 0)
    return result
