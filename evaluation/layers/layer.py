"""What a layer of the score is given and gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from evaluation.annotation import Annotation, MarkedEvent
from evaluation.measures import Tally

Pair = tuple[MarkedEvent, MarkedEvent]
"""A gold event and the predicted one that answers it."""


@dataclass(frozen=True, slots=True)
class Paired:
    """One document, its annotation and its prediction with the events paired (`evaluation.pairing`)."""

    gold: Annotation
    predicted: Annotation
    places: tuple[tuple[int, int], ...]
    """(index in gold's events, index in the predicted ones), in gold order."""

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The events of `places`."""
        return tuple((self.gold.events[g], self.predicted.events[p]) for g, p in self.places)


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer. `shares` names the measures that are accuracies (right of so many); the others have precision,
    recall and F."""

    name: str
    tallies: Callable[[Paired], Mapping[str, Tally]]
    shares: frozenset[str] = frozenset()
