"""Counts and what is made of them: precision, recall, F1, shares, and bootstrap intervals over documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from data.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of `predicted` answered one of `gold`. `hits` <= both; halves where part of a hit counts (`partial`).

    Tallies add up in any order to the same sum: halves and whole numbers are exact in floating point.
    """

    hits: float = 0
    predicted: int = 0
    gold: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.hits + other.hits, self.predicted + other.predicted, self.gold + other.gold)

    @property
    def precision(self) -> float | None:
        """0..1, None when nothing was predicted."""
        return self.hits / self.predicted if self.predicted else None

    @property
    def recall(self) -> float | None:
        """0..1, None when gold has nothing."""
        return self.hits / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """0..1, the harmonic mean of the two; None when gold has nothing and nothing was predicted."""
        return self.f(1)

    @property
    def f2(self) -> float | None:
        """0..1: a miss costs four times what a false claim does; None as `f1`."""
        return self.f(2)

    def f(self, beta: float) -> float | None:
        """(1 + b^2) hits / (b^2 gold + predicted), 0..1: recall weighs `beta` times what precision does.

        That is (1 + b^2) P R / (b^2 P + R), van Rijsbergen (1979), Information retrieval, chapter 7; 0 where one side
        has nothing, None where both have. Raises ValueError unless `beta` is above 0.
        """
        if not beta > 0:
            raise ValueError(f"beta is {beta}; it must be above 0")
        square = beta * beta
        total = square * self.gold + self.predicted
        return (1 + square) * self.hits / total if total else None


@dataclass(frozen=True, slots=True)
class Interval:
    """The bounds of a 95 % interval, 0..1."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """How intervals are drawn: documents resampled with replacement, `resamples` times, from `seed`."""

    resamples: int = 1000
    seed: int = 20150330

    def __post_init__(self) -> None:
        if self.resamples < 1:
            raise ConfigError(f"bootstrap: resamples is {self.resamples}; it must be 1 or more")


def rounded(value: float | None, places: int = 4) -> float | None:
    """A figure as files tell it; None stays what it is: not measured."""
    return None if value is None else round(value, places)


def tally(hits: float, predicted: int, gold: int) -> Tally:
    """A tally, checked. Raises ValueError when more was hit than there is."""
    if not 0 <= hits <= min(predicted, gold):
        raise ValueError(f"{hits} hits of {predicted} predicted and {gold} gold")
    return _one(hits, predicted, gold)


def share(hits: int, of: int) -> Tally:
    """A tally whose precision, recall and F1 are all `hits / of`: an accuracy."""
    return tally(hits, of, of)


def intervals(documents: Sequence[Mapping[str, Tally]], settings: Bootstrap) -> dict[str, Interval]:
    """The 95 % percentile interval of the F1 of every name, over documents; no entry where F1 is never defined.

    Resamples in which a measure is undefined are left out for that measure (Efron and Tibshirani, 1993, chapter 13).
    """
    from evaluation.intervals import corpus_intervals

    return corpus_intervals(documents, settings)


@lru_cache(maxsize=4096, typed=True)
def _one(hits: float, predicted: int, gold: int) -> Tally:
    """Equal tallies are one object: a score holds some hundred thousand small counts."""
    return Tally(hits, predicted, gold)
