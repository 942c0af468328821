"""The canonical text of a document: one layout for a file that was read and for a line of gold.

Layout by kind (the annotation guidelines' own):

* chat: one line a message, `2024-03-05 09:12 袁峰: 内容`; a group's name stands first as `群聊: 名称`; further lines of
  one message follow without a stamp.
* email: header lines (发件人 收件人 抄送 时间 主题), an empty line, the body; quoted mail below it as it was quoted.
* phone_log, visitor_log: a heading row, then one row a line, cells parted by ` | `.
* all else: a paragraph a line.

Readers hand over `Block`s; `compose` writes the text and its turns. `parse_turns` recovers turns from text alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from data.mail_turns import MAIL_HEADER, QUOTE_START, mail_turns
from data.register_turns import CELL, RegisterClock, register_turns
from data.stamps import STAMP, parse_stamp
from data.types import Kind, Location, Turn, TurnRole

__all__ = [
    "CELL",
    "CHAT_LINE",
    "GROUP_LINE",
    "MAIL_HEADER",
    "QUOTE_START",
    "STAMP",
    "Block",
    "compose",
    "parse_stamp",
    "parse_turns",
]

CHAT_LINE = re.compile(
    r"(?P<stamp>\d{4}(?:-\d\d?-\d\d?|/\d\d?/\d\d?|\.\d\d?\.\d\d?|年\d\d?月\d\d?日)\s?\d\d?:\d\d(?::\d\d)?) "
    r"(?P<speaker>[^:：|\n]{1,40})[:：] ?"
)
GROUP_LINE = re.compile(r"群聊[:：]")
REGISTERS = (Kind.PHONE_LOG, Kind.VISITOR_LOG)
DIRECT = frozenset({TurnRole.MESSAGE, TurnRole.ROW, TurnRole.HEADER, TurnRole.ASIDE})
"""Roles that a reader tells for a block as a whole; the lines of other blocks are read by the layout of the kind."""


@dataclass(frozen=True, slots=True)
class Block:
    """One unit as a reader met it: a message, a row (cells joined by ` | `), a heading row, a paragraph.

    `text` may hold line feeds. `stamp` is the time as it will be shown, `sent_at` the same as a value.
    An empty `text` keeps a blank line and makes no turn.
    """

    text: str
    role: TurnRole = TurnRole.PARAGRAPH
    speaker: str | None = None
    stamp: str | None = None
    sent_at: datetime | None = None
    location: Location = field(default_factory=Location)


def compose(blocks: Iterable[Block], kind: Kind) -> tuple[str, tuple[Turn, ...]]:
    """The canonical text of `blocks` and its turns in text order, each with the location of its block."""
    pieces: list[str] = []
    placed: list[tuple[int, Block]] = []
    direct: list[Turn] = []
    length = 0
    for block in blocks:
        length += bool(placed)
        placed.append((length, block))
        lead = _lead(block)
        pieces.append(lead + block.text)
        if block.role in DIRECT and pieces[-1]:
            direct.append(_direct_turn(block, length, lead))
        length += len(pieces[-1])
    parsed = _located(_PARSERS[kind](_lines_of(placed)), placed)
    turns = sorted([*direct, *parsed], key=lambda turn: turn.start)
    if kind in REGISTERS:
        turns = _timed(turns, "\n".join(pieces))
    elif kind is Kind.EMAIL:
        turns = _attributed(turns)
    return "\n".join(pieces), tuple(turns)


def parse_turns(text: str, kind: Kind) -> tuple[Turn, ...]:
    """The turns of a canonical text. Every non-blank line belongs to exactly one turn; turns are in text order."""
    return tuple(_PARSERS[kind](_lines(text, 0)))


def _lead(block: Block) -> str:
    if block.role is not TurnRole.MESSAGE:
        return ""
    return "".join([f"{block.stamp} " if block.stamp else "", f"{block.speaker}: " if block.speaker else ""])


def _direct_turn(block: Block, start: int, lead: str) -> Turn:
    span = None
    if lead and block.speaker:
        at = start + len(lead) - len(block.speaker) - 2
        span = (at, at + len(block.speaker))
    return Turn(
        start=start,
        end=start + len(lead) + len(block.text),
        body=start + len(lead),
        role=block.role,
        speaker=block.speaker,
        speaker_span=span,
        sent_at=block.sent_at or (parse_stamp(block.stamp) if block.stamp else None),
        location=block.location,
    )


def _lines(text: str, start: int) -> Iterator[tuple[int, str]]:
    """(offset, line) of every line that is not blank; `start` is the offset of `text`."""
    for line in text.split("\n"):
        if line.strip():
            yield start, line
        start += len(line) + 1


def _lines_of(placed: Sequence[tuple[int, Block]]) -> Iterator[tuple[int, str]]:
    """The lines of the blocks that the layout of the kind reads."""
    for start, block in placed:
        if block.role not in DIRECT:
            yield from _lines(block.text, start)


def _located(turns: Iterable[Turn], placed: Sequence[tuple[int, Block]]) -> Iterator[Turn]:
    """The turns with the location of the block that each begins in, its line counted on inside the block."""
    starts = [start for start, _ in placed]
    for turn in turns:
        start, block = placed[bisect_right(starts, turn.start) - 1]
        location = block.location
        if location.line is not None and turn.start > start:
            location = replace(location, line=location.line + block.text.count("\n", 0, turn.start - start))
        # A reader may know the writer and time of a paragraph that the text does not tell.
        yield replace(
            turn,
            location=location,
            speaker=turn.speaker or block.speaker,
            sent_at=turn.sent_at or block.sent_at,
        )


def _timed(turns: Iterable[Turn], text: str) -> list[Turn]:
    """The turns of a register with the times of rows that a reader gave whole."""
    clock, timed = RegisterClock(), []
    for turn in turns:
        if turn.role is TurnRole.ROW:
            at = clock.time_of(text[turn.start : turn.end])
            timed.append(turn if turn.sent_at or not at else replace(turn, sent_at=at))
        else:
            clock.read_title(text[turn.start : turn.end])
            timed.append(turn)
    return timed


def _attributed(turns: Iterable[Turn]) -> list[Turn]:
    """The turns of a mail; rows and hidden text belong to the letter that they stand in."""
    attributed: list[Turn] = []
    for turn in turns:
        above = attributed[-1] if attributed else None
        inherits = above and turn.role in (TurnRole.ROW, TurnRole.ASIDE) and not turn.speaker
        attributed.append(
            replace(turn, speaker=above.speaker, sent_at=turn.sent_at or above.sent_at) if above and inherits else turn
        )
    return attributed


def _chat_turns(lines: Iterable[tuple[int, str]]) -> Iterator[Turn]:
    current: Turn | None = None
    for start, line in lines:
        found = CHAT_LINE.match(line)
        if found:
            if current:
                yield current
            span = (start + found.start("speaker"), start + found.end("speaker"))
            current = Turn(
                start=start,
                end=start + len(line),
                body=start + found.end(),
                role=TurnRole.MESSAGE,
                speaker=found["speaker"],
                speaker_span=span,
                sent_at=parse_stamp(found["stamp"]),
            )
        elif current and not GROUP_LINE.match(line):
            current = replace(current, end=start + len(line))
        else:
            yield Turn(start, start + len(line), start, TurnRole.HEADER)
    if current:
        yield current


def _paragraph_turns(lines: Iterable[tuple[int, str]]) -> Iterator[Turn]:
    for start, line in lines:
        yield Turn(start, start + len(line), start, TurnRole.PARAGRAPH)


_PARSERS = {
    **dict.fromkeys(Kind, _paragraph_turns),
    Kind.CHAT: _chat_turns,
    Kind.EMAIL: mail_turns,
    **dict.fromkeys(REGISTERS, register_turns),
}
