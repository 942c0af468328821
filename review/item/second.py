"""What a second reader tells otherwise than the first, as the reviewer is shown it: the paper's words side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data.types import OWNER
from store.desk.rows import Item

CODES = {"situations": "situation", "channel": "channel", "status": "status", "lawful": "lawful"}
"""Fields that hold codes, with what the codes are labelled as."""
STANDINGS = {"negated": "status", "hypothetical": "status"}
FILED = "filed"


@dataclass(frozen=True, slots=True)
class Value:
    """What one reader tells: words of the paper, or codes of one kind; neither is "not told". `is_owner`: the owner."""

    words: str = ""
    codes: tuple[str, ...] = ()
    label: str = ""
    is_owner: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One field told in two ways; `quote` and `location` are where the second reader's words stand."""

    field: str
    ours: Value
    theirs: Value
    location: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Further:
    """An event as one reader alone has it. `kind`: `unseen`, `alone` or `otherwise`, the last with why, `ours`."""

    kind: str
    words: str
    ours: Value
    told: tuple[tuple[str, Value], ...]
    location: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SecondReading:
    """All that a second reader, `by`, tells otherwise of an item's papers; `paper` where there are several."""

    by: str
    paper: str
    rows: tuple[Row, ...]
    further: tuple[Further, ...]


def second_readings(item: Item) -> tuple[SecondReading, ...]:
    """One for each paper with a disagreement, in the order of the findings; none for who must judge unled."""
    if item.blind:
        return ()
    return tuple(_readings(item.details.get("disagreements") or ()))


def _readings(rows: Sequence[Mapping[str, Any]]) -> Iterator[SecondReading]:
    papers = dict.fromkeys((row["by"], row["doc_id"]) for row in rows)
    for by, doc_id in papers:
        own = [row for row in rows if (row["by"], row["doc_id"]) == (by, doc_id)]
        yield SecondReading(
            by=by,
            paper=doc_id.rsplit("/", 1)[-1] if len(papers) > 1 else "",
            rows=tuple(_row(row) for row in own if row["kind"] == "differs"),
            further=tuple(_further(row) for row in own if row["kind"] != "differs"),
        )


def _row(row: Mapping[str, Any]) -> Row:
    name = row["field"]
    return Row(name, _value(name, row["ours"]), _value(name, row["theirs"]), row["location"])


def _further(row: Mapping[str, Any]) -> Further:
    is_unseen = row["kind"] == "unseen"
    standing = None if is_unseen else row["ours"]
    return Further(
        kind=row["kind"],
        words=row["ours"] if is_unseen else row["theirs"],
        ours=Value()
        if standing in (None, FILED)
        else Value(codes=(standing,), label=STANDINGS.get(standing, "lawful")),
        told=tuple((one[0], _value(one[0], one[1])) for one in row["told"]),
        location=row["location"],
    )


def _value(name: str, told: str | None) -> Value:
    if told is None:
        return Value()
    if told == OWNER and name not in CODES:
        return Value(is_owner=True)
    return Value(codes=tuple(told.split(",")), label=CODES[name]) if name in CODES else Value(words=told)
