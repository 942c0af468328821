"""One turn of a paper as the page shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data.layout import CELL, CHAT_LINE
from review.item.marks import Mark, Piece, pieces

OWNER, OTHER = "owner", "other"
QUOTE_SIGNS = "> \t\u3000"


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """One message, row, paragraph or mail part.

    `skipped` is the number of turns left out before this one, 0 for none, None when some are missing and nobody
    counted. `stamp` and `speaker` are pieces where the text has them (a chat line), so that evidence in them is marked
    too; else `when` and `who` say what is known. `cells` are those of a table row, else `said` has the words. `side` is
    whose bubble it is, `depth` how deep a mail quotes it. `kept`: stored with the proposal, not read again just now.
    """

    role: str
    skipped: int | None
    location: Mapping[str, Any]
    who: str
    when: str
    stamp: tuple[Piece, ...]
    speaker: tuple[Piece, ...]
    said: tuple[Piece, ...]
    cells: tuple[tuple[Piece, ...], ...]
    marked: bool
    side: str
    depth: int
    kept: bool


@dataclass(frozen=True, slots=True)
class Sight:
    """What turns of one document are shown by: its evidence, the owner's names, the offsets of the stored turns."""

    marks: tuple[Mark, ...]
    owner: frozenset[str]
    kept: frozenset[int]


def turns_of(rows: Sequence[Mapping[str, Any]], sight: Sight) -> tuple[ShownTurn, ...]:
    """Rows of passages, or of a document that was read again (those have a `number`), in the document's order."""
    return tuple(_turns(rows, sight))


def _turns(rows: Sequence[Mapping[str, Any]], sight: Sight) -> Iterator[ShownTurn]:
    before: Mapping[str, Any] | None = None
    for row in rows:
        yield _turn(row, sight, _skipped(before, row))
        before = row


def _skipped(before: Mapping[str, Any] | None, row: Mapping[str, Any]) -> int | None:
    if "number" in row:
        return int(row["number"]) - (int(before["number"]) + 1 if before else 0)
    if before is None:
        return 0 if row["start"] == 0 else None
    return 0 if row["start"] <= before["end"] + 1 else None


def _turn(row: Mapping[str, Any], sight: Sight, skipped: int | None) -> ShownTurn:
    text, base, marks = row["text"], row["start"], sight.marks
    stamp, speaker, said_at = _lead(row)
    depth = 0
    if row["role"] == "quoted":
        said_at = len(text) - len(text.lstrip(QUOTE_SIGNS))
        depth = max(1, text[:said_at].count(">"))
    said = text[said_at:]
    cells: tuple[tuple[Piece, ...], ...] = ()
    if row["role"] in ("row", "header") and CELL in said:
        cells = tuple(_cells(said, base + said_at, marks))
    name = row["speaker"] or ""
    return ShownTurn(
        role=row["role"],
        skipped=skipped,
        location=row["location"],
        who="" if speaker else name,
        when="" if stamp else moment(row["sent_at"]),
        stamp=pieces(text[slice(*stamp)], base + stamp[0], marks) if stamp else (),
        speaker=pieces(text[slice(*speaker)], base + speaker[0], marks) if speaker else (),
        said=pieces(said, base + said_at, marks),
        cells=cells,
        marked=any(m.start < row["end"] and base < m.end for m in marks),
        side=OWNER if name and name in sight.owner else OTHER,
        depth=depth,
        kept=base in sight.kept,
    )


def _lead(row: Mapping[str, Any]) -> tuple[tuple[int, int] | None, tuple[int, int] | None, int]:
    """Where stamp and speaker of a chat line stand in its text, and where its words begin."""
    found = CHAT_LINE.match(row["text"]) if row["role"] == "message" else None
    if not found:
        return None, None, 0
    return found.span("stamp"), found.span("speaker"), found.end()


def _cells(text: str, base: int, marks: Sequence[Mark]) -> Iterator[tuple[Piece, ...]]:
    at = 0
    for cell in text.split(CELL):
        yield pieces(cell, base + at, marks)
        at += len(cell) + len(CELL)


def moment(sent_at: str | None) -> str:
    """A local time of a paper as shown: `2024-03-05 09:12`, the day alone at midnight, empty for None."""
    if sent_at is None:
        return ""
    told = datetime.fromisoformat(sent_at)
    return told.strftime("%Y-%m-%d %H:%M" if (told.hour or told.minute) else "%Y-%m-%d")
