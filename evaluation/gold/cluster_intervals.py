"""Kappa, alpha and F1 with intervals over documents: what is judged within one document is not independent, so whole
documents are drawn anew (Field and Welsh, 2007, Bootstrapping clustered data, JRSS B 69, 369-390).

Formulas: `evaluation.agreement`. Resamples in which a figure is not defined are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.agreement import Figure, Gap
from evaluation.gold.judgements import Counts, Judged, Pair
from evaluation.measures import Bootstrap, Interval, Tally
from evaluation.resampling import quotient

Floats = NDArray[np.float64]
TINY = 1e-12


def draws(documents: int, settings: Bootstrap) -> Floats:
    """(1 + resamples, documents): how often each document counts; the first row is every document once."""
    chances = np.full(documents, 1 / documents)
    drawn = np.random.default_rng(settings.seed).multinomial(documents, chances, size=settings.resamples)
    return np.vstack([np.ones(documents), drawn]).astype(np.float64)


class Judgements:
    """The judgements on one field over all documents, counted for every row of `draws`."""

    def __init__(self, documents: Sequence[Counts], drawn: Floats) -> None:
        from scipy.sparse import csr_matrix

        self.units = sorted({unit for counts in documents for unit in counts}, key=lambda u: tuple(v or "" for v in u))
        places = {unit: place for place, unit in enumerate(self.units)}
        told = [(row, places[unit], count) for row, counts in enumerate(documents) for unit, count in counts.items()]
        rows, columns, values = (np.array([item[part] for item in told], dtype=np.int64) for part in range(3))
        shape = (len(documents), len(self.units))
        self._held: Floats = (csr_matrix((values, (rows, columns)), shape=shape).T @ drawn.T).T
        self.values = sorted({value for unit in self.units for value in unit if value is not None})

    def judged(self) -> int:
        """How many things at least two judged."""
        return round(float(self._held[0] @ np.array([len(_told(unit)) > 1 for unit in self.units], dtype=np.float64)))

    def percent(self, pair: Pair) -> Floats:
        """The share of things judged by both that they judged alike, NaN without any."""
        both, same = self._both(pair)
        return quotient(self._held @ (both & same), self._held @ both)

    def kappa(self, pair: Pair) -> tuple[Floats, Gap | None]:
        """Cohen's kappa of the pair for every row of draws, and why the first is not defined."""
        both, same = self._both(pair)
        total = self._held @ both
        observed = quotient(self._held @ (both & same), total)
        judged = [unit if told else () for unit, told in zip(self.units, both, strict=True)]
        first, second = (self._held @ self._ones(judged, place) for place in pair)
        chance = quotient((first * second).sum(axis=1), total**2)
        gap = Gap.NO_PAIRS if total[0] == 0 else Gap.ONE_CLASS if 1 - chance[0] < TINY else None
        return quotient(observed - chance, 1 - chance), gap

    def alpha(self) -> tuple[Floats, Gap | None]:
        """Krippendorff's nominal alpha of all judges for every row of draws, and why the first is not defined."""
        several = [_told(unit) if len(_told(unit)) > 1 else () for unit in self.units]
        given = self._held @ np.array([len(unit) for unit in several], dtype=np.float64)
        coincident = self._held @ np.array([_coincident(unit) for unit in several])
        totals = sum(self._held @ self._ones(several, place) for place in range(max(map(len, several), default=1)))
        apart = given**2 - (totals**2).sum(axis=1)
        gap = Gap.NO_PAIRS if given[0] == 0 else Gap.ONE_CLASS if apart[0] < TINY else None
        return 1 - quotient((given - 1) * (given - coincident), apart), gap

    def _both(self, pair: Pair) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        both = [unit[pair[0]] is not None and unit[pair[1]] is not None for unit in self.units]
        same = [unit[pair[0]] == unit[pair[1]] for unit in self.units]
        return np.array(both, dtype=bool), np.array(same, dtype=bool)

    def _ones(self, units: Sequence[Judged], place: int) -> Any:
        """(units, values): 1 where the value stands at this place of the unit."""
        from scipy.sparse import csr_matrix

        codes = {value: code for code, value in enumerate(self.values)}
        told = [(row, value) for row, unit in enumerate(units) if (value := unit[place : place + 1] or None)]
        at = [(row, codes[value[0]]) for row, value in told if value[0] is not None]
        rows, columns = [row for row, _ in at], [column for _, column in at]
        return csr_matrix((np.ones(len(at)), (rows, columns)), shape=(len(units), len(codes)))


def f1s(documents: Sequence[Mapping[str, Tally] | None], name: str, drawn: Floats) -> Floats:
    """The F1 of one pair of annotators for every row of draws, NaN where neither marked any; None: not both marked."""
    tallies = [document.get(name, Tally()) if document else Tally() for document in documents]
    hits = drawn @ np.array([one.hits for one in tallies], dtype=np.float64)
    return quotient(2 * hits, drawn @ np.array([one.predicted + one.gold for one in tallies], dtype=np.float64))


def mean_figure(columns: Sequence[Floats], gap: Gap | None = None) -> Figure:
    """The mean of figures that are defined, each with its resamples; `gap` is told when none is."""
    defined = [column for column in columns if not np.isnan(column[0])]
    if not defined:
        return Figure(None, gap=gap or Gap.NO_PAIRS)
    means = np.mean(defined, axis=0)
    drawn = means[1:][~np.isnan(means[1:])]
    if not len(drawn):
        return Figure(float(means[0]))
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Figure(float(means[0]), Interval(float(low), float(high)))


def _told(unit: Judged) -> Judged:
    return tuple(value for value in unit if value is not None)


def _coincident(unit: Judged) -> float:
    if len(unit) < 2:
        return 0.0
    return sum(unit.count(value) * (unit.count(value) - 1) for value in set(unit)) / (len(unit) - 1)
