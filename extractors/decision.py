"""The replaceable step: which words of a turn are an event, and of what sort."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from data.types import Channel, Lawful, Situation, Status

if TYPE_CHECKING:
    from extractors.draft import Draft


@dataclass(frozen=True, slots=True)
class Finding:
    """An act some words tell of: `start:end` carry it (half-open code points), who did it is not decided here.

    `also` are further (start, end) of the same sentence that carry it nearly as likely.
    `situations` stand weightiest first, at least one; `score` 0..1; `reasons` are (field, component, words).
    `scores` are probabilities by name, those that the decider knew: `act.linear`, `act.neural` (the words tell of an
    act, by one model), `asserted` (it took place), `unlawful` (no lawful procedure covers it). Findings that differ in
    nothing else are equal.
    """

    start: int
    end: int
    situations: tuple[Situation, ...]
    status: Status
    lawful: Lawful | None
    channel: Channel
    score: float
    reasons: tuple[tuple[str, str, str], ...] = ()
    also: tuple[tuple[int, int], ...] = ()
    scores: Mapping[str, float] = field(default_factory=dict, compare=False)


class Decider(Protocol):
    """Finds the acts in the turns that the gate let through. A trained model takes this place."""

    version: str

    def decide(self, draft: Draft) -> Iterable[Finding]:
        """The findings of one document in text order; deterministic for the same draft."""
        ...
