"""Every single error of a prediction: which layer, which kind, where, and what either side says.

A mistake stands in the layer where it arises: an event that was not found has no wrong fields beside, and a mention
that was not found has no wrong link. `records` says once more what the headline counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from data.types import Label, VerdictKind
from evaluation.annotation import MarkedEvent, Person, Span
from evaluation.layers.roles import ROLES, identified
from evaluation.mentions import paired_spans
from evaluation.pairing import same_case_number, same_category, same_person
from evaluation.report.alignment import unequal
from evaluation.scorer import DocumentScore, Scores, is_record_hit, is_unfiled_hit

LAYERS_WITH_MISTAKES = (
    "records",
    "verdicts",
    "events",
    "roles",
    "links",
    "situations",
    "cases",
    "dates",
    "channels",
    "status",
    "lawful",
    "triggers",
    "mentions",
)
TOLD = "told"
"""Stands for a value that is words of the paper, such as a case number: the list of errors holds none."""

NIL = "nil"
"""Stands for the registry id of a mention that is in no registry."""


class Fault(StrEnum):
    """What is wrong, the gravest first."""

    MISSED = "missed"  # in gold only
    SPURIOUS = "spurious"  # in the prediction only
    VALUE = "value"  # on both sides, another value
    TYPE = "type"  # the same characters, another type
    BOUNDARY = "boundary"  # the same type, other characters in part
    TYPE_BOUNDARY = "type_boundary"  # in part the same characters, another type


@dataclass(frozen=True, slots=True)
class Side:
    """What gold or the prediction has. `start`, `end` half-open code points, -1 where it stands at no place."""

    id: str
    start: int
    end: int
    value: str | None


@dataclass(frozen=True, slots=True)
class Mistake:
    """One error. `part` narrows the layer: a type of mention, a role, a field of a record; else empty."""

    layer: str
    fault: Fault
    part: str
    gold: Side | None
    predicted: Side | None


def mistakes(document: DocumentScore) -> tuple[Mistake, ...]:
    """The errors of one scored document: by layer as in LAYERS_WITH_MISTAKES, then by place in the text.

    They are looked for once, however often they are asked for: page, list and counts tell of the same ones.
    """
    if "mistakes" not in document.kept:
        document.kept["mistakes"] = tuple(sorted(_found(document), key=_order))
    errors: tuple[Mistake, ...] = document.kept["mistakes"]
    return errors


def _found(document: DocumentScore) -> list[Mistake]:
    return [
        *_of_spans(document.gold.spans.values(), document.predicted.spans.values()),
        *_of_links(document.gold.spans.values(), document.predicted.spans.values()),
        *_of_events(document),
    ]


def error_rows(scores: Scores) -> Iterator[dict[str, Any]]:
    """One plain row an error, for errors.jsonl: in the order of the documents, without any words of theirs.

    `gold` and `predicted` are null, or hold the id of a mention or event, its place (null where it has none) and the
    code of its value: a type, a code of the rulebook, a registry id, an ISO day, `told` for words of the paper.
    """
    for document in scores.documents:
        for one in mistakes(document):
            yield {
                "doc_id": document.gold.doc_id,
                "layer": one.layer,
                "error": one.fault.value,
                "part": one.part or None,
                "gold": _plain(one.gold),
                "predicted": _plain(one.predicted),
            }


def _plain(side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    placed = side.start >= 0
    return {
        "id": side.id,
        "start": side.start if placed else None,
        "end": side.end if placed else None,
        "value": side.value,
    }


def _order(one: Mistake) -> tuple[int, int, str, int]:
    places = [side.start for side in (one.gold, one.predicted) if side]
    return LAYERS_WITH_MISTAKES.index(one.layer), min(places), one.part, list(Fault).index(one.fault)


def _of_spans(gold: Collection[Span], predicted: Collection[Span]) -> Iterator[Mistake]:
    for mine, theirs in unequal(gold, predicted):
        label = (mine or theirs).label  # type: ignore[union-attr] # one of the two is there
        layer = "triggers" if label is Label.TRIGGER else "mentions"
        yield Mistake(layer, _span_fault(mine, theirs), label.value, _mark(mine), _mark(theirs))


def _span_fault(mine: Span | None, theirs: Span | None) -> Fault:
    if theirs is None:
        return Fault.MISSED
    if mine is None:
        return Fault.SPURIOUS
    if mine.label is theirs.label:
        return Fault.BOUNDARY
    return Fault.TYPE if (mine.start, mine.end) == (theirs.start, theirs.end) else Fault.TYPE_BOUNDARY


def _of_links(gold: Collection[Span], predicted: Collection[Span]) -> Iterator[Mistake]:
    for label in Label:
        pairs = paired_spans([s for s in gold if s.label is label], [s for s in predicted if s.label is label])
        for mine, theirs in pairs:
            if mine.linked and mine.registry_id != theirs.registry_id:
                fault = _value_fault(mine.registry_id, theirs.registry_id)
                yield Mistake("links", fault, label.value, _link(mine), _link(theirs))


def _of_events(document: DocumentScore) -> Iterator[Mistake]:
    gold, predicted = document.gold.events, document.predicted.events
    partner = dict(document.pairs)
    for g, event in enumerate(gold):
        if g in partner:
            yield from _of_pair(event, predicted[partner[g]])
        else:
            yield Mistake("events", Fault.MISSED, "", _event(event, event.verdict_kind.value), None)
            if event.verdict_kind is VerdictKind.UNFILED:
                yield Mistake("records", Fault.MISSED, "", _event(event, VerdictKind.UNFILED.value), None)
    for p in sorted(set(range(len(predicted))) - set(partner.values())):
        event = predicted[p]
        yield Mistake("events", Fault.SPURIOUS, "", None, _event(event, event.verdict_kind.value))
        if event.verdict_kind is VerdictKind.UNFILED:
            yield Mistake("records", Fault.SPURIOUS, "", None, _event(event, VerdictKind.UNFILED.value))


def _of_pair(gold: MarkedEvent, predicted: MarkedEvent) -> Iterator[Mistake]:
    for name in ROLES:
        mine, theirs = getattr(gold, name), getattr(predicted, name)
        if (mine or theirs) and not (mine and theirs and identified(mine, theirs)):
            fault = _value_fault(mine, theirs)
            yield Mistake("roles", fault, name, _role(gold, mine), _role(predicted, theirs))
    for layer, equal, mine, theirs in _fields(gold, predicted):
        if not equal:
            yield Mistake(layer, _value_fault(mine, theirs), "", _event(gold, mine), _event(predicted, theirs))
    yield from _of_record(gold, predicted)


def _fields(gold: MarkedEvent, predicted: MarkedEvent) -> Iterator[tuple[str, bool, str | None, str | None]]:
    """(layer, whether the two agree, gold's code, the prediction's code), None where not told."""
    mine, theirs = (event.situations[0].value if event.situations else None for event in (gold, predicted))
    yield "situations", mine == theirs, mine, theirs
    mine, theirs = (TOLD if event.case_no else None for event in (gold, predicted))
    yield "cases", same_case_number(gold.case_no, predicted.case_no), mine, theirs
    yield "dates", gold.day == predicted.day, gold.day, predicted.day
    yield "channels", gold.channel == predicted.channel, gold.channel, predicted.channel
    yield "status", gold.status == predicted.status, gold.status, predicted.status
    yield "lawful", gold.lawful == predicted.lawful, gold.lawful, predicted.lawful
    yield "verdicts", gold.verdict == predicted.verdict, gold.verdict, predicted.verdict


def _of_record(gold: MarkedEvent, predicted: MarkedEvent) -> Iterator[Mistake]:
    """What keeps a pair from being a record hit, if it is one that should be or claims to be."""
    kinds = gold.verdict_kind, predicted.verdict_kind
    if is_record_hit(gold, predicted) or VerdictKind.UNFILED not in kinds:
        return
    sides = _event(gold, kinds[0].value), _event(predicted, kinds[1].value)
    if not is_unfiled_hit(gold, predicted):
        yield Mistake("records", Fault.MISSED if kinds[0] is VerdictKind.UNFILED else Fault.SPURIOUS, "", *sides)
        return
    wrong = {
        "person": not same_person(gold.intervener, predicted.intervener),
        "case_no": not same_case_number(gold.case_no, predicted.case_no),
        "category": not same_category(gold.situations, predicted.situations),
    }
    yield Mistake("records", Fault.VALUE, " ".join(name for name, is_wrong in wrong.items() if is_wrong), *sides)


def _value_fault(gold: object, predicted: object) -> Fault:
    if predicted is None:
        return Fault.MISSED
    return Fault.SPURIOUS if gold is None else Fault.VALUE


def _mark(span: Span | None) -> Side | None:
    return None if span is None else Side(span.id, span.start, span.end, span.label.value)


def _link(span: Span) -> Side:
    return Side(span.id, span.start, span.end, span.registry_id or NIL)


def _event(event: MarkedEvent, value: str | None) -> Side:
    first = min(event.triggers, key=lambda span: span.start, default=None)
    return Side(event.id, first.start if first else -1, first.end if first else -1, value)


def _role(event: MarkedEvent, person: Person | None) -> Side:
    if person is None:
        return _event(event, None)
    if person.span is None:
        return Side(event.id, -1, -1, "owner")
    return Side(event.id, person.span.start, person.span.end, person.registry_id or TOLD)
