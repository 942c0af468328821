"""Full dates and times as papers write them. Wall-clock time without zone."""

from __future__ import annotations

import re
from datetime import datetime, time

WEEKDAY = r"(?:[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?)?"
HALF = r"(?:[上下中]午|凌晨|清晨|早上|晚上|AM|PM)?"
STAMP = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T\u3000,，]*"
    rf"(?:{WEEKDAY}[ \u3000]*{HALF}[ \u3000]*(\d{{1,2}})[:：时点](\d{{2}})(?:[:：](\d{{2}}))?)?"
)
CLOCK = re.compile(rf"{HALF}[ \u3000]*(\d{{1,2}})[:：时点](\d{{2}})(?:[:：](\d{{2}}))?分?")
LATE = ("下午", "晚上", "PM")


def parse_stamp(words: str) -> datetime | None:
    """The first full date (and time, if told) in `words`, None when there is none or it is no day of the calendar."""
    found = STAMP.search(words)
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        return datetime(year, month, day, _hour(hour, found[0]), minute, second)
    except ValueError:
        return None


def parse_clock(words: str) -> time | None:
    """The time of day that `words` are, nothing beside it; None when they are none."""
    found = CLOCK.fullmatch(words.strip())
    if not found:
        return None
    hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        return time(_hour(hour, words), minute, second)
    except ValueError:
        return None


def _hour(hour: int, words: str) -> int:
    """Hours after noon as of 24: 下午3时, 中午1时."""
    if hour < 12 and any(half in words for half in LATE):
        return hour + 12
    return hour + 12 if "中午" in words and hour < 3 else hour
