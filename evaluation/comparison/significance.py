"""Exact tests of paired counts, the correction for asking several times, and what may be concluded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from evaluation.measures import Bootstrap


class Conclusion(StrEnum):
    """What may be said of the second run. There is no "equal": a test that finds nothing shows no equality."""

    BETTER = "better"
    WORSE = "worse"
    OPEN = "open"  # nothing can be concluded


@dataclass(frozen=True, slots=True)
class Settings:
    """How two runs are compared.

    `level` is the two-sided level of a conclusion, after correction. Below `least_documents` the bootstrap is no guide
    to its own error (Efron and Tibshirani, 1993, chapter 13). Below `least_changed` no exact test can reach 5 %:
    2 * 0.5 ** 5 = 0.0625, 2 * 0.5 ** 6 = 0.031. The least p of `bootstrap` is 1 / (1 + resamples): as many as it has
    leave room for the correction of 250 questions, more than there are slices.
    """

    bootstrap: Bootstrap = field(default_factory=lambda: Bootstrap(resamples=5000))
    level: float = 0.05
    least_documents: int = 20
    least_changed: int = 6


def exact_p(first_only: int, second_only: int) -> float:
    """The two-sided p of `first_only` against `second_only` where each way were as likely; 1 when both are 0.

    McNemar's test in its exact form when the counts are discordant pairs (McNemar, 1947; Edwards' correction is for the
    approximation and not needed); the sign test when they are losses and wins (Dixon and Mood, 1946).
    """
    from scipy.stats import binomtest

    if first_only < 0 or second_only < 0:
        raise ValueError(f"counts are {first_only} and {second_only}; neither may be negative")
    both = first_only + second_only
    return float(binomtest(second_only, both, 0.5).pvalue) if both else 1.0


def holm(values: Sequence[float]) -> list[float]:
    """The p values corrected for their number, in their order (Holm, 1979): step down, never above 1, never falling."""
    ranked = sorted(range(len(values)), key=lambda n: values[n])
    corrected = [0.0] * len(values)
    highest = 0.0
    for rank, place in enumerate(ranked):
        highest = max(highest, min(1.0, (len(values) - rank) * values[place]))
        corrected[place] = highest
    return corrected


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a conclusion rests on: how many documents were compared, and in how many (or in how many units) the two
    runs differ."""

    documents: int
    changed: int


def concluded(difference: float | None, p: float | None, grounds: Grounds, settings: Settings) -> Conclusion:
    """What a corrected `p` allows to say; open where it is None, or the grounds are too few."""
    few = grounds.documents < settings.least_documents or grounds.changed < settings.least_changed
    if few or p is None or p >= settings.level or not difference:
        return Conclusion.OPEN
    return Conclusion.BETTER if difference > 0 else Conclusion.WORSE
