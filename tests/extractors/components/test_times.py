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
    ("国庆前他来过", "国庆前", date(2024, 10, 1)),
    ("16日他来过", "16日", date(2024, 11, 16)),
    ("上个月他来过", "上个月", None),
]


def _moments(registries: Registries, draft: Draft) -> list[tuple[str, date | None]]:
    Times(Resources(names_of(registries), LexicalDecider())).annotate(draft)
    return [(draft.text[m.start : m.end], m.day) for m in draft.moments]


@pytest.mark.parametrize(("said", "words", "day"), CASES)
def test_moment_of_a_message(
    registries: Registries, draft: Callable[..., Draft], said: str, words: str, day: date | None
) -> None:
    empty = draft(f"2024-11-20 09:00 段峰: {said}", kind=Kind.CHAT)
    assert _moments(registries, empty) == [(words, day)]


def test_headings_of_a_diary_give_their_day_to_what_follows(
    registries: Registries, draft: Callable[..., Draft]
) -> None:
    empty = draft("2024年工作笔记\n11.17 周日\n下午任县来电\n11.20 周三\n昨天没事")
    assert _moments(registries, empty)[-3:] == [
        ("下午", date(2024, 11, 17)),
        ("11.20 周三", date(2024, 11, 20)),
        ("昨天", date(2024, 11, 19)),
    ]
    assert empty.turn_days[2] == date(2024, 11, 17)


def test_the_weekday_and_the_case_tell_the_year(registries: Registries, draft: Callable[..., Draft]) -> None:
    # 3 April 2024 was a Wednesday, and the case was filed in February 2024
    empty = draft("4.3 三　胡子轩那边来人")
    assert _moments(registries, empty)[0] == ("4.3 三", date(2024, 4, 3))
