"""What a comparison takes and gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from matching.index import Person
from matching.sight import Paper, Sight


@dataclass(frozen=True, slots=True)
class Agreement:
    """A level of agreement, one of the comparison's `LEVELS`, and words that say so to the reviewer (Chinese)."""

    level: str
    words: str


Compare = Callable[[Sight, Person, Paper], "Agreement | None"]
"""None means that the paper does not tell; what differs is a level of its own."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A weighted comparison. The weights of its levels stand in `data/lexicons/match_weights.toml` under `name`."""

    name: str
    compare: Compare
    levels: tuple[str, ...]
