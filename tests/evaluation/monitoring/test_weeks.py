"""Weeks of China's time."""

from datetime import date

import pytest

from data.errors import ConfigError
from evaluation.monitoring.weeks import Span, day_of, moment_of


def test_a_week_begins_on_monday_in_china():
    span = Span(date(2026, 11, 22), weeks=2, current=1)
    assert span.names == ("2026-W46", "2026-W47")
    assert span.begins == ("2026-11-08T16:00:00.000Z", "2026-11-15T16:00:00.000Z")
    assert span.end == "2026-11-22T16:00:00.000Z"
    assert not span.partial
    moments = ["2026-11-08T15:59:59.999Z", "2026-11-08T16:00:00.000Z", "2026-11-15T15:59:59.999Z"]
    assert [span.week_of(moment) for moment in moments] == [None, 0, 0]
    moments = ["2026-11-15T16:00:00.000Z", "2026-11-22T15:59:59.999Z", "2026-11-22T16:00:00.000Z"]
    assert [span.week_of(moment) for moment in moments] == [1, 1, None]


def test_the_last_week_may_be_cut_short():
    span = Span(date(2026, 11, 18), weeks=2, current=1)
    assert span.names == ("2026-W46", "2026-W47")
    assert span.partial
    assert span.ends(1) == span.end == "2026-11-18T16:00:00.000Z"
    assert span.week_of("2026-11-18T16:00:00.000Z") is None


def test_a_week_is_named_by_the_year_of_its_thursday():
    assert Span(date(2027, 1, 3), weeks=3, current=1).names == ("2026-W51", "2026-W52", "2026-W53")
    assert Span(date(2025, 1, 1), weeks=2, current=1).names == ("2024-W52", "2025-W01")


def test_days_and_moments():
    assert moment_of(date(2026, 1, 1)) == "2025-12-31T16:00:00.000Z"
    assert [day_of(f"2025-12-31T{hour}:00:00.000Z").isoformat() for hour in (15, 16)] == ["2025-12-31", "2026-01-01"]


def test_since_never_leaves_the_span():
    span = Span(date(2026, 11, 22), weeks=3, current=2)
    assert (span.since(1), span.since(9)) == (span.begins[2], span.begins[0])
    assert span.since_current == span.begins[1]


@pytest.mark.parametrize(("weeks", "current"), [(1, 1), (0, 1), (261, 1), (4, 4), (4, 0)])
def test_weeks_that_leave_nothing_to_compare(weeks, current):
    with pytest.raises(ConfigError, match="weeks"):
        Span(date(2026, 11, 22), weeks, current)
