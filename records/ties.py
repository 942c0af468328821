"""What surrounds the act: the tie between the people, and what the one approached did."""

from __future__ import annotations

import re
from functools import cache

from data.lexicon import alternatives
from data.types import Turn, TurnRole
from matching import lexicon
from matching.index import DEPARTED
from records.filled import Filled, intervener_of, span_of
from records.view import Span, View

LOOSE = '，,。；;、：:”"） \t\u3000'
"""Signs that are left out where a clause begins in the middle of a sentence."""


def fill_relation(view: View) -> Filled | None:
    """The words that tell a tie near the act, or the name itself (三舅), and what the lawyer registry knows."""
    mention = intervener_of(view)
    told = next((span for trigger in view.triggers() if (span := _told_tie(view, span_of(trigger)))), None)
    if told is None and mention and _ties().search(mention.text):
        told = span_of(mention)
    values = [view.text[told[0] : told[1]]] if told else []
    spans = [told] if told else []
    lawyer = view.intervener.lawyer if view.intervener else None
    if lawyer and mention:
        values.append(_lawyer_tie(lawyer.relation, lawyer.official_org, lawyer.official_name, lawyer.official_position))
        spans.append(span_of(mention))
    return Filled("；".join(values), tuple(dict.fromkeys(spans))) if values else None


def _told_tie(view: View, trigger: Span) -> Span | None:
    """The words up to the nearest pauses around a tie, in the sentence of the act or, in a message, anywhere."""
    turn = view.turn(trigger)
    if turn is None:
        return None
    low, high = view.clause(trigger) if turn.role is TurnRole.PARAGRAPH else view.bounds(turn)
    found = _ties().search(view.text, low, high)
    return view.phrase(found.span(), (low, high)) if found else None


def _lawyer_tie(relation: str, org: str, name: str, position: str) -> str:
    return f"{org}离任人员，原任{position}" if relation == DEPARTED else f"{org}{position}{name}的{relation}"


@cache
def _ties() -> re.Pattern[str]:
    return re.compile(alternatives(tuple(lexicon.table("match_items")["relation"]["words"])))


def fill_handling(view: View) -> Filled | None:
    """What the one approached did, in his own next words or in the rest of the paragraph."""
    triggers = view.triggers()
    turn = view.turn(span_of(triggers[-1])) if triggers else None
    if turn is None:
        return None
    own_end = triggers[-1].end
    areas: list[Span] = [(own_end, _before_other(view, own_end, turn.end))]
    if turn.role in (TurnRole.MESSAGE, TurnRole.PARAGRAPH, TurnRole.QUOTED):
        for later in view.after(turn, 3):
            if _before_other(view, later.start, later.end) < later.end or _another_entry(view, later):
                break
            if _answers(later.speaker, turn.speaker, view):
                areas.append(view.bounds(later))
    for low, high in areas:
        found = _replies().search(view.text, low, high)
        if found:
            start, end = view.clause(found.span())
            start = max(start, low)
            while start < found.start() and view.text[start] in LOOSE:
                start += 1
            return Filled(view.text[start:end], ((start, end),))
    return None


def _before_other(view: View, start: int, end: int) -> int:
    """Where the sentence of the next act begins, which is another matter; `end` when none follows."""
    other = view.next_act(start, end)
    return max(start, view.clause(other)[0]) if other else end


def _another_entry(view: View, turn: Turn) -> bool:
    """Whether a paragraph begins the entry of another day or hour."""
    return turn.role is TurnRole.PARAGRAPH and bool(_entries().match(view.text[turn.body : turn.end].lstrip()))


@cache
def _entries() -> re.Pattern[str]:
    return re.compile(lexicon.table("match_items")["entries"]["begins"])


def _answers(speaker: str | None, asker: str | None, view: View) -> bool:
    """Whether a later turn may hold the answer: running text, or in a talk the words of somebody else."""
    return speaker is None or speaker != asker or (view.recipient is not None and speaker == view.recipient.name)


@cache
def _replies() -> re.Pattern[str]:
    return re.compile(alternatives(tuple(lexicon.table("match_items")["handling"]["words"])))
