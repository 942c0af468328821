"""95 % percentile bootstrap intervals of every measure at once: over documents, over sources, of the documents' mean.

The corpus's F1 is that of the summed tallies, so documents with many events weigh more; the mean of the documents' own
F1 weighs each document alike. Both rest on one set of resamples. Documents of one source tell of the same people and
the same matters and are no independent draws: where sources differ, the interval over whole sources is the honest one
and usually the wider.

Sources: Efron and Tibshirani (1993), An introduction to the bootstrap, chapter 13 (percentile; resamples in which a
figure is not defined are left out); Davison and Hinkley (1997), Bootstrap methods and their application, section 3.8
(whole clusters drawn anew).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from evaluation.measures import Bootstrap, Interval, Tally

if TYPE_CHECKING:
    from evaluation.scorer import DocumentScore

Matrix = NDArray[np.float64]
"""Counts are held as float64, exact up to 2**53, so that the products run in BLAS."""
AT_ONCE = 4_000_000
"""Cells of a matrix of draws held together: 32 MB."""


@dataclass(frozen=True, slots=True)
class Resampled:
    """How sure one measure is. `corpus`: its F1, documents drawn anew; `sources`: its F1, whole sources drawn anew,
    None with fewer than two sources; `mean`: the mean of the documents' own F1 where defined, `mean_interval` its
    interval. Each is None where nothing defines it."""

    corpus: Interval | None
    sources: Interval | None
    mean: float | None
    mean_interval: Interval | None


@dataclass(frozen=True, slots=True)
class _Counts:
    """(cases, measures): twice the hits, and predicted + gold, whose quotient is F1."""

    names: tuple[str, ...]
    hits: Matrix
    total: Matrix


def resampled(documents: Sequence[DocumentScore], settings: Bootstrap) -> dict[str, Resampled]:
    """The intervals of every measure that any document has, by name in alphabetical order; empty without documents.

    Documents that tell no source are one source together. A measure's figures do not depend on what else is measured.
    """
    counts = _counts([document.tallies for document in documents])
    if not counts.names:
        return {}
    own = _quotient(counts.hits, counts.total)
    defined = ~np.isnan(own)
    corpus, means = _drawn(
        [(counts.hits, counts.total), (np.where(defined, own, 0.0), defined.astype(np.float64))], settings
    )
    whole = _by_source(counts, [document.gold.source for document in documents])
    over_sources = _drawn([whole], settings)[0] if len(whole[0]) > 1 else [None] * len(counts.names)
    told = [float(column[~np.isnan(column)].mean()) if some else None for column, some in _columns(own)]
    return {
        name: Resampled(overall, clustered, mean, around)
        for name, overall, clustered, mean, around in zip(counts.names, corpus, over_sources, told, means, strict=True)
    }


def corpus_intervals(documents: Sequence[Mapping[str, Tally]], settings: Bootstrap) -> dict[str, Interval]:
    """The interval of the F1 of every name, documents drawn anew; no entry where F1 is never defined."""
    counts = _counts(documents)
    if not counts.names:
        return {}
    found = _drawn([(counts.hits, counts.total)], settings)[0]
    return {name: bounds for name, bounds in zip(counts.names, found, strict=True) if bounds}


def draws(cases: int, settings: Bootstrap) -> Iterator[Matrix]:
    """(resamples, cases) in blocks: how often each of `cases` was drawn; every row sums to `cases`.

    The same rows whatever the size of the blocks. Two runs over the same cases get the same rows, so that differences
    of their figures are paired.
    """
    generator = np.random.default_rng(settings.seed)
    chances = np.full(cases, 1 / cases)
    block = max(1, AT_ONCE // cases)
    for start in range(0, settings.resamples, block):
        size = min(block, settings.resamples - start)
        yield generator.multinomial(cases, chances, size=size).astype(np.float64)


def percentile(values: Matrix) -> Interval | None:
    """The 95 % percentile interval of one figure's resamples, NaN ones left out; None when all are."""
    defined = values[~np.isnan(values)]
    if not len(defined):
        return None
    low, high = np.percentile(defined, [2.5, 97.5])
    return Interval(float(low), float(high))


def _counts(documents: Sequence[Mapping[str, Tally]]) -> _Counts:
    names = tuple(sorted({name for document in documents for name in document}))
    column = {name: number for number, name in enumerate(names)}
    hits, total = np.zeros((len(documents), len(names))), np.zeros((len(documents), len(names)))
    for row, document in enumerate(documents):
        for name, one in document.items():
            place = column[name]
            hits[row, place] = 2 * one.hits
            total[row, place] = one.predicted + one.gold
    return _Counts(names, hits, total)


def _by_source(counts: _Counts, sources: Sequence[str]) -> tuple[Matrix, Matrix]:
    """`counts` summed by source, in alphabetical order, so that the order of the documents does not matter."""
    number = {source: place for place, source in enumerate(sorted(set(sources)))}
    rows = [number[source] for source in sources]
    summed = np.zeros((2, len(number), len(counts.names)))
    np.add.at(summed[0], rows, counts.hits)
    np.add.at(summed[1], rows, counts.total)
    return summed[0], summed[1]


def _drawn(quotients: Sequence[tuple[Matrix, Matrix]], settings: Bootstrap) -> list[list[Interval | None]]:
    """For each (above, below) of shape (cases, measures): the interval of every measure's summed quotient."""
    blocks = [
        [_quotient(block @ above, block @ below) for above, below in quotients]
        for block in draws(len(quotients[0][0]), settings)
    ]
    return [_intervals(np.concatenate(one)) for one in zip(*blocks, strict=True)]


def _intervals(figures: Matrix) -> list[Interval | None]:
    """The interval of every column of (resamples, measures)."""
    if not np.isnan(figures).any():
        lows, highs = np.percentile(figures, [2.5, 97.5], axis=0)
        return [Interval(float(low), float(high)) for low, high in zip(lows, highs, strict=True)]
    return [percentile(column) for column in figures.T]


def _columns(figures: Matrix) -> Iterator[tuple[Matrix, bool]]:
    """Every column, and whether any of it is defined."""
    for column in figures.T:
        yield column, not bool(np.isnan(column).all())


def _quotient(above: Matrix, below: Matrix) -> Matrix:
    """NaN where there is nothing to divide by."""
    result = np.full(above.shape, np.nan)
    np.divide(above, below, out=result, where=below > 0)
    return result
