"""What monitoring is made of, as whoever reads the store hands it over. Nobody is named in it.

Moments are ISO 8601 in UTC as the store has them (`2026-11-23T08:00:00.000Z`), days ISO text of China.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from evaluation.monitoring.weeks import Span


class Origin(StrEnum):
    """Where an item of the desk comes from."""

    MACHINE = "machine"  # proposed by a screening
    SPLIT = "split"  # taken off another item by hand
    SEED = "seed"  # its answer is known beforehand


class Verdict(StrEnum):
    """What an item came to."""

    CONFIRM = "confirm"
    REJECT = "reject"
    MERGE = "merge"  # the same matter as another item, which is judged in its place


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the desk and what became of it.

    `closed_at` is when it came to its standing verdict, or, with `verdict` None, when it was withdrawn by the machine
    or erased undecided; None while it waits. `changed` names what was amended in a confirmed one, None for others.
    `situations` are None once they are erased. `minutes` run from the last claim to the decision, None when not known.
    `right` tells whether the known answer was found, None without one.
    """

    origin: Origin
    unit: str
    severity: str
    proposed_at: str
    score: float
    situations: tuple[str, ...] | None = ()
    channel: str | None = None
    due_on: str | None = None
    closed_at: str | None = None
    verdict: Verdict | None = None
    reason: str | None = None
    changed: tuple[str, ...] | None = None
    minutes: float | None = None
    right: bool | None = None

    @property
    def waits(self) -> bool:
        """Whether somebody has yet to decide it."""
        return self.closed_at is None

    def at(self, moment: str) -> Item:
        """The item as it stood just before `moment`: what was decided later had not been decided."""
        if self.closed_at is None or self.closed_at < moment:
            return self
        return replace(self, closed_at=None, verdict=None, reason=None, changed=None, minutes=None, right=None)

    def days(self, until: str) -> float:
        """Days from the proposal to its end, or to `until` while it waits."""
        ended = datetime.fromisoformat(self.closed_at or until)
        return (ended - datetime.fromisoformat(self.proposed_at)).total_seconds() / 86400


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper when its bytes were first screened. None: the store no longer knows."""

    first_seen: str
    format: str
    kind: str | None = None
    status: str | None = None
    characters: int | None = None


@dataclass(frozen=True, slots=True)
class Screening:
    """A finished screening of one inbox: its counts, and what its results depended on."""

    inbox: int
    finished_at: str
    versions: Mapping[str, str]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Facts:
    """All of it, in any order."""

    items: tuple[Item, ...] = ()
    papers: tuple[Paper, ...] = ()
    screenings: tuple[Screening, ...] = ()

    def at(self, span: Span) -> Facts:
        """What was there at the end of the span."""
        return Facts(
            tuple(item.at(span.end) for item in self.items if item.proposed_at < span.end),
            tuple(paper for paper in self.papers if paper.first_seen < span.end),
            tuple(run for run in self.screenings if run.finished_at < span.end),
        )
