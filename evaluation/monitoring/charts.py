"""Lines over the weeks as coordinates of an SVG; what rests on too few is a gap, never a point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from evaluation.monitoring.shares import Share

WIDTH, HEIGHT = 760, 190
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 16, 26
SPARK_WIDTH, SPARK_HEIGHT = 150, 30
SPARK_EDGE = 4
TICKS = 4


@dataclass(frozen=True, slots=True)
class Point:
    """A week's value in pixels from the top left; `low` and `high` bound its interval, None without."""

    x: float
    y: float
    low: float | None
    high: float | None
    told: str


@dataclass(frozen=True, slots=True)
class Line:
    """The points of one line; `runs` are polylines, broken where a week has no value."""

    name: str
    points: tuple[Point, ...]
    runs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines in a frame. `across` are (x, week) and `up` (y, value) where the axes are labelled."""

    lines: tuple[Line, ...]
    across: tuple[tuple[float, str], ...]
    up: tuple[tuple[float, str], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM

    @property
    def empty(self) -> bool:
        """Whether no week has a value."""
        return not any(line.points for line in self.lines)


Value = tuple[float, float | None, float | None, str] | None
"""(value, low, high, what a tooltip says), None for a gap."""


def share_chart(name: str, names: Sequence[str], shares: Sequence[Share]) -> Chart:
    """Shares of 0 to 1 with their intervals."""
    up = [(n / TICKS, f"{100 * n // TICKS} %") for n in range(TICKS + 1)]
    return _chart(names, {name: [_share(week, one) for week, one in zip(names, shares, strict=True)]}, up)


def count_chart(names: Sequence[str], lines: dict[str, Sequence[int | float | None]]) -> Chart:
    """Counts, or days, from zero to a round number above the highest."""
    most = max((value for values in lines.values() for value in values if value is not None), default=0)
    step = _round_step(most)
    top = step * TICKS
    told: dict[str, list[Value]] = {
        name: [
            None if v is None else (v / top, None, None, f"{week} {v:g}") for week, v in zip(names, values, strict=True)
        ]
        for name, values in lines.items()
    }
    return _chart(names, told, [(n / TICKS, f"{n * step:g}") for n in range(TICKS + 1)])


def spark(shares: Sequence[Share]) -> Line:
    """A small line of shares, without axes."""
    inner, depth = SPARK_WIDTH - 2 * SPARK_EDGE, SPARK_HEIGHT - 2 * SPARK_EDGE
    step = inner / max(1, len(shares) - 1)
    values = [_share("", one) for one in shares]
    xs = [SPARK_EDGE + step * n for n in range(len(shares))]
    return _line("spark", xs, values, (SPARK_EDGE, depth))


def _share(week: str, one: Share) -> Value:
    if one.few or one.value is None or one.interval is None:
        return None
    return one.value, one.interval.low, one.interval.high, f"{week} {100 * one.value:.1f} % ({one.hits}/{one.of})"


def _round_step(most: float) -> float:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that, taken TICKS times, is at least `most`."""
    least = max(most / TICKS, 0.25)
    power = 10.0 ** (len(str(ceil(least))) - 1)
    return next(step for scale in (0.1, 1, 10) for base in (1, 2, 2.5, 5) if (step := base * power * scale) >= least)


def _chart(names: Sequence[str], lines: dict[str, list[Value]], up: Sequence[tuple[float, str]]) -> Chart:
    step = (WIDTH - LEFT - RIGHT) / max(1, len(names))
    xs = [LEFT + step * (n + 0.5) for n in range(len(names))]
    depth = HEIGHT - TOP - BOTTOM
    every = ceil(len(names) / 13)
    return Chart(
        lines=tuple(_line(name, xs, values, (TOP, depth)) for name, values in lines.items()),
        across=tuple(
            (round(x, 1), name[5:]) for n, (x, name) in enumerate(zip(xs, names, strict=True)) if n % every == 0
        ),
        up=tuple((_y(value, TOP, depth), label) for value, label in up),
    )


def _line(name: str, xs: Sequence[float], values: Sequence[Value], frame: tuple[int, int]) -> Line:
    points: list[Point] = []
    runs: list[list[Point]] = [[]]
    for x, value in zip(xs, values, strict=True):
        if value is None:
            runs.append([])
            continue
        share, low, high, told = value
        bounds = [None if bound is None else _y(bound, *frame) for bound in (low, high)]
        point = Point(round(x, 1), _y(share, *frame), bounds[0], bounds[1], told)
        points.append(point)
        runs[-1].append(point)
    lines = tuple(" ".join(f"{point.x},{point.y}" for point in run) for run in runs if len(run) > 1)
    return Line(name, tuple(points), lines)


def _y(value: float, top: int, depth: int) -> float:
    return round(top + depth * (1 - value), 1)
