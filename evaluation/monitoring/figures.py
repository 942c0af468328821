"""The figures of one group of items, the office or a unit: week by week, and of the span as a whole.

Known answers are no proposals and are told apart by whoever groups; what was split off by hand waits and is decided
like any other, but says nothing of the machine's precision.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from evaluation.monitoring.durations import Durations, Minutes, durations, minutes
from evaluation.monitoring.facts import Item, Origin, Verdict
from evaluation.monitoring.rules import Settings
from evaluation.monitoring.shares import Share, share
from evaluation.monitoring.weeks import Span, day_of

ERASED = "erased"
"""Stands for the situations of an item whose words were erased."""
UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class Week:
    """What came in and what was decided in one week, and what waited at its end.

    `withdrawn` were taken back by the machine, or erased, undecided. `overdue` are those of `waiting` whose deadline
    had passed; `late_at_start` of these had missed it before they were proposed, which no reviewer could help.
    """

    name: str
    proposed: int
    confirmed: int
    rejected: int
    merged: int
    withdrawn: int
    waiting: int
    overdue: int
    late_at_start: int
    precision: Share
    median_days: float | None

    @property
    def decided(self) -> int:
        """How many came to a verdict."""
        return self.confirmed + self.rejected + self.merged


@dataclass(frozen=True, slots=True)
class Figures:
    """Of a group over the span: the weeks in order, and what they come to.

    `rolling` is the precision of so many weeks up to each as are current ones, for a week alone has few decisions.
    `precision` is confirmed of confirmed and rejected; `recent` and `earlier` of the current weeks and those before;
    `reasons` of rejections; `amended` of the confirmed, `items` how often each item was amended. `to_decision` is of
    what was proposed within the span, in days.
    """

    weeks: tuple[Week, ...]
    rolling: tuple[Share, ...]
    precision: Share
    recent: Share
    earlier: Share
    severities: Mapping[str, Share]
    situations: Mapping[str, Share]
    reasons: Mapping[str, int]
    amended: Share
    items: Mapping[str, int]
    to_decision: Durations
    at_work: Minutes
    split: int

    @property
    def last(self) -> Week:
        """The last week, at whose end what waits now waits."""
        return self.weeks[-1]

    def total(self, name: str) -> int:
        """A count of the weeks, summed up: `proposed`, `confirmed`, `rejected`, `merged`, `withdrawn`, `decided`."""
        return sum(getattr(week, name) for week in self.weeks)


def figures(items: Sequence[Item], span: Span, settings: Settings) -> Figures:
    """The figures of items as they stood at the end of the span (`Item.at`)."""
    least = settings.minimum
    ended = [item for item in items if item.closed_at and span.week_of(item.closed_at) is not None]
    judged = [item for item in ended if is_judged(item)]
    confirmed = [item for item in judged if item.verdict is Verdict.CONFIRM]
    return Figures(
        weeks=tuple(_week(items, span, place, least) for place in range(span.weeks)),
        rolling=tuple(_rolling(judged, span, place, least) for place in range(span.weeks)),
        precision=precision(judged, least),
        recent=precision([item for item in judged if (item.closed_at or "") >= span.since_current], least),
        earlier=precision([item for item in judged if (item.closed_at or "") < span.since_current], least),
        severities=_by(((item.severity, item) for item in judged), least),
        situations=_by(((code, item) for item in judged for code in situations_of(item)), least),
        reasons=_counted(item.reason or UNTOLD for item in judged if item.verdict is Verdict.REJECT),
        amended=share(sum(bool(item.changed) for item in confirmed), len(confirmed), least),
        items=_counted(name for item in confirmed for name in item.changed or ()),
        to_decision=to_decision(items, span.start, span.end, least),
        at_work=minutes([item.minutes for item in ended if item.verdict and item.minutes is not None], least),
        split=sum(item.origin is Origin.SPLIT and item.proposed_at >= span.start for item in items),
    )


def _rolling(judged: Sequence[Item], span: Span, place: int, minimum: int) -> Share:
    begin, end = span.begins[max(0, place + 1 - span.current)], span.ends(place)
    return precision([item for item in judged if begin <= (item.closed_at or "") < end], minimum)


def is_judged(item: Item) -> bool:
    """Whether a verdict on it says whether the machine was right to propose it."""
    return item.origin is Origin.MACHINE and item.verdict in (Verdict.CONFIRM, Verdict.REJECT)


def precision(judged: Iterable[Item], minimum: int) -> Share:
    """Confirmed of all that were confirmed or rejected."""
    verdicts = [item.verdict for item in judged]
    return share(verdicts.count(Verdict.CONFIRM), len(verdicts), minimum)


def situations_of(item: Item) -> Sequence[str]:
    """The codes under which an item is counted; an item of several situations counts under each."""
    return (ERASED,) if item.situations is None else item.situations or (UNTOLD,)


def to_decision(items: Iterable[Item], since: str, end: str, minimum: int) -> Durations:
    """Days to the decision of what was proposed from `since` on; what waits or was withdrawn is censored."""
    decided: list[float] = []
    censored: list[float] = []
    for item in items:
        if item.proposed_at >= since:
            (decided if item.verdict else censored).append(max(0.0, item.days(end)))
    return durations(sorted(decided), sorted(censored), minimum)


def waiting(items: Iterable[Item], end: str) -> list[Item]:
    """What was proposed before `end` and had not ended by then."""
    return [item for item in items if item.proposed_at < end and (item.closed_at is None or item.closed_at >= end)]


def is_overdue(item: Item, end: str) -> bool:
    """Whether the deadline had passed on the last day before the moment `end`, at which a day ends; on the day of the
    deadline itself it has not."""
    return item.due_on is not None and item.due_on < (day_of(end) - timedelta(days=1)).isoformat()


def was_late_at_start(item: Item) -> bool:
    """Whether the deadline had passed on the day it was proposed."""
    return item.due_on is not None and item.due_on < day_of(item.proposed_at).isoformat()


def _week(items: Sequence[Item], span: Span, place: int, minimum: int) -> Week:
    begin, end = span.begins[place], span.ends(place)
    ended = [item for item in items if item.closed_at and begin <= item.closed_at < end]
    decided = [item for item in ended if item.verdict]
    verdicts = Counter(item.verdict for item in decided)
    waits = waiting(items, end)
    overdue = [item for item in waits if is_overdue(item, end)]
    days = durations(sorted(max(0.0, item.days(end)) for item in decided), (), minimum)
    return Week(
        name=span.names[place],
        proposed=sum(begin <= item.proposed_at < end for item in items if item.origin is not Origin.SPLIT),
        confirmed=verdicts[Verdict.CONFIRM],
        rejected=verdicts[Verdict.REJECT],
        merged=verdicts[Verdict.MERGE],
        withdrawn=len(ended) - len(decided),
        waiting=len(waits),
        overdue=len(overdue),
        late_at_start=sum(was_late_at_start(item) for item in overdue),
        precision=precision(filter(is_judged, decided), minimum),
        median_days=days.median,
    )


def _by(told: Iterable[tuple[str, Item]], minimum: int) -> dict[str, Share]:
    """The precision by code, the worst first, those of too few behind them."""
    groups: dict[str, list[Item]] = defaultdict(list)
    for code, item in told:
        groups[code].append(item)
    shares = {code: precision(group, minimum) for code, group in groups.items()}
    return dict(sorted(shares.items(), key=lambda pair: (pair[1].few, pair[1].value or 0.0, pair[0])))


def _counted(codes: Iterable[str]) -> dict[str, int]:
    """How often each code, the most often first."""
    return dict(sorted(Counter(codes).items(), key=lambda pair: (-pair[1], pair[0])))
