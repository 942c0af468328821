"""The page of one proposal: the ten items with their words, who the people are, the rules, the papers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from review.desk import Desk, Wanted
from review.papers import Paper, papers
from review.queue import item_address, page_of, queue_address
from review.words import codes, place, time_left
from store.rows import ProposalRow, ProposalState

SHOWN_QUOTES = 3


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that support an item: `number` is that of the evidence on the page."""

    number: int
    words: str
    place: str


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One of the ten items; `value` None when the papers do not tell it."""

    code: str
    value: str | None
    more: str
    quotes: tuple[Quote, ...]

    @property
    def shown(self) -> tuple[Quote, ...]:
        """The quotes that stand below the value; the others are lit in the papers all the same."""
        return self.quotes[:SHOWN_QUOTES]


@dataclass(frozen=True, slots=True)
class ShownLink:
    """Who somebody is taken for: `chosen` is the registry entry, None when no link was made; `others` the rivals."""

    role: str
    registry: str | None
    id: str | None
    score: float
    reasons: Sequence[Mapping[str, Any]]
    chosen: Mapping[str, Any] | None
    others: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class ItemPage:
    """What the page of a proposal shows; `before` and `after` are addresses, empty at the ends of the queue.

    `rules` are (name, where it stands), the latter empty when not told.
    """

    row: ProposalRow
    due_words: str
    due_state: str
    items: tuple[ShownItem, ...]
    links: tuple[ShownLink, ...]
    papers: tuple[Paper, ...]
    rules: tuple[tuple[str, str], ...]
    back: str
    before: str
    after: str

    @property
    def withdrawn(self) -> bool:
        """Whether the machine no longer proposes it."""
        return self.row.state is ProposalState.WITHDRAWN

    @property
    def body(self) -> Mapping[str, Any]:
        """The line of the proposals' contract."""
        return self.row.body


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: a proposal, and where in which queue the reader comes from, None when not known."""

    proposal_id: str
    wanted: Wanted
    position: int | None


def item_page(desk: Desk, asked: Asked, today: date) -> ItemPage | None:
    """The page of a proposal, None when there is none of that id."""
    proposal_id, wanted, position = asked.proposal_id, asked.wanted, asked.position
    row = desk.proposal(proposal_id)
    if row is None:
        return None
    before = after = ""
    back = queue_address(wanted)
    if position is not None:
        previous, following = desk.neighbours(wanted, position, proposal_id)
        back = queue_address(wanted, page_of(position))
        before = item_address(previous, wanted, position - 1) if previous else ""
        after = item_address(following, wanted, position + 1) if following else ""
    words, state = time_left(row.due_on, today)
    return ItemPage(
        row=row,
        due_words=words,
        due_state=state,
        items=tuple(_items(row.body)),
        links=tuple(_links(row.body["links"])),
        papers=papers(desk.passages(proposal_id), row.body["evidence"]),
        rules=tuple(_rule(words) for words in row.body["rules"]),
        back=back,
        before=before,
        after=after,
    )


def _items(body: Mapping[str, Any]) -> Iterator[ShownItem]:
    several = len({piece["doc_id"] for piece in body["evidence"]}) > 1
    for code in codes("item"):
        value, more = _value(code, body["record"][code])
        quotes = tuple(
            Quote(number, piece["quote"], _where(piece, several))
            for number, piece in enumerate(body["evidence"], 1)
            if piece["item"] == code
        )
        yield ShownItem(code, value, more, quotes)


def _value(code: str, value: Any) -> tuple[str | None, str]:
    if value is None:
        return None, ""
    if code == "case":
        parties = "、".join(value["parties"] or ())
        told = [part for part in (value["unit"], value["cause"], parties, value["stage"]) if part]
        head = value["case_no"] or (told.pop(0) if told else None)
        return head, " · ".join(told)
    return str(value), ""


def _rule(words: str) -> tuple[str, str]:
    """A rule `name（source；source）` in its two parts."""
    name, _, source = words.partition("（")
    return name, source.removesuffix("）")


def _where(piece: Mapping[str, Any], several: bool) -> str:
    """The place of a quote; the paper is named where the proposal rests on several."""
    paper = piece["doc_id"].rsplit("/", 1)[-1] if several else ""
    return " · ".join(filter(None, [paper, place(piece["location"])]))


def _links(links: Mapping[str, Mapping[str, Any]]) -> Iterator[ShownLink]:
    for role in ("intervener", "recipient"):
        link = links.get(role)
        if not link:
            continue
        candidates = link["candidates"]
        chosen = next((one for one in candidates if link["id"] and one["id"] == link["id"]), None)
        others = [one for one in candidates if one is not chosen]
        if link["id"] or link["reasons"] or others or role == "intervener":
            yield ShownLink(role, link["registry"], link["id"], link["score"], link["reasons"], chosen, others)
