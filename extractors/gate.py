"""Which turns the costly steps read: one pass for the words that acts, people and cases are told with."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from data.lexicon import rows
from data.types import Document
from extractors.names import Names


@dataclass(frozen=True, slots=True)
class GateSettings:
    """`threshold` is the sum of weights a turn needs; `context` the turns read on either side of one that passes.

    A document of at most `whole` code points is read whole when one of its turns passes.
    """

    threshold: float = 1.0
    context: int = 3
    whole: int = 6_000


class Gate:
    """Weighs every turn by the stems it holds; deterministic, about the speed of the pass alone."""

    def __init__(self, names: Names, settings: GateSettings | None = None) -> None:
        self.settings = settings or GateSettings()
        self._weights = _weights(names)
        self._stems = AhoCorasick(list(self._weights))
        self._values = list(self._weights.values())

    def scores(self, document: Document) -> list[float]:
        """The weight of every turn, each stem counted once a turn."""
        starts = [turn.start for turn in document.turns]
        seen: list[set[int]] = [set() for _ in starts]
        for pattern, start, end in self._stems.find_matches_as_indexes(document.text, overlapping=True):
            index = bisect_right(starts, start) - 1
            if index >= 0 and end <= document.turns[index].end:
                seen[index].add(pattern)
        return [sum(self._values[pattern] for pattern in sorted(patterns)) for patterns in seen]

    def passing(self, document: Document) -> frozenset[int]:
        """Indices of the turns to read, context included."""
        last = len(document.turns) - 1
        passed = [i for i, score in enumerate(self.scores(document)) if score >= self.settings.threshold]
        if passed and len(document.text) <= self.settings.whole:
            return frozenset(range(last + 1))
        near = self.settings.context
        return frozenset(j for i in passed for j in range(max(0, i - near), min(last, i + near) + 1))


def _weights(names: Names) -> dict[str, float]:
    weights = {row["stem"]: float(row["weight"]) for row in rows("gate")}
    for name in sorted(names.people | names.parties):
        weights.setdefault(name, 0.5)
    return weights
