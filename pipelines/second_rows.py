"""Rows of disagreements as `records.details` has them, and the people whom their words name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from data.offsets import turn_at
from data.registry import Registries
from data.types import OWNER, Event, Label, Reading, Status
from extractors.second_reader.checking import Seen
from extractors.second_reader.comparing import Difference, Pair
from records.findings import location_row
from records.told import Aside, Likely
from records.types import Finding
from records.view import person_of

Row = dict[str, Any]
Span = tuple[int, int]
ROLES = ("intervener", "recipient", "case", "time", "via", "on_behalf_of")


@dataclass(frozen=True, slots=True)
class Beside:
    """A document as both readers have it: `resolved` are the second one's events over the mentions of both; `by` is the
    second reader's name."""

    reading: Reading
    resolved: Reading
    registries: Registries
    by: str

    def place(self, event: Event) -> int:
        """Where an event's words begin, of whichever reader."""
        mentions = self.resolved.extraction.mentions
        return min((mention.start for mention in mentions if mention.id in event.triggers), default=0)

    def standing(self, event: Event) -> str:
        """Why the first reader proposes nothing of an event: its status, its procedure, or `filed`."""
        if event.status is not Status.ASSERTED:
            return event.status.value
        return event.lawful.value if event.lawful else "filed"

    def row(self, kind: str, event: Event | None, span: Span | None, fields: Mapping[str, Any]) -> Row:
        """A row of one kind; `event` is the first reader's, `span` where its words stand."""
        document = self.reading.document
        turn = turn_at(document.turns, span[0]) if span else None
        return {
            "kind": kind,
            "by": self.by,
            "doc_id": document.doc_id,
            "event": event.id if event else None,
            "field": "event",
            "ours": None,
            "theirs": None,
            "start": span[0] if span else None,
            "end": span[1] if span else None,
            "quote": document.text[slice(*span)] if span else None,
            "location": location_row(turn.location) if turn else {},
            "told": [],
            **fields,
        }

    def asides(self, rows: Iterable[Row]) -> tuple[Aside, ...]:
        """Everybody whose name stands in the quoted words: they must not meet the proposal, as those it names."""
        spans = [span for row in rows for span in _spans(row)]
        links = {link.mention_id: link for link in self.resolved.links}
        found: dict[tuple[str, str | None], Aside] = {}
        for mention in sorted(self.resolved.extraction.mentions, key=lambda m: (m.start, m.end, m.id)):
            if mention.label is not Label.PER or not any(a < mention.end and mention.start < b for a, b in spans):
                continue
            link = links.get(mention.id)
            person = person_of(link.registry_id, self.registries) if link else None
            aside = Aside(
                role="named",
                words=mention.text,
                registry=link.registry.value if link and link.registry else None,
                id=link.registry_id if link else None,
                name=person.name if person else None,
                candidates=tuple(Likely(c.registry.value, c.registry_id, c.name) for c in link.candidates)
                if link
                else (),
            )
            found.setdefault((aside.words, aside.id), aside)
        return tuple(found.values())


def difference_row(beside: Beside, pair: Pair, one: Difference) -> Row:
    """A field of an event that both see."""
    text = beside.reading.document.text
    theirs = text[slice(*one.place)] if one.place and one.theirs != OWNER else one.theirs
    place = one.place or _first(beside, pair.theirs)
    return beside.row("differs", pair.ours, place, {"field": one.field, "ours": one.ours, "theirs": theirs})


def unseen_row(beside: Beside, event: Event) -> Row:
    """An event of the first reader that the second one does not see."""
    span = _first(beside, event)
    return beside.row("unseen", event, span, {"ours": beside.reading.document.text[slice(*span)]})


def alone_row(beside: Beside, event: Event, seen: Seen, ours: str | None) -> Row:
    """An event of the second reader; `ours` is why the first one does not propose it, None when it has none."""
    text = beside.reading.document.text
    told: list[list[Any]] = [["situations", ",".join(code.value for code in seen.situations)]]
    for role in ROLES:
        value = seen.roles.get(role)
        if isinstance(value, str):
            told.append([role, value])
        elif value is not None:
            told.append([role, text[slice(*value)], *value])
    if seen.channel:
        told.append(["channel", seen.channel.value])
    span = seen.triggers[0]
    kind = "otherwise" if ours else "alone"
    return beside.row(kind, None, span, {"ours": ours, "theirs": text[slice(*span)], "told": told})


def with_rows(findings: Sequence[Finding], rows: Mapping[str, Sequence[Row]], beside: Beside) -> tuple[Finding, ...]:
    """The findings with their rows, and with the people whom the rows name; findings without words stay as they are."""
    return tuple(_with(finding, rows.get(finding.event_id, ()), beside) for finding in findings)


def _with(finding: Finding, rows: Sequence[Row], beside: Beside) -> Finding:
    if not rows or finding.told is None:
        return finding
    known = {(aside.words, aside.id) for aside in finding.told.asides}
    named = tuple(aside for aside in beside.asides(rows) if (aside.words, aside.id) not in known)
    told = replace(finding.told, asides=(*finding.told.asides, *named), disagreements=tuple(rows))
    return replace(finding, told=told)


def _spans(row: Row) -> Iterator[Span]:
    if row["start"] is not None:
        yield row["start"], row["end"]
    yield from ((one[2], one[3]) for one in row["told"] if len(one) == 4)


def _first(beside: Beside, event: Event) -> Span:
    """Where the first trigger of an event stands."""
    mentions = [m for m in beside.resolved.extraction.mentions if m.id in event.triggers]
    return min((mention.start, mention.end) for mention in mentions)
