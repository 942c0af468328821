"""What a proposal rests on beside the papers: filed records, the case, rules, deadline and route."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from data.workdays import is_working_day
from store.desk.rows import Item

FARTHEST = 400
"""Days ahead to which working days are counted."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """One comparison with a filed record. `fits`: `yes`, `no`, or `untold` when one of the two does not tell."""

    fits: str
    words: str


@dataclass(frozen=True, slots=True)
class Filed:
    """A filed record that was compared; None is "not told"."""

    record_id: str
    recorder: str | None
    intervener: str | None
    case_no: str | None
    occurred_on: str | None
    channel: str | None
    filed_on: str | None
    fits: bool
    agreements: tuple[Agreement, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that holds: its name, and where it stands, part by part."""

    name: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """The deadline. `left` counts working days from the day after today up to and with it, below zero those since;
    None without a deadline or beyond `FARTHEST` days. `state`: `over`, `near` (three days or fewer), `far`, `none`."""

    day: str | None
    left: int | None
    state: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a filed record: its code as `records.shortfalls` has it, and what is read."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Short:
    """The filed record that answers the matter and falls short of it."""

    record_id: str
    content: str | None
    filed_on: str | None
    faults: tuple[Fault, ...]


def short(item: Item) -> Short | None:
    """The filed record that answers the item and falls short of it, None when none answers it."""
    told = item.details.get("filed")
    if not told:
        return None
    faults = tuple(Fault(fault["code"], fault["words"]) for fault in told["faults"])
    return Short(told["record_id"], told["content"], told["filed_on"], faults)


def compared(item: Item) -> tuple[Filed, ...]:
    """The filed records in the order of the machine's comparison."""
    return tuple(_filed(row) for row in item.details.get("compared") or ())


def _filed(row: Mapping[str, Any]) -> Filed:
    plain: dict[str, Any] = {name: row.get(name) for name in Filed.__dataclass_fields__}
    agreements = tuple(Agreement(_three(reason.get("fits")), reason["words"]) for reason in row.get("reasons") or ())
    return Filed(**plain | {"fits": bool(row.get("fits")), "agreements": agreements})


def _three(fits: bool | None) -> str:
    return "untold" if fits is None else "yes" if fits else "no"


def rules(item: Item) -> tuple[Rule, ...]:
    """The rules in the order of the line, each once."""
    return tuple(_rules(item.row.body["rules"]))


def _rules(lines: list[str]) -> Iterator[Rule]:
    for line in dict.fromkeys(lines):
        name, _, rest = line.partition("（")
        yield Rule(name, tuple(part for part in rest.removesuffix("）").split("；") if part))


def due(item: Item, today: date) -> Due:
    """The deadline of an item as seen on `today`."""
    return due_on(item.row.due_on, today)


def due_on(day: str | None, today: date) -> Due:
    """A deadline, an ISO day, as seen on `today`; None is none."""
    if day is None:
        return Due(None, None, "none")
    last = date.fromisoformat(day)
    days = (last - today).days
    state = "over" if days < 0 else "near" if days <= 3 else "far"
    return Due(day, _working_days(today, last), state)


def _working_days(start: date, end: date) -> int | None:
    first, last = min(start, end), max(start, end)
    length = (last - first).days
    if length > FARTHEST:
        return None
    count = sum(is_working_day(first + timedelta(days=n)) for n in range(1, length + 1))
    return count if end >= start else -count
