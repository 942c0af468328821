"""Turns around those that are stored, out of a document that is read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data.inbox import InboxFile, documents_of
from data.layout import CELL, compose
from data.readers.base import FileReading, Limits, Source
from data.readers.dispatch import read_source
from data.types import Document, Kind, Turn, TurnRole
from review.source.opening import Wanted, content
from review.source.refusal import Refused, Why

MOST_TURNS = 400
"""Turns shown of one paper at once, whatever was asked for."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored turn that must stand in the document again: `document.text[start : start + len(text)] == text`."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class WindowOrder:
    """What to read: the file, the document in it, the kind it was taken for, how many turns around each kept one."""

    file: Wanted
    doc_id: str
    kind: str | None
    kept: tuple[Kept, ...]
    around: int
    limits: Limits

    @property
    def path(self) -> str:
        """What the sandbox calls the item in a fault."""
        return self.file.path


@dataclass(frozen=True, slots=True)
class Window:
    """Turns in document order, as rows like those of stored passages, each with its `number` in the document, from 0.

    `total` is the number of turns of the document.
    """

    rows: tuple[Mapping[str, Any], ...]
    total: int


def read_window(order: WindowOrder) -> Window | Refused:
    """The turns that the order asks for; runs in the sandbox. Raises nothing for what the file contains."""
    data = content(order.file)
    if isinstance(data, Refused):
        return data
    name = order.file.path.rsplit("/", 1)[-1]
    reading = read_source(Source(order.file.path, name, data, limits=order.limits), order.file.sha256)
    document = _document(reading, order)
    if document is None:
        return Refused(Why.UNREADABLE if not reading.parts else Why.DIFFERENT)
    if any(document.text[kept.start : kept.start + len(kept.text)] != kept.text for kept in order.kept):
        return Refused(Why.DIFFERENT)
    chosen = chosen_turns(document.turns, order.kept, order.around, document.text)
    return Window(tuple(_row(document, number) for number in chosen), len(document.turns))


def chosen_turns(turns: Sequence[Turn], kept: Sequence[Kept], around: int, text: str) -> list[int]:
    """Numbers of the kept turns, of `around` turns on either side of each, and of the heading rows above table rows.

    At most `MOST_TURNS`, those nearest to a kept turn first.
    """
    anchors = [n for n, turn in enumerate(turns) if any(_overlap(turn, piece) for piece in kept)]
    distance: dict[int, int] = {}
    for anchor in anchors:
        for number in range(max(0, anchor - around), min(len(turns), anchor + around + 1)):
            distance[number] = min(abs(number - anchor), distance.get(number, len(turns)))
    for anchor in anchors:
        heading = _heading(turns, anchor, text)
        if heading is not None:
            distance[heading] = 0
    nearest = sorted(distance, key=lambda number: (distance[number], number))[:MOST_TURNS]
    return sorted(nearest)


def _overlap(turn: Turn, piece: Kept) -> bool:
    return turn.start < piece.start + len(piece.text) and piece.start < turn.end


def _heading(turns: Sequence[Turn], anchor: int, text: str) -> int | None:
    """The row that names the columns of the table in which turn `anchor` stands, None for what is no table row."""
    if turns[anchor].role is not TurnRole.ROW:
        return None
    place, first = turns[anchor].location, anchor
    for number in range(anchor - 1, -1, -1):
        turn = turns[number]
        if (turn.location.sheet, turn.location.section) != (place.sheet, place.section):
            break
        if turn.role in (TurnRole.HEADER, TurnRole.ROW) and CELL in text[turn.start : turn.end]:
            first = number
            if turn.role is TurnRole.HEADER:
                break
    return first if first != anchor else None


def _document(reading: FileReading, order: WindowOrder) -> Document | None:
    """The document of that id, in the layout of the kind that it had when it was screened."""
    entry = InboxFile(order.file.path, 0)
    for part, document in zip(reading.parts, documents_of(reading, entry), strict=True):
        if document.doc_id == order.doc_id:
            if order.kind is None or document.kind.value == order.kind:
                return document
            kind = Kind(order.kind)
            text, turns = compose(part.blocks, kind)
            return Document(document.doc_id, document.path, kind, text, turns)
    return None


def _row(document: Document, number: int) -> Mapping[str, Any]:
    turn = document.turns[number]
    place = turn.location
    told = {name: getattr(place, name) for name in place.__dataclass_fields__}
    return {
        "doc_id": document.doc_id,
        "start": turn.start,
        "end": turn.end,
        "role": turn.role.value,
        "speaker": turn.speaker,
        "sent_at": turn.sent_at.isoformat() if turn.sent_at else None,
        "text": document.text[turn.start : turn.end],
        "location": {name: value for name, value in told.items() if value is not None},
        "number": number,
    }
