"""Which events of several annotators of one document are the same event.

Pairs may form as the annotation guidelines have it (section 6, `evaluation.pairing`), best weights first; of equal
weights the pair that agrees in more fields goes first, so that two events on one trigger find their own. Neither the
order of annotators nor their ids of events matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from evaluation.annotation import Annotation, MarkedEvent, Person
from evaluation.pairing import pair_weight, same_case_number, same_person

Slots = tuple[MarkedEvent | None, ...]
"""One event as each annotator has it, in the order of the annotators; None where he has not."""

Key = tuple[Any, ...]


def aligned_events(annotations: Sequence[Annotation]) -> list[Slots]:
    """The events of all annotators, each in exactly one row, in text order; at most one of an annotator in a row."""
    nodes = [(judge, event) for judge, one in enumerate(annotations) for event in one.events]
    rows: dict[int, dict[int, int]] = {node: {judge: node} for node, (judge, _) in enumerate(nodes)}
    home = {node: node for node in rows}
    for first, second in _edges(nodes):
        mine, theirs = home[first], home[second]
        if mine == theirs or rows[mine].keys() & rows[theirs].keys():
            continue
        for judge, node in rows.pop(theirs).items():
            rows[mine][judge] = node
            home[node] = mine
    found = [
        tuple(nodes[row[judge]][1] if judge in row else None for judge in range(len(annotations)))
        for row in rows.values()
    ]
    return sorted(found, key=_row_key)


def content(event: MarkedEvent) -> Key:
    """All that an event says but its id, as a value that sorts."""
    return (
        event.start,
        tuple(sorted((span.start, span.end) for span in event.triggers)),
        _role(event.intervener),
        _role(event.recipient),
        _role(event.case),
        event.case_no or "",
        event.day or "",
        _role(event.time),
        tuple(event.situations),
        event.channel,
        event.status,
        event.lawful or "",
        event.verdict,
        _role(event.on_behalf_of),
        _role(event.via),
    )


def _edges(nodes: Sequence[tuple[int, MarkedEvent]]) -> Iterator[tuple[int, int]]:
    """The pairs of events that may be the same, the likeliest first."""
    ranked: list[tuple[float, int, Key, Key, int, int]] = []
    keys = [content(event) for _, event in nodes]
    for (a, (one, mine)), (b, (other, theirs)) in combinations(enumerate(nodes), 2):
        weight = pair_weight(mine, theirs) if one != other else None
        if weight is not None:
            low, high = sorted((keys[a], keys[b]))
            ranked.append((-weight, -_alike(mine, theirs), low, high, a, b))
    for item in sorted(ranked):
        yield item[-2], item[-1]


def _alike(a: MarkedEvent, b: MarkedEvent) -> int:
    """In how many fields two events agree."""
    return sum(
        (
            same_person(a.intervener, b.intervener),
            same_person(a.recipient, b.recipient),
            same_case_number(a.case_no, b.case_no),
            {(s.start, s.end) for s in a.triggers} == {(s.start, s.end) for s in b.triggers},
            a.situations[:1] == b.situations[:1],
            a.day == b.day,
            a.channel == b.channel,
            a.status == b.status,
            a.lawful == b.lawful,
            a.verdict == b.verdict,
        )
    )


def _row_key(row: Slots) -> tuple[int, list[Key]]:
    keys = sorted(content(event) for event in row if event)
    return min(event.start for event in row if event), keys


def _role(person: Person | None) -> tuple[int, int, int]:
    if person is None:
        return (0, 0, 0)
    return (2, person.span.start, person.span.end) if person.span else (1, 0, 0)
