"""The words a proposal rests on, laid out as the paper had them, with the evidence marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any

from data.layout import CELL, CHAT_LINE
from review.words import place
from store.rows import PassageRow


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words; `numbers` are those of the evidence it belongs to, `first` the ones that begin here."""

    text: str
    numbers: tuple[int, ...] = ()
    first: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """One message, row, paragraph or mail part. `gap`: words between the one before and this are not kept.

    `stamp` and `speaker` are pieces where the text has them (a chat line), so that evidence in them is marked too;
    else `when` and `who` say what is known. `cells` are those of a row of a register, else `said` has the words.
    """

    role: str
    gap: bool
    place: str
    who: str
    when: str
    stamp: tuple[Piece, ...]
    speaker: tuple[Piece, ...]
    said: tuple[Piece, ...]
    cells: tuple[tuple[Piece, ...], ...]
    marked: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """The kept turns of one document; `path` is the file, `part` what inside it, empty for the file itself."""

    path: str
    part: str
    turns: tuple[ShownTurn, ...]


@dataclass(frozen=True, slots=True)
class _Mark:
    number: int
    start: int
    end: int


def papers(passages: Sequence[PassageRow], evidence: Sequence[Mapping[str, Any]]) -> tuple[Paper, ...]:
    """The papers of a proposal in the order of its passages; evidence is numbered from 1 in its own order.

    Raises KeyError when a passage lacks a field.
    """
    found = []
    for doc_id, group in groupby(passages, key=lambda row: row.doc_id):
        marks = [_Mark(n, e["start"], e["end"]) for n, e in enumerate(evidence, 1) if e["doc_id"] == doc_id]
        path, _, part = doc_id.partition("!/")
        found.append(Paper(path, part, tuple(_turns([row.body for row in group], marks))))
    return tuple(found)


def pieces(text: str, base: int, marks: Iterable[_Mark]) -> tuple[Piece, ...]:
    """`text`, which begins at the document's offset `base`, cut wherever evidence begins or ends."""
    inside = [m for m in marks if m.start < base + len(text) and base < m.end]
    cuts = {0, len(text)}
    for mark in inside:
        cuts |= {max(mark.start - base, 0), min(mark.end - base, len(text))}
    edges = sorted(cuts)
    return tuple(
        Piece(
            text[a:b],
            tuple(m.number for m in inside if m.start < base + b and base + a < m.end),
            tuple(m.number for m in inside if max(m.start, base) == base + a and m.start >= base),
        )
        for a, b in pairwise(edges)
    )


def _turns(bodies: Sequence[Mapping[str, Any]], marks: Sequence[_Mark]) -> Iterator[ShownTurn]:
    end_before: int | None = None
    for body in bodies:
        yield _turn(body, marks, gap=end_before is not None and body["start"] > end_before + 1)
        end_before = body["end"]


def _turn(body: Mapping[str, Any], marks: Sequence[_Mark], *, gap: bool) -> ShownTurn:
    text, base = body["text"], body["start"]
    stamp, speaker, said_at = _lead(body)
    said = text[said_at:]
    cells: tuple[tuple[Piece, ...], ...] = ()
    if body["role"] in ("row", "header") and CELL in said:
        cells = tuple(_cells(said, base + said_at, marks))
    return ShownTurn(
        role=body["role"],
        gap=gap,
        place=place(body["location"]),
        who="" if speaker else body["speaker"] or "",
        when="" if stamp else _when(body["sent_at"]),
        stamp=pieces(text[slice(*stamp)], base + stamp[0], marks) if stamp else (),
        speaker=pieces(text[slice(*speaker)], base + speaker[0], marks) if speaker else (),
        said=pieces(said, base + said_at, marks),
        cells=cells,
        marked=any(m.start < body["end"] and body["start"] < m.end for m in marks),
    )


def _lead(body: Mapping[str, Any]) -> tuple[tuple[int, int] | None, tuple[int, int] | None, int]:
    """Where stamp and speaker of a chat line stand in its text, and where its words begin."""
    found = CHAT_LINE.match(body["text"]) if body["role"] == "message" else None
    if not found:
        return None, None, 0
    return found.span("stamp"), found.span("speaker"), found.end()


def _cells(text: str, base: int, marks: Sequence[_Mark]) -> Iterator[tuple[Piece, ...]]:
    at = 0
    for cell in text.split(CELL):
        yield pieces(cell, base + at, marks)
        at += len(cell) + len(CELL)


def _when(sent_at: str | None) -> str:
    if sent_at is None:
        return ""
    moment = datetime.fromisoformat(sent_at)
    return moment.strftime("%Y-%m-%d %H:%M" if (moment.hour or moment.minute) else "%Y-%m-%d")
