"""Two models' probabilities made one."""

from __future__ import annotations

import math
from collections.abc import Mapping

GROUPS = ("first ", "status ", "lawful ", "channel ")
"""Names that begin so exclude each other."""
FAR = 12.0


def logit(chance: float) -> float:
    """The log odds of a probability, held within -12 and 12."""
    if chance <= 0.0 or chance >= 1.0:
        return -FAR if chance <= 0.0 else FAR
    return max(-FAR, min(FAR, math.log(chance / (1.0 - chance))))


def mixed(one: float, other: float, share: float) -> float:
    """The probability whose log odds are the mean of both, `other` counting `share` (0..1)."""
    return 1.0 / (1.0 + math.exp(-((1.0 - share) * logit(one) + share * logit(other))))


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
