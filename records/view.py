"""One event of a reading with everything near it, as the fillers of the ten items see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from data.offsets import turn_at
from data.registry import Registries
from data.types import OWNER, Document, Label, Link, Mention, Reading, ResolvedEvent, Turn
from matching.index import Person, person_of_lawyer, person_of_official
from matching.sight import beside_of

STOPS = "。！？；!?;\n"
PAUSES = STOPS + "，,：:"
QUOTES = "“”\"'‘’（）()——…"
NEAR = 20
LONGEST = 120
"""Code points of a clause beyond which it is cut at commas."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class View:
    """An event, its mentions by id, and the registry entries of its people. Spans are half-open code points."""

    document: Document
    item: ResolvedEvent
    mentions: Mapping[str, Mention]
    links: Mapping[str, Link]
    registries: Registries
    intervener: Person | None
    recipient: Person | None

    @property
    def text(self) -> str:
        """The document's text."""
        return self.document.text

    @property
    def day(self) -> date | None:
        """The day of the event, None when it cannot be told."""
        return self.item.event.date

    def mention(self, key: str | None) -> Mention | None:
        """The mention of a role, None for the owner and for an empty role."""
        return self.mentions.get(key or "")

    def triggers(self) -> list[Mention]:
        """The trigger mentions in text order."""
        found = [self.mentions[key] for key in self.item.event.triggers if key in self.mentions]
        return sorted(found, key=lambda m: (m.start, m.end))

    def turn(self, span: Span) -> Turn | None:
        """The turn a span lies in."""
        return turn_at(self.document.turns, span[0])

    def bounds(self, turn: Turn) -> Span:
        """Where the words of a turn stand, layout left out."""
        return min(turn.body, turn.end), turn.end

    def clause(self, span: Span) -> Span:
        """The sentence around a span within its turn; a long one is cut at commas, never into the span."""
        turn = self.turn(span)
        low, high = self.bounds(turn) if turn else (span[0], span[1])
        low = min(low, span[0])
        start, end = self._cut(span, low, high, STOPS)
        if end - start > LONGEST:
            start, end = self._cut(span, low, high, PAUSES)
        while start < span[0] and self.text[start] in ' \t　|“"':
            start += 1
        return start, max(end, span[1])

    def phrase(self, span: Span, within: Span) -> Span:
        """The words up to the nearest pauses around a span, no more than `NEAR` code points on either side."""
        low, high = max(within[0], span[0] - NEAR), min(within[1], span[1] + NEAR)
        start, end = self._cut(span, low, high, PAUSES + QUOTES + "\u3000")
        while start < span[0] and self.text[start] in " \t\u3000|":
            start += 1
        return start, end

    def next_act(self, start: int, end: int) -> Span | None:
        """The first words of another event's act between two offsets, None when there are none."""
        own = set(self.item.event.triggers)
        others = [
            (m.start, m.end)
            for m in self.mentions.values()
            if m.label is Label.TRIGGER and m.id not in own and start <= m.start < end
        ]
        return min(others, default=None)

    def _cut(self, span: Span, low: int, high: int, signs: str) -> Span:
        start, end = span
        while start > low and self.text[start - 1] not in signs and self.text[start - 3 : start] != " | ":
            start -= 1
        while end < high and self.text[end] not in signs and self.text[end : end + 3] != " | ":
            end += 1
        return start, end

    def after(self, turn: Turn, count: int) -> Iterator[Turn]:
        """The next `count` turns after a turn."""
        later = [other for other in self.document.turns if other.start >= turn.end]
        yield from later[:count]

    def beside(self, mention: Mention, label: Label) -> list[Mention]:
        """Organisations or posts that run into a name, or follow it at once or in brackets, in text order."""
        ordered = sorted(self.mentions.values(), key=lambda m: (m.start, m.end))
        return [other for other in beside_of(self.text, mention, ordered) if other.label is label]


def views_of(reading: Reading, registries: Registries) -> Iterator[View]:
    """A view of every event of a reading, in their order."""
    mentions = {mention.id: mention for mention in reading.extraction.mentions}
    links = {link.mention_id: link for link in reading.links}
    for item in reading.events:
        recipient = item.event.recipient
        told = reading.document.owner if recipient == OWNER else _id(links, recipient)
        yield View(
            document=reading.document,
            item=item,
            mentions=mentions,
            links=links,
            registries=registries,
            intervener=person_of(_id(links, item.event.intervener), registries),
            recipient=person_of(told, registries),
        )


def person_of(registry_id: str | None, registries: Registries) -> Person | None:
    """The entry of an id in either registry, None when there is none."""
    if registry_id is None:
        return None
    if registry_id in registries.officials:
        return person_of_official(registries.officials[registry_id])
    if registry_id in registries.lawyers:
        return person_of_lawyer(registries.lawyers[registry_id])
    return None


def _id(links: Mapping[str, Link], mention_id: str | None) -> str | None:
    link = links.get(mention_id or "")
    return link.registry_id if link else None
