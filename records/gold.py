"""Decided items as gold: the passages that were kept of each paper, marked as the machine marked them, with the
person's word laid over it.

Such gold is weaker than papers marked from the start: it has only the passages around what the machine found, and only
what the machine found at all.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from data.goldfile import document_of
from data.types import OWNER, PREFIX, Kind, Label, TurnRole
from records.overlay import Ruled, laid_over

Row = Mapping[str, Any]
Mark = tuple[int, int, str]
"""Start, end and type of a mention, in the text of the whole paper."""
ROLES = ("intervener", "recipient", "case", "time", "on_behalf_of", "via")
EVENT_FIELDS = (
    *("id", "triggers", "situations", "intervener", "recipient", "case", "case_no", "time", "date", "channel"),
    *("on_behalf_of", "via", "status", "lawful", "verdict"),
)

NO_ANNOTATION = "no_annotation"
"""The machine that proposed it did not yet keep its marks."""
NO_WORDS = "no_words"
"""The words of the act are not among the passages that were kept."""
NOT_OF_TEXT = "not_of_text"
"""The verdict rests on who has to record it: papers alone do not tell."""


@dataclass(frozen=True, slots=True)
class Decided:
    """An item that a person has decided. `ruled` is his word; `inbox` tells papers of one name in two inboxes apart.

    `annotations` and `passages` are rows as `records.details` and the store have them.
    """

    proposal_id: str
    inbox: str
    ruled: Ruled
    annotations: Sequence[Row]
    passages: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Gold:
    """Rows of the gold schema in the order of inbox, paper and place; `used` are the items in them, `left_out` the
    others by reason."""

    rows: tuple[dict[str, Any], ...]
    used: tuple[str, ...]
    left_out: Mapping[str, int]


@dataclass(slots=True)
class _Paper:
    """What decided items have kept of one paper. `passages` by their place in it; `events` with their items."""

    inbox: str
    annotation: Row
    passages: dict[tuple[int, int], Row] = field(default_factory=dict)
    marks: dict[Mark, dict[str, Any]] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    items: list[str] = field(default_factory=list)

    def fits(self, passages: Iterable[Row]) -> bool:
        """Whether the passages are of the same text: those that share a place are the same."""
        return all(
            (span[0], span[1], kept["text"]) == (passage["start"], passage["end"], passage["text"])
            for passage in passages
            for span, kept in self.passages.items()
            if span[0] < passage["end"] and passage["start"] < span[1]
        )

    def holds(self, start: int, end: int) -> bool:
        """Whether one passage has all of a span."""
        return any(first <= start and end <= last for first, last in self.passages)


def gold_of(items: Iterable[Decided]) -> Gold:
    """The gold of decided items, the same for the same items in whatever order; every mention's text stands at its
    offsets."""
    papers: dict[tuple[str, str], list[_Paper]] = defaultdict(list)
    left_out: Counter[str] = Counter()
    used: list[str] = []
    for item in sorted(items, key=lambda item: (item.inbox, item.proposal_id)):
        reason = _unfit(item)
        if reason:
            left_out[reason] += 1
            continue
        used.append(item.proposal_id)
        for annotation in item.annotations:
            passages = _passages(item, annotation)
            if passages:
                _add(_paper(papers[item.inbox, annotation["doc_id"]], item, annotation, passages), item, annotation)
    rows = tuple(_row(paper, number) for key in sorted(papers) for number, paper in enumerate(papers[key]))
    return Gold(rows, tuple(used), dict(sorted(left_out.items())))


def _unfit(item: Decided) -> str | None:
    """Why nothing can be learnt from the item, None when something can."""
    if item.ruled.jurisdictional:
        return NOT_OF_TEXT
    if not item.annotations:
        return NO_ANNOTATION
    return None if any(_has_act(item, annotation) for annotation in item.annotations) else NO_WORDS


def _has_act(item: Decided, annotation: Row) -> bool:
    places = {mention["id"]: mention for mention in annotation["mentions"]}
    acts = [places[key] for key in annotation["event"]["triggers"] if key in places]
    kept = _passages(item, annotation)
    return any(p["start"] <= act["start"] and act["end"] <= p["end"] for act in acts for p in kept)


def _passages(item: Decided, annotation: Row) -> list[Row]:
    return [passage for passage in item.passages if passage["doc_id"] == annotation["doc_id"]]


def _paper(known: list[_Paper], item: Decided, annotation: Row, passages: Sequence[Row]) -> _Paper:
    """The paper these passages are of: one that was read anew, changed, is another paper of the same name."""
    for paper in known:
        if paper.fits(passages):
            break
    else:
        paper = _Paper(item.inbox, annotation)
        known.append(paper)
    paper.passages.update({(passage["start"], passage["end"]): passage for passage in passages})
    paper.items.append(item.proposal_id)
    return paper


def _add(paper: _Paper, item: Decided, annotation: Row) -> None:
    """Marks of one item's paper, and its event when there is one by the person's word."""
    mentions, event = laid_over(annotation, item.ruled, alone=len(item.annotations) == 1)
    places: dict[str, Mark] = {}
    for mention in mentions:
        place = (mention["start"], mention["end"], mention["type"])
        if paper.holds(mention["start"], mention["end"]):
            places[mention["id"]] = _placed(paper, place, mention)
    if event is None:
        return
    triggers = [places[key] for key in event["triggers"] if key in places]
    if triggers:
        roles = {role: OWNER if event[role] == OWNER else places.get(event[role] or "") for role in ROLES}
        paper.events.append({**event, **roles, "triggers": triggers})


def _placed(paper: _Paper, place: Mark, mention: dict[str, Any]) -> Mark:
    """Where the mention is marked: in its place, or where another that overlaps it was marked before.

    Of two links of one mention the one that a person corrected holds, else the first.
    """
    for other in paper.marks:
        if other[0] < place[1] and place[0] < other[1]:
            if other == place and mention.get("corrected"):
                paper.marks[place] = mention
            return other
    paper.marks[place] = mention
    return place


def _row(paper: _Paper, number: int) -> dict[str, Any]:
    text, shifts = _joined(paper)
    acts = {trigger for event in paper.events for trigger in event["triggers"]}
    marks = sorted(mark for mark in paper.marks if mark[2] != Label.TRIGGER.value or mark in acts)
    ids = _ids(marks)
    row = {
        "doc_id": _doc_id(paper, number),
        "source": ",".join(sorted(set(paper.items))),
        "kind": paper.annotation["kind"],
        "format": "txt",
        "owner": paper.annotation["owner"],
        "folder_case": paper.annotation["folder_case"],
        "text": text,
        "mentions": [_mention(mark, ids[mark], _shift(shifts, mark), text, paper.marks[mark]) for mark in marks],
        "events": [_event(event, number, ids) for number, event in enumerate(_ordered(paper.events), 1)],
    }
    document_of(row, row["doc_id"])  # a row that could not be read again must not leave
    return row


def _joined(paper: _Paper) -> tuple[str, list[tuple[int, int, int]]]:
    """The passages in the order of the paper, each on lines of its own; (start, end, how far it moved) of each."""
    text, shifts = "", []
    before: Row | None = None
    for (start, end), passage in sorted(paper.passages.items()):
        if before:
            text += "\n" + "\n" * _blank_line(paper, before, passage)
        shifts.append((start, end, len(text) - start))
        text += passage["text"]
        before = passage
    return text, shifts


def _blank_line(paper: _Paper, before: Row, passage: Row) -> bool:
    """The one empty line that tells something: it parts the head of a mail from its words."""
    heads = [row["role"] == TurnRole.HEADER.value for row in (before, passage)]
    return paper.annotation["kind"] == Kind.EMAIL.value and heads == [True, False]


def _shift(shifts: Sequence[tuple[int, int, int]], mark: Mark) -> int:
    return next(shift for start, end, shift in shifts if start <= mark[0] and mark[1] <= end)


def _mention(mark: Mark, key: str, shift: int, text: str, mention: Row) -> dict[str, Any]:
    start, end = mark[0] + shift, mark[1] + shift
    return {
        "id": key,
        "start": start,
        "end": end,
        "type": mark[2],
        "text": text[start:end],
        "registry_id": mention["registry_id"],
        "linked": bool(mention.get("linked", mention["registry_id"] is not None)),
    }


def _ids(marks: Sequence[Mark]) -> dict[Mark, str]:
    """p1, p2, x1 ... in the order of the text."""
    counts: Counter[str] = Counter()
    found = {}
    for mark in marks:
        prefix = PREFIX[Label(mark[2])]
        counts[prefix] += 1
        found[mark] = f"{prefix}{counts[prefix]}"
    return found


def _ordered(events: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(events, key=lambda event: (event["triggers"], event["proposal_id"]))


def _event(event: Mapping[str, Any], number: int, ids: Mapping[Mark, str]) -> dict[str, Any]:
    """The event with ids of mentions for their places, fields in the order of the guidelines."""
    roles = {role: OWNER if event[role] == OWNER else ids.get(event[role]) for role in ROLES}
    said = {**event, **roles, "id": f"e{number}", "triggers": [ids[trigger] for trigger in event["triggers"]]}
    return {name: said[name] for name in EVENT_FIELDS}


def _doc_id(paper: _Paper, number: int) -> str:
    """The kind and a digest: paths hold names of people, and two inboxes may have a path in common."""
    told = f"{paper.inbox}\0{paper.annotation['doc_id']}\0{number}"
    return f"{paper.annotation['kind']}-{hashlib.sha256(told.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
