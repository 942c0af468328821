"""A small office whose weeks are counted by hand: two weeks before the current one, of ISO weeks 45 to 47 of 2026."""

from __future__ import annotations

from datetime import date
from typing import Any

from evaluation.monitoring.facts import Item, Origin, Verdict
from evaluation.monitoring.rules import Settings
from evaluation.monitoring.weeks import Span

UNTIL = date(2026, 11, 22)  # a Sunday
SPAN = Span(UNTIL, weeks=3, current=1)
FEW = Settings(minimum=2, current_weeks=1, drift_minimum=3)
W45, W46, W47 = "2026-11-02", "2026-11-09", "2026-11-16"  # Mondays


def at(day: str, hour: int = 4) -> str:
    """A moment of a day, by the hour in UTC; 4 is noon in China."""
    return f"{day}T{hour:02d}:00:00.000Z"


def item(proposed: str, closed: str | None = None, verdict: Verdict | None = None, **told: Any) -> Item:
    """A medium item of one court, proposed and closed at noon."""
    values: dict[str, Any] = {"origin": Origin.MACHINE, "unit": "甲院", "severity": "medium", "score": 0.5}
    values |= {"situations": ("plead",), "closed_at": at(closed) if closed else None, "verdict": verdict}
    if verdict is Verdict.CONFIRM:
        values["changed"] = ()
    return Item(proposed_at=at(proposed), **(values | told))


def confirmed(proposed: str, closed: str, **told: Any) -> Item:
    return item(proposed, closed, Verdict.CONFIRM, **told)


def rejected(proposed: str, closed: str, reason: str = "lawful", **told: Any) -> Item:
    return item(proposed, closed, Verdict.REJECT, reason=reason, **told)
