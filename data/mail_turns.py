"""Turns of mails: header lines, text, and what is quoted or forwarded below it, each with its own writer and time.

A quoted letter is told by `>` marks, by a line that names its writer (`在 … 写道：`), by a rule (`-----原始邮件-----`),
or by header lines in the middle of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from data.stamps import STAMP, parse_stamp
from data.types import Turn, TurnRole

MAIL_HEADER = re.compile(
    r"[>\s|]*(?P<name>发件人|寄件人|原始|From|收件人|To|抄送|Cc|密送|Bcc|时间|日期|发送时间|发送日期|Date|Sent|主题|Subject)"
    r"\s*[:：]\s*(?P<value>.*)"
)
RULE = r"[-─—_=*]{3,}.{0,20}(?:原始邮件|历史邮件|转发邮件|转发的邮件|转发内容|Original|Forwarded)"
SAID = r"(?:在|于|On) ?.{0,10}\d{4}.{3,60}(?:写道|wrote)|.{1,60}[于在] ?\d{4}.{3,40}写道"
QUOTE_START = re.compile(rf"\s*(?:>|{RULE}|(?:{SAID})[:：]\s*$)", re.I)
RULE_LINE = re.compile(rf"[>\s]*{RULE}", re.I)
SAID_LINE = re.compile(rf"[>\s]*(?:{SAID})[:：]\s*", re.I)
SENDER_NAMES = frozenset({"发件人", "寄件人", "原始", "From"})
TIME_NAMES = frozenset({"时间", "日期", "发送时间", "发送日期", "Date", "Sent"})


@dataclass(slots=True)
class _Letter:
    """Who wrote the letter whose lines are read, and when."""

    speaker: str | None = None
    span: tuple[int, int] | None = None
    sent_at: datetime | None = None


class _MailTurns:
    """Reads line by line; `letters` holds the letter at each depth of `>` marks."""

    def __init__(self) -> None:
        self.letters: dict[int, _Letter] = {0: _Letter()}
        self.announced: _Letter | None = None
        self.in_header = True
        self.quoted = False
        self.last_end = -1
        self.body_seen = False

    def turn_of(self, start: int, line: str) -> Turn:
        """The turn of one line that is not blank."""
        self.in_header = self.in_header and start == self.last_end + 1
        self.last_end = start + len(line)
        depth = line[: len(line) - len(line.lstrip("> \t\u3000"))].count(">")
        letter = self._letter(depth)
        header = MAIL_HEADER.match(line)
        if header and (self.in_header or header["name"] in SENDER_NAMES or not letter.speaker):
            return self._header(start, line, depth, header)
        self.in_header = False
        if RULE_LINE.match(line):
            self._open(depth)
        elif SAID_LINE.fullmatch(line):
            self.announced = _said(line, start)
        role = TurnRole.QUOTED if depth or self.quoted or self.announced else TurnRole.PARAGRAPH
        self.body_seen = True
        told = self.announced or letter
        return Turn(start, start + len(line), start, role, told.speaker, told.span, told.sent_at)

    def _letter(self, depth: int) -> _Letter:
        """The letter at this depth; one that was just announced begins here, deeper ones end."""
        if self.announced is not None:
            self.letters[depth], self.announced = self.announced, None
            self.quoted = self.quoted or not depth
        for deeper in [known for known in self.letters if known > depth]:
            del self.letters[deeper]
        return self.letters.setdefault(depth, _Letter())

    def _open(self, depth: int) -> None:
        """A rule parts what follows from the letter above it."""
        self.letters[depth] = _Letter()
        self.quoted = self.quoted or not depth
        self.in_header = True

    def _header(self, start: int, line: str, depth: int, header: re.Match[str]) -> Turn:
        if header["name"] in SENDER_NAMES:
            self.letters[depth] = _Letter()
            self.in_header = True
            self.quoted = self.quoted or (self.body_seen and not depth)
        letter = self.letters[depth]
        _read_header(letter, header, start)
        return Turn(start, start + len(line), start, TurnRole.HEADER, letter.speaker, None, letter.sent_at)


def mail_turns(lines: Iterable[tuple[int, str]]) -> Iterator[Turn]:
    """The turns of a mail's lines, given as (offset, line)."""
    reader = _MailTurns()
    for start, line in lines:
        yield reader.turn_of(start, line)


def _read_header(letter: _Letter, header: re.Match[str], line_start: int) -> None:
    value = header["value"]
    if header["name"] in SENDER_NAMES:
        letter.sent_at = parse_stamp(value)
        _name(letter, value, line_start + header.start("value"))
    elif header["name"] in TIME_NAMES:
        letter.sent_at = parse_stamp(value) or letter.sent_at


def _name(letter: _Letter, value: str, offset: int) -> None:
    """Takes the writer's name from `value`, which stands at `offset`: what precedes address and time."""
    name = STAMP.sub("", re.split(r"[<＜(（]", value)[0]).strip(" \t\u3000,，\"“”'")
    at = value.find(name) if name else -1
    letter.speaker = name or value.strip() or None
    letter.span = (offset + at, offset + at + len(name)) if at >= 0 else None


def _said(line: str, start: int) -> _Letter:
    """The letter that `在 2024-03-05 09:12，张三 写道：` or `张三 于2024年3月5日周二 09:12写道：` announces."""
    letter = _Letter(sent_at=parse_stamp(line))
    stamp = STAMP.search(line)
    if stamp:
        before = re.sub(r"[>\s]*(?:在|于|On)?\s*$|^[>\s]*(?:在|于|On)?\s*", "", line[: stamp.start()])
        after = re.sub(r"\s*(?:写道|wrote)[:：]\s*$", "", line[stamp.end() :])
        words = before.strip() or after.strip(" ，,、")
        if words:
            _name(letter, words, start + line.find(words))
    return letter
