"""What the neural model takes besides characters: signs of the mentions found so far, sentences, relations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from data.types import Label
from extractors.draft import Draft
from extractors.neural.outputs import TAGGED
from extractors.neural.relations import relation
from extractors.neural.signs import NOBODY, OWNER, sign_of
from extractors.neural.windows import Window
from extractors.people import People
from extractors.spans import Span


def known_spans(draft: Draft) -> list[Span]:
    """The spans that components found, times and doubtful ones among them, settled, in text order."""
    spans = draft.with_doubtful(draft.settled(*TAGGED))
    taken = {offset for span in spans for offset in range(span.start, span.end)}
    times = [Span(m.start, m.end, Label.TIME, 1.0, "times") for m in draft.moments]
    return sorted([*spans, *(t for t in times if taken.isdisjoint(range(t.start, t.end)))], key=lambda s: s.start)


def spans_within(window: Window, spans: Iterable[Span]) -> list[Span]:
    """The spans that lie wholly in the window's text, in their order."""
    return [span for span in spans if window.start <= span.start and span.end <= window.end]


def signs_along(draft: Draft, people: People, window: Window, spans: Iterable[Span]) -> NDArray[np.int64]:
    """The sign of the mention that each position of a window belongs to, 0 without one; shape (L,)."""
    signs = np.zeros(len(window.lead) + window.end - window.start + 2, np.int64)
    for span in spans:
        at = window.position(span.start) + 1
        signs[at : at + span.end - span.start] = sign_of(span, draft.words_of(span), people, draft.document.owner)
    return signs


def head_inputs(draft: Draft, people: People, window: Window, spans: Sequence[Span]) -> Mapping[str, NDArray[np.int64]]:
    """`sentences` (S, 2), `mentions` (M, 2), `mention_signs` (M,), `relations` (S, M); nobody and owner lead mentions.

    Positions count the sign of begin as 0 and are half-open.
    """
    owner, lead = draft.document.owner, len(window.lead)
    placed = [(window.position(span.start) + 1, window.position(span.end) + 1) for span in spans]
    signs = [sign_of(span, draft.words_of(span), people, owner) for span in spans]
    near = [[0, 0, *(relation(place, draft.turn_of(place[0]), span) for span in spans)] for place in window.sentences]
    sentences = [(window.position(start) + 1, window.position(end) + 1) for start, end in window.sentences]
    return {
        "sentences": np.array(sentences, np.int64),
        "mentions": np.array([(1, 2), (1, 1 + max(1, lead)), *placed], np.int64),
        "mention_signs": np.array([NOBODY, OWNER, *signs], np.int64),
        "relations": np.array(near, np.int64),
    }
