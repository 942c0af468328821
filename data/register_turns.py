"""Turns of registers: a heading row, then a row a line, each with its time as far as its cells and rows above tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

from data.stamps import parse_clock, parse_stamp
from data.types import Turn, TurnRole

CELL = " | "
TIME_CELLS = 4
"""Cells from the left among which a row's date and time are looked for: numbers and desks may come first."""
SHORT_DAY = re.compile(r"(\d{1,2})(?:[-/.]|月)(\d{1,2})日?(?:\s+|$)(.*)")
DITTO = re.compile(r'[〃"″同上\s]*')
HALF_YEAR = 183


class RegisterClock:
    """The times of a register's rows, asked row by row: a day without a year, or no day, follows the row above."""

    def __init__(self) -> None:
        self._last: datetime | None = None

    def read_title(self, line: str) -> None:
        """Takes the day that a title above the rows names."""
        self._last = parse_stamp(line) or self._last

    def time_of(self, row: str) -> datetime | None:
        """When what the row tells took place, midnight when it names a day alone; None when nothing tells."""
        cells = [cell.strip() for cell in row.split(CELL)][:TIME_CELLS]
        day = next((found for cell in cells if (found := parse_stamp(cell) or self._short(cell))), None)
        if day is None and self._last is not None and (DITTO.fullmatch(cells[0]) or self._clock(cells)):
            day = datetime.combine(self._last.date(), time())
        if day is None:
            return None
        if day.time() == time():
            day = datetime.combine(day.date(), self._clock(cells) or time())
        self._last = day
        return day

    def _short(self, cell: str) -> datetime | None:
        """`3/12 09:00`, `3月12日`: the year is that of the row above, or the next one after a jump back."""
        found = SHORT_DAY.fullmatch(cell)
        if not found or self._last is None:
            return None
        try:
            day = datetime(self._last.year, int(found[1]), int(found[2]))
            if self._last - day > timedelta(days=HALF_YEAR):
                day = day.replace(year=day.year + 1)
        except ValueError:
            return None
        return datetime.combine(day.date(), parse_clock(found[3]) or time())

    @staticmethod
    def _clock(cells: list[str]) -> time | None:
        return next((clock for cell in cells if (clock := parse_clock(cell))), None)


def register_turns(lines: Iterable[tuple[int, str]]) -> Iterator[Turn]:
    """The turns of a register's lines, given as (offset, line)."""
    clock, heading_seen = RegisterClock(), False
    for start, line in lines:
        end = start + len(line)
        if CELL.strip() not in line:
            clock.read_title(line)
            yield Turn(start, end, start, TurnRole.PARAGRAPH)
        elif not heading_seen:
            heading_seen = True
            clock.read_title(line)
            yield Turn(start, end, start, TurnRole.HEADER)
        else:
            yield Turn(start, end, start, TurnRole.ROW, sent_at=clock.time_of(line))
