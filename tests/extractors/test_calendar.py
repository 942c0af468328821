"""Days reckoned from the ends of the calendar: a paper may be dated there, and must still be read."""

from __future__ import annotations

from datetime import date

import pytest

from extractors.calendar import Reckoning, day_of

BEYOND = [
    ("前天", date.min),
    ("去年3月5日", date.min),
    ("上周五", date.min),
    ("星期日", date.min),
    ("上个月5号", date.min),
    ("第二天", date.max),
    ("下周一", date.max),
]


@pytest.mark.parametrize(("said", "written_on"), BEYOND)
def test_no_day_beyond_the_calendar(said: str, written_on: date) -> None:
    assert day_of(said, Reckoning(written_on, named=written_on)) is None


def test_a_day_near_the_end_is_told() -> None:
    assert day_of("12月25日", Reckoning(date.max)) == date(9999, 12, 25)
    assert day_of("昨天", Reckoning(date.max)) == date(9999, 12, 30)
