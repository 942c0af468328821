"""When and where: the day and the place."""

from __future__ import annotations

import re
from functools import cache

from data.layout import STAMP
from data.lexicon import alternatives
from data.types import TurnRole
from matching import lexicon
from records.filled import Filled, span_of
from records.view import Span, View

DAY_WORDS = re.compile(r"\d{1,2}月\d{1,2}[日号]")


def fill_occurred_on(view: View) -> Filled | None:
    """The day of the event; it rests on the words for the time, else the stamp of the turn, else the nearest date."""
    if view.day is None:
        return None
    time = view.mention(view.item.event.time)
    span = span_of(time) if time else _stamp(view)
    return Filled(view.day.isoformat(), (span,)) if span else None


def _stamp(view: View) -> Span | None:
    """The date told in the turn of the act, else before it, else anywhere; else the words of the act."""
    triggers = view.triggers()
    if not triggers:
        return None
    turn = view.turn(span_of(triggers[0]))
    earlier = [other for other in view.document.turns if turn and other.start <= turn.start]
    for other in (*reversed(earlier), *view.document.turns):
        found = STAMP.search(view.text, other.start, other.end) or DAY_WORDS.search(view.text, other.start, other.end)
        if found:
            return found.start(), found.start() + len(found[0].rstrip())
    return span_of(triggers[0])


def fill_place(view: View) -> Filled | None:
    """The place told in the sentences of the act, or the one before; None by telephone, message or mail."""
    event = view.item.event
    table = lexicon.table("match_items")["place"]
    if event.channel.value in table["without"]:
        return None
    for trigger in view.triggers():
        start, end = view.clause(span_of(trigger))
        turn = view.turn(span_of(trigger))
        low = max(turn.body, start - 60) if turn and turn.role is not TurnRole.ROW else start
        for first, last in ((start, end), (low, start)):
            found = _place_words().search(view.text, first, last)
            if found:
                return Filled(found["place"], (found.span("place"),))
    return None


@cache
def _place_words() -> re.Pattern[str]:
    table = lexicon.table("match_items")["place"]
    word = alternatives(tuple(table["words"]))
    lead = alternatives(tuple(table["leads"]))
    return re.compile(f"(?:{lead}(?P<lead>[\\u4e00-\\u9fff]{{0,6}}?))?(?P<place>{word})")
