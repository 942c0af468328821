"""Working days, by hand from the State Council's published arrangements."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data.errors import RulebookError
from data.workdays import Day, add_working_days, is_working_day, load_calendar

WORKING = [
    (date(2024, 2, 9), True),  # the eve of the Spring Festival of 2024 was no public holiday
    (date(2024, 2, 10), False),
    (date(2024, 2, 17), False),
    (date(2024, 2, 18), True),  # a Sunday made up for the Spring Festival
    (date(2024, 2, 4), True),  # another one
    (date(2024, 4, 7), True),  # a Sunday made up for Tomb-Sweeping Day
    (date(2024, 4, 28), True),  # a Sunday made up for Labour Day
    (date(2024, 5, 11), True),  # a Saturday made up for Labour Day
    (date(2024, 5, 12), False),
    (date(2025, 1, 26), True),  # a Sunday before the Spring Festival of 2025
    (date(2025, 1, 28), False),  # its eve, a public holiday since 2025
    (date(2025, 2, 8), True),
    (date(2025, 9, 28), True),  # a Sunday made up for National Day
    (date(2025, 10, 1), False),
    (date(2025, 10, 8), False),
    (date(2025, 10, 11), True),  # a Saturday made up for National Day
    (date(2025, 10, 12), False),
    (date(2026, 1, 4), True),  # a Sunday made up for New Year's Day 2026
    (date(2024, 3, 5), True),
    (date(2024, 3, 9), False),
]
ADDED = [
    # day, working days, result, certain
    (date(2024, 3, 5), 0, date(2024, 3, 5), True),
    (date(2024, 3, 9), 0, date(2024, 3, 11), True),
    (date(2024, 3, 5), 3, date(2024, 3, 8), True),
    (date(2024, 3, 8), 1, date(2024, 3, 11), True),  # Friday to Monday
    (date(2024, 3, 9), 1, date(2024, 3, 11), True),  # Saturday to Monday
    (date(2024, 2, 8), 3, date(2024, 2, 19), True),  # 9, then 18 (made up), 19
    (date(2024, 2, 10), 1, date(2024, 2, 18), True),
    (date(2024, 4, 30), 3, date(2024, 5, 8), True),  # 6, 7, 8
    (date(2024, 5, 9), 3, date(2024, 5, 13), True),  # 10, 11 (made up), 13
    (date(2025, 9, 26), 3, date(2025, 9, 30), True),  # 28 (made up), 29, 30
    (date(2025, 9, 30), 1, date(2025, 10, 9), True),
    (date(2025, 9, 30), 3, date(2025, 10, 11), True),  # 9, 10, 11 (made up)
    (date(2025, 1, 27), 1, date(2025, 2, 5), True),
    (date(2027, 3, 5), 1, date(2027, 3, 8), False),  # a year nobody knows yet: weekends only
    (date(2026, 12, 31), 1, date(2027, 1, 1), False),
]


@pytest.mark.parametrize(("day", "working"), WORKING)
def test_is_working_day(day: date, working: bool) -> None:
    assert is_working_day(day) is working


@pytest.mark.parametrize(("day", "count", "result", "certain"), ADDED)
def test_add_working_days(day: date, count: int, result: date, certain: bool) -> None:
    assert add_working_days(day, count) == Day(result, certain)


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 0"):
        add_working_days(date(2024, 3, 5), -1)


def test_a_report_due_on_a_holiday_is_sent_before() -> None:
    calendar = load_calendar()
    assert calendar.last_working_day(date(2024, 3, 10)) == Day(date(2024, 3, 8), True)
    assert calendar.last_working_day(date(2025, 10, 8)) == Day(date(2025, 9, 30), True)
    assert calendar.last_working_day(date(2024, 4, 10)) == Day(date(2024, 4, 10), True)


def test_the_site_adds_a_year(tmp_path: Path) -> None:
    (tmp_path / "calendar.toml").write_text(
        "[years.2027]\nholidays = [2027-01-01, 2027-03-08]\nworkdays = [2027-03-13]\n", encoding="utf-8"
    )
    calendar = load_calendar(tmp_path)
    assert calendar.add_working_days(date(2026, 12, 31), 1) == Day(date(2027, 1, 4), True)
    assert calendar.add_working_days(date(2027, 3, 5), 1) == Day(date(2027, 3, 9), True)
    assert calendar.is_working_day(date(2027, 3, 13))
    assert calendar.add_working_days(date(2027, 12, 31), 1) == Day(date(2028, 1, 3), False)
    assert not load_calendar().knows(2027)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[years.2027]\nholidays = [2026-01-01]\nworkdays = []\n", r"\[years.2027\] holidays: 2026-01-01"),
        ("[years.2027]\nholidays = []\n", "holidays and workdays"),
        ("[years.next]\nholidays = []\nworkdays = []\n", "is no year"),
        ("[years.2027]\nholidays = [2027-01-01]\nworkdays = [2027-01-01]\n", "both holiday and working day"),
        ("[years.2027]\nholidays = ['1月1日']\nworkdays = []\n", "is no day of that year"),
        ("[year.2027]\nholidays = []\n", "is no table"),
        ("[years.2027\n", "is no TOML"),
    ],
)
def test_faults_of_the_site_calendar(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "calendar.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RulebookError, match=problem) as caught:
        load_calendar(tmp_path)
    assert "calendar.toml" in str(caught.value)
