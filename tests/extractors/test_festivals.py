"""Festivals and lunar days, told on 20 November 2024 unless another day is named."""

from __future__ import annotations

from datetime import date

import pytest

from extractors.festivals import festival_day, lunar_day

TODAY = date(2024, 11, 20)

FESTIVALS: list[tuple[str, date | None]] = [
    ("去年中秋", date(2023, 9, 29)),
    ("2022年中秋", date(2022, 9, 10)),
    ("端午前一天", date(2024, 6, 9)),
    ("国庆长假第七天", date(2024, 10, 7)),
    ("元旦假期第二天", date(2024, 1, 2)),
    ("小年", date(2024, 2, 3)),
    ("跨年那天", date(2023, 12, 31)),
    ("国庆前", None),
    ("五一假期里", None),
]
LUNAR: list[tuple[str, date | None]] = [
    ("正月初五", date(2024, 2, 14)),
    ("正月十二晚上", date(2024, 2, 21)),
    ("大年初一", date(2024, 2, 10)),
    ("初七", date(2024, 2, 16)),
    ("腊月廿九", date(2024, 2, 8)),
    ("三月初五", None),
    ("二十三", None),
]


@pytest.mark.parametrize(("said", "day"), FESTIVALS)
def test_festival(said: str, day: date | None) -> None:
    assert festival_day(said, TODAY) == day


@pytest.mark.parametrize(("said", "day"), LUNAR)
def test_lunar_day(said: str, day: date | None) -> None:
    assert lunar_day(said, TODAY) == day


def test_entries_run_on_to_the_next_such_day() -> None:
    assert lunar_day("初五", date(2025, 1, 20), onward=True) == date(2025, 2, 2)
    assert festival_day("元宵", date(2025, 2, 10), onward=True) == date(2025, 2, 12)


def test_no_day_without_a_year() -> None:
    assert festival_day("中秋", None) is None
    assert lunar_day("正月初五", None) is None


@pytest.mark.parametrize(
    ("said", "today"),
    [("元旦前三天", date(1, 1, 2)), ("国庆前三天", date.min), ("正月初五", date.min)],
)
def test_no_day_beyond_the_calendar(said: str, today: date) -> None:
    assert festival_day(said, today) is None
    assert lunar_day(said, today) is None


def test_a_festival_near_the_end_of_the_calendar() -> None:
    assert festival_day("国庆前一天", date.max) == date(9999, 9, 30)
