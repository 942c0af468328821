"""Days that words name, reckoned from the day they were written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from data.lexicon import alternatives, rows, words
from extractors.calendar_days import day_at, moved
from extractors.festivals import festival_day, lunar_day
from extractors.numerals import CHINESE_DAY, DIGITS, NUMBER, value_of

WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5}
ABSOLUTE = re.compile(
    rf"(?:(?P<year>(?:20)?\d\d|二[〇零][〇零一二三四五六七八九]{{2}})[^\S\n]*[年./-][^\S\n]*|(?P<spoken>去年|今年|前年|上年)[^\S\n]*)?"
    rf"(?P<month>\d{{1,2}}|{NUMBER})[^\S\n]*(?:月(?:份)?|[./-])[^\S\n]*(?P<day>\d{{1,2}}|{NUMBER})(?:[^\S\n]*[日号])?"
)
DAY_ONLY = re.compile(
    rf"(?P<month>上上个?月|上个?月|本月|这个月|同月|当月|月初|月底)?(?P<day>\d{{1,2}}|{CHINESE_DAY})(?:[日号]|[^\S\n][一二三四五六日])"
)
WEEK = re.compile(r"(?P<which>上上个?|上个?|前个|这个?|本|下个?)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])")
WEEKS = {"上上": -2, "前": -2, "上": -1, "下": 1}
MONTHS = {"上上": -2, "上": -1}
SPOKEN_YEAR = {"前年": -2, "去年": -1, "上年": -1, "今年": 0}
CLOCK = re.compile(r"\d[:：点时]|[一二三四五六七八九十两]点")
VAGUE = re.compile(r"几|[上中下]旬|前后|期间|(?:初|底|末)$|(?:周|星期|礼拜)末")
"""Words with which a day is not told, only that it lies about there."""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """From which day words are reckoned.

    `written_on` is the day of writing, `named` the day named last before the words in the same turn, `earlier` that in
    the turns before. `onward`: the words head an entry after that of `written_on`, so name a day that is not before it.
    """

    written_on: date | None
    named: date | None = None
    onward: bool = False
    earlier: date | None = None


def day_of(words_said: str, reckoning: Reckoning) -> date | None:
    """The day that `words_said` name; None when it can't be told, as with 上旬, 前后 or 节前.

    Without a year, the latest such day not after the day of writing is meant: people write of what has happened.
    """
    if VAGUE.search(words_said):
        return None
    for rule in RULES:
        day = rule(words_said, reckoning)
        if day is not None:
            return day
    return None


def _absolute(said: str, reckoning: Reckoning) -> date | None:
    found = ABSOLUTE.search(said)
    if not found:
        return None
    month, day = value_of(found["month"]), value_of(found["day"])
    if not month or not day:
        return None
    today = reckoning.written_on
    if found["year"]:
        digits = "".join(str(DIGITS.get(c, c)) for c in found["year"])
        year = int(digits) if len(digits) == 4 else 2000 + int(digits)
        return day_at(year, month, day)
    if today is None:
        return None
    if found["spoken"]:
        return day_at(today.year + SPOKEN_YEAR[found["spoken"]], month, day)
    same = day_at(today.year, month, day)
    return same if same is None or (same - today).days <= 7 else day_at(today.year - 1, month, day)


def _distant(said: str, reckoning: Reckoning) -> date | None:
    return _by_distance(said, "writing", reckoning.written_on)


def _after_named(said: str, reckoning: Reckoning) -> date | None:
    day = _by_distance(said, "named", reckoning.named or reckoning.earlier)
    return day or _by_distance(said, "named", reckoning.written_on, furthest=0)


def _part(said: str, reckoning: Reckoning) -> date | None:
    """The day of 晚上 or 十点半: the one named last, else that of writing."""
    return (reckoning.named or reckoning.written_on) if CLOCK.search(said) or _parts().search(said) else None


def _by_distance(said: str, reckoned_from: str, day: date | None, furthest: int = 3) -> date | None:
    if day is None:
        return None
    for row in rows("days"):
        if row["from"] == reckoned_from and row["word"] in said and int(row["offset"]) <= furthest:
            return moved(day, int(row["offset"]))
    return None


def _weekday(said: str, reckoning: Reckoning) -> date | None:
    found, today = WEEK.search(said), reckoning.written_on
    if not found or today is None:
        return None
    weekday, which = WEEKDAYS[found["weekday"]], (found["which"] or "").removesuffix("个")
    if reckoning.onward and not which:
        return moved(today, (weekday - today.weekday()) % 7)
    distance = 7 * WEEKS.get(which, 0) + weekday - today.weekday()
    return moved(today, distance - 7 if not which and distance > 0 else distance)


def _day_only(said: str, reckoning: Reckoning) -> date | None:
    found = DAY_ONLY.search(said)
    number, today = value_of(found["day"]) if found else None, reckoning.written_on
    if not found or not number or today is None:
        return None
    which = (found["month"] or "").removesuffix("月").removesuffix("个")
    if which in ("同", "当"):
        today = reckoning.named or today
    if which:
        return _in_month(today, MONTHS.get(which, 0), number)
    same = _in_month(today, 0, number)
    if reckoning.onward:
        return same if same and same >= today else _in_month(today, 1, number)
    return same if same and same <= today else _in_month(today, -1, number)


def _in_month(today: date, months: int, day: int) -> date | None:
    number = today.year * 12 + today.month - 1 + months
    return day_at(number // 12, number % 12 + 1, day)


def _festive(said: str, reckoning: Reckoning) -> date | None:
    return festival_day(said, reckoning.written_on, reckoning.onward)


def _lunar(said: str, reckoning: Reckoning) -> date | None:
    return lunar_day(said, reckoning.written_on, reckoning.onward)


RULES: tuple[Callable[[str, Reckoning], date | None], ...] = (
    _lunar,
    _absolute,
    _distant,
    _weekday,
    _festive,
    _day_only,
    _after_named,
    _part,
)


@lru_cache(maxsize=1)
def _parts() -> re.Pattern[str]:
    return re.compile(alternatives(words("days", "word", **{"from": "part"})))


def day_words() -> tuple[str, ...]:
    """The words that name a day by its distance or a part of it, the longest first."""
    return words("days", "word")
