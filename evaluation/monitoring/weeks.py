"""ISO weeks in China's time: a week begins on Monday 00:00 at UTC+8 and is named by the year of its Thursday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cached_property

from data.errors import ConfigError

CHINA = timezone(timedelta(hours=8))
"""China has had no other time since 1991."""
MOST_WEEKS = 260


@dataclass(frozen=True)
class Span:
    """The weeks a report is about: `weeks` of them, the last one that in which `until` lies.

    `until` is the last day that counts; the last week is cut there. Of the weeks the last `current` are looked at, the
    others are what they are held against.
    """

    until: date
    weeks: int = 12
    current: int = 4

    def __post_init__(self) -> None:
        if not 2 <= self.weeks <= MOST_WEEKS:
            raise ConfigError(f"weeks: {self.weeks} is not 2 to {MOST_WEEKS}; 12 is a quarter of a year")
        if not 1 <= self.current < self.weeks:
            raise ConfigError(
                f"current_weeks: {self.current} of {self.weeks} weeks leave none to compare with; give more --weeks"
            )

    @cached_property
    def mondays(self) -> tuple[date, ...]:
        """The first day of each week, in order."""
        last = self.until - timedelta(days=self.until.weekday())
        return tuple(last - timedelta(weeks=self.weeks - 1 - n) for n in range(self.weeks))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """`2026-W48` and so on, in order."""
        return tuple(f"{iso.year}-W{iso.week:02d}" for iso in (monday.isocalendar() for monday in self.mondays))

    @cached_property
    def begins(self) -> tuple[str, ...]:
        """The moment each week begins, as the store writes moments."""
        return tuple(moment_of(monday) for monday in self.mondays)

    @property
    def start(self) -> str:
        """The moment the first week begins."""
        return self.begins[0]

    @cached_property
    def end(self) -> str:
        """The moment after the last day."""
        return moment_of(self.until + timedelta(days=1))

    @property
    def partial(self) -> bool:
        """Whether the last week is cut short."""
        return self.until.weekday() != 6

    @property
    def since_current(self) -> str:
        """The moment the weeks that are looked at begin."""
        return self.begins[self.weeks - self.current]

    def ends(self, week: int) -> str:
        """The moment a week ends, or is cut."""
        return self.begins[week + 1] if week + 1 < self.weeks else self.end

    def week_of(self, moment: str) -> int | None:
        """The place of the week in which a moment lies, None outside of the span."""
        if not self.start <= moment < self.end:
            return None
        return (day_of(moment) - self.mondays[0]).days // 7

    def since(self, weeks: int) -> str:
        """The moment the last so many weeks begin; at most all of them."""
        return self.begins[max(0, self.weeks - weeks)]


def moment_of(day: date) -> str:
    """The moment, as the store writes it, at which a day begins in China."""
    begins = datetime.combine(day, time(), CHINA).astimezone(UTC)
    return begins.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def day_of(moment: str) -> date:
    """The day in China of a moment of the store."""
    return datetime.fromisoformat(moment).astimezone(CHINA).date()
