"""From which day a paper reckons, and the year of days written without one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from data.layout import STAMP, parse_stamp
from data.types import Kind, Label
from extractors.calendar import WEEKDAYS, Reckoning, day_of
from extractors.cases import number_told
from extractors.draft import Draft
from extractors.names import Names
from extractors.numerals import DIGITS, value_of

DATED = re.compile(
    r"(?<![\d.:：/-])(?P<month>1[0-2]|0?[1-9])(?:[./-]|月)(?P<day>3[01]|[12]\d|0?[1-9])[日号]?"
    r"[\s　，,（(]{0,2}(?:(?:周|星期|礼拜)?(?P<weekday>[一二三四五六日天])(?![一-鿿]))?"
)
CHINESE_YEAR = "二[〇零○][〇零○一二三四五六七八九]{2}"
YEAR_SAID = rf"(?:20\d\d|{CHINESE_YEAR}|(?<![\d一-鿿])\d\d(?=年)|(?<=[（(])二[〇一二三四五六七八九](?=年))"
MONTH_SAID = "(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
COVER = re.compile(
    rf"({YEAR_SAID})[ 　]?(?:年(?![ 　]?{MONTH_SAID}[ 　]?月[ 　]?[\d一二三四五六七八九十])"
    rf"[ 　]?(?:({MONTH_SAID})[ 　]?月)?"
    rf"|[./-]({MONTH_SAID})(?![\d./-])|(?=[）)]\s))"
)
"""A year, perhaps with a month, as it stands on the cover of a notebook: 2024年工作笔记, 二〇二五年九月, 随记(2025)."""
MONTH_FIRST = re.compile(rf"({MONTH_SAID})月[（(](20\d\d)[）)]")
YEAR_TOLD = re.compile(r"(20\d\d)年(?:(?:(1[0-2]|0?[1-9])月(?!\d))|(?=[。，,：:\s]|[初底中]))")
CASE_YEAR = re.compile(r"[（(〔\[](20\d\d)[）)〕\]]")
HELD_ON = re.compile(r"[\s　【]*(?:会议|开会|座谈|召开)?(?:时间|日期)[\s　】]*[:：]")
HEAD = 120
"""Code points in which a paper without a date may still name its year, as notebooks do on the cover."""
FOOT = 12
"""Code points at the end of a paper that may hold the year in the same way."""
HALF_YEAR = timedelta(days=183)
YEAR = timedelta(days=366)
SOON = timedelta(days=7)
"""How far after its own day a paper may name a day that it does not mean of the year before."""
BEFOREHAND = timedelta(days=31)
"""How long before the filing of a case people come about it."""
AFTERWARDS = timedelta(days=92)
"""How long the newest entry of the registries may lie back when a paper is read."""
OPEN_END = timedelta(days=900)
"""How long a case without a closing day is taken to have lasted."""
OLDEST = 12
"""Years a paper may lie back from the newest day its cases tell of."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A day near which another is told. `sent`: what is told was written on it, so lies before it."""

    day: date
    sent: bool = False

    @property
    def latest(self) -> date:
        """The last day that can be told near it."""
        return self.day + (SOON if self.sent else HALF_YEAR)

    def suits(self, candidate: date) -> bool:
        """Whether `candidate` is the one of its years that lies nearest, or the last before the day of writing."""
        if self.sent:
            return -SOON <= self.day - candidate < YEAR - SOON
        return abs(candidate - self.day) <= HALF_YEAR


@dataclass(frozen=True, slots=True)
class Calendar:
    """How days of one paper are reckoned.

    `written_on` is its own day, `windows` the days its cases were pending, `told` the (offset, day) of the full days it
    names, `cover` the year and perhaps month of its title, `latest` a day after which nothing can have happened.
    """

    written_on: date | None
    windows: tuple[tuple[date, date], ...] = ()
    told: tuple[tuple[int, date], ...] = ()
    cover: tuple[int, int | None] | None = None
    latest: date | None = None

    @property
    def cover_month(self) -> date | None:
        """The first day of the month on the cover, None when it names none."""
        return date(self.cover[0], self.cover[1], 1) if self.cover and self.cover[1] else None

    def told_before(self, offset: int) -> tuple[int, date] | None:
        """The (offset, day) of the last full day named before `offset`, None when there is none."""
        place = bisect_left(self.told, offset, key=lambda one: one[0])
        return self.told[place - 1] if place else None

    def year_for(self, month: int, day: int, weekday: str | None = None, anchor: Anchor | None = None) -> date | None:
        """The year that suits best; None without a clue.

        The day last named or that of writing and the title weigh most, then the weekday, then the days the cases were
        pending; nothing lies after the paper, nor after all that the registries know.
        """
        best: tuple[int, date] | None = None
        for candidate in self._candidates(month, day, anchor):
            fits = 4 * (weekday is not None and candidate.weekday() == WEEKDAYS.get(weekday, 9))
            fits += 5 * (anchor is not None and anchor.suits(candidate))
            fits += 5 * self._on_cover(candidate) + self._in_windows(candidate) + self._by_paper(candidate, anchor)
            if best is None or fits > best[0]:
                best = (fits, candidate)
        return best[1] if best and best[0] > 0 else None

    def _on_cover(self, candidate: date) -> bool:
        if self.cover is None:
            return False
        year, month = self.cover
        if month is None:
            return candidate.year == year
        return abs(candidate - date(year, month, 15)) <= HALF_YEAR

    def _in_windows(self, candidate: date) -> int:
        """4 in the first year of a case of the paper, 3 later on; less when all cases were filed only later."""
        if any(first - BEFOREHAND <= candidate <= min(last, first + YEAR) for first, last in self.windows):
            return 4
        if any(first <= candidate <= last for first, last in self.windows):
            return 3
        return -4 if self.windows and all(candidate < first - BEFOREHAND for first, _ in self.windows) else 0

    def _by_paper(self, candidate: date, anchor: Anchor | None) -> int:
        """1 within the year before the paper; less after it, or after all that anything tells of."""
        ends = [self.latest, self.written_on, _end_of(self.cover), anchor.latest if anchor else None]
        late = any(ends) and candidate > max(end for end in ends if end)
        if self.written_on is None:
            return -9 * late
        # A paper whose last full day has been named already goes on after that day.
        goes_on = anchor is not None and not anchor.sent and anchor.day >= self.written_on
        recent = timedelta(0) <= self.written_on - candidate < YEAR
        return recent - 6 * (not goes_on and candidate > self.written_on + SOON) - 9 * late

    def _candidates(self, month: int, day: int, anchor: Anchor | None) -> Iterable[date]:
        years = [last.year for _, last in self.windows]
        years += [one.year for one in (self.written_on, anchor.day if anchor else None) if one]
        years += [self.cover[0]] if self.cover else []
        if not years:
            return
        for year in range(max(years) + 1, max(years) - OLDEST, -1):
            try:
                yield date(year, month, day)
            except ValueError:
                continue


