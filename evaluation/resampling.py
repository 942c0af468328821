"""Bootstrap intervals of figures that people's judgements give: cases drawn anew with replacement, from a fixed seed.

Resamples in which a figure is not defined (all of one value) are left out (Efron and Tibshirani, 1993, chapter 13).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.measures import Bootstrap, Interval

Value = str | None
Pair = tuple[str, str]
Unit = Sequence[Value]
"""The judgements of one thing, one place a judge; None where a judge has not judged."""

Draws = NDArray[np.int64]
"""(resamples, cases): which cases a resample consists of."""
AT_ONCE = 2_000_000
"""Drawn cases held in memory together."""


def kappa_interval(pairs: Sequence[Pair], settings: Bootstrap) -> Interval | None:
    """The 95 % percentile interval of Cohen's kappa over pairs, None when no resample defines it."""
    codes = _codes(value for pair in pairs for value in pair)
    both = np.array([[codes[first], codes[second]] for first, second in pairs])
    alike = both[:, 0] == both[:, 1]

    def kappas(draws: Draws) -> NDArray[np.float64]:
        chosen = both[draws]
        observed = alike[draws].mean(axis=1)
        firsts, seconds = (_totals(chosen[:, :, side], len(codes)) for side in (0, 1))
        chance = (firsts * seconds).sum(axis=1) / len(pairs) ** 2
        return quotient(observed - chance, 1 - chance)

    return _interval(len(pairs), kappas, settings)


def alpha_interval(units: Sequence[Unit], settings: Bootstrap) -> Interval | None:
    """The 95 % percentile interval of nominal alpha over units that at least two judged; None as above."""
    codes = _codes(value for unit in units for value in unit if value is not None)
    judges = np.array([sum(value is not None for value in unit) for unit in units])
    coincident = np.array([_coincident(unit) for unit in units])
    none = len(codes)
    table = np.full((len(units), max(map(len, units))), none)
    for row, unit in enumerate(units):
        for place, value in enumerate(unit):
            table[row, place] = none if value is None else codes[value]

    def alphas(draws: Draws) -> NDArray[np.float64]:
        given = judges[draws].sum(axis=1)
        totals = _totals(table[draws].reshape(len(draws), -1), none + 1)[:, :none]
        apart = given**2 - (totals**2).sum(axis=1)
        return 1 - quotient((given - 1) * (given - coincident[draws].sum(axis=1)), apart)

    return _interval(len(units), alphas, settings)


def median_interval(values: Sequence[float], settings: Bootstrap) -> Interval | None:
    """The 95 % percentile interval of the median, None without values."""
    held = np.array(values, dtype=np.float64)
    return _interval(len(values), lambda draws: np.median(held[draws], axis=1), settings) if len(held) else None


def _interval(cases: int, measure: Callable[[Draws], NDArray[np.float64]], settings: Bootstrap) -> Interval | None:
    found = np.concatenate([measure(draws) for draws in _draws(cases, settings)])
    defined = found[~np.isnan(found)]
    if not len(defined):
        return None
    low, high = np.percentile(defined, [2.5, 97.5])
    return Interval(float(low), float(high))


def _draws(cases: int, settings: Bootstrap) -> Iterator[Draws]:
    generator = np.random.default_rng(settings.seed)
    at_once = max(1, AT_ONCE // cases)
    for start in range(0, settings.resamples, at_once):
        yield generator.integers(cases, size=(min(at_once, settings.resamples - start), cases))


def _totals(chosen: NDArray[Any], values: int) -> NDArray[np.int64]:
    """(resamples, values): how often each value was given."""
    shifted = chosen + np.arange(len(chosen))[:, np.newaxis] * values
    return np.bincount(shifted.ravel(), minlength=len(chosen) * values).reshape(len(chosen), values)


def quotient(above: NDArray[Any], below: NDArray[Any]) -> NDArray[np.float64]:
    """NaN where there is nothing to divide by."""
    result = np.full(len(above), np.nan)
    np.divide(above, below, out=result, where=np.abs(below) > 1e-12)
    return result


def _coincident(unit: Unit) -> float:
    counts = Counter(value for value in unit if value is not None)
    return sum(count * (count - 1) for count in counts.values()) / (counts.total() - 1)


def _codes(values: Iterator[str]) -> dict[str, int]:
    return {value: number for number, value in enumerate(sorted(set(values)))}
