"""What the neural model told of the sentences of one paper."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from extractors.neural.outputs import CHANNELS, LAWFULS, ROLES, SITUATIONS, STATUSES

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Told:
    """Of the sentence `start:end`: `act`, the probability that it tells of an act; `sorts` by the names that linear
    models use (`first X`, `situation X`, `status X`, `lawful X`, `channel X`); `words`, a probability a character.

    `roles` gives every mention seen the probability of filling each role, `nobody` and `owner` likewise; shape (6,).
    """

    start: int
    end: int
    act: float
    sorts: Mapping[str, float]
    words: NDArray[np.float32]
    roles: Mapping[Place, NDArray[np.float32]]
    nobody: NDArray[np.float32]
    owner: NDArray[np.float32]

    def clause(self, start: int, end: int) -> float:
        """The probability that a clause is among the words that carry the act: that of its likeliest character."""
        part = self.words[max(0, start - self.start) : max(0, end - self.start)]
        return float(part.max()) if len(part) else 0.0

    def role_of(self, name: str, said: str, text: str) -> float:
        """The probability that one of the mentions that say `said` fills a role; 0 when the window held none."""
        at = ROLES.index(name)
        return sum(float(chances[at]) for (start, end), chances in self.roles.items() if text[start:end] == said)


@dataclass(slots=True)
class Reading:
    """The sentences of a paper as told, in text order."""

    told: list[Told] = field(default_factory=list)

    def of(self, start: int, end: int) -> Told | None:
        """What was told of the sentence at `start:end`; of a long one read in pieces, of its likeliest piece."""
        at = bisect_left(self.told, start, key=lambda one: one.end - 1)
        pieces = []
        while at < len(self.told) and self.told[at].start < end:
            pieces.append(self.told[at])
            at += 1
        return max(pieces, key=lambda one: (one.act, -one.start), default=None)


def sorts_of(
    first: NDArray[np.float32],
    situations: NDArray[np.float32],
    status: NDArray[np.float32],
    lawful: NDArray[np.float32],
    channel: NDArray[np.float32],
) -> dict[str, float]:
    """Probabilities by name; the arrays follow the orders of `extractors.neural.outputs`."""
    named = {f"first {code.value}": float(p) for code, p in zip(SITUATIONS, first, strict=True)}
    named |= {f"situation {code.value}": float(p) for code, p in zip(SITUATIONS, situations, strict=True)}
    named |= {f"status {code.value}": float(p) for code, p in zip(STATUSES, status, strict=True)}
    named |= {f"lawful {c.value if c else 'none'}": float(p) for c, p in zip(LAWFULS, lawful, strict=True)}
    return named | {f"channel {code.value}": float(p) for code, p in zip(CHANNELS, channel, strict=True)}