def calendar_of(draft: Draft, names: Names) -> Calendar:
    """The calendar of a paper, from the full days it names, its title and the cases it speaks of."""
    windows = tuple(_windows(draft, names))
    told = tuple(sorted([*_told(draft.text), *_years_told(draft.text)]))
    latest = names.newest + AFTERWARDS if names.newest else None
    cover = cover_of(draft.text)
    written = document_day(draft)
    if written and windows and all(written < first - BEFOREHAND for first, _ in windows):
        # The only full days are those of facts: the paper cannot be older than its cases.
        written = None
    calendar = Calendar(written, windows, told, cover, latest)
    if written is not None:
        return calendar
    days = [calendar.year_for(*day) for day in dated(draft.text)]
    known = [day for day in days if day]
    return Calendar(max(known, default=_end_of(cover)), windows, told, cover, latest)


def cover_of(text: str) -> tuple[int, int | None] | None:
    """The year, and the month if told, that the head of a notebook or its last words name."""
    reverse = MONTH_FIRST.search(text, 0, HEAD)
    if reverse:
        return int(reverse[2]), value_of(reverse[1])
    found = COVER.search(text, 0, HEAD) or COVER.search(text, max(0, len(text) - FOOT))
    if not found:
        return None
    digits = "".join(str(DIGITS.get(character, character)) for character in found[1].replace("○", "〇"))
    month = found[2] or found[3]
    return int(digits) % 100 + 2000, value_of(month) if month else None


def document_day(draft: Draft) -> date | None:
    """The latest full day that a paper names: papers are dated under the text and tell of what was before."""
    chinese = day_of(draft.text[-40:], Reckoning(None))
    known = [day for _, day in _told(draft.text)] + ([chinese] if chinese else [])
    return max(known) if known else None


def held_on(draft: Draft) -> date | None:
    """The day of the meeting or talk that a record is of, by the line that tells its time; None for other papers."""
    if draft.document.kind not in (Kind.MINUTES, Kind.CASE_FILE):
        return None
    for turn in draft.document.turns:
        said = draft.text[turn.start : turn.end]
        if HELD_ON.match(said):
            stamp = parse_stamp(said)
            return stamp.date() if stamp else day_of(said, Reckoning(None))
    return None


def dated(text: str) -> Iterable[tuple[int, int, str | None]]:
    """(month, day, weekday) of the days written without a year in `text`."""
    for found in DATED.finditer(text):
        yield int(found["month"]), int(found["day"]), found["weekday"]


def month_and_day(said: str) -> tuple[int, int] | None:
    """The month and day that `said` names, in either kind of numerals, None when it names none."""
    found = re.search(r"([\d〇零一二三四五六七八九十]{1,3}|元)(?:月|[./-])([\d〇零一二三四五六七八九十廿]{1,3})", said)
    if not found:
        return None
    month, day = value_of(found[1]), value_of(found[2])
    return (month, day) if month and day and month <= 12 else None


def _end_of(cover: tuple[int, int | None] | None) -> date | None:
    if cover is None:
        return None
    year, month = cover
    return date(year, 12, 31) if month is None else date(year, month, 15) + HALF_YEAR


def _told(text: str) -> Iterable[tuple[int, date]]:
    for found in STAMP.finditer(text):
        stamp = parse_stamp(found[0])
        if stamp:
            yield found.start(), stamp.date()


def _years_told(text: str) -> Iterable[tuple[int, date]]:
    """The (offset, day) amid the months and years that stand without a day, near which the days after them lie."""
    for found in YEAR_TOLD.finditer(text):
        yield found.start(), date(int(found[1]), int(found[2]) if found[2] else 7, 1)


def _windows(draft: Draft, names: Names) -> Iterable[tuple[date, date]]:
    """The days on which the cases of a paper were pending; of one in no list, the year of its number and the next."""
    cases: Sequence[str] = [
        case for span in draft.settled(Label.CASE) if (case := number_told(draft, names, span)) is not None
    ]
    by_party = [case for party, numbers in names.cases_of_party.items() if party in draft.text for case in numbers]
    for case in dict.fromkeys(
        (*cases, *([draft.document.folder_case] if draft.document.folder_case else []), *by_party)
    ):
        first, last = names.pending.get(case, (None, None))
        year = CASE_YEAR.search(case)
        if first is not None:
            yield first, last or first + OPEN_END
        elif year:
            yield date(int(year[1]), 1, 1), date(int(year[1]) + 1, 12, 31)
