"""Whose words a message carries: who writes `邵律托我问一声` bears what another asks.

The guidelines make the one who sent him the intervener, the bearer `via`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from data.lexicon import alternatives, words
from data.types import TurnRole
from extractors.draft import Draft
from extractors.spans import Span

REACH = 60
"""Code points before an act, or a few behind its beginning, within which its sender is named."""
INSIDE = 6


def sender_of(draft: Draft, start: int, persons: Iterable[Span]) -> Span | None:
    """The one of `persons` whose words the message with an act at `start` carries; the last named before the act.

    None outside of messages, or when nobody but the writer himself is named so.
    """
    turn = draft.turn_of(start)
    if turn is None or turn.role is not TurnRole.MESSAGE:
        return None
    found = [
        span
        for span in persons
        if turn.body <= span.start < turn.end
        and start - REACH <= span.start <= start + INSIDE
        and draft.words_of(span) != turn.speaker
        and _sending().match(draft.text, span.end, turn.end)
    ]
    return max(found, key=lambda span: span.start, default=None)


@lru_cache(maxsize=1)
def _sending() -> re.Pattern[str]:
    send, sure, speak = (alternatives(words("carrying", "word", use=use)) for use in ("send", "sure", "speak"))
    me = "(?:着|了|人|过)?(?:我|俺|咱)们?"
    return re.compile(f"[^，。！？；:：\n]{{0,6}}?(?:{sure}{me}|{send}{me}[^。！？；\n]{{0,8}}?{speak})")
