"""How the work of one reviewer differs from that of the others in the same month, on the same mix of severities.

A difference is a reason to talk, not a fault: of twenty figures that differ by nothing but chance, one lies outside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median

from evaluation.agreement import NORMAL_95, Figure, Gap, proportion
from evaluation.measures import Bootstrap, Interval
from evaluation.resampling import median_interval

ENOUGH = 10
"""Fewer values than this tell too little of their spread to set a median apart from another."""


@dataclass(frozen=True, slots=True)
class Work:
    """One decision. `final` tells whether the item came to the same in the end, None where nobody else had a part in
    it; `right` whether it is the known answer, None without one; `minutes` None when not known."""

    reviewer: str
    month: str
    severity: str
    confirmed: bool
    rejected: bool
    amended: bool
    final: bool | None = None
    right: bool | None = None
    minutes: float | None = None


SHARES: Mapping[str, Callable[[Work], bool | None]] = {
    "confirmed": lambda work: work.confirmed,
    "rejected": lambda work: work.rejected,
    "amended": lambda work: work.amended,
    "final": lambda work: work.final,
    "right": lambda work: work.right,
}
"""Shares by name: each is of the decisions of which it can be told."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of one reviewer beside that of the others, None without others. `of` counts what it rests on.

    `difference` is the 95 % interval of the difference; `outside` whether it leaves zero out.
    """

    of: int
    own: Figure
    others: float | None = None
    difference: Interval | None = None

    @property
    def outside(self) -> bool:
        """Whether the difference is more than chance would explain."""
        return self.difference is not None and not self.difference.low <= 0 <= self.difference.high


@dataclass(frozen=True, slots=True)
class Drift:
    """One reviewer's month: how many were decided, the shares by name, and the minutes an item took."""

    reviewer: str
    month: str
    decided: int
    shares: Mapping[str, Compared]
    minutes: Compared


def drifts(work: Iterable[Work], settings: Bootstrap | None = None) -> list[Drift]:
    """Every reviewer's every month, the latest month first, then by reviewer."""
    months: dict[str, list[Work]] = defaultdict(list)
    for one in work:
        months[one.month].append(one)
    return [
        _drift(reviewer, month, months[month], settings or Bootstrap())
        for month in sorted(months, reverse=True)
        for reviewer in sorted({one.reviewer for one in months[month]})
    ]


def _drift(reviewer: str, month: str, work: Sequence[Work], settings: Bootstrap) -> Drift:
    own = [one for one in work if one.reviewer == reviewer]
    others = [one for one in work if one.reviewer != reviewer]
    shares = {name: compare(_told(own, share), _told(others, share)) for name, share in SHARES.items()}
    return Drift(reviewer, month, len(own), shares, _minutes(own, others, settings))


Told = tuple[str, bool]
"""(severity, whether)."""


def _told(work: Sequence[Work], share: Callable[[Work], bool | None]) -> list[Told]:
    return [(one.severity, bool(value)) for one in work if (value := share(one)) is not None]


def compare(own: Sequence[Told], others: Sequence[Told]) -> Compared:
    """A share beside that of the others, standardised: the others' share in each severity, weighed as `own` is mixed.

    Severities that only one side has are left out of the difference. Its interval adds one hit and one miss to each
    severity of each side (Agresti and Caffo, 2000, The American Statistician 54, 280-288), strata summed by weight.
    """
    figure = proportion(sum(hit for _, hit in own), len(own))
    mine, theirs = _strata(own), _strata(others)
    common = sorted(mine.keys() & theirs.keys())
    weights = {severity: mine[severity][1] for severity in common}
    total = sum(weights.values())
    if not total:
        return Compared(len(own), figure)
    expected = sum(weights[s] / total * theirs[s][0] / theirs[s][1] for s in common)
    apart = variance = 0.0
    for severity in common:
        weight = weights[severity] / total
        (share, spread), (other, other_spread) = _adjusted(*mine[severity]), _adjusted(*theirs[severity])
        apart += weight * (share - other)
        variance += weight**2 * (spread + other_spread)
    half = NORMAL_95 * sqrt(variance)
    return Compared(len(own), figure, expected, Interval(apart - half, apart + half))


def _strata(told: Sequence[Told]) -> dict[str, tuple[int, int]]:
    """(hits, of) by severity."""
    found: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for severity, hit in told:
        hits, of = found[severity]
        found[severity] = hits + hit, of + 1
    return dict(found)


def _adjusted(hits: int, of: int) -> tuple[float, float]:
    """The share and its variance, one hit and one miss added."""
    share = (hits + 1) / (of + 2)
    return share, share * (1 - share) / (of + 2)


def _minutes(own: Sequence[Work], others: Sequence[Work], settings: Bootstrap) -> Compared:
    """The median minutes an item; outside when the others' median lies outside the bootstrap interval of one's own."""
    mine = [one.minutes for one in own if one.minutes is not None]
    theirs = [one.minutes for one in others if one.minutes is not None]
    if not mine:
        return Compared(0, Figure(None, gap=Gap.NO_PAIRS))
    middle, interval = median(mine), median_interval(mine, settings)
    if not theirs or interval is None:
        return Compared(len(mine), Figure(middle, interval))
    other = median(theirs)
    apart = Interval(interval.low - other, interval.high - other) if len(mine) >= ENOUGH else None
    return Compared(len(mine), Figure(middle, interval), other, apart)
