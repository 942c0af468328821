"""What a tool's file says of one document, before it is gold; and how it becomes a gold line.

Readers of all formats make a `Draft`; `assemble` alone decides what can be gold, gives ids and names what cannot.
Offsets are half-open code points of the text; they may lie anywhere until `assemble` has looked at them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from data.types import OWNER, PREFIX
from evaluation.gold.faults import Fault, Place, shown

Row = dict[str, Any]
ROLES = ("intervener", "recipient", "case", "time", "on_behalf_of", "via")
TRIGGER_ROLE = "trigger"
"""The relation from an event's first trigger to each of its others."""
VALUES = ("situations", "case_no", "date", "channel", "status", "lawful", "verdict")
MENTION_FIELDS = ("id", "start", "end", "type", "text", "registry_id", "linked")
EVENT_FIELDS = (
    *("id", "triggers", "situations", "intervener", "recipient", "case", "case_no", "time", "date", "channel"),
    *("on_behalf_of", "via", "status", "lawful", "verdict"),
)
CONTENT = ("text", "mentions", "events")
LABELS = {label.value: prefix for label, prefix in PREFIX.items()}
EVENT_ID = re.compile(r"e([1-9]\d{0,8})")
NUMBERED = re.compile(r"([a-z])([1-9]\d{0,8})")


@dataclass(slots=True)
class DraftSpan:
    """A marked span. `key` is the tool's id; `id` the gold id that it had, empty for a new one.

    `extra` are further fields of the gold mention, written last.
    """

    key: str
    start: int
    end: int
    label: str
    id: str = ""
    registry_id: str | None = None
    linked: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class DraftEvent:
    """An event. `triggers` and the values of `roles` are keys of spans (or OWNER); `values` its other fields."""

    id: str = ""
    triggers: list[str] = field(default_factory=list)
    roles: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Draft:
    """A document as a tool's file has it. `fields` are those of the gold line without text, mentions and events.

    `mention_fields` and `event_fields` are the order in which the gold line had its keys.
    """

    place: Place
    fields: Row
    text: str
    spans: list[DraftSpan] = field(default_factory=list)
    events: list[DraftEvent] = field(default_factory=list)
    mention_fields: Sequence[str] = MENTION_FIELDS
    event_fields: Sequence[str] = EVENT_FIELDS
    faults: list[Fault] = field(default_factory=list)

    def fault(self, code: str, item: str = "", name: str = "", value: object = "") -> None:
        """Notes a fault of this document."""
        self.faults.append(Fault(code, self.place, item, name, shown(value) if value != "" else ""))


def fields_of(row: Mapping[str, Any]) -> Row:
    """The fields of a gold line that say which document it is."""
    return {name: value for name, value in row.items() if name not in CONTENT}


def key_orders(row: Mapping[str, Any]) -> Row:
    """In what order the line's mentions and events have their keys, where it is not the guidelines' order."""
    orders = {
        "mention_fields": list(dict.fromkeys(name for mention in row["mentions"] for name in mention)),
        "event_fields": list(dict.fromkeys(name for event in row["events"] for name in event)),
    }
    usual = {"mention_fields": list(MENTION_FIELDS), "event_fields": list(EVENT_FIELDS)}
    return {name: order for name, order in orders.items() if order and order != usual[name]}


def extra_of(item: Mapping[str, Any], usual: Sequence[str]) -> Row:
    """The fields of a mention or event beyond the schema's."""
    return {name: value for name, value in item.items() if name not in usual}


def assemble(draft: Draft) -> tuple[Row, list[Fault]]:
    """The gold line of a draft and every fault found on the way; what cannot be gold is left out of it."""
    kept = _without_overlap(draft, _sound(draft))
    ids = _identified(kept)
    known = {key: ids[id(span)] for span, keys in kept for key in keys}
    mentions = [_mention(span, ids[id(span)], draft) for span, _ in _in_order(kept)]
    row = {**draft.fields, "text": draft.text, "mentions": mentions, "events": _events(draft, known)}
    return row, draft.faults


Kept = list[tuple[DraftSpan, list[str]]]
"""Spans, each with the keys of all spans of the tool that mean it."""


def _sound(draft: Draft) -> Kept:
    """The spans that are spans of the text with a known label; those of equal place and label are one."""
    found: dict[tuple[int, int, str], tuple[DraftSpan, list[str]]] = {}
    for span in draft.spans:
        code = _unfit(span, len(draft.text))
        if code:
            value = span.label if code == "import-label" else f"{span.start}:{span.end}"
            draft.fault(code, span.id or span.key, "", value)
            continue
        same = found.setdefault((span.start, span.end, span.label), (span, []))
        same[1].append(span.key)
        if span.id and not same[0].id:
            found[span.start, span.end, span.label] = (span, same[1])
    return list(found.values())


