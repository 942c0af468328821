"""Whether values of the current weeks are distributed as those of the weeks before: PSI, and a test beside it.

The population stability index is the symmetrised Kullback-Leibler divergence over bins, sum of (p - q) ln(p / q)
(Kullback and Leibler 1951, Ann. Math. Stat. 22, 79, their J; as PSI: Siddiqi 2006, Credit Risk Scorecards, ch. 10).
Its bands say how large a shift is, not whether it is chance: of values that do not drift it is (B - 1)(1/n + 1/m) on
average (Yurdakul and Naranjo 2020, Journal of Risk Model Validation 14(4)). The test says that: two-sample
Kolmogorov-Smirnov of numbers, chi-square of codes, both by scipy, corrected over all tests of a report by Holm (1979,
Scandinavian Journal of Statistics 6, 65).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from math import log
from typing import Any

from evaluation.comparison import significance
from evaluation.monitoring.rules import Settings

BINS = 10
"""Bins of numbers: the tenths of the reference."""
EXPECTED = 5
"""Codes that would be met less often than this in the smaller sample are taken together (Cochran 1954, Biometrics 10,
417), for the test and the index alike."""
PSEUDO = 0.5
"""Added to the count of each bin for the index, which has no value where a bin is empty."""
EXACT = 1000
"""Up to so many values a side the test of numbers is exact."""
OTHER = "other"
SHOWN_MOVES = 3

Value = str | float


class Band(StrEnum):
    """How large a shift is."""

    NONE = "none"
    SOME = "some"
    LARGE = "large"
    FEW = "few"  # too few values on one side: nothing is computed


@dataclass(frozen=True, slots=True)
class Move:
    """What share a code, or a range of numbers (`0.50-0.75`), had before and has now."""

    value: str
    before: float
    now: float


@dataclass(frozen=True, slots=True)
class Shift:
    """One variable. With `band` FEW there is no `psi`, `p` nor `adjusted`.

    `p` is that of `test` (`ks`, `chi2`), `adjusted` after Holm; both None too where all values are one. `by_chance` is
    the index to be expected were there no drift. `moves` are the largest, first the most telling.
    """

    variable: str
    before: int
    now: int
    band: Band
    psi: float | None = None
    by_chance: float | None = None
    test: str | None = None
    p: float | None = None
    adjusted: float | None = None
    moves: tuple[Move, ...] = ()

    def drifts(self, settings: Settings) -> bool:
        """Whether the shift is more than chance explains."""
        return self.adjusted is not None and self.adjusted < settings.significance


def shift(variable: str, before: Sequence[Value], now: Sequence[Value], settings: Settings) -> Shift:
    """The shift of numbers or of codes from `before` to `now`; `adjusted` is left to `holm`."""
    if min(len(before), len(now)) < settings.drift_minimum:
        return Shift(variable, len(before), len(now), Band.FEW)
    numbers = all(isinstance(value, int | float) for value in (*before, *now))
    counts = _ranges(before, now) if numbers else _codes(before, now)
    psi = _psi(counts)
    test, p = ("ks", _ks(before, now)) if numbers else ("chi2", _chi2(counts))
    return Shift(
        variable=variable,
        before=len(before),
        now=len(now),
        band=Band.LARGE if psi >= settings.psi_large else Band.SOME if psi >= settings.psi_some else Band.NONE,
        psi=psi,
        by_chance=(len(counts) - 1) * (1 / len(before) + 1 / len(now)),
        test=test,
        p=p,
        moves=_moves(counts, len(before), len(now)),
    )


def holm(groups: Mapping[str, Sequence[Shift]]) -> dict[str, tuple[Shift, ...]]:
    """The shifts of all groups with `adjusted` told: Holm's step-down correction over every test there is."""
    tested = [(name, n, one.p) for name, some in groups.items() for n, one in enumerate(some) if one.p is not None]
    corrected = significance.holm([p for _, _, p in tested])
    adjusted = {(name, place): value for (name, place, _), value in zip(tested, corrected, strict=True)}
    return {
        name: tuple(replace(one, adjusted=adjusted.get((name, place))) for place, one in enumerate(some))
        for name, some in groups.items()
    }


Counts = Sequence[tuple[str, int, int]]
"""(bin, before, now)."""


def _ranges(before: Sequence[Any], now: Sequence[Any]) -> Counts:
    """Counts between the tenths of `before`, by range; a value on an edge belongs to the range that it begins."""
    import numpy as np

    edges = np.unique(np.quantile(before, [n / BINS for n in range(1, BINS)]))
    places = [
        np.bincount(np.searchsorted(edges, side, side="right"), minlength=len(edges) + 1) for side in (before, now)
    ]
    shown = [f"{edge:.0f}" if abs(edge) >= 100 else f"{edge:.3g}" for edge in edges]
    names = [f"< {shown[0]}", *(f"{low} - {high}" for low, high in pairwise(shown)), f">= {shown[-1]}"]
    return [(name, int(places[0][n]), int(places[1][n])) for n, name in enumerate(names)]


def _codes(before: Sequence[Any], now: Sequence[Any]) -> Counts:
    """Counts by code, rare ones taken together."""
    first, second = Counter(map(str, before)), Counter(map(str, now))
    smaller = min(len(before), len(now)) / (len(before) + len(now))
    rare = {code for code in first | second if (first[code] + second[code]) * smaller < EXPECTED}
    counts = [(code, first[code], second[code]) for code in sorted((first | second).keys() - rare)]
    if rare:
        counts.append((OTHER, sum(first[code] for code in rare), sum(second[code] for code in rare)))
    return counts


def _psi(counts: Counts) -> float:
    before = sum(one for _, one, _ in counts) + PSEUDO * len(counts)
    now = sum(other for _, _, other in counts) + PSEUDO * len(counts)
    total = 0.0
    for _, one, other in counts:
        p, q = (one + PSEUDO) / before, (other + PSEUDO) / now
        total += (p - q) * log(p / q)
    return total


def _ks(before: Sequence[Any], now: Sequence[Any]) -> float | None:
    from scipy import stats

    if len({*before, *now}) == 1:
        return None
    method = "exact" if max(len(before), len(now)) <= EXACT else "asymp"
    return float(stats.ks_2samp(before, now, method=method).pvalue)


def _chi2(counts: Counts) -> float | None:
    from scipy import stats

    if len(counts) == 1:
        return None
    return float(
        stats.chi2_contingency([[row[1] for row in counts], [row[2] for row in counts]], correction=False).pvalue
    )


def _moves(counts: Counts, before: int, now: int) -> tuple[Move, ...]:
    moves = [Move(name, one / before, other / now) for name, one, other in counts]
    return tuple(sorted(moves, key=lambda move: (-round(abs(move.now - move.before), 9), move.value))[:SHOWN_MOVES])
