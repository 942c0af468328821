"""Chinese working days: weekdays but for public holidays, and the weekend days made up for them.

The years 2004 to 2026 come from the `chinesecalendar` package; later ones, and corrections, from
`data/rulebook/calendar.toml` and the site's file of the same name. A year that neither knows has weekends only, and
every result that touched it says `certain=False`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.errors import RulebookError

if TYPE_CHECKING:
    from data.rulebook.layers import Layer

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    """A day that was reckoned; `certain` is False when a year without known holidays was crossed."""

    day: date
    certain: bool


@dataclass(frozen=True, slots=True)
class Year:
    """The arrangement of one year by the site's calendar."""

    holidays: frozenset[date]
    workdays: frozenset[date]


@dataclass(frozen=True)
class Calendar:
    """Working days by the package and by `years`, which wins. `layers` are the files that were read."""

    years: Mapping[int, Year]
    version: str = "0"
    layers: tuple[Layer, ...] = ()

    def is_working_day(self, day: date) -> bool:
        """Whether `day` is a working day; by weekends alone in a year that is not known."""
        own = self.years.get(day.year)
        if own:
            return day in own.workdays or (day.weekday() < 5 and day not in own.holidays)
        if day.year in _package_years():
            from chinese_calendar import is_workday

            return bool(is_workday(day))
        return day.weekday() < 5

    def knows(self, year: int) -> bool:
        """Whether the public holidays of `year` are known."""
        return year in self.years or year in _package_years()

    def add_working_days(self, day: date, count: int) -> Day:
        """The `count`-th working day after `day`, which is not counted itself; `count` at least 0.

        With 0 it is `day`, or the next working day when `day` is none. Raises ValueError for a negative count.
        """
        if count < 0:
            raise ValueError(f"{count} working days cannot be added; the count is at least 0")
        first, left = day, count
        if left == 0 and not self.is_working_day(day):
            left = 1
        while left:
            day += ONE_DAY
            left -= self.is_working_day(day)
        return Day(day, self._certain(first, day))

    def last_working_day(self, day: date) -> Day:
        """`day`, or the nearest working day before it when `day` is none: a report due on a holiday is sent before."""
        last = day
        while not self.is_working_day(day):
            day -= ONE_DAY
        return Day(day, self._certain(day, last))

    def _certain(self, first: date, last: date) -> bool:
        return all(self.knows(year) for year in range(first.year, last.year + 1))


def is_working_day(day: date) -> bool:
    """Whether `day` is a working day by the shipped calendar."""
    return load_calendar().is_working_day(day)


def add_working_days(day: date, count: int) -> Day:
    """The `count`-th working day after `day` by the shipped calendar."""
    return load_calendar().add_working_days(day, count)


@lru_cache(maxsize=4)
def load_calendar(folder: Path | None = None) -> Calendar:
    """The shipped calendar, with the years of `folder`/calendar.toml in place of its own.

    Raises RulebookError naming file, year and key for a wrong entry.
    """
    from data.rulebook.layers import layers_of, parse

    layers = tuple(layers_of(["calendar"], folder))
    years: dict[int, Year] = {}
    versions = []
    for layer in layers:
        tables = parse(layer)
        unknown = set(tables) - {"rulebook", "years"}
        if unknown:
            raise RulebookError(f"{layer.name}: [{min(unknown)}] is no table of a calendar; use [years.2027]")
        versions.append(str(tables.get("rulebook", {}).get("version", "site")))
        for name, entry in tables.get("years", {}).items():
            years[_year(layer.name, name)] = _arrangement(layer.name, name, entry)
    return Calendar(years, ".".join(versions), layers)


def _year(file: str, name: str) -> int:
    if not (name.isdecimal() and len(name) == 4):
        raise RulebookError(f"{file}: [years.{name}] is no year; write [years.2027]")
    return int(name)


def _arrangement(file: str, name: str, entry: Any) -> Year:
    place = f"{file}: [years.{name}]"
    if not isinstance(entry, dict) or set(entry) != {"holidays", "workdays"}:
        raise RulebookError(f"{place} needs the keys holidays and workdays and no others")
    for key, days in entry.items():
        for day in days if isinstance(days, list) else [days]:
            if type(day) is not date or str(day.year) != name:
                raise RulebookError(f"{place} {key}: {day!s} is no day of that year; write {name}-01-01")
    both = set(entry["holidays"]) & set(entry["workdays"])
    if both:
        raise RulebookError(f"{place}: {min(both)} is both holiday and working day; keep it in one list")
    return Year(frozenset(entry["holidays"]), frozenset(entry["workdays"]))


@lru_cache(maxsize=1)
def _package_years() -> range:
    from chinese_calendar.constants import holidays

    return range(min(holidays).year, max(holidays).year + 1)
