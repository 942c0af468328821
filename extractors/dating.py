"""From which day a paper reckons, and the year of days written without one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from data.layout import STAMP, parse_stamp
from data.types import Label
from extractors.calendar import WEEKDAYS, day_of, value_of
from extractors.cases import number_told
from extractors.draft import Draft
from extractors.names import Names

DATED = re.compile(
    r"(?<![\d.:：/-])(?P<month>1[0-2]|0?[1-9])(?:[./-]|月)(?P<day>3[01]|[12]\d|0?[1-9])[日号]?"
    r"[\s　，,（(]{0,2}(?:(?:周|星期|礼拜)?(?P<weekday>[一二三四五六日天])(?![一-鿿]))?"
)
YEAR_TOLD = re.compile(r"(20\d\d) ?年")
HEAD = 120
"""Code points in which a paper without a date may still name its year, as notebooks do on the cover."""
OPEN_END = timedelta(days=900)
"""How long a case without a closing day is taken to have lasted."""
OLDEST = 12
"""Years a paper may lie back from the newest day its cases tell of."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """How days of one paper are reckoned: `written_on` is its own day, `windows` the days its cases were pending."""

    written_on: date | None
    windows: tuple[tuple[date, date], ...]

    def year_for(self, month: int, day: int, weekday: str | None = None) -> date | None:
        """The year that suits best: the weekday holds, a case was pending, not after the paper; None without a clue."""
        best: tuple[int, date] | None = None
        for candidate in self._candidates(month, day):
            fits = 4 * (weekday is not None and candidate.weekday() == WEEKDAYS.get(weekday, 9))
            fits += 2 * any(first <= candidate <= last for first, last in self.windows)
            if self.written_on is not None:
                fits += 1 * (timedelta(0) <= self.written_on - candidate < timedelta(days=366))
                fits -= 3 * (candidate > self.written_on + timedelta(days=7))
            if best is None or fits > best[0]:
                best = (fits, candidate)
        return best[1] if best and best[0] > 0 else None

    def _candidates(self, month: int, day: int) -> Iterable[date]:
        newest = max([last.year for _, last in self.windows] + ([self.written_on.year] if self.written_on else [0]))
        for year in range(newest, newest - OLDEST if newest else newest, -1):
            try:
                yield date(year, month, day)
            except ValueError:
                continue


def calendar_of(draft: Draft, names: Names) -> Calendar:
    """The calendar of a paper, from the full days it names and the cases it speaks of."""
    windows = tuple(_windows(draft, names))
    written = document_day(draft)
    if written is not None:
        return Calendar(written, windows)
    year = YEAR_TOLD.search(draft.text, 0, HEAD)
    told = Calendar(date(int(year[1]), 12, 31) if year else None, windows)
    days = [told.year_for(*found) for found in dated(draft.text)]
    known = [day for day in days if day]
    return Calendar(max(known) if known else told.written_on, windows)


def document_day(draft: Draft) -> date | None:
    """The latest full day that a paper names: papers are dated under the text and tell of what was before."""
    days = [parse_stamp(found[0]) for found in STAMP.finditer(draft.text)]
    chinese = day_of(draft.text[-40:], None)
    known = [day.date() for day in days if day] + ([chinese] if chinese else [])
    return max(known) if known else None


def dated(text: str) -> Iterable[tuple[int, int, str | None]]:
    """(month, day, weekday) of the days written without a year in `text`."""
    for found in DATED.finditer(text):
        yield int(found["month"]), int(found["day"]), found["weekday"]


def month_and_day(said: str) -> tuple[int, int] | None:
    """The month and day that `said` names, in either kind of numerals, None when it names none."""
    found = re.search(r"([\d〇零一二三四五六七八九十]{1,3})(?:月|[./-])([\d〇零一二三四五六七八九十廿]{1,3})", said)
    if not found:
        return None
    month, day = value_of(found[1]), value_of(found[2])
    return (month, day) if month and day and month <= 12 else None


def _windows(draft: Draft, names: Names) -> Iterable[tuple[date, date]]:
    cases: Sequence[str] = [
        case for span in draft.settled(Label.CASE) if (case := number_told(draft, names, span)) is not None
    ]
    by_party = [case for party, numbers in names.cases_of_party.items() if party in draft.text for case in numbers]
    for case in dict.fromkeys(
        (*cases, *([draft.document.folder_case] if draft.document.folder_case else []), *by_party)
    ):
        first, last = names.pending.get(case, (None, None))
        if first is not None:
            yield first, last or first + OPEN_END
