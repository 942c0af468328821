"""Moments and their days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from data.registry import Registries
from data.types import Kind
from extractors.component import Resources
from extractors.components.times import Times
from extractors.draft import Draft
from extractors.lexical_decider import LexicalDecider
from extractors.names import names_of

# written on Wednesday, 20 November 2024
CASES: list[tuple[str, str, date | None]] = [
    ("昨晚书记家来过电话", "昨晚", date(2024, 11, 19)),
    ("前天下午碰到他", "前天下午", date(2024, 11, 18)),
    ("上周三开会时说的", "上周三", date(2024, 11, 13)),
    ("这周一他来过", "这周一", date(2024, 11, 18)),
    ("3月5日下午他来过", "3月5日下午", date(2024, 3, 5)),
    ("12月2日他来过", "12月2日", date(2023, 12, 2)),
    ("去年12月19日他来过", "去年12月19日", date(2023, 12, 19)),
    ("2023年6月6日他来过", "2023年6月6日", date(2023, 6, 6)),
    ("九月十六日他来过", "九月十六日", date(2024, 9, 16)),
    ("端午那天他来过", "端午那天", date(2024, 6, 10)),
    ("去年中秋他来过", "去年中秋", date(2023, 9, 29)),
    ("国庆前他来过", "国庆前", None),
    ("国庆前两天他来过", "国庆前两天", date(2024, 9, 29)),
    ("去年腊月廿八他来过", "去年腊月廿八", date(2023, 1, 19)),
    ("正月初五他来过", "正月初五", date(2024, 2, 14)),
    ("星期五晚上他来过", "星期五晚上", date(2024, 11, 15)),
    ("上上个礼拜六他来过", "上上个礼拜六", date(2024, 11, 9)),
    ("前个礼拜一他来过", "前个礼拜一", date(2024, 11, 4)),
    ("十七号晚上他来过", "十七号晚上", date(2024, 11, 17)),
    ("上个月23号他来过", "上个月23号", date(2024, 10, 23)),
    ("一是：4月8日他来过", "4月8日", date(2024, 4, 8)),
    ("1.7月21日他来过", "7月21日", date(2024, 7, 21)),
    ("九点半他来过", "九点半", date(2024, 11, 20)),
    ("四月中旬他来过", "四月中旬", None),
    ("六月十几号他来过", "六月十几号", None),
    ("前几天他来过", "前几天", None),
    ("16日他来过", "16日", date(2024, 11, 16)),
    ("上个月他来过", "上个月", None),
]
NONE = ["他住12号楼", "快一点办", "有三点意见", "三号会议室", "审限还剩3个月"]


def _moments(registries: Registries, draft: Draft) -> list[tuple[str, date | None]]:
    Times(Resources(names_of(registries), LexicalDecider())).annotate(draft)
    return [(draft.text[m.start : m.end], m.day) for m in draft.moments]


@pytest.mark.parametrize(("said", "words", "day"), CASES)
def test_moment_of_a_message(
    registries: Registries, draft: Callable[..., Draft], said: str, words: str, day: date | None
) -> None:
    empty = draft(f"2024-11-20 09:00 段峰: {said}", kind=Kind.CHAT)
    assert _moments(registries, empty) == [(words, day)]


@pytest.mark.parametrize("said", NONE)
def test_no_moment(registries: Registries, draft: Callable[..., Draft], said: str) -> None:
    assert _moments(registries, draft(f"2024-11-20 09:00 段峰: {said}", kind=Kind.CHAT)) == []


# what was said, the days in the order told; words that reckon from the day named last
IN_ORDER: list[tuple[str, list[date | None]]] = [
    ("昨天他来问，晚上又打来", [date(2024, 11, 19), date(2024, 11, 19)]),
    ("16号开庭，第二天他来电话", [date(2024, 11, 16), date(2024, 11, 17)]),
    ("8月11日冻结，第三天来人", [date(2024, 8, 11), date(2024, 8, 13)]),
    ("2023年2月裴检那回，17号打的电话，2月17号", [None, date(2024, 11, 17), date(2023, 2, 17)]),
]


@pytest.mark.parametrize(("said", "days"), IN_ORDER)
def test_days_reckoned_from_the_one_named_last(
    registries: Registries, draft: Callable[..., Draft], said: str, days: list[date | None]
) -> None:
    paper = draft(f"2024-11-20 09:00 段峰: {said}", kind=Kind.CHAT)
    assert [day for _, day in _moments(registries, paper)] == days


# a notebook, words that head one of its entries, their day
ENTRIES: list[tuple[str, str, date | None]] = [
    ("工作日志　2025年4月\n14日 开会\n15日 来电", "15日", date(2025, 4, 15)),
    ("七月（2024）随记\n1号早上收到短信", "1号早上", date(2024, 7, 1)),
    ("工作笔记　2025年9月—11月\n九月\n3日上午来电\n十一月\n14日晚来电", "14日晚", date(2025, 11, 14)),
    ("2025年6月23日　周一\n开会\n周四上午接待", "周四上午", date(2025, 6, 26)),
    ("2025年2月1日\n值班\n正月十三　寄来申请", "正月十三", date(2025, 2, 10)),
    ("2025年9月1日\n一、9月3日下午来电\n昨天没事", "昨天", date(2025, 9, 2)),
]


@pytest.mark.parametrize(("text", "words", "day"), ENTRIES)
def test_entries_run_onward(
    registries: Registries, draft: Callable[..., Draft], text: str, words: str, day: date | None
) -> None:
    assert dict(_moments(registries, draft(text)))[words] == day


def test_the_clock_in_the_cell_behind_a_day_is_no_moment_of_its_own(
    registries: Registries, draft: Callable[..., Draft]
) -> None:
    log = draft("日期 | 时间 | 来电人\n2024-11-20 | 09:00 | 段峰", kind=Kind.PHONE_LOG)
    assert _moments(registries, log) == [("2024-11-20", date(2024, 11, 20))]


def test_headings_of_a_diary_give_their_day_to_what_follows(
    registries: Registries, draft: Callable[..., Draft]
) -> None:
    empty = draft("2024年工作笔记\n11.17 周日\n下午任县来电\n11.20 周三\n昨天没事")
    assert _moments(registries, empty)[-3:] == [
        ("下午", date(2024, 11, 17)),
        ("11.20", date(2024, 11, 20)),
        ("昨天", date(2024, 11, 19)),
    ]
    assert empty.turn_days[2] == date(2024, 11, 17)


def test_the_weekday_and_the_case_tell_the_year(registries: Registries, draft: Callable[..., Draft]) -> None:
    # 3 April 2024 was a Wednesday, and the case was filed in February 2024
    empty = draft("4.3 三　胡子轩那边来人")
    assert _moments(registries, empty)[0] == ("4.3", date(2024, 4, 3))
