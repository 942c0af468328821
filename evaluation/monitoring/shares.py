"""Shares with their intervals, and the difference of two."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from evaluation.agreement import proportion
from evaluation.measures import Interval


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `of`; `few` when it rests on fewer than the report's minimum, and is not to be shown as a share."""

    hits: int = 0
    of: int = 0
    few: bool = True

    @property
    def value(self) -> float | None:
        """0..1, None of nothing."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> Interval | None:
        """The 95 % Wilson score interval, None of nothing."""
        return proportion(self.hits, self.of).interval


def share(hits: int, of: int, minimum: int) -> Share:
    """A share, told to be of too few below `minimum`."""
    return Share(hits, of, of < minimum)


def difference(first: Share, second: Share) -> tuple[float, Interval] | None:
    """`first` less `second` with its 95 % interval, None when one is of nothing.

    The hybrid score interval: the square-and-add of the two Wilson intervals (Newcombe 1998, Statistics in Medicine 17,
    873-890, method 10).
    """
    one, other = first.interval, second.interval
    if first.value is None or second.value is None or one is None or other is None:
        return None
    apart = first.value - second.value
    below = sqrt((first.value - one.low) ** 2 + (other.high - second.value) ** 2)
    above = sqrt((one.high - first.value) ** 2 + (second.value - other.low) ** 2)
    return apart, Interval(apart - below, apart + above)
