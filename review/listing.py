"""The queue as its page shows it: tabs, choices with their counts, and one line a proposal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from review.addresses import FURTHER_STATES, PAGE, STATES, codes, item_address, queue_address
from review.item.basis import Due, due_on
from store.desk.rows import PENDING, Counts, Line, Wishes

_SHOWN_AS_CHIPS = ("person", "case_no")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value a wish can take, and how many items it would leave."""

    value: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Tab:
    """One state of the queue. `count` is how many items are in it under the other wishes."""

    state: str
    count: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A wish that has no control of its own, with the address that drops it."""

    name: str
    value: str
    words: str
    without: str


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One proposal in the list. `claimed_by` is the name of the account that works on it, `own` tells that it is the
    visitor's; `score` None is not to be seen, with `blind`."""

    proposal_id: str
    address: str
    due: Due
    severity: str
    verdict: str
    name: str | None
    org: str | None
    position: str | None
    person_address: str | None
    case_no: str | None
    cause: str | None
    case_address: str | None
    category: str
    situations: tuple[str, ...]
    channel: str | None
    occurred_on: str | None
    score: float | None
    desk: str
    news: bool
    blind: bool
    claimed_by: str | None
    own: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """Whose queue is shown and when: `visitor` is an account id, `names` are those of accounts by id. `works` tells
    whether the visitor decides; who does not sees only what is decided."""

    wishes: Wishes
    visitor: str
    today: date
    names: Mapping[str, str]
    works: bool = True


@dataclass(frozen=True, slots=True)
class QueuePage:
    """What the queue page shows. `number` counts from 1; `total` items fit the wishes."""

    wishes: Wishes
    number: int
    total: int
    lines: tuple[QueueLine, ...]
    tabs: tuple[Tab, ...]
    units: tuple[Choice, ...]
    situations: tuple[Choice, ...]
    categories: tuple[Choice, ...]
    severities: tuple[Choice, ...]
    chips: tuple[Chip, ...]
    passed_on: bool

    @property
    def pages(self) -> int:
        """The number of pages, at least 1."""
        return pages_of(self.total)

    @property
    def narrowed(self) -> bool:
        """Whether anything but the state and the order is wished for."""
        return replace(self.wishes, state=Wishes().state, order=Wishes().order) != Wishes()

    @property
    def plain(self) -> str:
        """The address of the same state without further wishes."""
        return queue_address(Wishes(state=self.wishes.state, order=self.wishes.order))

    def address(self, number: int) -> str:
        """The address of another page of the same queue."""
        return queue_address(self.wishes, number)


def pages_of(total: int) -> int:
    """The number of pages that `total` items take, at least 1."""
    return max(1, -(-total // PAGE))


def page_within(number: int, total: int) -> int:
    """The page `number`, the last one when there are fewer."""
    return min(max(number, 1), pages_of(total))


def queue_page(listing: Listing, number: int, counts: Counts, lines: Iterable[Line]) -> QueuePage:
    """The page `number` of the queue; `lines` are its lines, `counts` those of the wishes."""
    wishes = listing.wishes
    first = (number - 1) * PAGE
    shown = tuple(_line(line, first + at, listing) for at, line in enumerate(lines))
    return QueuePage(
        wishes=wishes,
        number=number,
        total=counts.total,
        lines=shown,
        tabs=_tabs(wishes, counts.states, listing.works),
        units=_choices(sorted({*counts.units, *filter(None, [wishes.unit])}), counts.units, wishes.unit),
        situations=_choices(codes("situation"), counts.situations, wishes.situation),
        categories=_choices(codes("category"), counts.categories, wishes.category),
        severities=_choices(codes("severity"), counts.severities, wishes.severity),
        chips=_chips(wishes, shown),
        passed_on=counts.passed_on,
    )


def _due(line: Line, today: date) -> Due:
    """The deadline of an item; of one that is decided only the day is left."""
    return due_on(line.row.due_on, today) if line.desk in PENDING else Due(line.row.due_on, None, "none")


def _tabs(wishes: Wishes, counts: Mapping[str, int], works: bool) -> tuple[Tab, ...]:
    usual = STATES if works else tuple(state for state in STATES if state not in (*PENDING, "mine"))
    shown = usual + tuple(state for state in FURTHER_STATES if counts.get(state) or wishes.state == state)
    return tuple(
        Tab(state, counts.get(state, 0), queue_address(replace(wishes, state=state)), wishes.state == state)
        for state in shown
    )


def _choices(values: Iterable[str], counts: Mapping[str, int], chosen: str) -> tuple[Choice, ...]:
    """The values that leave something, and the chosen one; what has no value cannot be chosen."""
    return tuple(Choice(v, counts.get(v, 0), v == chosen) for v in values if v and (counts.get(v) or v == chosen))


def _chips(wishes: Wishes, lines: tuple[QueueLine, ...]) -> tuple[Chip, ...]:
    told = [(name, value) for name in _SHOWN_AS_CHIPS if (value := getattr(wishes, name))]
    return tuple(
        Chip(name, value, _chip_words(name, value, lines), queue_address(replace(wishes, **{name: ""})))
        for name, value in told
    )


def _chip_words(name: str, value: str, lines: tuple[QueueLine, ...]) -> str:
    """A person by name when the list tells it, with the id; a case by its number."""
    names = {line.name for line in lines if line.name}
    return f"{names.pop()}（{value}）" if name == "person" and len(names) == 1 else value


def _line(line: Line, position: int, listing: Listing) -> QueueLine:
    row, wishes = line.row, listing.wishes
    record: Mapping[str, Any] = row.body["record"]
    case: Mapping[str, Any] = record["case"] or {}
    person = row.body["links"]["intervener"]["id"]
    case_no = case.get("case_no") or row.case_no
    return QueueLine(
        proposal_id=row.proposal_id,
        address=item_address(row.proposal_id, wishes, position),
        due=_due(line, listing.today),
        severity=row.severity,
        verdict=row.body["verdict"],
        name=record["name"],
        org=record["org"],
        position=record["position"],
        person_address=queue_address(replace(wishes, person=person)) if person and person != wishes.person else None,
        case_no=case_no,
        cause=case.get("cause"),
        case_address=queue_address(replace(wishes, case_no=case_no)) if case_no and not wishes.case_no else None,
        category=row.category,
        situations=tuple(row.body["situations"]),
        channel=record["channel"],
        occurred_on=record["occurred_on"],
        score=line.score,
        desk=line.desk.value,
        news=line.news,
        blind=line.blind,
        claimed_by=listing.names.get(line.claimed_by, "") if line.claimed_by else None,
        own=line.claimed_by == listing.visitor,
    )