def _unfit(span: DraftSpan, length: int) -> str:
    if span.label not in LABELS:
        return "import-label"
    if span.start >= span.end:
        return "import-empty"
    return "" if span.start >= 0 and span.end <= length else "import-outside"


def _without_overlap(draft: Draft, spans: Kept) -> Kept:
    """The spans without those that share a character with one that was gold before, or stands earlier in the file."""
    taken = bytearray(len(draft.text))
    kept = set()
    for number, (span, _) in sorted(enumerate(spans), key=lambda item: (not item[1][0].id, item[0])):
        if any(taken[span.start : span.end]):
            draft.fault("import-overlap", span.id or span.key, "", f"{span.start}:{span.end}")
            continue
        taken[span.start : span.end] = b"\1" * (span.end - span.start)
        kept.add(number)
    return [item for number, item in enumerate(spans) if number in kept]


def _identified(kept: Kept) -> dict[int, str]:
    """The gold id of each span by its identity: the one that it had where it fits its label, else the next free."""
    ids: dict[int, str] = {}
    used: set[str] = set()
    for span, _ in kept:
        if span.id and span.id not in used and _fits(span.id, span.label):
            ids[id(span)] = span.id
            used.add(span.id)
    highest = dict.fromkeys(LABELS.values(), 0)
    for name in used:
        if numbered := NUMBERED.fullmatch(name):
            highest[numbered[1]] = max(highest[numbered[1]], int(numbered[2]))
    for span, _ in sorted(kept, key=lambda item: item[0].start):
        if id(span) not in ids:
            prefix = LABELS[span.label]
            highest[prefix] += 1
            ids[id(span)] = f"{prefix}{highest[prefix]}"
    return ids


def _fits(name: str, label: str) -> bool:
    numbered = NUMBERED.fullmatch(name)
    return numbered is not None and numbered[1] == LABELS[label]


def _in_order(kept: Kept) -> Kept:
    """In text order, unless those that were gold before had another order: then the new ones come last."""
    old = [span.start for span, _ in kept if span.id]
    if old == sorted(old):
        return sorted(kept, key=lambda item: item[0].start)
    return [item for item in kept if item[0].id] + sorted(
        (item for item in kept if not item[0].id), key=lambda item: item[0].start
    )


def _mention(span: DraftSpan, name: str, draft: Draft) -> Row:
    whole = {
        "id": name,
        "start": span.start,
        "end": span.end,
        "type": span.label,
        "text": draft.text[span.start : span.end],
        "registry_id": span.registry_id,
        "linked": span.linked,
        **span.extra,
    }
    return _ordered(whole, draft.mention_fields)


def _ordered(whole: Row, order: Sequence[str]) -> Row:
    """`whole` with its keys in `order`; keys beyond it last, those of them that say nothing left out."""
    rest = {name: value for name, value in whole.items() if name not in order and value is not None}
    return {name: whole[name] for name in order if name in whole} | rest


def _events(draft: Draft, known: Mapping[str, str]) -> list[Row]:
    numbers = (EVENT_ID.fullmatch(event.id) for event in draft.events)
    highest = max((int(number[1]) for number in numbers if number), default=0)
    rows: list[Row] = []
    taken: set[str] = set()
    for event in draft.events:
        triggers = _known(draft, event, event.triggers, known)
        if not triggers:
            draft.fault("import-event", event.id)
            continue
        name = event.id
        if not name or name in taken:
            highest += 1
            name = f"e{highest}"
        taken.add(name)
        values = {"situations": [], **dict.fromkeys(VALUES[1:]), **event.values}
        whole = {"id": name, "triggers": triggers, **_roles(draft, event, known), **values, **event.extra}
        rows.append(_ordered(whole, draft.event_fields))
    return rows


def _roles(draft: Draft, event: DraftEvent, known: Mapping[str, str]) -> dict[str, str | None]:
    roles: dict[str, str | None] = dict.fromkeys(ROLES)
    for role, key in event.roles.items():
        if key == OWNER or key in known:
            roles[role] = OWNER if key == OWNER else known[key]
        else:
            draft.fault("import-reference", event.id, role, key)
    return roles


def _known(draft: Draft, event: DraftEvent, keys: Iterable[str], known: Mapping[str, str]) -> list[str]:
    found = []
    for key in keys:
        if key in known:
            found.append(known[key])
        else:
            draft.fault("import-reference", event.id, "triggers", key)
    return list(dict.fromkeys(found))
