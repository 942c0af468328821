"""When something happened: absolute and relative times, reckoned to a day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from data.lexicon import alternatives
from data.types import Turn, TurnRole
from extractors.calendar import NUMBER, day_of, day_words
from extractors.component import Component
from extractors.dating import Anchor, Calendar, calendar_of, held_on, month_and_day
from extractors.draft import Draft, Moment

HOUR = r"(?:\d{1,2}[:：点时]\d{0,2}分?|[一二三四五六七八九十两]{1,3}点(?:多|半|左右|[一二三四五六七八九十]{1,3}分?)?)"
CLOCK = rf"(?:\s*(?:上午|中午|下午|傍晚|晚上|早上|晚|夜里|一早|凌晨)?\s*{HOUR}?)"
PART = r"(?:上午|中午|下午|傍晚|晚上|早上|晚|夜|夜里|前后|前|后|那天|当天|当晚)?"
FULL = re.compile(rf"(?:20)?\d\d\s*[年./-]\s*\d{{1,2}}\s*[月./-]\s*\d{{1,2}}(?:\s*[日号])?{CLOCK}")
WITH_WEEKDAY = r"(?:[\s　]{0,2}[（(]?(?:周|星期|礼拜)[一二三四五六日天][）)]?|[\s　][一二三四五六日](?=[\s　。，]|$))?"
MONTH_DAY = re.compile(
    rf"(?:去年|今年|前年)?(?<![\d.:：])(?:\d{{1,2}}|{NUMBER})月(?:\d{{1,2}}|{NUMBER})[日号]?{WITH_WEEKDAY}{PART}{CLOCK}"
)
SHORT = re.compile(
    rf"(?<![\d.:：/-])(?:1[0-2]|0?[1-9])[./-](?:3[01]|[12]\d|0?[1-9])(?![\d./-]){WITH_WEEKDAY}", re.MULTILINE
)
WEEKDAY = re.compile(rf"(?:上上个?|上个?|这个?|本)?(?:周|星期|礼拜)[一二三四五六日天末]{PART}{CLOCK}")
DAY = re.compile(rf"(?<![\d月.])(?:3[01]|[12]\d|[1-9])[日号]{PART}(?![楼院室])")
FESTIVAL = re.compile(
    r"(?:去年|今年)?(?:元旦|春节|清明|五一|端午|中秋|国庆|教师节|除夕|元宵|年三十|(?:大年|正月)?初[一二三四五六七八])(?:那天|当天|前一天|后|前|放假第二天|期间|放假)?"
)
VAGUE = re.compile(r"(?:去年|今年|前年|上个?月)(?:\d{1,2}月|[一二三四五六七八九十]{1,2}月)?(?:初|中旬|底|末|份)?")


YEAR = re.compile(r"(?:20)?\d\d年|20\d\d|[去今前]年|二[〇零]")
HEADING_LEAD = re.compile(r"[\s　【\[（(·•●○▲■◆*\-—]*")
WEEKDAY_TOLD = re.compile(r"(?:周|星期|礼拜|[\s　])([一二三四五六日天])[）)]?$")
WEEKDAY_AFTER = re.compile(r"[\s　，,（(]{0,2}(?:周|星期|礼拜)?([一二三四五六日天])(?![一-鿿])")


class Times(Component):
    """Notes the moments a document tells of; only those that an event rests on become mentions."""

    name = "times"

    def annotate(self, draft: Draft) -> None:
        """Adds moments in text order with their day where it can be told, and the day each turn is about."""
        calendar = calendar_of(draft, self.resources.names)
        meeting = held_on(draft)
        heading: tuple[int, date] | None = None
        for index, turn in enumerate(draft.document.turns):
            clock = Clock(calendar, turn.sent_at.date() if turn.sent_at else None, heading, meeting)
            found = list(moments_in(draft, turn, clock))
            if found and _heads(draft.text, turn, found[0]):
                day = found[0].day
                if day and (heading is None or day != heading[1]):
                    heading = (found[0].start, day)
                    found = [found[0], *list(moments_in(draft, turn, replace(clock, heading=heading)))[1:]]
            draft.moments.extend(replace(moment, turn=index) for moment in found)
            draft.turn_days.append(clock.sent_on or (heading[1] if heading else meeting))


@dataclass(frozen=True, slots=True)
class Clock:
    """What the days of one turn are reckoned from: when it was sent, the last heading with its offset, the meeting."""

    calendar: Calendar
    sent_on: date | None
    heading: tuple[int, date] | None
    meeting: date | None

    @property
    def written_on(self) -> date | None:
        """The day from which words like 昨天 are reckoned."""
        return self.sent_on or (self.heading[1] if self.heading else self.meeting or self.calendar.written_on)

    def anchor(self, offset: int) -> Anchor | None:
        """The day near which one without a year is told at `offset`."""
        if self.sent_on:
            return Anchor(self.sent_on, sent=True)
        before = [one for one in (self.calendar.told_before(offset), self.heading) if one]
        return Anchor(max(before)[1]) if before else None

    def day_of(self, said: str, offset: int, weekday: str | None) -> date | None:
        """The day of `said` at `offset`; one without a year is set into the year that suits best."""
        told = month_and_day(said)
        if told and not YEAR.search(said):
            return self.calendar.year_for(*told, weekday, self.anchor(offset))
        return day_of(said, self.written_on)


def _heads(text: str, turn: Turn, moment: Moment) -> bool:
    """Whether a paragraph or row opens with the moment, as entries of diaries and registers do."""
    if turn.role not in (TurnRole.PARAGRAPH, TurnRole.ROW):
        return False
    lead = HEADING_LEAD.match(text, turn.start, moment.start)
    return lead is not None and lead.end() == moment.start


def moments_in(draft: Draft, turn: Turn, clock: Clock) -> Iterable[Moment]:
    """The moments of one turn, longest readings first where they overlap, in text order."""
    body = turn.body if turn.role is TurnRole.MESSAGE else turn.start
    said = draft.text[body : turn.end]
    taken: set[int] = set()
    found = []
    for pattern in _patterns():
        for match in pattern.finditer(said):
            reach = range(match.start(), match.end())
            if match[0].strip() and taken.isdisjoint(reach):
                taken.update(reach)
                after = WEEKDAY_TOLD.search(match[0]) or WEEKDAY_AFTER.match(said, match.end())
                start = body + match.start()
                day = clock.day_of(match[0], start, after[1] if after else None)
                found.append(Moment(start, start + len(match[0].rstrip()), day, 0))
    return sorted(found, key=lambda m: m.start)


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    relative = re.compile(alternatives(day_words()) + CLOCK + PART)
    return (FULL, MONTH_DAY, SHORT, WEEKDAY, FESTIVAL, relative, DAY, VAGUE)
