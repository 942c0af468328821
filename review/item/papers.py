"""The papers a proposal rests on, each laid out as its kind demands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from review.item.marks import marks_of
from review.item.owners import owner_names
from review.item.turns import ShownTurn, Sight, turns_of
from store.rows import PassageRow

PICTURES = frozenset({"png", "jpg", "jpeg", "jpe", "jfif", "tif", "tiff", "bmp", "gif", "webp"})
MAILS = frozenset({"eml", "msg"})
DRAWN = PICTURES | {"pdf"}
"""Endings of files whose pages can be drawn."""


class Form(StrEnum):
    """How a paper is laid out."""

    CHAT = "chat"
    MAIL = "mail"
    TABLE = "table"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of a mail thread: its heading lines and its text. `depth` 0 is the newest; a letter that is quoted is
    folded unless evidence stands in it. `skipped` as in ShownTurn."""

    depth: int
    head: tuple[ShownTurn, ...]
    text: tuple[ShownTurn, ...]

    @property
    def skipped(self) -> int | None:
        """How many turns are left out before the letter."""
        return (self.head or self.text)[0].skipped

    @property
    def folded(self) -> bool:
        """Whether it is shown closed at first."""
        return self.depth > 0 and not any(turn.marked for turn in (*self.head, *self.text))


@dataclass(frozen=True, slots=True)
class Paper:
    """The turns of one document. `path` is the file, `part` what inside it, empty for the file itself; `place` counts
    the papers of the page from 1.

    `pages` are those with evidence where the format has pages that can be drawn; `around` is how many turns beside the
    stored ones are shown, None when only stored ones are; `left` the number of turns still folded, None when unknown.
    """

    proposal_id: str
    doc_id: str
    path: str
    part: str
    place: int
    form: Form
    turns: tuple[ShownTurn, ...]
    pages: tuple[int, ...]
    around: int | None
    left: int | None

    @property
    def drawn(self) -> bool:
        """Whether its pages can be shown as images."""
        return bool(self.pages)

    @property
    def heading(self) -> ShownTurn | None:
        """The row that names the columns of a table, None when it is not among the turns."""
        rows = [turn for turn in self.turns if turn.cells]
        if self.form is not Form.TABLE or not rows or (rows[0].marked and rows[0].role != "header"):
            return None
        return rows[0] if rows[0].role == "header" or self.around is not None else None

    @property
    def columns(self) -> int:
        """The most cells of any row, at least 1."""
        return max([1, *(len(turn.cells) for turn in self.turns)])

    @property
    def letters(self) -> tuple[Letter, ...]:
        """The turns of a mail by letter."""
        return tuple(_letters(self.turns))


@dataclass(frozen=True, slots=True)
class Grounds:
    """What papers are made from: the proposal's line, what else the machine knows, the stored turns."""

    proposal_id: str
    body: Mapping[str, Any]
    details: Mapping[str, Any]
    passages: Sequence[PassageRow]


def papers(grounds: Grounds, first: int = 1) -> tuple[Paper, ...]:
    """The papers of a proposal in the order of its passages; the first one has place `first`."""
    groups = groupby(grounds.passages, key=lambda row: row.doc_id)
    return tuple(
        paper(grounds, doc_id, [row.body for row in group], place=place)
        for place, (doc_id, group) in enumerate(groups, first)
    )


def paper(
    grounds: Grounds,
    doc_id: str,
    rows: Sequence[Mapping[str, Any]],
    *,
    place: int = 1,
    opened: tuple[int, int] | None = None,
) -> Paper:
    """One paper from its turns; `opened` is (turns shown around the stored ones, turns of the document)."""
    path, _, part = doc_id.partition("!/")
    kept = [row.body for row in grounds.passages if row.doc_id == doc_id]
    owner = owner_names(doc_id, grounds.body, grounds.details, kept)
    sight = Sight(marks_of(grounds.body["evidence"], doc_id), owner, frozenset(row["start"] for row in kept))
    turns = turns_of(rows, sight)
    return Paper(
        proposal_id=grounds.proposal_id,
        doc_id=doc_id,
        path=path,
        part=part,
        place=place,
        form=_form(doc_id, rows),
        turns=turns,
        pages=_pages(doc_id, kept),
        around=opened[0] if opened else None,
        left=opened[1] - len(turns) if opened else None,
    )


def _form(doc_id: str, rows: Sequence[Mapping[str, Any]]) -> Form:
    roles = [row["role"] for row in rows]
    if "message" in roles:
        return Form.CHAT
    if "quoted" in roles or any(
        "section" in row["location"] and role == "header" for row, role in zip(rows, roles, strict=True)
    ):
        return Form.MAIL
    if "row" in roles:
        return Form.TABLE
    return Form.MAIL if _ending(doc_id) in MAILS else Form.TEXT


def _pages(doc_id: str, rows: Sequence[Mapping[str, Any]]) -> tuple[int, ...]:
    if _ending(doc_id) not in DRAWN:
        return ()
    return tuple(sorted({row["location"]["page"] for row in rows if row["location"].get("page")}))


def _ending(doc_id: str) -> str:
    return doc_id.rsplit(".", 1)[-1].lower()


def _letters(turns: Sequence[ShownTurn]) -> Iterator[Letter]:
    head: list[ShownTurn] = []
    text: list[ShownTurn] = []
    depth = 0
    for turn in turns:
        here = turn.depth if turn.role == "quoted" or turn.role != "header" else depth if not text else 0
        if (text and turn.role == "header") or (here != depth and (head or text)):
            yield Letter(depth, tuple(head), tuple(text))
            head, text = [], []
        depth = here
        (head if turn.role == "header" else text).append(turn)
    if head or text:
        yield Letter(depth, tuple(head), tuple(text))
