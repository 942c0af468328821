"""The ten items of a record: one function each, which gives the value and the words it rests on."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from data.layout import STAMP
from data.lexicon import alternatives, rows
from data.normalize import fold
from data.types import Label, Mention, TurnRole
from matching import lexicon, names
from matching.index import DEPARTED
from records.types import CaseItem
from records.view import Span, View

DAY_WORDS = re.compile(r"\d{1,2}月\d{1,2}[日号]")


@dataclass(frozen=True, slots=True)
class Filled:
    """A value and the spans of the words it rests on; at least one span."""

    value: str | CaseItem
    spans: tuple[Span, ...]


Filler = Callable[[View], "Filled | None"]
"""None when the document does not tell the item."""


def fill_name(view: View) -> Filled | None:
    """The registry's name of the intervener, else the words for him."""
    mention = _intervener(view)
    if mention is None:
        return None
    return Filled(view.intervener.name if view.intervener else mention.text, (_span(mention),))


def fill_org(view: View) -> Filled | None:
    """Where the intervener serves on the day, by the registry, else the organisation told beside the name."""
    mention = _intervener(view)
    if mention is None:
        return None
    told = view.beside(mention, Label.ORG)
    post = view.intervener.post_for(view.day) if view.intervener else None
    if post and post.org:
        return Filled(post.org, (_span(mention), *(_span(org) for org in told)))
    if mention.label is Label.ORG:
        return Filled(mention.text, (_span(mention),))
    return Filled(told[0].text, (_span(told[0]),)) if told else None


def fill_position(view: View) -> Filled | None:
    """The post held on the day, by the registry, else the post told beside the name or in it."""
    mention = _intervener(view)
    if mention is None:
        return None
    told = view.beside(mention, Label.POS)
    post = view.intervener.post_for(view.day) if view.intervener else None
    if post and post.position:
        return Filled(post.position, (_span(mention), *(_span(pos) for pos in told)))
    if mention.label is Label.POS:
        return Filled(mention.text, (_span(mention),))
    if told:
        return Filled(told[0].text, (_span(told[0]),))
    title = next((form for form in names.readings(mention.text) if form.title), None)
    if title is None:
        return None
    return Filled(("副" if title.deputy else "") + _full_title(title.title), (_span(mention),))


def _full_title(title: str) -> str:
    """The post a shortened title stands for: 局 is 局长."""
    posts = lexicon.titles()[title].posts
    return posts[0] if len(title) == 1 and posts[0].startswith(title) else title


def fill_occurred_on(view: View) -> Filled | None:
    """The day of the event; it rests on the words for the time, else the stamp of the turn, else the nearest date."""
    if view.day is None:
        return None
    time = view.mention(view.item.event.time)
    span = _span(time) if time else _stamp(view)
    return Filled(view.day.isoformat(), (span,)) if span else None


def _stamp(view: View) -> Span | None:
    """The date told in the turn of the act, else before it, else anywhere; else the words of the act."""
    triggers = view.triggers()
    if not triggers:
        return None
    turn = view.turn(_span(triggers[0]))
    earlier = [other for other in view.document.turns if turn and other.start <= turn.start]
    for other in (*reversed(earlier), *view.document.turns):
        found = STAMP.search(view.text, other.start, other.end) or DAY_WORDS.search(view.text, other.start, other.end)
        if found:
            return found.span()
    return _span(triggers[0])


def fill_place(view: View) -> Filled | None:
    """The place told in the sentences of the act, or the one before; None by telephone, message or mail."""
    event = view.item.event
    table = lexicon.table("match_items")["place"]
    if event.channel.value in table["without"]:
        return None
    for trigger in view.triggers():
        start, end = view.clause(_span(trigger))
        turn = view.turn(_span(trigger))
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


def fill_channel(view: View) -> Filled | None:
    """How the intervener came, as the screens name it; it rests on the words of the act."""
    triggers = view.triggers()
    label = next(r["label"] for r in rows("labels") if r["field"] == "channel" and r["code"] == view.item.event.channel)
    return Filled(label, (_span(triggers[0]),)) if triggers else None


def fill_content(view: View) -> Filled | None:
    """The sentences that hold the words of the act, parted by `；` when there are several."""
    spans = list(dict.fromkeys(view.clause(_span(trigger)) for trigger in view.triggers()))
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
    span = _span(mention) if mention else _case_words(view, str(case_no)) or _span(triggers[0])
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


def fill_relation(view: View) -> Filled | None:
    """The tie told in the sentence of the act, or in the name itself (三舅), and what the lawyer registry knows."""
    values: list[str] = []
    spans: list[Span] = []
    mention = _intervener(view)
    for trigger in view.triggers():
        turn = view.turn(_span(trigger))
        if turn is None or values:
            continue
        low, high = (view.clause(_span(trigger))) if turn.role is TurnRole.PARAGRAPH else view.bounds(turn)
        found = _ties().search(view.text, low, high)
        if found:
            values.append(found[0])
            spans.append(found.span())
    if not values and mention and (found := _ties().search(mention.text)):
        values.append(found[0])
        spans.append(_span(mention))
    lawyer = view.intervener.lawyer if view.intervener else None
    if lawyer and mention:
        values.append(_lawyer_tie(lawyer.relation, lawyer.official_org, lawyer.official_name, lawyer.official_position))
        spans.append(_span(mention))
    return Filled("；".join(values), tuple(dict.fromkeys(spans))) if values else None


def _lawyer_tie(relation: str, org: str, name: str, position: str) -> str:
    return f"{org}离任人员，原任{position}" if relation == DEPARTED else f"{org}{position}{name}的{relation}"


@cache
def _ties() -> re.Pattern[str]:
    return re.compile(alternatives(tuple(lexicon.table("match_items")["relation"]["words"])))


def fill_handling(view: View) -> Filled | None:
    """What the one approached did, in his own next words or in the rest of the paragraph."""
    triggers = view.triggers()
    turn = view.turn(_span(triggers[-1])) if triggers else None
    if turn is None:
        return None
    areas: list[Span] = [(triggers[-1].end, turn.end)]
    if turn.role in (TurnRole.MESSAGE, TurnRole.PARAGRAPH, TurnRole.QUOTED):
        areas.extend(view.bounds(later) for later in view.after(turn, 3) if _answers(later.speaker, turn.speaker, view))
    for low, high in areas:
        found = _replies().search(view.text, low, high)
        if found:
            start, end = view.clause(found.span())
            start = max(start, low)
            return Filled(view.text[start:end].strip("，,。 "), ((start, end),))
    return None


def _answers(speaker: str | None, asker: str | None, view: View) -> bool:
    """Whether a later turn may hold the answer: running text, or in a talk the words of somebody else."""
    return speaker is None or speaker != asker or (view.recipient is not None and speaker == view.recipient.name)


@cache
def _replies() -> re.Pattern[str]:
    return re.compile(alternatives(tuple(lexicon.table("match_items")["handling"]["words"])))


def _intervener(view: View) -> Mention | None:
    return view.mention(view.item.event.intervener)


def _span(mention: Mention) -> Span:
    return mention.start, mention.end


FILLERS: tuple[tuple[str, Filler], ...] = (
    ("name", fill_name),
    ("org", fill_org),
    ("position", fill_position),
    ("occurred_on", fill_occurred_on),
    ("place", fill_place),
    ("channel", fill_channel),
    ("content", fill_content),
    ("case", fill_case),
    ("relation", fill_relation),
    ("handling", fill_handling),
)
