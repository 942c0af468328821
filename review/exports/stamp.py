"""Who took something out and when: what stands on every page, in every table and in every JSON file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from review.exports.forms import form_words

CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who exported, by name and login, when (ISO 8601, UTC), whether other people were masked, for which wishes."""

    who: str
    login: str
    at: str
    masked: bool
    wishes: tuple[tuple[str, str], ...] = ()

    @property
    def when(self) -> str:
        """The time as clocks in China show it, to the minute."""
        return beijing(self.at)

    @property
    def day(self) -> str:
        """The day in China, `2026年11月23日`."""
        return day_words(datetime.fromisoformat(self.at).astimezone(CHINA).date().isoformat())

    @property
    def line(self) -> str:
        """The line at the foot of every page."""
        return form_words()["exported"].format(who=self.who, login=self.login, when=self.when)

    @property
    def mark(self) -> str:
        """The words across every page."""
        return form_words()["mark"].format(who=self.who, when=self.when)


def beijing(moment: str) -> str:
    """A stored time (ISO 8601, UTC) as clocks in China show it: `2026-11-23 22:03`."""
    return datetime.fromisoformat(moment).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def day_words(day: str) -> str:
    """An ISO day as forms write it, `2026年11月23日`; anything else as it is."""
    try:
        told = date.fromisoformat(day)
    except ValueError:
        return day
    return f"{told.year}年{told.month}月{told.day}日"
