"""Spans that components put forward; `draft.finish` turns the ones that survive into mentions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from data.types import Label

DOUBTFUL = "doubtful"
"""`by` of spans that are mentions only where they fill a role."""


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` of a document may be a `label`. `score` 0..1; `by` names the component."""

    start: int
    end: int
    label: Label
    score: float
    by: str

    def covers(self, offset: int) -> bool:
        """Whether `offset` lies inside the span."""
        return self.start <= offset < self.end

    def touches(self, start: int, end: int) -> bool:
        """Whether the span shares a code point with `start:end`."""
        return self.start < end and start < self.end


def settle(spans: Iterable[Span]) -> list[Span]:
    """The spans in text order, none overlapping: higher score first, then the longer, then the earlier one."""
    kept: list[Span] = []
    taken: set[int] = set()
    for span in sorted(spans, key=lambda s: (-s.score, s.start - s.end, s.start, s.label.value, s.by)):
        reach = range(span.start, span.end)
        if taken.isdisjoint(reach):
            kept.append(span)
            taken.update(reach)
    return sorted(kept, key=lambda s: s.start)
