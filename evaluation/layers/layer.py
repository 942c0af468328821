"""What a layer of the score is given and gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from evaluation.annotation import Annotation, MarkedEvent
from evaluation.measures import Tally, tally

Pair = tuple[MarkedEvent, MarkedEvent]
"""A gold event and the predicted one that answers it."""

NULL = "null"
"""Stands in a confusion for a field that says nothing."""


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

    @property
    def missed(self) -> tuple[MarkedEvent, ...]:
        """Gold events that no predicted one answers."""
        answered = {g for g, _ in self.places}
        return tuple(event for g, event in enumerate(self.gold.events) if g not in answered)

    @property
    def spurious(self) -> tuple[MarkedEvent, ...]:
        """Predicted events that answer no gold one."""
        answers = {p for _, p in self.places}
        return tuple(event for p, event in enumerate(self.predicted.events) if p not in answers)


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer. `shares` names the measures that are accuracies (right of so many); the others have precision,
    recall and F. `confusions` gives by name what is set against each other over the pairs; None becomes NULL."""

    name: str
    tallies: Callable[[Paired], Mapping[str, Tally]]
    shares: tuple[str, ...] = ()
    confusions: Mapping[str, Callable[[MarkedEvent], str | None]] = field(default_factory=dict)


def confusion(pairs: Iterable[Pair], value: Callable[[MarkedEvent], str | None]) -> Counter[tuple[str, str]]:
    """How often (gold's value, the predicted one) occurs over the pairs."""
    return Counter((value(gold) or NULL, value(predicted) or NULL) for gold, predicted in pairs)


def class_tallies(name: str, pairs: Iterable[Pair], value: Callable[[MarkedEvent], str | None]) -> dict[str, Tally]:
    """A tally `name.CLASS` for every class that occurs, in alphabetical order: a hit is a pair in which both have it.

    One against the rest over the pairs, as scikit-learn's precision_recall_fscore_support counts; None is no class.
    """
    sides = [(value(gold), value(predicted)) for gold, predicted in pairs]
    wanted, claimed = Counter(mine for mine, _ in sides), Counter(theirs for _, theirs in sides)
    hits = Counter(mine for mine, theirs in sides if mine == theirs)
    codes = sorted(code for code in wanted | claimed if code is not None)
    return {f"{name}.{code}": tally(hits[code], claimed[code], wanted[code]) for code in codes}


def total(tallies: Iterable[Tally]) -> Tally:
    """Their sum, the empty tally for none."""
    found = list(tallies)
    return found[0] if len(found) == 1 else sum(found, Tally())
