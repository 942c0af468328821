"""How long items wait for their decision, with those that still wait: Kaplan-Meier, by scipy.

Kaplan and Meier (1958), JASA 53, 457-481; interval of a quantile: Brookmeyer and Crowley (1982), Biometrics 38, 29-41,
with log-log limits.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Durations:
    """Times to a decision of `cases` items, of which `decided` have one; the others are censored: they wait still, or
    were withdrawn.

    `median` and `p90` are times by which half and nine tenths are decided, None while so many are not. `bounds` holds
    the median, its upper end None where the interval is open; None as a whole where nothing is decided.
    """

    cases: int
    decided: int
    few: bool
    median: float | None = None
    p90: float | None = None
    bounds: tuple[float, float | None] | None = None

    @property
    def censored(self) -> int:
        """How many had no decision yet when last seen."""
        return self.cases - self.decided


def durations(decided: Sequence[float], censored: Sequence[float], minimum: int) -> Durations:
    """The times by which half and nine tenths come to a decision."""
    cases = len(decided) + len(censored)
    if not decided:
        return Durations(cases, 0, cases < minimum)
    from scipy import stats

    found = stats.ecdf(stats.CensoredData(uncensored=list(decided), right=list(censored))).sf
    times = found.quantiles
    with warnings.catch_warnings():
        # Where all or none are decided the log-log limits do not exist: nan, which is no bound.
        warnings.simplefilter("ignore", RuntimeWarning)
        limits = found.confidence_interval(confidence_level=0.95, method="log-log")
    low = _reached(times, limits.low.probabilities, 0.5)
    return Durations(
        cases=cases,
        decided=len(decided),
        few=cases < minimum,
        median=_reached(times, found.probabilities, 0.5),
        p90=_reached(times, found.probabilities, 0.1),
        bounds=None if low is None else (low, _reached(times, limits.high.probabilities, 0.5)),
    )


def _reached(times: Any, surviving: Any, share: float) -> float | None:
    """The first time at which at most `share` still wait, None when it is never reached."""
    below = (surviving <= share + 1e-12).nonzero()[0]
    return float(times[below[0]]) if len(below) else None


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes from the last claim to the decision, over `of` decisions whose claim is known."""

    of: int
    few: bool
    median: float | None = None
    p90: float | None = None


def minutes(values: Sequence[float], minimum: int) -> Minutes:
    """Median and ninth decile (linear between neighbours), None without values."""
    if not values:
        return Minutes(0, True)
    import numpy as np

    return Minutes(len(values), len(values) < minimum, float(median(values)), float(np.quantile(values, 0.9)))
