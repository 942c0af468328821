"""The queue page: one line a proposal, a page of them, and the addresses that lead on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlencode

from review.desk import Desk, Wanted
from review.words import time_left
from store.rows import ProposalRow

PAGE = 50
"""Proposals on one page."""


@dataclass(frozen=True, slots=True)
class Line:
    """One proposal in the list. `address` is that of its page, with the way back."""

    address: str
    due_on: str | None
    due_words: str
    due_state: str
    severity: str
    name: str | None
    org: str | None
    position: str | None
    case_no: str | None
    cause: str | None
    category: str
    situations: tuple[str, ...]
    channel: str | None
    occurred_on: str | None
    evidence: int
    score: float


@dataclass(frozen=True, slots=True)
class QueuePage:
    """What the queue page shows. `number` counts from 1; `total` fit the wishes, `all` stand at all."""

    wanted: Wanted
    number: int
    total: int
    all: int
    lines: tuple[Line, ...]

    @property
    def pages(self) -> int:
        """The number of pages, at least 1."""
        return max(1, -(-self.total // PAGE))

    def address(self, number: int) -> str:
        """The address of another page of the same queue."""
        return queue_address(self.wanted, number)


def queue_page(desk: Desk, wanted: Wanted, number: int, today: date) -> QueuePage:
    """The page `number` of the queue, the last one when there are fewer."""
    total = desk.count(wanted)
    number = min(max(number, 1), max(1, -(-total // PAGE)))
    first = (number - 1) * PAGE
    rows = desk.queue(wanted, PAGE, first)
    return QueuePage(
        wanted=wanted,
        number=number,
        total=total,
        all=desk.count(Wanted()) if wanted.active else total,
        lines=tuple(_line(row, wanted, first + n, today) for n, row in enumerate(rows)),
    )


def queue_address(wanted: Wanted, number: int = 1) -> str:
    """The address of a page of the queue."""
    told = [*wanted.told(), *([("page", str(number))] if number > 1 else [])]
    return "/?" + urlencode(told) if told else "/"


def item_address(proposal_id: str, wanted: Wanted, position: int) -> str:
    """The address of a proposal's page that knows its place in the queue."""
    return f"/item/{quote(proposal_id, safe='')}?" + urlencode([*wanted.told(), ("at", str(position))])


def page_of(position: int) -> int:
    """The page on which a place of the queue stands."""
    return position // PAGE + 1


def _line(row: ProposalRow, wanted: Wanted, position: int, today: date) -> Line:
    record = row.body["record"]
    case = record["case"] or {}
    words, state = time_left(row.due_on, today)
    return Line(
        address=item_address(row.proposal_id, wanted, position),
        due_on=row.due_on,
        due_words=words,
        due_state=state,
        severity=row.severity,
        name=record["name"],
        org=record["org"],
        position=record["position"],
        case_no=case.get("case_no"),
        cause=case.get("cause"),
        category=row.category,
        situations=tuple(row.body["situations"]),
        channel=record["channel"],
        occurred_on=record["occurred_on"],
        evidence=len({(piece["doc_id"], piece["start"], piece["end"]) for piece in row.body["evidence"]}),
        score=row.score,
    )
