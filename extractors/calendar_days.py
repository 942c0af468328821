"""Days of the calendar, None beyond its ends: a paper may name the year 9999, an unset clock the year 1."""

from __future__ import annotations

from datetime import date, timedelta


def day_at(year: int, month: int, day: int) -> date | None:
    """That day, None when the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def moved(day: date, by: int) -> date | None:
    """The day `by` days after `day`, before it where negative; None beyond the calendar."""
    try:
        return day + timedelta(days=by)
    except OverflowError:
        return None
