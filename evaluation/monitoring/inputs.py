"""What came in: papers week by week, screenings with what they could not read, and where their versions changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.monitoring.drift import Shift, Value, shift
from evaluation.monitoring.facts import Facts, Item, Origin, Paper, Screening
from evaluation.monitoring.figures import UNTOLD
from evaluation.monitoring.rules import Settings
from evaluation.monitoring.shares import Share, share
from evaluation.monitoring.weeks import Span, day_of

READ = frozenset({"ok", "partial"})
"""How a paper was read when it gave text; every other status is a quarantine."""


@dataclass(frozen=True, slots=True)
class InputWeek:
    """The papers first screened in a week, and the screenings that ended in it.

    `quarantined` is of all files of the inboxes, as the last screening of each in that week found them.
    """

    name: str
    papers: int
    characters: int
    screenings: int
    quarantined: Share


@dataclass(frozen=True, slots=True)
class Change:
    """A screening whose versions differ from those of the one before of the same inbox: which of them, and the new."""

    week: str
    day: str
    changed: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Inputs:
    """`recent` and `earlier` are the share of papers first screened in the current weeks, and in those before, that
    gave no text. `last_run` is the day (China) on which the last screening ended, None without one."""

    weeks: tuple[InputWeek, ...]
    recent: Share
    earlier: Share
    changes: tuple[Change, ...]
    last_run: str | None
    days_since_run: int | None


def inputs(facts: Facts, span: Span, settings: Settings) -> Inputs:
    """The inputs of the span."""
    before, now = _sides(facts.papers, span)
    runs = sorted(facts.screenings, key=lambda run: (run.finished_at, run.inbox))
    last = day_of(runs[-1].finished_at) if runs else None
    return Inputs(
        weeks=tuple(_week(facts.papers, runs, span, place, settings) for place in range(span.weeks)),
        recent=_unread(now, settings),
        earlier=_unread(before, settings),
        changes=tuple(_changes(runs, span)),
        last_run=last.isoformat() if last else None,
        days_since_run=(span.until - last).days if last else None,
    )


def paper_shifts(papers: Sequence[Paper], span: Span, settings: Settings) -> list[Shift]:
    """How the papers of the current weeks differ from those before: kinds, formats, how they were read, length."""
    before, now = _sides(papers, span)

    def of(name: str) -> Shift:
        told = [[value for paper in side if (value := _value(paper, name)) is not None] for side in (before, now)]
        return shift(name, told[0], told[1], settings)

    return [of(name) for name in ("kind", "format", "status", "characters")]


def item_shifts(items: Sequence[Item], span: Span, settings: Settings) -> list[Shift]:
    """How the proposals of the current weeks differ from those before: situations, channel, severity, score.

    The situations of one proposal are one value, so that each proposal counts once. An erased one has lost situations
    and channel, and is left out of these.
    """
    proposed = [item for item in items if item.origin is Origin.MACHINE and item.proposed_at >= span.start]
    before = [item for item in proposed if item.proposed_at < span.since_current]
    now = [item for item in proposed if item.proposed_at >= span.since_current]

    def codes(side: Sequence[Item]) -> list[Value]:
        return ["+".join(sorted(item.situations)) for item in side if item.situations is not None]

    def channels(side: Sequence[Item]) -> list[Value]:
        return [item.channel or UNTOLD for item in side if item.situations is not None]

    return [
        shift("situations", codes(before), codes(now), settings),
        shift("channel", channels(before), channels(now), settings),
        shift("severity", [one.severity for one in before], [one.severity for one in now], settings),
        shift("score", [one.score for one in before], [one.score for one in now], settings),
    ]


def _sides(papers: Sequence[Paper], span: Span) -> tuple[list[Paper], list[Paper]]:
    told = [paper for paper in papers if paper.first_seen >= span.start]
    return [p for p in told if p.first_seen < span.since_current], [
        p for p in told if p.first_seen >= span.since_current
    ]


def _value(paper: Paper, name: str) -> Value | None:
    """None where it is not known; the length of what gave no text, and what its kind would be, are not."""
    if name in ("kind", "characters") and paper.status not in READ:
        return None
    value: Value | None = getattr(paper, name)
    return value


def _unread(papers: Sequence[Paper], settings: Settings) -> Share:
    told = [paper.status for paper in papers if paper.status is not None]
    return share(sum(status not in READ for status in told), len(told), settings.minimum)


def _week(papers: Sequence[Paper], runs: Sequence[Screening], span: Span, place: int, settings: Settings) -> InputWeek:
    begin, end = span.begins[place], span.ends(place)
    here = [paper for paper in papers if begin <= paper.first_seen < end]
    ended = [run for run in runs if begin <= run.finished_at < end]
    last = {run.inbox: run for run in ended}.values()
    quarantined, of = (sum(run.counts.get(name, 0) for run in last) for name in ("quarantined", "files"))
    return InputWeek(
        name=span.names[place],
        papers=len(here),
        characters=sum(paper.characters or 0 for paper in here),
        screenings=len(ended),
        quarantined=share(quarantined, of, settings.minimum),
    )


def _changes(runs: Sequence[Screening], span: Span) -> list[Change]:
    found, before = [], dict[int, Screening]()
    for run in runs:
        earlier = before.get(run.inbox)
        before[run.inbox] = run
        week = span.week_of(run.finished_at)
        if earlier is None or week is None or earlier.versions == run.versions:
            continue
        names = sorted(run.versions.keys() | earlier.versions.keys())
        changed = tuple(
            (name, run.versions.get(name, "")) for name in names if run.versions.get(name) != earlier.versions.get(name)
        )
        found.append(Change(span.names[week], day_of(run.finished_at).isoformat(), changed))
    return found
