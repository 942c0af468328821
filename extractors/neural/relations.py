"""How a mention stands to the sentence whose role it may fill, as the number of a bucket."""

from __future__ import annotations

from data.types import Turn
from extractors.spans import Span

GAPS = (15, 40, 80, 160)
"""Characters between sentence and mention up to which each bucket goes; one more bucket lies beyond."""
SPEAKER, SAME_TURN, OTHER_TURN = range(3)
PLACES = 1 + 2 * (len(GAPS) + 1)
RELATIONS = 1 + PLACES * 3
"""Number 0 is that of nobody and of the owner, who stand nowhere."""


def relation(sentence: tuple[int, int], turn: Turn | None, span: Span) -> int:
    """The bucket of `span` seen from a sentence of `turn`: inside, before or after by distance; who speaks it."""
    start, end = sentence
    if span.start >= end:
        place = 1 + len(GAPS) + 1 + _gap(span.start - end)
    elif span.end <= start:
        place = 1 + _gap(start - span.end)
    else:
        place = 0
    if turn is None or not turn.start <= span.start < turn.end:
        where = OTHER_TURN
    elif turn.speaker_span is not None and span.start == turn.speaker_span[0]:
        where = SPEAKER
    else:
        where = SAME_TURN
    return 1 + place * 3 + where


def _gap(distance: int) -> int:
    return next((number for number, most in enumerate(GAPS) if distance <= most), len(GAPS))
