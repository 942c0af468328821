"""How the events of one document came out, gold and prediction side by side; a text cut at its marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from data.types import VerdictKind
from evaluation.annotation import Annotation, MarkedEvent, Span
from evaluation.scorer import FIELD_AGREES, DocumentScore, is_record_hit, is_unfiled_hit


class Outcome(StrEnum):
    """How one event came out, the gravest first."""

    MISSED = "missed"  # unfiled in gold, not claimed
    FALSE = "false"  # claimed as unfiled, not so in gold
    FLAWED = "flawed"  # claimed rightly, but person, case or category is wrong
    RIGHT = "right"  # claimed rightly, the record too
    QUIET = "quiet"  # unfiled on neither side


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under one mark; `label` is empty where there is none, `differs` when the other side lacks it."""

    text: str
    label: str = ""
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """One event of gold, of the prediction, or both; `wrong` names the fields that differ."""

    outcome: Outcome
    gold: MarkedEvent | None
    predicted: MarkedEvent | None
    wrong: frozenset[str]


@dataclass(frozen=True, slots=True)
class Page:
    """The events of one document, gold's first."""

    doc_id: str
    kind: str
    events: tuple[Comparison, ...]

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes that occur, the gravest first."""
        return tuple(outcome for outcome in Outcome if any(event.outcome is outcome for event in self.events))

    @property
    def faulty(self) -> bool:
        """Whether an event was missed, claimed falsely or recorded wrongly."""
        return bool({Outcome.MISSED, Outcome.FALSE, Outcome.FLAWED} & set(self.outcomes))


def page(document: DocumentScore) -> Page:
    """How the events of one scored document came out."""
    return Page(document.gold.doc_id, document.gold.kind.value, tuple(_comparisons(document)))


def pieces(annotation: Annotation, others: Iterable[Span]) -> Iterator[Piece]:
    """The text cut at its marks. Of overlapping marks the first, and of those the longest, is shown."""
    known = {(span.start, span.end, span.label) for span in others}
    at = 0
    for span in sorted(annotation.spans.values(), key=lambda s: (s.start, -s.end, s.id)):
        if span.start < at:
            continue
        if span.start > at:
            yield Piece(annotation.text[at : span.start])
        yield Piece(span.text, span.label.value, (span.start, span.end, span.label) not in known)
        at = span.end
    if at < len(annotation.text):
        yield Piece(annotation.text[at:])


def _comparisons(document: DocumentScore) -> Iterator[Comparison]:
    partner = dict(document.pairs)
    for g, event in enumerate(document.gold.events):
        answer = document.predicted.events[partner[g]] if g in partner else None
        yield _comparison(event, answer)
    answered = set(partner.values())
    for p, event in enumerate(document.predicted.events):
        if p not in answered:
            yield _comparison(None, event)


def _comparison(gold: MarkedEvent | None, predicted: MarkedEvent | None) -> Comparison:
    wrong: frozenset[str] = frozenset()
    if gold and predicted:
        wrong = frozenset(name for name, agrees in FIELD_AGREES.items() if not agrees(gold, predicted))
    return Comparison(outcome(gold, predicted), gold, predicted, wrong)


def outcome(gold: MarkedEvent | None, predicted: MarkedEvent | None) -> Outcome:
    """How a gold event and the predicted one that answers it came out; None stands for the side that has none."""
    if gold and predicted and is_unfiled_hit(gold, predicted):
        return Outcome.RIGHT if is_record_hit(gold, predicted) else Outcome.FLAWED
    if gold and gold.verdict_kind is VerdictKind.UNFILED:
        return Outcome.MISSED
    if predicted and predicted.verdict_kind is VerdictKind.UNFILED:
        return Outcome.FALSE
    return Outcome.QUIET
