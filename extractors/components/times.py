"""When something happened: absolute and relative times, reckoned to a day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from data.layout import STAMP
from data.lexicon import alternatives
from data.types import Kind, Turn, TurnRole
from extractors.calendar import NUMBER, day_of, day_words
from extractors.component import Component
from extractors.draft import Draft, Moment

HOUR = r"(?:\d{1,2}[:：点时]\d{0,2}分?|[一二三四五六七八九十两]{1,3}点(?:多|半|左右|[一二三四五六七八九十]{1,3}分?)?)"
CLOCK = rf"(?:\s*(?:上午|中午|下午|傍晚|晚上|早上|晚|夜里|一早|凌晨)?\s*{HOUR}?)"
PART = r"(?:上午|中午|下午|傍晚|晚上|早上|晚|夜|夜里|前后|前|后|那天|当天|当晚)?"
FULL = re.compile(rf"(?:20)?\d\d\s*[年./-]\s*\d{{1,2}}\s*[月./-]\s*\d{{1,2}}(?:\s*[日号])?{CLOCK}")
MONTH_DAY = re.compile(
    rf"(?:去年|今年|前年)?(?<![\d.:：])(?:\d{{1,2}}|{NUMBER})月(?:\d{{1,2}}|{NUMBER})[日号]?{PART}{CLOCK}"
)
SHORT = re.compile(r"(?<![\d.:：/-])(?:1[0-2]|0?[1-9])[./-](?:3[01]|[12]\d|0?[1-9])(?![\d./-])")
WEEKDAY = re.compile(rf"(?:上上个?|上个?|这个?|本)?(?:周|星期|礼拜)[一二三四五六日天末]{PART}{CLOCK}")
DAY = re.compile(rf"(?<![\d月.])(?:3[01]|[12]\d|[1-9])[日号]{PART}(?![楼院室])")
FESTIVAL = re.compile(
    r"(?:去年|今年)?(?:元旦|春节|清明|五一|端午|中秋|国庆|除夕|元宵|年三十)(?:那天|当天|前一天|后|前|期间|放假)?"
)
VAGUE = re.compile(r"(?:去年|今年|前年|上个?月)(?:\d{1,2}月|[一二三四五六七八九十]{1,2}月)?(?:初|中旬|底|末|份)?")


class Times(Component):
    """Notes the moments a document tells of; only those that an event rests on become mentions."""

    name = "times"

    def annotate(self, draft: Draft) -> None:
        """Adds moments in text order with their day where it can be told."""
        moments: list[Moment] = []
        anchor = document_day(draft)
        heading: date | None = None
        for index, turn in enumerate(draft.document.turns):
            written = turn.sent_at.date() if turn.sent_at else heading or anchor
            if index not in draft.reading and draft.document.kind is Kind.CHAT:
                continue
            found = [replace(m, turn=index) for m in moments_in(draft, turn, written)]
            first = found[0] if found else None
            if first and first.start - turn.body <= 2 and turn.role is TurnRole.PARAGRAPH and first.day:
                heading = first.day
                relative = moments_in(draft, turn, heading)
                found = [found[0], *(replace(m, turn=index) for m in list(relative)[1:])]
            moments.extend(found)
        draft.moments.extend(moments)


def document_day(draft: Draft) -> date | None:
    """The day a paper is dated: its last full date in words, which stands under the text, else its first."""
    days = [day_of(m[0], None) for m in STAMP.finditer(draft.text)]
    known = [day for day in days if day]
    return max(known) if known else None


def moments_in(draft: Draft, turn: Turn, written: date | None) -> Iterable[Moment]:
    """The moments of one turn, longest readings first where they overlap, in text order."""
    body = turn.body if turn.role is TurnRole.MESSAGE else turn.start
    said = draft.text[body : turn.end]
    taken: set[int] = set()
    found = []
    relative = re.compile(alternatives(day_words()) + CLOCK + PART)
    for pattern in (FULL, MONTH_DAY, WEEKDAY, SHORT, FESTIVAL, relative, DAY, VAGUE):
        for match in pattern.finditer(said):
            reach = range(match.start(), match.end())
            if match[0].strip() and taken.isdisjoint(reach):
                taken.update(reach)
                end = body + match.start() + len(match[0].rstrip())
                found.append(Moment(body + match.start(), end, day_of(match[0], written), 0))
    return sorted(found, key=lambda m: m.start)
