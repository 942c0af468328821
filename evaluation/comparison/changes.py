"""The errors that changed from the first run to the second, event by event.

Every gold event is looked at with its answer in either run; claims that answer no gold event are paired with each other
by the same rules. What was wrong in both runs in the same way has not changed and is not told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from evaluation.annotation import MarkedEvent
from evaluation.layers.fields import FIELD_AGREES
from evaluation.pairing import pair_events
from evaluation.report.browse import Outcome, outcome
from evaluation.scorer import DocumentScore

EVENT = "event"
"""Stands among the fields for the event itself: found or not, claimed in vain or not."""
FIELDS = (EVENT, *FIELD_AGREES)

GRAVITY: Mapping[Outcome, int] = {
    Outcome.MISSED: 2,
    Outcome.FALSE: 2,
    Outcome.FLAWED: 1,
    Outcome.RIGHT: 0,
    Outcome.QUIET: 0,
}


class Change(StrEnum):
    """What became of an event. The outcome decides; where it is as grave as before, the fields do."""

    BROKEN = "broken"
    MENDED = "mended"
    OTHERWISE = "otherwise"  # as grave, but wrong elsewhere, better in one field and worse in another, or another value


@dataclass(frozen=True, slots=True)
class Changed:
    """One event whose errors changed. `gold`, `first`, `second` are None where that side has no such event.

    `mended`, `broken` and `moved` (wrong in both, another value) are of FIELDS, in their order.
    """

    doc_id: str
    change: Change
    was: Outcome
    is_now: Outcome
    gold: MarkedEvent | None
    first: MarkedEvent | None
    second: MarkedEvent | None
    mended: tuple[str, ...]
    broken: tuple[str, ...]
    moved: tuple[str, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """All fields that changed."""
        touched = {*self.mended, *self.broken, *self.moved}
        return tuple(name for name in FIELDS if name in touched)


def changes(pairs: Sequence[tuple[DocumentScore, DocumentScore]]) -> tuple[Changed, ...]:
    """The changed events of all documents, in the order of the documents; within one gold's events first."""
    return tuple(one for first, second in pairs for one in _of_document(first, second))


def _of_document(first: DocumentScore, second: DocumentScore) -> Iterator[Changed]:
    was, is_now = _answers(first), _answers(second)
    for g, event in enumerate(first.gold.events):
        yield from _changed(first.gold.doc_id, event, was.get(g), is_now.get(g))
    left, right = _unanswering(first), _unanswering(second)
    partner = dict(pair_events(left, right))
    for place, event in enumerate(left):
        yield from _changed(first.gold.doc_id, None, event, right[partner[place]] if place in partner else None)
    for place, event in enumerate(right):
        if place not in partner.values():
            yield from _changed(first.gold.doc_id, None, None, event)


def _changed(
    doc_id: str, gold: MarkedEvent | None, first: MarkedEvent | None, second: MarkedEvent | None
) -> Iterator[Changed]:
    """The change of one event, nothing when its errors are what they were."""
    was, is_now = outcome(gold, first), outcome(gold, second)
    mended, broken, moved = _fields(gold, first, second)
    rise = GRAVITY[is_now] - GRAVITY[was]
    if not rise and not (mended or broken or moved):
        return
    if rise < 0 or (rise == 0 and mended and not broken):
        change = Change.MENDED
    elif rise > 0 or (broken and not mended):
        change = Change.BROKEN
    else:
        change = Change.OTHERWISE
    yield Changed(doc_id, change, was, is_now, gold, first, second, mended, broken, moved)


Names = tuple[str, ...]


def _fields(
    gold: MarkedEvent | None, first: MarkedEvent | None, second: MarkedEvent | None
) -> tuple[Names, Names, Names]:
    """(mended, broken, moved). Where one run alone has the event, the event itself is what changed; its verdict too,
    when claiming it as unfiled is a fault that the other run does not have."""
    if first is None or second is None:
        if first is second:
            return (), (), ()
        gained = second is not None
        good = gained is (gold is not None)
        claim: Names = ("verdict",) if gold and Outcome.FALSE in (outcome(gold, first), outcome(gold, second)) else ()
        return ((EVENT,), claim, ()) if good else (claim, (EVENT,), ())
    if gold is None:
        return _of_spurious(first, second)
    wrong = {name: (not agrees(gold, first), not agrees(gold, second)) for name, agrees in FIELD_AGREES.items()}
    return (
        tuple(name for name, (before, after) in wrong.items() if before and not after),
        tuple(name for name, (before, after) in wrong.items() if after and not before),
        tuple(n for n, (before, after) in wrong.items() if before and after and not FIELD_AGREES[n](first, second)),
    )


def _of_spurious(first: MarkedEvent, second: MarkedEvent) -> tuple[Names, Names, Names]:
    """A claim in vain in both runs: only whether it is put forward as unfiled is better or worse."""
    moved = tuple(name for name, agrees in FIELD_AGREES.items() if name != "verdict" and not agrees(first, second))
    if first.verdict_kind is second.verdict_kind:
        return (), (), moved
    rise = GRAVITY[outcome(None, second)] - GRAVITY[outcome(None, first)]
    return (
        ("verdict",) if rise < 0 else (),
        ("verdict",) if rise > 0 else (),
        moved if rise else ("verdict", *moved),
    )


def _answers(document: DocumentScore) -> dict[int, MarkedEvent]:
    return {g: document.predicted.events[p] for g, p in document.pairs}


def _unanswering(document: DocumentScore) -> list[MarkedEvent]:
    answering = {p for _, p in document.pairs}
    return [event for p, event in enumerate(document.predicted.events) if p not in answering]
