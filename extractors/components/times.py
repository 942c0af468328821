"""When something happened: absolute and relative times, reckoned to a day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from data.types import Kind, Turn, TurnRole
from extractors.calendar import VAGUE, Reckoning, day_of
from extractors.component import Component
from extractors.dating import Anchor, Calendar, calendar_of, held_on, month_and_day
from extractors.draft import Draft, Moment
from extractors.numerals import value_of
from extractors.time_words import WEEKDAY, patterns

YEAR = re.compile(r"(?:20)?\d\d年|20\d\d|[去今前]年|二[〇零]")
COUNT = r"[一二三四五六七八九十\d]{1,3}"
LIST_SIGN = (
    rf"(?:[（(]?{COUNT}[、．.）)]|[①-⑳]|序\d{{1,2}}|【\d+页】"
    rf"|第{COUNT}[页件条个回次]?[：，,、]|其[一二三四五六七八九十][，,、：])"
)
HEADING_LEAD = re.compile(rf"[\s　【\[（(·•●○▲■◆*\-—]*(?:{LIST_SIGN}[\s　]*)?")
FIRST_CELL = re.compile(r"[^|\n]{0,10}\| ?")
FIXED = re.compile(r"\d(?![:：点时])|[一二三四五六七八九十廿][日号]|月|^(?:周|星期|礼拜)|^初")
MONTH_LINE = re.compile(r"[\s　【]*(1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?[\s　】]*")
WEEKDAY_TOLD = re.compile(r"(?:周|星期|礼拜|[\s　])([一二三四五六日天])[）)]?$")
DAY_BESIDE = re.compile(r"[\d日号][\s　]{0,2}[（(]?$")
WEEKDAY_AFTER = re.compile(r"[\s　，,（(]{0,2}(?:周|星期|礼拜)?([一二三四五六日天])(?![一-鿿])")


class Times(Component):
    """Notes the moments a document tells of; only those that an event rests on become mentions."""

    name = "times"

    def annotate(self, draft: Draft) -> None:
        """Adds moments in text order with their day where it can be told, and the day each turn is about."""
        calendar = calendar_of(draft, self.resources.names)
        meeting = held_on(draft)
        heading: tuple[int, date] | None = None
        earlier: date | None = None
        in_minutes = draft.document.kind is Kind.MINUTES
        for index, turn in enumerate(draft.document.turns):
            clock = Clock(calendar, turn.sent_at.date() if turn.sent_at else None, heading, meeting, turn.body, earlier)
            heading = month_heading(draft, turn, clock) or heading
            clock = replace(clock, heading=heading)
            found = list(moments_in(draft, turn, clock, index))
            draft.moments.extend(found)
            own = clock.sent_on or (heading[1] if heading else meeting if in_minutes else None)
            if found and found[0].day and heads(draft.text, turn, found[0].start):
                own = found[0].day
                if dates_entry(draft.text[found[0].start : found[0].end]):
                    heading = (found[0].start, own)
            earlier = next((moment.day for moment in reversed(found) if moment.day), earlier)
            draft.turn_days.append(own)


@dataclass(frozen=True, slots=True)
class Clock:
    """What the days of one turn are reckoned from: when it was sent, the last heading with its offset, the meeting.

    `body` is where the turn's own words begin, `earlier` the day named last before.
    """

    calendar: Calendar
    sent_on: date | None
    heading: tuple[int, date] | None
    meeting: date | None
    body: int = 0
    earlier: date | None = None

    @property
    def written_on(self) -> date | None:
        """The day from which words like 昨天 are reckoned."""
        return self.sent_on or (self.heading[1] if self.heading else self.meeting or self.calendar.written_on)

    def runs_from(self, leads: bool) -> date | None:
        """The day before which no entry lies that these words head, None where they head none or nothing is known."""
        if not leads or self.sent_on:
            return None
        return self.heading[1] if self.heading else self.calendar.cover_month

    def anchor(self, offset: int) -> Anchor | None:
        """The day near which one without a year is told at `offset`."""
        told = self.calendar.told_before(offset)
        if self.sent_on and (told is None or told[0] < self.body):
            return Anchor(self.sent_on, sent=True)
        before = [one for one in (told, self.heading) if one]
        return Anchor(max(before)[1]) if before else None


def heads(text: str, turn: Turn, start: int) -> bool:
    """Whether a paragraph or row opens with what stands at `start`, as entries of diaries and registers do.

    A number or a sign of a list, or one short cell, may stand before it.
    """
    if turn.role not in (TurnRole.PARAGRAPH, TurnRole.ROW):
        return False
    cell = FIRST_CELL.match(text, turn.start, start) if turn.role is TurnRole.ROW else None
    lead = HEADING_LEAD.match(text, cell.end() if cell else turn.start, start)
    return lead is not None and lead.end() == start


def month_heading(draft: Draft, turn: Turn, clock: Clock) -> tuple[int, date] | None:
    """The first day of the month that alone makes a line, as months head the days of a notebook."""
    found = MONTH_LINE.fullmatch(draft.text, turn.start, turn.end)
    if not found or turn.sent_at:
        return None
    day = clock.calendar.year_for(value_of(found[1]) or 1, 1, None, clock.anchor(turn.start))
    return (turn.start, day) if day else None


def dates_entry(said: str) -> bool:
    """Whether words date an entry, unlike 昨晚 or 下午, which are reckoned from what dates it."""
    return FIXED.search(said) is not None


def moments_in(draft: Draft, turn: Turn, clock: Clock, index: int = 0) -> Iterable[Moment]:
    """The moments of one turn, longest readings first where they overlap, in text order."""
    body = turn.body if turn.role is TurnRole.MESSAGE else turn.start
    said = draft.text[body : turn.end]
    taken: set[int] = set()
    found: list[re.Match[str]] = []
    for pattern in patterns():
        for match in pattern.finditer(said):
            reach = range(match.start(), match.end())
            if match[0].strip() and taken.isdisjoint(reach):
                taken.update(reach)
                if pattern is not WEEKDAY or not DAY_BESIDE.search(said[: match.start()]):
                    found.append(match)
    named: date | None = None
    for match in sorted(found, key=lambda one: one.start()):
        start, words = body + match.start(), match[0].rstrip()
        leads = heads(draft.text, turn, start)
        onward = clock.runs_from(leads)
        day = _day(clock, match, start, Reckoning(onward or clock.written_on, named, onward is not None, clock.earlier))
        if day and leads and dates_entry(words):
            clock = replace(clock, heading=(start, day))
        named = day or named
        yield Moment(start, start + len(words), day, index)


def _day(clock: Clock, match: re.Match[str], start: int, reckoning: Reckoning) -> date | None:
    """The day of the words of `match`; one without a year is set into the year that suits best."""
    said = match[0]
    told = month_and_day(said)
    if told and not YEAR.search(said) and not VAGUE.search(said):
        weekday = WEEKDAY_TOLD.search(said) or WEEKDAY_AFTER.match(match.string, match.end())
        return clock.calendar.year_for(*told, weekday[1] if weekday else None, clock.anchor(start))
    return day_of(said, reckoning)
