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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from data.types import Kind, Location, Turn, TurnRole

CELL = " | "
STAMP = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T\u3000]*(?:(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?)?")
CHAT_LINE = re.compile(r"(?P<stamp>\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?) (?P<speaker>[^:：\n]{1,40})[:：] ?")
GROUP_LINE = re.compile(r"群聊[:：]")
MAIL_HEADER = re.compile(
    r"[>\s|]*(?P<name>发件人|寄件人|From|收件人|To|抄送|Cc|时间|日期|发送时间|Date|Sent|主题|Subject)"
    r"\s*[:：]\s*(?P<value>.*)"
)
QUOTE_START = re.compile(
    r"\s*(?:>|[-─—_=]{3,}.{0,20}(?:原始邮件|历史邮件|转发邮件|转发的邮件|Original|Forwarded)"
    r"|在 ?\d{4}.{3,60}写道[:：]|On .{6,80} wrote:)",
    re.I,
)
SENDER_NAMES = frozenset({"发件人", "寄件人", "From"})
TIME_NAMES = frozenset({"时间", "日期", "发送时间", "Date", "Sent"})


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


def parse_stamp(words: str) -> datetime | None:
    """The first full date (and time, if told) in `words`, None when there is none or it is no day of the calendar."""
    found = STAMP.search(words)
    if not found:
        return None
    try:
        return datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]
    except ValueError:
        return None


def compose(blocks: Iterable[Block], kind: Kind) -> tuple[str, tuple[Turn, ...]]:
    """The canonical text of `blocks` and its turns in text order, each with the location of its block."""
    pieces: list[str] = []
    turns: list[Turn] = []
    pending: list[tuple[int, Block]] = []
    length = 0

    def flush() -> None:
        if pending:
            turns.extend(_turns_of_lines(pending, "".join(pieces), kind))
            pending.clear()

    for block in blocks:
        if pieces:
            pieces.append("\n")
            length += 1
        if block.role in (TurnRole.MESSAGE, TurnRole.ROW, TurnRole.HEADER, TurnRole.ASIDE):
            flush()
            lead = _lead(block)
            pieces.append(lead + block.text)
            turn = _direct_turn(block, length, lead)
            if turn.end > turn.start:
                turns.append(turn)
            length = turn.end
        else:
            pieces.append(block.text)
            pending.append((length, block))
            length += len(block.text)
    flush()
    return "".join(pieces), tuple(turns)


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


def _turns_of_lines(pending: Sequence[tuple[int, Block]], text: str, kind: Kind) -> Iterator[Turn]:
    """Turns of a run of paragraph blocks, each located at the block its first character lies in."""
    first, last = pending[0][0], pending[-1][0] + len(pending[-1][1].text)
    at = 0
    for turn in parse_turns(text[first:last], kind):
        start = turn.start + first
        while at + 1 < len(pending) and pending[at + 1][0] <= start:
            at += 1
        location = pending[at][1].location
        if location.line is not None:
            location = replace(location, line=location.line + text.count("\n", pending[at][0], start))
        span = turn.speaker_span
        yield replace(
            turn,
            start=start,
            end=turn.end + first,
            body=turn.body + first,
            speaker_span=(span[0] + first, span[1] + first) if span else None,
            location=location,
        )


def parse_turns(text: str, kind: Kind) -> tuple[Turn, ...]:
    """The turns of a canonical text. Every non-blank line belongs to exactly one turn; turns are in text order."""
    if kind is Kind.CHAT:
        turns = _chat_turns(text)
    elif kind is Kind.EMAIL:
        turns = _mail_turns(text)
    elif kind in (Kind.PHONE_LOG, Kind.VISITOR_LOG):
        turns = _register_turns(text)
    else:
        turns = (_line_turn(start, line, TurnRole.PARAGRAPH) for start, line in _lines(text))
    return tuple(turns)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """(offset, line) of every line that is not blank."""
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, line
        start += len(line) + 1


def _line_turn(start: int, line: str, role: TurnRole) -> Turn:
    return Turn(start=start, end=start + len(line), body=start, role=role, location=Location())


def _chat_turns(text: str) -> Iterator[Turn]:
    current: Turn | None = None
    for start, line in _lines(text):
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
            yield _line_turn(start, line, TurnRole.HEADER)
    if current:
        yield current


def _register_turns(text: str) -> Iterator[Turn]:
    heading_seen = False
    for start, line in _lines(text):
        if CELL.strip() not in line:
            yield _line_turn(start, line, TurnRole.PARAGRAPH)
        elif not heading_seen:
            heading_seen = True
            yield _line_turn(start, line, TurnRole.HEADER)
        else:
            yield replace(_line_turn(start, line, TurnRole.ROW), sent_at=parse_stamp(line.split(CELL)[0]))


@dataclass(slots=True)
class _Letter:
    """Who wrote the mail part being read, and when."""

    speaker: str | None = None
    span: tuple[int, int] | None = None
    sent_at: datetime | None = None


def _mail_turns(text: str) -> Iterator[Turn]:
    letter, in_header, role, last_end = _Letter(), True, TurnRole.PARAGRAPH, -1
    for start, line in _lines(text):
        in_header = in_header and start == last_end + 1
        last_end = start + len(line)
        header = MAIL_HEADER.match(line)
        if header and (in_header or header["name"] in SENDER_NAMES or not letter.speaker):
            if header["name"] in SENDER_NAMES:
                letter = _Letter()
                in_header = True
            _read_header(letter, header, start)
            yield replace(_line_turn(start, line, TurnRole.HEADER), speaker=letter.speaker, sent_at=letter.sent_at)
            continue
        in_header = False
        if QUOTE_START.match(line):
            role = TurnRole.QUOTED
            if not line.lstrip().startswith(">"):
                letter, in_header = _Letter(sent_at=parse_stamp(line)), True
        yield replace(
            _line_turn(start, line, role),
            speaker=letter.speaker,
            speaker_span=letter.span,
            sent_at=letter.sent_at,
        )


def _read_header(letter: _Letter, header: re.Match[str], line_start: int) -> None:
    value = header["value"]
    if header["name"] in SENDER_NAMES:
        name = re.split(r"[<＜(（]", value)[0].strip().strip('"“”')
        at = line_start + header.start("value") + value.find(name)
        letter.speaker = name or value.strip() or None
        letter.span = (at, at + len(name)) if name else None
    elif header["name"] in TIME_NAMES:
        letter.sent_at = parse_stamp(value) or letter.sent_at
