"""The year of days written without one. The cases of the small registry were filed in February and March 2024."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from data.registry import Registries
from data.types import Kind
from extractors.component import Resources
from extractors.components.case_numbers import CaseNumbers
from extractors.components.times import Times
from extractors.draft import Draft
from extractors.lexical_decider import LexicalDecider
from extractors.names import names_of

# text of a note, words that name the day, the day
CASES: list[tuple[str, str, date | None]] = [
    # the full day named last before
    ("2025年9月29日受理。\n10月22日晚，老连发来微信", "10月22日晚", date(2025, 10, 22)),
    # the month runs backwards over New Year
    ("2025年11月3日受理。\n1月8日他又来", "1月8日", date(2026, 1, 8)),
    # the case was pending then, and no later than anything tells of
    ("（2024）湘96刑终362号\n4.20　晚六点多来电话", "4.20", date(2024, 4, 20)),
    # nobody comes half a year before a case is filed
    ("（2024）湘96刑终362号\n2019年5月1日案发。\n4月3日来电", "4月3日", date(2024, 4, 3)),
    # the number of a case in no list
    ("本案（2021）京01民终88号\n5月6日来电", "5月6日", date(2021, 5, 6)),
    # the title names year and month
    ("工作日志2023年12月\n12月5日 来电", "12月5日", date(2023, 12, 5)),
    ("工作日志2023年12月\n1月5日 来电", "1月5日", date(2024, 1, 5)),
    # the title in other hands, and under the paper
    ("二〇二三年十二月　回看\n12月5日 来电", "12月5日", date(2023, 12, 5)),
    ("随手记(2023)\n12月5日 来电", "12月5日", date(2023, 12, 5)),
    ("（24年三月）\n3月4日 来电", "3月4日", date(2024, 3, 4)),
    ("工作笔记　2023.3—2023.5\n4月4日 来电", "4月4日", date(2023, 4, 4)),
    ("10.18\n10月18日碰头　（2022年本）", "10月18日", date(2022, 10, 18)),
    # a month or a year of its own before it
    ("2024年11月3日受理。\n已于2023年3月请示，4月18日收到答复", "4月18日", date(2023, 4, 18)),
    # of the years a case was pending the first
    ("（2023）湘96民终684号\n5月20日来电", "5月20日", date(2023, 5, 20)),
    # nothing tells
    ("3月5日他来过", "3月5日", None),
]


@pytest.mark.parametrize(("text", "words", "day"), CASES)
def test_year_of_an_undated_day(
    registries: Registries, draft: Callable[..., Draft], text: str, words: str, day: date | None
) -> None:
    resources = Resources(names_of(registries), LexicalDecider())
    paper = draft(text)
    for component in (CaseNumbers(resources), Times(resources)):
        component.annotate(paper)
    assert {text[m.start : m.end]: m.day for m in paper.moments}[words] == day


def test_minutes_are_of_the_day_their_head_tells(registries: Registries, draft: Callable[..., Draft]) -> None:
    paper = draft("会议纪要\n时间：2025年10月30日下午\n任玉兰指出，以驳回为宜", kind=Kind.MINUTES)
    Times(Resources(names_of(registries), LexicalDecider())).annotate(paper)
    assert paper.turn_days[2] == date(2025, 10, 30)
