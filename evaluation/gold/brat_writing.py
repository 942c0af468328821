"""The `.ann` file of a gold line, and what of the line brat has no place for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from data.types import Label, VerdictKind
from evaluation.gold import brat_config as conf
from evaluation.gold.brat_lines import Numbers, bound_line, pieces_of
from evaluation.gold.drafts import (
    EVENT_FIELDS,
    MENTION_FIELDS,
    ROLES,
    TRIGGER_ROLE,
    Row,
    extra_of,
    fields_of,
    key_orders,
)
from evaluation.gold.relations import owner_roles

REGISTRY = "registry"
SPECIAL = frozenset(';；="\n\r\t\\')
KINDS = tuple(VerdictKind)


class AnnFile:
    """The lines of one document. `outward` makes the tool's offsets of code points."""

    def __init__(self, row: Row, outward: Callable[[int], int]) -> None:
        self._row, self._outward = row, outward
        self._numbers = Numbers()
        self._lines: list[str] = []
        self._bounds: dict[str, str] = {}
        self._events: dict[str, str] = {}
        triggers = [mention for mention in row["mentions"] if mention["type"] == Label.TRIGGER]
        for mention in row["mentions"]:
            self._bounds[mention["id"]] = self._bound(mention)
        bare = self._own_events({trigger["id"] for trigger in triggers})
        for event in row["events"]:
            if event["triggers"]:
                self._event(event, bare)

    def text(self) -> str:
        """The file's content."""
        return "".join(f"{line}\n" for line in self._lines)

    def index(self) -> Row:
        """The line of documents.jsonl, without the file's name."""
        ids = {brat: own for own, brat in [*self._bounds.items(), *self._events.items()]}
        mentions = {one["id"]: told for one in self._row["mentions"] if (told := _mention_extra(one))}
        events = {one["id"]: told for one in self._row["events"] if (told := _event_extra(one))}
        extra = {"mention_extra": mentions, "event_extra": events, **key_orders(self._row)}
        return {"fields": fields_of(self._row), "ids": ids, **{name: told for name, told in extra.items() if told}}

    def _add(self, kind: str, data: str, tail: str = "") -> str:
        name = self._numbers.next(kind)
        self._lines.append(f"{name}\t{data}" + (f"\t{tail}" if tail else ""))
        return name

    def _bound(self, mention: Row) -> str:
        name = self._numbers.next("T")
        text = self._row["text"]
        pieces = pieces_of(text, mention["start"], mention["end"])
        line = bound_line(name, mention["type"], text, pieces)
        head, _, words = line.split("\t", 2)
        places = ";".join(f"{self._outward(start)} {self._outward(end)}" for start, end in pieces)
        self._lines.append(f"{head}\t{mention['type']} {places}\t{words}")
        if mention.get("registry_id") and _one_word(mention["registry_id"]):
            self._add("N", f"Reference {name} {REGISTRY}:{mention['registry_id']}", words)
        elif mention.get("linked"):
            self._add("A", f"{conf.UNREGISTERED} {name}")
        return name

    def _own_events(self, triggers: set[str]) -> dict[str, str]:
        """A bare event of every trigger that is no event's first, by trigger: brat knows triggers by events alone."""
        first = {event["triggers"][0] for event in self._row["events"] if event["triggers"]}
        rest = [mention["id"] for mention in self._row["mentions"] if mention["id"] in triggers - first]
        bare = {name: self._add("E", f"{Label.TRIGGER}:{self._bounds[name]}") for name in rest}
        for event in self._row["events"]:
            if event["triggers"]:
                self._events[event["id"]] = self._numbers.next("E")
                bare.setdefault(event["triggers"][0], self._events[event["id"]])
        return bare

    def _event(self, event: Row, bare: Mapping[str, str]) -> None:
        name, trigger = self._events[event["id"]], self._bounds.get(event["triggers"][0], "T0")
        arguments = [(TRIGGER_ROLE, bare[one]) for one in event["triggers"][1:] if one in bare]
        told = " ".join(
            f"{role}{number if number > 1 else ''}:{key}" for number, (role, key) in enumerate(arguments, 1)
        )
        roles = " ".join(f"{role}:{self._bounds[event[role]]}" for role in ROLES if event[role] in self._bounds)
        self._lines.append(" ".join(part for part in (f"{name}\t{Label.TRIGGER}:{trigger}", told, roles) if part))
        for number, code in enumerate(event["situations"], 1):
            self._attribute(f"situation_{number}", name, code)
        kind, _, record = str(event["verdict"] or "").partition(":")
        for field in conf.CHOSEN:
            self._attribute(field, name, kind if field == "verdict" else event[field])
        for role in owner_roles(event):
            self._add("A", f"{conf.OWNER_IS}{role} {name}")
        typed = (("case_no", event["case_no"]), ("date", event["date"]), ("record", record))
        note = "; ".join(f"{field}={_quoted(value)}" for field, value in typed if value)
        if note:
            self._add("#", f"AnnotatorNotes {name}", note)

    def _attribute(self, field: str, name: str, value: str | None) -> None:
        if value and _one_word(value):
            self._add("A", f"{field} {name} {value}")


def _one_word(value: str) -> bool:
    return not any(letter.isspace() for letter in value)


def _quoted(value: str) -> str:
    odd = any(letter in SPECIAL for letter in value) or value != value.strip() or not value.isprintable()
    return json.dumps(value, ensure_ascii=True) if odd else value


def _mention_extra(mention: Row) -> Row:
    registry = mention.get("registry_id")
    odd = registry is not None and (not mention.get("linked") or not registry or not _one_word(registry))
    kept = {"registry_id": registry, "linked": mention.get("linked")} if odd else {}
    return {**extra_of(mention, MENTION_FIELDS), **kept}


def _event_extra(event: Row) -> Row:
    """The fields that no attribute or note holds."""
    kind, _, record = str(event["verdict"]).partition(":")
    plain = event["verdict"] in (None, *KINDS) or (kind == VerdictKind.FILED and bool(record))
    codes = [*event["situations"], *(event[name] or "x" for name in ("channel", "status", "lawful"))]
    odd = {name: event[name] for name in ("case_no", "date", "channel", "status", "lawful") if event[name] == ""}
    if not all(code and _one_word(code) for code in codes):
        odd |= {name: event[name] for name in ("situations", "channel", "status", "lawful")}
    return {**extra_of(event, EVENT_FIELDS), **odd, **({} if plain else {"verdict": event["verdict"]})}
