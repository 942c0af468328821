"""The replaceable step: which words of a turn are an event, and of what sort."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from data.types import Channel, Lawful, Situation, Status

if TYPE_CHECKING:
    from extractors.draft import Draft


@dataclass(frozen=True, slots=True)
class Finding:
    """An act some words tell of: `start:end` carry it (half-open code points), who did it is not decided here.

    `also` are further (start, end) of the same sentence that carry it nearly as likely.
    `situations` stand weightiest first, at least one; `score` 0..1; `reasons` are (field, component, words).
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


class Decider(Protocol):
    """Finds the acts in the turns that the gate let through. A trained model takes this place."""

    version: str

    def decide(self, draft: Draft) -> Iterable[Finding]:
        """The findings of one document in text order; deterministic for the same draft."""
        ...
