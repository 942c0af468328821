"""The shortest words that carry an act, out of the clause that a decider pointed at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from data.types import Label
from extractors.decision import Finding
from extractors.lexical_decider import act_patterns
from extractors.spans import Span

MARKS = ' \t\u3000，,。：:；;！!？?、“”"「」（）()…—@'


def trigger_words(text: str, finding: Finding, named: Sequence[Span]) -> tuple[Span, ...]:
    """The words that carry a finding: of each of its clauses the part that no mention covers, the likeliest first.

    Of several such parts the one that holds most of the lexicon's acts. Empty when mentions cover all: an event must
    not lie on names alone.
    """
    found = []
    for start, end in ((finding.start, finding.end), *finding.also):
        pieces = list(_free(text, start, end, named))
        if pieces:
            best = max(pieces, key=lambda piece: (_acts(text[slice(*piece)]), piece[1] - piece[0], -piece[0]))
            found.append(Span(*best, Label.TRIGGER, round(finding.score, 4), "acts"))
    return tuple(found)


def _free(text: str, start: int, end: int, named: Sequence[Span]) -> Iterator[tuple[int, int]]:
    at = start
    for span in [s for s in named if s.touches(start, end)]:
        yield from _stripped(text, at, span.start)
        at = max(at, span.end)
    yield from _stripped(text, at, end)


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start] in MARKS:
        start += 1
    while end > start and text[end - 1] in MARKS:
        end -= 1
    if end > start:
        yield start, end


def _acts(said: str) -> int:
    return sum(act.weight for act in act_patterns() if act.pattern.search(said))
