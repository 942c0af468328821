"""How far people who judged the same thing independently agree: percent, Cohen's kappa, Krippendorff's alpha.

Values are nominal codes; None is "not judged by this one" and is no disagreement. What cannot be computed is told by
its `Gap`, never as 0 or 1.

Sources: Cohen (1960), A coefficient of agreement for nominal scales, Educ. Psychol. Meas. 20, 37-46; Krippendorff
(2011), Computing Krippendorff's alpha-reliability, section C; Wilson (1927), JASA 22, 209-212; Efron and Tibshirani
(1993), An introduction to the bootstrap, chapter 13.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from evaluation.measures import Bootstrap, Interval
from evaluation.resampling import Pair, Unit, alpha_interval, kappa_interval

NORMAL_95 = 1.959963984540054
"""The 97.5 % point of the normal distribution."""
FEW = 30
"""Fewer pairs than this carry no firm statement; the interval of a bootstrap is too narrow for them."""


class Gap(StrEnum):
    """Why a figure is not there."""

    NO_PAIRS = "no_pairs"  # nothing was judged twice
    ONE_CLASS = "one_class"  # all judgements are of one value, so that chance agreement is 1


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % interval, or the reason why there is none. `interval` is None with `gap`."""

    value: float | None
    interval: Interval | None = None
    gap: Gap | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far judges agree on one field: `pairs` were judged by the first and the second, `agreed` of them alike.

    `units` were judged by at least two, whoever they were: what alpha rests on. Kappa and percent rest on the pairs.
    """

    pairs: int
    agreed: int
    units: int
    percent: Figure
    kappa: Figure
    alpha: Figure

    @property
    def few(self) -> bool:
        """Whether there are too few pairs for a firm statement."""
        return 0 < self.pairs < FEW


def agreement(units: Iterable[Unit], settings: Bootstrap | None = None) -> Agreement:
    """The agreement over `units`; the first two places of each are the first and the second judge."""
    drawn = settings or Bootstrap()
    judged = [tuple(unit) for unit in units]
    pairs = [(u[0], u[1]) for u in judged if len(u) > 1 and u[0] is not None and u[1] is not None]
    several = [told for unit in judged if len(told := [value for value in unit if value is not None]) > 1]
    agreed = sum(first == second for first, second in pairs)
    return Agreement(
        pairs=len(pairs),
        agreed=agreed,
        units=len(several),
        percent=proportion(agreed, len(pairs)),
        kappa=_figure(kappa(pairs), lambda: kappa_interval(pairs, drawn)),
        alpha=_figure(alpha(several), lambda: alpha_interval(several, drawn)),
    )


def kappa(pairs: Sequence[Pair]) -> float | Gap:
    """Cohen's kappa, -1..1: agreement beyond what the two judges' own shares of each value would give by chance."""
    if not pairs:
        return Gap.NO_PAIRS
    firsts, seconds = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    observed = sum(first == second for first, second in pairs) / len(pairs)
    chance = sum(count * seconds[value] for value, count in firsts.items()) / len(pairs) ** 2
    return Gap.ONE_CLASS if chance == 1 else (observed - chance) / (1 - chance)


def alpha(units: Sequence[Unit]) -> float | Gap:
    """Krippendorff's alpha for nominal data, any number of judges, missing judgements left out.

    1 - (n - 1) * (n - sum of o_cc) / (n^2 - sum of n_c^2), where o_cc are the coincidences within units and n_c how
    often a value was given in units that several judged: the matrix of a thousand case numbers is never laid out.
    """
    totals: Counter[str] = Counter()
    coincident = 0.0
    for unit in units:
        counts = Counter(value for value in unit if value is not None)
        judges = counts.total()
        if judges > 1:
            totals.update(counts)
            coincident += sum(count * (count - 1) for count in counts.values()) / (judges - 1)
    given = totals.total()
    if given == 0:
        return Gap.NO_PAIRS
    apart = given**2 - sum(count**2 for count in totals.values())
    return 1 - (given - 1) * (given - coincident) / apart if apart else Gap.ONE_CLASS


def proportion(hits: int, of: int) -> Figure:
    """A share with its Wilson score interval, which holds for few cases and for shares of 0 and 1 as well."""
    if of == 0:
        return Figure(None, gap=Gap.NO_PAIRS)
    share, z2 = hits / of, NORMAL_95**2
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = NORMAL_95 / (1 + z2 / of) * sqrt(share * (1 - share) / of + z2 / (4 * of**2))
    return Figure(share, Interval(max(0.0, middle - half), min(1.0, middle + half)))


def _figure(value: float | Gap, interval: Callable[[], Interval | None]) -> Figure:
    return Figure(None, gap=value) if isinstance(value, Gap) else Figure(value, interval())
