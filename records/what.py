"""What was done and how: channel, content, and the case it was about."""

from __future__ import annotations

import re
from functools import cache

from data.lexicon import alternatives, rows
from data.normalize import fold
from matching import lexicon
from records.filled import Filled, span_of
from records.types import CaseItem
from records.view import Span, View


def fill_channel(view: View) -> Filled | None:
    """How the intervener came, as the screens name it; it rests on the words that say so, else on those of the act."""
    triggers = view.triggers()
    label = next(r["label"] for r in rows("labels") if r["field"] == "channel" and r["code"] == view.item.event.channel)
    return Filled(label, (_way(view, span_of(triggers[0])),)) if triggers else None


def _way(view: View, act: Span) -> Span:
    """The words for the event's channel nearest to the act within its turn, the act itself when there are none."""
    turn = view.turn(act)
    words = lexicon.table("match_items")["channel"].get(view.item.event.channel.value)
    if turn is None or not words:
        return act
    found = [match.span() for match in re.finditer(alternatives(tuple(words)), view.text[turn.body : turn.end])]
    spans = [(start + turn.body, end + turn.body) for start, end in found]
    return min(spans, key=lambda span: (max(span[0] - act[1], act[0] - span[1], 0), span[0]), default=act)


def fill_content(view: View) -> Filled | None:
    """The sentences that hold the words of the act, parted by `；` when there are several."""
    spans = list(dict.fromkeys(view.clause(span_of(trigger)) for trigger in view.triggers()))
    spans = [s for s in spans if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in spans)]
    if not spans:
        return None
    return Filled("；".join(view.text[start:end].strip() for start, end in spans), tuple(spans))


def fill_case(view: View) -> Filled | None:
    """The case by the list; one that is not identified keeps its words as the cause."""
    event = view.item.event
    case_no = view.item.case.case_no
    mention = view.mention(event.case)
    triggers = view.triggers()
    if mention is None and (case_no is None or not triggers):
        return None
    span = span_of(mention) if mention else _case_words(view, str(case_no)) or span_of(triggers[0])
    if case_no is None:
        words = mention.text if mention else ""
        return Filled(CaseItem(None, None, words, None, None), (span,)) if words else None
    case = view.registries.cases.get(case_no)
    if case is None:
        return Filled(CaseItem(case_no, None, None, None, stage_of(case_no)), (span,))
    return Filled(CaseItem(case_no, case.unit, case.cause, case.parties or None, stage_of(case_no)), (span,))


def _case_words(view: View, case_no: str) -> Span | None:
    """Where the paper gives the case's number or a party, None when it gives neither."""
    case = view.registries.cases.get(case_no)
    folded = fold(view.text)
    for words in (case_no, *(case.parties if case else ())):
        at = folded.find(fold(words))
        if at >= 0:
            return at, at + len(words)
    return None


@cache
def _stages() -> tuple[tuple[str, str], ...]:
    stages = lexicon.table("match_cases")["stages"]
    return tuple(sorted(stages.items(), key=lambda pair: (-len(pair[0]), pair[0])))


def stage_of(case_no: str) -> str | None:
    """The stage that a case number's type stands for, None when it is not listed."""
    return next((stage for letters, stage in _stages() if letters in case_no), None)
