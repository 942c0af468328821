"""The matter's evidence, what is related to it and what was filed, on one line of days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from review.item.turns import moment
from store.desk.rows import Item, Line
from store.rows import PassageRow

LONGEST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Moment:
    """Something on the line. `sort` is `paper`, `merged`, `related` or `filed`; `day` an ISO day, None when not told.

    `address` leads to it: evidence on the page, another item, nowhere when empty. `ties` say why an item is related:
    `person`, `case`. `state` and `category` are codes of a related item, else empty.
    """

    sort: str
    day: str | None
    time: str
    words: str
    where: str
    address: str
    ties: tuple[str, ...] = ()
    state: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """All of one day; `day` None gathers what has none."""

    day: str | None
    moments: tuple[Moment, ...]


def timeline(item: Item, merged: Sequence[Item]) -> tuple[Day, ...]:
    """The days in order, those without a day last."""
    found = [*_papers(item), *(moment for one in merged for moment in _merged(one)), *_related(item), *_filed(item)]
    found.sort(key=lambda moment: (moment.day or "9999", moment.time, moment.sort))
    return tuple(Day(day, tuple(group)) for day, group in groupby(found, key=lambda moment: moment.day))


def _papers(item: Item) -> Iterator[Moment]:
    """A moment for every paper and day: its words on what was said, else the first that support anything."""
    evidence = list(enumerate(item.row.body["evidence"], 1))
    seen = set()
    for row in item.passages:
        at = row.body["sent_at"]
        key = (row.doc_id, at[:10] if at else None)
        inside = [(n, e) for n, e in evidence if e["doc_id"] == row.doc_id and _within(e, row)]
        told = sorted(inside, key=lambda pair: (pair[1]["item"] != "content", pair[0]))
        if key in seen or not told:
            continue
        seen.add(key)
        number, words = told[0]
        yield Moment(
            "paper",
            key[1] or item.row.body["record"]["occurred_on"],
            moment(at)[11:],
            _short(words["quote"]),
            row.doc_id.rsplit("/", 1)[-1],
            f"#{item.row.proposal_id}-e{number}",
        )


def _within(evidence: dict[str, Any], row: PassageRow) -> bool:
    return bool(row.body["start"] <= evidence["start"] < row.body["end"])


def _merged(item: Item) -> Iterator[Moment]:
    record = item.row.body["record"]
    files = {row.doc_id.rsplit("/", 1)[-1] for row in item.passages}
    yield Moment(
        "merged",
        record["occurred_on"],
        "",
        _short(record["content"] or record["name"] or ""),
        "、".join(sorted(files)),
        f"/item/{item.row.proposal_id}",
        category=item.row.category,
    )


def _related(item: Item) -> Iterator[Moment]:
    for line in item.related:
        if line.row.proposal_id in item.merged:
            continue
        yield Moment(
            "related",
            line.row.occurred_on,
            "",
            line.row.intervener or "",
            line.row.case_no or "",
            f"/item/{line.row.proposal_id}",
            _ties(item, line),
            line.desk.value,
            line.row.category,
        )


def _ties(item: Item, line: Line) -> tuple[str, ...]:
    mine, other = (row.body["links"]["intervener"]["id"] for row in (item.row, line.row))
    told = (
        ("person", bool(mine) and mine == other),
        ("case", bool(item.row.case_no) and item.row.case_no == line.row.case_no),
    )
    return tuple(name for name, holds in told if holds)


def _filed(item: Item) -> Iterator[Moment]:
    for row in item.details.get("compared") or ():
        yield Moment(
            "filed",
            row.get("occurred_on"),
            "",
            row.get("intervener") or "",
            row["record_id"],
            f"#filed-{row['record_id']}",
        )


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= LONGEST_WORDS else plain[: LONGEST_WORDS - 1] + "…"
