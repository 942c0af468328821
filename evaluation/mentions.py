"""Which predicted span answers which gold span of the same document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import permutations

from evaluation.annotation import Span
from evaluation.pairing import overlaps

Worth = Callable[[Span, Span], tuple[int, ...]]
"""What a pair of overlapping spans is worth, the weightiest count first; every later count is 0 or 1."""

TRIED = 4
"""Spans of a side up to which every assignment is tried: nearly all runs, and solving needs a library that is slow to
load."""


def paired_spans(gold: Iterable[Span], predicted: Iterable[Span]) -> Iterator[tuple[Span, Span]]:
    """Pairs of overlapping spans, one to one, as many as there can be when neither side nests.

    Goes through both in text order and lets the one that ends first go: the usual greedy matching of intervals.
    """
    mine, theirs = (sorted(side, key=lambda s: (s.end, s.start, s.id)) for side in (gold, predicted))
    g = p = 0
    while g < len(mine) and p < len(theirs):
        if mine[g].start < theirs[p].end and theirs[p].start < mine[g].end:
            yield mine[g], theirs[p]
            g, p = g + 1, p + 1
        elif mine[g].end <= theirs[p].end:
            g += 1
        else:
            p += 1


def best_pairs(gold: Iterable[Span], predicted: Iterable[Span], worth: Worth) -> list[tuple[Span, Span]]:
    """Pairs of overlapping spans, one to one, of the greatest worth in all, nested and crossing spans included.

    Worths are compared count by count, the first one first. The order of the spans does not matter.
    """
    found = []
    for mine, theirs in _clusters(gold, predicted):
        if len(mine) == len(theirs) == 1:
            found.append((mine[0], theirs[0]))
        else:
            found += _assigned(mine, theirs, worth)
    return found


def same_place(a: Span, b: Span) -> bool:
    """Whether the spans have equal start and end."""
    return a.start == b.start and a.end == b.end


def _clusters(gold: Iterable[Span], predicted: Iterable[Span]) -> Iterator[tuple[list[Span], list[Span]]]:
    """The spans of either side by runs of text they cover without a gap; runs that one side lacks are left out.

    Two spans alone in a run overlap.
    """
    sides = (gold, predicted)
    order = sorted((s.start, s.end, side, s.label, s.id, s) for side, spans in enumerate(sides) for s in spans)
    run: tuple[list[Span], list[Span]] = ([], [])
    end = -1
    for *_, side, _, _, span in order:
        if span.start >= end:
            if run[0] and run[1]:
                yield run
            run = ([], [])
        run[side].append(span)
        end = max(end, span.end)
    if run[0] and run[1]:
        yield run


def _assigned(mine: Sequence[Span], theirs: Sequence[Span], worth: Worth) -> Iterator[tuple[Span, Span]]:
    base = min(len(mine), len(theirs)) + 1
    values = [[_value(a, b, worth, base) for b in theirs] for a in mine]
    pairs = _tried(values) if max(len(mine), len(theirs)) <= TRIED else _solved(values)
    for row, column in pairs:
        if values[row][column]:
            yield mine[row], theirs[column]


def _value(a: Span, b: Span, worth: Worth, base: int) -> int:
    """The counts as one number, in which no later count outweighs an earlier one; 0 where the spans part."""
    value = 0
    for count in worth(a, b) if overlaps(a, b) else ():
        value = value * base + count
    return value


def _tried(values: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """(row, column) of the best assignment, every one tried; of equals the first."""
    rows, columns = len(values), len(values[0])
    if rows > columns:
        turned = _tried(list(zip(*values, strict=True)))
        return sorted((row, column) for column, row in turned)
    best = max(
        permutations(range(columns), rows), key=lambda chosen: sum(values[row][at] for row, at in enumerate(chosen))
    )
    return list(enumerate(best))


def _solved(values: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """The same where there are too many to try."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(np.array(values, dtype=np.float64), maximize=True)
    return list(zip(rows.tolist(), columns.tolist(), strict=True))
