"""What the browser of errors in a report holds: documents with both sides' marks, events and errors, as plain values.

The page keeps them in one block of JSON and draws one document at a time, so thousands of documents stay quick. Places
are half-open code points of the document's text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.annotation import Annotation, MarkedEvent, Person
from evaluation.layers.roles import ROLES
from evaluation.report.mistakes import Mistake, Side, mistakes
from evaluation.scorer import DocumentScore, Scores

UNSAFE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")
"""What may end a script block, begin markup or a line, or cannot be written as UTF-8."""

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Room:
    """How much a page may hold: documents, and characters of its block of JSON."""

    documents: int = 2000
    characters: int = 12_000_000


@dataclass(frozen=True, slots=True)
class Shelf:
    """The documents in a page, worst first, each as the text of a JSON object; `faulty` of `documents` have errors.

    `errors` counts those of all documents, `errors_held` those of the documents in the page.
    """

    held: tuple[str, ...]
    documents: int
    faulty: int
    faulty_held: int
    errors: int
    errors_held: int

    @property
    def whole(self) -> bool:
        """Whether every document with an error is in the page."""
        return self.faulty_held == self.faulty

    @property
    def block(self) -> str:
        """The JSON of all documents held, safe within a script element."""
        return f"[{','.join(self.held)}]"


def shelf(scores: Scores, room: Room | None = None) -> Shelf:
    """The documents that a page holds: those with the gravest errors first, until `room` is full.

    Gravest: most wrong records, then most wrong events, then most errors; equals stay in the order of gold. Documents
    without error follow.
    """
    room = room or Room()
    found = [(document, mistakes(document)) for document in scores.documents]
    found.sort(key=lambda one: _gravity(one[1]))
    held: list[str] = []
    left = room.characters
    for document, errors in found[: room.documents]:
        text = packed(document_values(document, errors))
        left -= len(text)
        if left < 0:
            break
        held.append(text)
    shown = [errors for _, errors in found[: len(held)]]
    return Shelf(
        held=tuple(held),
        documents=len(found),
        faulty=sum(bool(errors) for _, errors in found),
        faulty_held=sum(map(bool, shown)),
        errors=sum(len(errors) for _, errors in found),
        errors_held=sum(map(len, shown)),
    )


def packed(value: object) -> str:
    """The value as JSON that is inert within an HTML script element: no `<`, `>`, `&`, line separators, surrogates."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def document_values(document: DocumentScore, errors: Sequence[Mistake]) -> Plain:
    """One document: its text, what parts it into slices, marks and events of either side, and its errors."""
    gold, predicted = document.gold, document.predicted
    return {
        "id": gold.doc_id,
        "kind": gold.kind.value,
        "format": gold.format,
        "source": gold.source,
        "text": gold.text,
        "gold": _marks(gold),
        "predicted": _marks(predicted),
        "events": _events(document),
        "errors": [[one.layer, one.fault.value, one.part, _side(one.gold), _side(one.predicted)] for one in errors],
    }


def _gravity(errors: Sequence[Mistake]) -> tuple[int, int, int]:
    layers = [one.layer for one in errors]
    return -layers.count("records"), -layers.count("events"), -len(layers)


def _marks(annotation: Annotation) -> list[list[Any]]:
    """[id, start, end, type, registry id or null] of every mention, in text order, the longer of two first."""
    spans = sorted(annotation.spans.values(), key=lambda s: (s.start, -s.end, s.id))
    return [[s.id, s.start, s.end, s.label.value, s.registry_id] for s in spans]


def _events(document: DocumentScore) -> list[list[Plain | None]]:
    """[gold event or null, predicted event or null], gold's in order first."""
    gold, predicted = document.gold.events, document.predicted.events
    partner = dict(document.pairs)
    rows: list[list[Plain | None]] = [
        [_event(event), _event(predicted[partner[g]]) if g in partner else None] for g, event in enumerate(gold)
    ]
    return rows + [[None, _event(event)] for p, event in enumerate(predicted) if p not in set(partner.values())]


def _event(event: MarkedEvent) -> Plain:
    return {
        "id": event.id,
        "triggers": [[span.start, span.end] for span in event.triggers],
        "situations": [code.value for code in event.situations],
        "roles": {name: _person(getattr(event, name)) for name in ROLES if getattr(event, name) is not None},
        "case_no": event.case_no,
        "date": event.day,
        "channel": event.channel,
        "status": event.status,
        "lawful": event.lawful,
        "verdict": event.verdict,
        "score": event.score,
    }


def _person(person: Person) -> list[Any]:
    """[start, end, registry id or null]; the owner stands at -1."""
    start, end = (person.span.start, person.span.end) if person.span else (-1, -1)
    return [start, end, person.registry_id]


def _side(side: Side | None) -> list[Any] | None:
    return None if side is None else [side.id, side.start, side.end, side.value]
