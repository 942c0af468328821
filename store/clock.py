"""The store's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def now() -> str:
    """The present moment, ISO 8601 in UTC to the millisecond: `2026-11-23T14:03:09.120Z`; sorts as text."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def later(moment: str, seconds: float) -> str:
    """A moment as `now` writes it, `seconds` after another; before it when negative."""
    shifted = datetime.fromisoformat(moment) + timedelta(seconds=seconds)
    return shifted.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def seconds_between(earlier: str, after: str) -> float:
    """Seconds from one moment to another; negative when `after` is the earlier."""
    return (datetime.fromisoformat(after) - datetime.fromisoformat(earlier)).total_seconds()
