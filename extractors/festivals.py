"""Festivals and days of the lunar calendar about New Year, by tables of the years in question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from data.lexicon import rows
from extractors.calendar_days import day_at, moved
from extractors.numerals import value_of

LUNAR_NUMBER = "(?:初[一二三四五六七八九十]|[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?)"
LUNAR = re.compile(rf"(?P<month>正月|腊月|大年)?(?P<day>{LUNAR_NUMBER})")
MONTH_OF = {None: "正月", "大年": "正月", "正月": "正月", "腊月": "腊月"}
YEAR = re.compile(r"(20\d\d)年")
BEFORE = re.compile(r"前([一二两三四五六七八九十\d])天")
OF_HOLIDAY = re.compile(r"(?:假期|长假|放假)第([一二三四五六七八九\d])天")
UNTOLD = re.compile(r"[前后里]$|假期$|上班")
"""Ends of words that tell of no day: 节前, 国庆后, 五一假期里."""


def festival_day(said: str, today: date | None, onward: bool = False) -> date | None:
    """The day that words like 去年中秋, 端午前一天 or 国庆假期第三天 name.

    It is the latest not after `today`, the first from it `onward`. None for words that only say that it was about then
    (国庆前), and without `today` or a year.
    """
    if UNTOLD.search(said):
        return None
    day = _latest([row for row in rows("festivals") if row["word"] in said], said, today, onward=onward)
    return moved(day, _shift(said)) if day else None


def lunar_day(said: str, today: date | None, onward: bool = False) -> date | None:
    """The day that 正月初五, 腊月廿八 or 初七 names, chosen as `festival_day` does; None when it can't be told."""
    found = LUNAR.search(said)
    if not found or UNTOLD.search(said) or (found["month"] is None and not found["day"].startswith("初")):
        return None
    if found.start() and said[found.start() - 1] in "月两十":
        return None
    number = value_of(found["day"].removeprefix("初"))
    first = [row for row in rows("festivals") if row["word"] == MONTH_OF[found["month"]]]
    return _latest(first, said, today, (number or 1) - 1, onward)


def _latest(
    candidates: Iterable[Mapping[str, str]], said: str, today: date | None, later: int = 0, onward: bool = False
) -> date | None:
    year = YEAR.search(said)
    if year:
        last = date(int(year[1]), 12, 31)
    elif today is None:
        return None
    else:
        last = day_at(today.year - 1, 12, 31) or today if "去年" in said else today
    told = [moved(day, later) for row in candidates for day in _days_of(row, last)]
    days = [day for day in told if day]
    if onward and today is not None and not year:
        return min((day for day in days if day >= today), default=None)
    return max((day for day in days if day <= last), default=None)


def _days_of(row: Mapping[str, str], last: date) -> list[date]:
    years = [last.year + 1, last.year, last.year - 1] if row["year"] == "*" else [int(row["year"])]
    days = [day_at(year, int(row["month"]), int(row["day"])) for year in years]
    return [day for day in days if day]


def _shift(said: str) -> int:
    before, within = BEFORE.search(said), OF_HOLIDAY.search(said)
    if before:
        return -(value_of(before[1]) or 0)
    if within:
        return (value_of(within[1]) or 1) - 1
    return 1 if said.endswith("第二天") else 0
