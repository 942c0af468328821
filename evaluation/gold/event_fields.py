"""The fields of an event as annotators answer them: what counts as the same answer, and what a decision may say.

The same answer is: for words, the same settled span, or another one of equal words, type and link (a sender who stands
on every line); for case numbers, brackets, blanks and widths aside; for situations, the same first and the same set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from data.normalize import fold
from data.types import OWNER, Channel, Lawful, Situation, Status, VerdictKind
from evaluation.annotation import MarkedEvent, Person, Span
from evaluation.gold.questions import Answer, Value, written
from evaluation.gold.settled_mentions import Place, Run, SettledMentions, place_of
from evaluation.pairing import BRACKETS_AND_SPACES

ROLES = ("intervener", "recipient", "case", "time", "on_behalf_of", "via")
TRIGGERS = "triggers"
PENDING = {"pending": True}
"""The value of a role whose words lie in an open run."""

VALUES: Mapping[str, Callable[[MarkedEvent], Value]] = {
    "situations": lambda event: [code.value for code in event.situations],
    "case_no": lambda event: event.case_no,
    "date": lambda event: event.day,
    "channel": lambda event: event.channel,
    "status": lambda event: event.status,
    "lawful": lambda event: event.lawful,
    "verdict": lambda event: event.verdict,
}
FIELDS = (TRIGGERS, *ROLES, *VALUES)


def answer(name: str, event: MarkedEvent, mentions: SettledMentions, start: int) -> Answer:
    """What an event says in this field; of equal words those nearest to `start`, the event's first act, are taken."""
    if name == TRIGGERS:
        return _spans(event.triggers, mentions)
    if name in ROLES:
        person: Person | None = getattr(event, name)
        return _role(person, mentions, start)
    value = VALUES[name](event)
    return Answer(_key(name, value), value)


def basis(name: str, event: MarkedEvent) -> Value:
    """What the annotator marked in this field, whatever was decided about the words."""
    if name == TRIGGERS:
        return sorted(place_of(span) for span in event.triggers)
    if name in ROLES:
        person: Person | None = getattr(event, name)
        return person and (place_of(person.span) if person.span else OWNER)
    return VALUES[name](event)


def check(name: str, mentions: SettledMentions) -> Callable[[Value], Value]:
    """What a decision on this field may say; the function raises ValueError, TypeError or KeyError for the rest."""
    if name == TRIGGERS:
        return lambda value: _once(_known(item, mentions) for item in value)
    if name in ROLES:
        return lambda value: value if value in (None, OWNER, PENDING) else _known(value, mentions)
    return CHECKS[name]


def _once(values: Iterable[Value]) -> list[Value]:
    found: list[Value] = []
    found.extend(value for value in values if value not in found)
    return found


def _situations(value: Value) -> Value:
    if not isinstance(value, list) or not value:
        raise ValueError("situations are a list of one code or more, the weightiest first")
    return list(dict.fromkeys(Situation(code).value for code in value))


def _verdict(value: Value) -> Value:
    kind, _, record = str(value).partition(":")
    if record and VerdictKind(kind) is not VerdictKind.FILED:
        raise ValueError("only filed: names a record")
    return f"{VerdictKind(kind)}:{record}" if record else VerdictKind(kind).value


def _text(value: Value) -> Value:
    if value is not None and not isinstance(value, str):
        raise ValueError("a text or null")
    return value or None


def _one_of(codes: type[StrEnum], *, null: bool = False) -> Callable[[Value], Value]:
    return lambda value: None if null and value is None else codes(value).value


CHECKS: Mapping[str, Callable[[Value], Value]] = {
    "situations": _situations,
    "case_no": _text,
    "date": lambda value: None if value is None else date.fromisoformat(value).isoformat(),
    "channel": _one_of(Channel),
    "status": _one_of(Status),
    "lawful": _one_of(Lawful, null=True),
    "verdict": _verdict,
}


def _key(name: str, value: Value) -> str:
    if name == "case_no":
        return BRACKETS_AND_SPACES.sub("", fold(value or ""))
    if name == "situations":
        return written([value[:1], sorted(value)])
    return written(value)


def _spans(spans: Iterable[Span], mentions: SettledMentions) -> Answer:
    homes = {home for span in spans for home in mentions.homes(place_of(span))}
    settled = sorted(home for home in homes if isinstance(home, Place))
    runs = sorted(home for home in homes if isinstance(home, Run))
    value: list[Any] = [mentions.shown(place) for place in settled]
    return Answer(written([value, [list(run) for run in runs]]), value + [PENDING for _ in runs])


def _role(person: Person | None, mentions: SettledMentions, start: int) -> Answer:
    if person is None:
        return Answer("", None)
    if person.span is None:
        return Answer(OWNER, OWNER)
    home = mentions.home(place_of(person.span))
    if home is None:
        return Answer("", None)
    if isinstance(home, Run):
        return Answer(f"run {home.start}-{home.end}", PENDING)
    shown, who = mentions.shown(home), mentions.links.get(home)
    key = written([shown["type"], shown["text"], who.registry_id if who else None])
    return Answer(key, shown, abs(home.start - start))


def _known(value: Value, mentions: SettledMentions) -> Value:
    """The settled span that a decision means: a candidate written before its own words were decided goes with them."""
    if value == PENDING:
        return value
    place = mentions.read(value)
    home = mentions.home(place)
    if home is None:
        raise ValueError(f"no mention was settled at {place.start}:{place.end}")
    return PENDING if isinstance(home, Run) else mentions.shown(home)
