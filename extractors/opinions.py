"""Two models' probabilities made one."""

from __future__ import annotations

import math
from collections.abc import Mapping

GROUPS = ("first ", "status ", "lawful ", "channel ")
"""Names that begin so exclude each other."""
LEAST = 1.0 / (1.0 + math.exp(12.0))
"""Probabilities nearer to 0 or 1 count as this near: log odds of 12."""


def log_odds(chance: float, least: float = LEAST) -> float:
    """The logarithm of chance / (1 - chance), `chance` kept `least` away from 0 and 1."""
    kept = min(1.0 - least, max(least, chance))
    return math.log(kept / (1.0 - kept))


def mixed(one: float, other: float, share: float) -> float:
    """The probability whose log odds are the mean of both, `other` counting `share` (0..1)."""
    return 1.0 / (1.0 + math.exp(-((1.0 - share) * log_odds(one) + share * log_odds(other))))


def mixed_sorts(one: Mapping[str, float], other: Mapping[str, float], share: float) -> dict[str, float]:
    """Means by name, those that exclude each other brought to a sum of 1 on either side first."""
    first, second = _normed(one), _normed(other)
    return {name: (1.0 - share) * first.get(name, 0.0) + share * second.get(name, 0.0) for name in {**first, **second}}


def _normed(sorts: Mapping[str, float]) -> dict[str, float]:
    found = dict(sorts)
    for group in GROUPS:
        names = [name for name in sorts if name.startswith(group)]
        total = sum(sorts[name] for name in names)
        if total > 0.0:
            found.update((name, sorts[name] / total) for name in names)
    return found
