"""The shortest words that carry an act, out of the clause that a decider pointed at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from data.types import Label
from extractors.decision import Finding
from extractors.lexical_decider import act_patterns
from extractors.spans import Span

MARKS = ' \t\u3000，,。：:；;！!？?、“”"「」（）()…—@'


def trigger_words(text: str, finding: Finding, named: Sequence[Span]) -> Span | None:
    """The part of the finding's clause that no mention covers and that holds most of the lexicon's acts.

    None when mentions cover the whole clause: an event must not lie on a name alone.
    """
    pieces = list(_free(text, finding, named))
    if not pieces:
        return None
    start, end = max(pieces, key=lambda piece: (_acts(text[slice(*piece)]), piece[1] - piece[0], -piece[0]))
    return Span(start, end, Label.TRIGGER, round(finding.score, 4), "acts")


def _free(text: str, finding: Finding, named: Sequence[Span]) -> Iterator[tuple[int, int]]:
    at = finding.start
    for span in [s for s in named if s.touches(finding.start, finding.end)]:
        yield from _stripped(text, at, span.start)
        at = max(at, span.end)
    yield from _stripped(text, at, finding.end)


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start] in MARKS:
        start += 1
    while end > start and text[end - 1] in MARKS:
        end -= 1
    if end > start:
        yield start, end


def _acts(said: str) -> int:
    return sum(act.weight for act in act_patterns() if act.pattern.search(said))
