"""Days that words name, reckoned from the day they were written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from data.lexicon import rows, words

DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "廿": 20}
WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5}
NUMBER = "[〇零一二三四五六七八九十廿]{1,3}"
ABSOLUTE = re.compile(
    rf"(?:(?P<year>(?:20)?\d\d|二[〇零][〇零一二三四五六七八九]{{2}})[^\S\n]*[年./-][^\S\n]*|(?P<spoken>去年|今年|前年|上年)[^\S\n]*)?"
    rf"(?P<month>\d{{1,2}}|{NUMBER})[^\S\n]*(?:月(?:份)?|[./-])[^\S\n]*(?P<day>\d{{1,2}}|{NUMBER})(?:[^\S\n]*[日号])?"
)
DAY_ONLY = re.compile(rf"(?P<day>\d{{1,2}}|{NUMBER})[日号]")
WEEK = re.compile(r"(?P<which>上上|上个?|这个?|本|下个?)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])")
SPOKEN_YEAR = {"前年": -2, "去年": -1, "上年": -1, "今年": 0}


def value_of(numeral: str) -> int | None:
    """The value of an Arabic or Chinese numeral below 100, None when it is none."""
    if numeral.isascii() and numeral.isdigit():
        return int(numeral)
    if "十" in numeral:
        tens, _, ones = numeral.partition("十")
        return 10 * (DIGITS.get(tens, 1) if tens else 1) + (DIGITS.get(ones, 0) if ones else 0)
    total = 0
    for character in numeral:
        if character not in DIGITS:
            return None
        total = total * 10 + DIGITS[character] if character != "廿" else 20
    return total


def day_of(words_said: str, written_on: date | None) -> date | None:
    """The day that `words_said` name when written on `written_on`; None when it can't be told.

    Without a year, the latest such day not after the day of writing is meant: people write of what has happened.
    """
    for rule in RULES:
        day = rule(words_said, written_on)
        if day is not None:
            return day
    return None


def _absolute(said: str, today: date | None) -> date | None:
    found = ABSOLUTE.search(said)
    if not found:
        return None
    month, day = value_of(found["month"]), value_of(found["day"])
    if not month or not day:
        return None
    if found["year"]:
        digits = "".join(str(DIGITS.get(c, c)) for c in found["year"])
        year = int(digits) if len(digits) == 4 else 2000 + int(digits)
        return _safe(year, month, day)
    if today is None:
        return None
    if found["spoken"]:
        return _safe(today.year + SPOKEN_YEAR[found["spoken"]], month, day)
    same = _safe(today.year, month, day)
    return same if same is None or same <= today + timedelta(days=7) else _safe(today.year - 1, month, day)


def _spoken(said: str, today: date | None) -> date | None:
    if today is None:
        return None
    for row in rows("days"):
        if row["word"] in said:
            return today + timedelta(days=int(row["offset"]))
    return None


def _weekday(said: str, today: date | None) -> date | None:
    found = WEEK.search(said)
    if not found or today is None:
        return None
    monday = today - timedelta(days=today.weekday())
    which = (found["which"] or "").removesuffix("个")
    weeks = {"上上": -2, "上": -1, "下": 1}.get(which, 0)
    day = monday + timedelta(days=7 * weeks + WEEKDAYS[found["weekday"]])
    return day - timedelta(days=7) if not which and day > today else day


def _day_only(said: str, today: date | None) -> date | None:
    found = DAY_ONLY.search(said)
    number = value_of(found["day"]) if found else None
    if not number or today is None:
        return None
    same = _safe(today.year, today.month, number)
    if same is not None and same <= today:
        return same
    last = today.replace(day=1) - timedelta(days=1)
    return _safe(last.year, last.month, number)


def _festival(said: str, today: date | None) -> date | None:
    """The latest such festival not after `today`, of the year before where the words say 去年."""
    if today is None:
        return None
    last = today.replace(month=12, day=31, year=today.year - 1) if "去年" in said else today
    found = [day for row in rows("festivals") if row["word"] in said for day in _days_of(row, last) if day <= last]
    return max(found) + timedelta(days=_shift(said)) if found else None


def _days_of(row: Mapping[str, str], last: date) -> list[date]:
    years = [last.year, last.year - 1] if row["year"] == "*" else [int(row["year"])]
    days = [_safe(year, int(row["month"]), int(row["day"])) for year in years]
    return [day for day in days if day]


def _shift(said: str) -> int:
    return -1 if "前一天" in said else 1 if "第二天" in said else 0


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


RULES: tuple[Callable[[str, date | None], date | None], ...] = (_absolute, _spoken, _weekday, _festival, _day_only)


def day_words() -> tuple[str, ...]:
    """The words that name a day by its distance, the longest first."""
    return words("days", "word")
