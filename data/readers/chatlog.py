"""Chat exports that come as plain text, told by their lines and turned into messages.

* WeChat and 企业微信 exports: `2024-03-05 09:12:33 袁峰`, the words on the lines below; QQ and phone exports with the
  name first, `袁峰 2024-03-05 09:12:33`, or with an account behind it, `袁峰(10001)`.
* forwarded bundles: a line with the day (`————— 2024-03-05 —————`), then `袁峰 09:12` above the words.

The canonical `2024-03-05 09:12 袁峰: 内容` is left to the layout, which reads it as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from data.layout import Block, parse_stamp
from data.stamps import parse_clock
from data.types import Location, TurnRole

DAY = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
CLOCK = r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?"
NAME = r"[^\s:：，。；！？、,;!?](?:[^:：，。；！？\n]{0,38}[^\s:：，。；！？、,;!?])?"
STAMP_FIRST = re.compile(rf"(?P<stamp>{DAY} +{CLOCK})(?:\.\d+)?\s+(?P<speaker>{NAME})\s*[:：]?\s*")
NAME_FIRST = re.compile(rf"(?P<speaker>{NAME})\s+(?P<stamp>{DAY} +{CLOCK})\s*")
DAY_LINE = re.compile(rf"[\s—\-─―=*·~]*(?P<day>{DAY})[\s—\-─―=*·~]*")
CLOCK_LINE = re.compile(rf"(?P<speaker>{NAME})\s+(?P<clock>(?:[上下中]午|凌晨|早上|晚上)?\s?{CLOCK})\s*")
LEAST_MESSAGES = 2
Head = tuple[str, str]
"""(stamp, speaker) of a line that heads a message."""


def messages_of(lines: Sequence[str]) -> tuple[Block, ...] | None:
    """The messages of a chat export, lines that belong to none as HEADER blocks; None when it is no such export."""
    for pattern in (STAMP_FIRST, NAME_FIRST):
        heads = {
            number: (m["stamp"], m["speaker"]) for number, line in enumerate(lines) if (m := pattern.fullmatch(line))
        }
        if _plausible(heads, lines):
            return tuple(_blocks(heads, lines))
    forwarded = _forwarded(lines)
    return tuple(_blocks(forwarded, lines)) if any(forwarded.values()) else None


def _plausible(heads: Mapping[int, Head | None], lines: Sequence[str]) -> bool:
    """Whether these lines head messages: several, most with words below, and speakers that come back or are short."""
    if len(heads) < LEAST_MESSAGES:
        return False
    filled = sum(bool(_body(number, heads, lines)[0]) for number in heads)
    speakers = {head[1] for head in heads.values() if head}
    return filled * 10 >= len(heads) * 8 and (len(speakers) < len(heads) or all(len(name) <= 12 for name in speakers))


def _body(number: int, heads: Mapping[int, Head | None], lines: Sequence[str]) -> tuple[str, int]:
    """The words below a head line, and the index after them."""
    end = number + 1
    while end < len(lines) and end not in heads:
        end += 1
    body = [line.rstrip() for line in lines[number + 1 : end]]
    return "\n".join(body).strip("\n"), end


def _blocks(heads: Mapping[int, Head | None], lines: Sequence[str]) -> Iterator[Block]:
    for number in range(min(heads)):
        if lines[number].strip():
            yield _heading(lines, number)
    for number, head in heads.items():
        if head is None:
            yield _heading(lines, number)
            continue
        stamp, speaker = head
        body, _ = _body(number, heads, lines)
        place = Location(line=number + 1)
        yield Block(body, TurnRole.MESSAGE, speaker, stamp, parse_stamp(stamp), place)


def _heading(lines: Sequence[str], number: int) -> Block:
    return Block(lines[number].strip(), TurnRole.HEADER, location=Location(line=number + 1))


def _forwarded(lines: Sequence[str]) -> dict[int, Head | None]:
    """The head lines of a forwarded bundle with their full stamps, None for the lines that name a day."""
    day: str | None = None
    heads: dict[int, Head | None] = {}
    for number, line in enumerate(lines):
        if found := DAY_LINE.fullmatch(line):
            at = parse_stamp(found["day"])
            day = at.date().isoformat() if at else None
            heads[number] = None
        elif day and (found := CLOCK_LINE.fullmatch(line)):
            heads[number] = (f"{day} {_clock(found['clock'])}", found["speaker"])
    return heads


def _clock(words: str) -> str:
    """`下午 3:07` as `15:07`; as it stands when it is no time of day."""
    clock = parse_clock(words)
    return words if clock is None else clock.strftime("%H:%M:%S" if words.count(":") > 1 else "%H:%M")
