"""Where the lines and dots of a report's plots stand: numbers 0..1 placed in an SVG of known size.

Drawn by templates/plots.html, in the colours of the page; nothing here knows of either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.calibration import Bin, Point, RiskCoverage
from evaluation.measures import Interval

POINTS_DRAWN = 240
"""More points of a curve than pixels across are thinned out: ends and turns of equal steps stay."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A square of values 0..1 within a picture, in its user units; y grows upwards in values."""

    width: int = 400
    height: int = 300
    left: int = 44
    right: int = 14
    top: int = 12
    bottom: int = 44

    def x(self, value: float) -> float:
        """Where `value` stands across."""
        return round(self.left + value * (self.width - self.left - self.right), 1)

    def y(self, value: float) -> float:
        """Where `value` stands from the top."""
        return round(self.height - self.bottom - value * (self.height - self.top - self.bottom), 1)


FRAME = Frame()
ROOM_OF_COUNT = 15
"""User units that a printed count takes across."""
TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class Dot:
    """One bin of a reliability diagram: its dot, its whisker from `low` to `high`, and what it stands for.

    `counted`: there is room above it for its count.
    """

    x: float
    y: float
    low: float
    high: float
    radius: float
    bin: Bin
    counted: bool


@dataclass(frozen=True, slots=True)
class Whisker:
    """A score on a line of `width`: the dot, the ends of its interval and a mark to hold it against; None: not told."""

    dot: float | None
    low: float | None
    high: float | None
    mark: float | None


def curve(found: RiskCoverage, frame: Frame = FRAME) -> str:
    """The path of risk against coverage, one corner a threshold."""
    corners = [f"{frame.x(point.coverage)} {frame.y(point.risk)}" for point in thinned(found.points)]
    return "M" + "L".join(corners)


def thinned(points: Sequence[Point]) -> list[Point]:
    """At most POINTS_DRAWN of the points, evenly by rank, the first and the last among them."""
    if len(points) <= POINTS_DRAWN:
        return list(points)
    last = len(points) - 1
    return [points[round(n * last / (POINTS_DRAWN - 1))] for n in range(POINTS_DRAWN)]


def dots(bins: Sequence[Bin], frame: Frame = FRAME) -> list[Dot]:
    """The dots of a reliability diagram, their area by the number of claims (Wilson bounds as whiskers)."""
    most = max((one.count for one in bins), default=1)
    places = [frame.x(one.mean_score) for one in bins]
    return [
        Dot(
            x=frame.x(one.mean_score),
            y=frame.y(one.share),
            low=frame.y(one.interval.low),
            high=frame.y(one.interval.high),
            radius=round(2.5 + 3.5 * (one.count / most) ** 0.5, 1),
            bin=one,
            counted=n == 0 or places[n] - places[n - 1] >= ROOM_OF_COUNT,
        )
        for n, one in enumerate(bins)
    ]


def whisker(score: float | None, bounds: Interval | None, mark: float | None, width: int) -> Whisker:
    """A score 0..1 with its interval on a line of `width` user units."""

    def placed(value: float | None) -> float | None:
        return None if value is None else round(value * width, 1)

    return Whisker(
        placed(score), placed(bounds.low if bounds else None), placed(bounds.high if bounds else None), placed(mark)
    )
