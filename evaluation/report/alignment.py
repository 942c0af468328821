"""Which predicted mention stands for which of gold's, where the two are not equal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator

from evaluation.annotation import Span
from evaluation.mentions import paired_spans


def unequal(gold: Collection[Span], predicted: Collection[Span]) -> Iterator[tuple[Span | None, Span | None]]:
    """What is not equal, one to one: same type first, then the same characters, then any common character."""
    mine, theirs = _without(gold, predicted), _without(predicted, gold)
    rounds: tuple[Callable[[Span], object], ...] = (lambda s: s.label, lambda s: (s.start, s.end), lambda s: None)
    for key in rounds:
        for value in dict.fromkeys(map(key, mine)):
            pairs = list(paired_spans(_having(mine, key, value), _having(theirs, key, value)))
            yield from pairs
            mine = [span for span in mine if all(span is not a for a, _ in pairs)]
            theirs = [span for span in theirs if all(span is not b for _, b in pairs)]
    yield from ((span, None) for span in mine)
    yield from ((None, span) for span in theirs)


def _having(spans: Iterable[Span], key: Callable[[Span], object], value: object) -> list[Span]:
    return [span for span in spans if key(span) == value]


def _without(spans: Collection[Span], others: Collection[Span]) -> list[Span]:
    """The spans that no other equals in type, start and end; each of the others answers one."""
    left = Counter((span.label, span.start, span.end) for span in others)
    kept = []
    for span in sorted(spans, key=lambda s: (s.start, s.end, s.id)):
        key = span.label, span.start, span.end
        if left[key]:
            left[key] -= 1
        else:
            kept.append(span)
    return kept
