"""Which event of the second reader is the same as one of the first: as the annotation guidelines pair (section 6).

A pair may form when a trigger of one overlaps a trigger of the other, or when the interveners agree and the case
numbers are equal and told. Weights: trigger 2, intervener 1.5, case 1. Best pairs first, one to one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from data.casenumber import same_case_number
from data.offsets import overlap
from data.types import Event, Mention

TRIGGER_WEIGHT, INTERVENER_WEIGHT, CASE_WEIGHT = 2.0, 1.5, 1.0


@dataclass(frozen=True, slots=True)
class Side:
    """One reader's events of a document. `case_nos` by event id; `people` are registry ids by mention id, `OWNER`
    among them, for whom the registries know."""

    events: tuple[Event, ...]
    mentions: Mapping[str, Mention]
    case_nos: Mapping[str, str | None] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)

    def start(self, event: Event) -> int:
        """Where the event's words begin."""
        return min((self.mentions[key].start for key in event.triggers), default=0)

    def words(self, role: str | None) -> str | None:
        """The words of a role, `OWNER` for the owner."""
        mention = self.mentions.get(role or "")
        return mention.text if mention else role


def pairs(first: Side, second: Side) -> list[tuple[Event, Event]]:
    """(of the first, of the second) for every pair, in the first one's order; ties by place, then by id."""
    ranked = [
        (-weight, first.start(a), second.start(b), a.id, b.id, a, b)
        for a in first.events
        for b in second.events
        if (weight := _weight(first, a, second, b)) is not None
    ]
    found: dict[str, tuple[Event, Event]] = {}
    taken: set[str] = set()
    for *_, a, b in sorted(ranked, key=lambda row: row[:5]):
        if a.id not in found and b.id not in taken:
            found[a.id] = (a, b)
            taken.add(b.id)
    return [found[event.id] for event in first.events if event.id in found]


def _weight(first: Side, a: Event, second: Side, b: Event) -> float | None:
    trigger = any(overlap(first.mentions[x], second.mentions[y]) for x in a.triggers for y in b.triggers)
    intervener = bool(a.intervener and b.intervener) and same_people(first, a.intervener, second, b.intervener)
    number, other = first.case_nos.get(a.id), second.case_nos.get(b.id)
    case = number is not None and other is not None and same_case_number(number, other)
    if not trigger and not (intervener and case):
        return None
    return TRIGGER_WEIGHT * trigger + INTERVENER_WEIGHT * intervener + CASE_WEIGHT * case


def same_people(first: Side, a: str | None, second: Side, b: str | None) -> bool:
    """Whether two roles are one person: one registry entry, overlapping words, or one's words within the other's."""
    known, other = first.people.get(a or ""), second.people.get(b or "")
    if known and other:
        return known == other
    one, two = first.mentions.get(a or ""), second.mentions.get(b or "")
    return same_words(one, two) if one and two else a == b


def same_words(a: Mention, b: Mention) -> bool:
    """Whether two mentions overlap or one's words stand within the other's."""
    return overlap(a, b) or a.text in b.text or b.text in a.text
