"""Scores of predicted rows against gold rows, as section 6 of the annotation guidelines defines them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from data.errors import GoldError
from data.types import Kind, Label, VerdictKind
from evaluation.annotation import Annotation, MarkedEvent, read_annotations
from evaluation.measures import Bootstrap, Interval, Tally, intervals, share, tally
from evaluation.mentions import link_tallies, mention_tallies
from evaluation.pairing import pair_events, same_case_number, same_category, same_person

HEADLINES = ("record", "unfiled_event", "mention_strict", "mention_overlap", "flagged_documents")
HEADLINE_KEYS = (
    "record_f1",
    "unfiled_event_f1",
    "mention_f1_strict",
    "mention_f1_overlap",
    "flagged_documents_f1",
)
MISSING = "missing"

FIELD_AGREES: Mapping[str, Callable[[MarkedEvent, MarkedEvent], bool]] = {
    "person": lambda gold, predicted: same_person(gold.intervener, predicted.intervener),
    "recipient": lambda gold, predicted: same_person(gold.recipient, predicted.recipient),
    "case_no": lambda gold, predicted: same_case_number(gold.case_no, predicted.case_no),
    "situation": lambda gold, predicted: gold.situations[:1] == predicted.situations[:1],
    "category": lambda gold, predicted: same_category(gold.situations, predicted.situations),
    "date": lambda gold, predicted: gold.day == predicted.day,
    "channel": lambda gold, predicted: gold.channel == predicted.channel,
    "status": lambda gold, predicted: gold.status == predicted.status,
    "lawful": lambda gold, predicted: gold.lawful == predicted.lawful,
    "verdict": lambda gold, predicted: gold.verdict == predicted.verdict,
}
"""Per pair, whatever its verdict: what was read right once the event was found."""


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """What one document contributes. `pairs` are (index in gold, index in predicted); `tallies` by measure."""

    gold: Annotation
    predicted: Annotation
    pairs: tuple[tuple[int, int], ...]
    tallies: Mapping[str, Tally]
    verdicts: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Scores:
    """All scores of one comparison. `tallies` and `intervals` by measure; `verdicts` counts (gold, predicted)."""

    documents: tuple[DocumentScore, ...]
    tallies: Mapping[str, Tally]
    intervals: Mapping[str, Interval]
    by_kind: Mapping[Kind, Mapping[str, Tally]]
    verdicts: Mapping[tuple[str, str], int]

    def f1(self, name: str) -> float | None:
        """The F1 (for fields and links: the share) of a measure, None when there was nothing to measure."""
        return self.tallies.get(name, Tally()).f1

    @property
    def headline(self) -> dict[str, float | None]:
        """The five headline numbers by their published names."""
        return {key: self.f1(name) for key, name in zip(HEADLINE_KEYS, HEADLINES, strict=True)}


def score(
    gold_rows: Iterable[Mapping[str, Any]],
    predicted_rows: Iterable[Mapping[str, Any]],
    bootstrap: Bootstrap | None = None,
) -> Scores:
    """The scores of predictions against gold; a gold document without a prediction counts as an empty prediction.

    Raises GoldError when a row breaks the schema, a predicted document is not in gold, or its text differs.
    """
    gold = read_annotations(gold_rows, "gold")
    predicted = read_annotations(predicted_rows, "prediction")
    _check_same_documents(gold, predicted)
    documents = tuple(
        score_document(mine, predicted.get(doc_id, Annotation(doc_id, mine.kind, mine.text, {}, ())))
        for doc_id, mine in gold.items()
    )
    by_kind = {
        kind: _sum(document.tallies for document in documents if document.gold.kind is kind)
        for kind in Kind
        if any(document.gold.kind is kind for document in documents)
    }
    verdicts: Counter[tuple[str, str]] = Counter()
    for document in documents:
        verdicts.update(document.verdicts)
    return Scores(
        documents=documents,
        tallies=_sum(document.tallies for document in documents),
        intervals=intervals([document.tallies for document in documents], bootstrap or Bootstrap()),
        by_kind=by_kind,
        verdicts=dict(sorted(verdicts.items())),
    )


def score_document(gold: Annotation, predicted: Annotation) -> DocumentScore:
    """Every tally of one document, its pairs and its verdicts (gold, predicted), `missing` where one side has none."""
    pairs = tuple(pair_events(gold.events, predicted.events))
    both = [(gold.events[g], predicted.events[p]) for g, p in pairs]
    tallies = {
        **_event_tallies(gold, predicted, both),
        **{name: share(sum(agrees(*pair) for pair in both), len(both)) for name, agrees in FIELD_AGREES.items()},
        **mention_tallies(gold.spans.values(), predicted.spans.values()),
        **link_tallies(gold.spans.values(), predicted.spans.values()),
    }
    return DocumentScore(gold, predicted, pairs, tallies, _verdicts(gold, predicted, pairs))


def is_unfiled_hit(gold: MarkedEvent, predicted: MarkedEvent) -> bool:
    """Whether both events of a pair are unfiled."""
    return gold.verdict_kind is VerdictKind.UNFILED and predicted.verdict_kind is VerdictKind.UNFILED


def is_record_hit(gold: MarkedEvent, predicted: MarkedEvent) -> bool:
    """Whether a pair is an unfiled hit with the right person, the same case number and a right category."""
    return (
        is_unfiled_hit(gold, predicted)
        and same_person(gold.intervener, predicted.intervener)
        and same_case_number(gold.case_no, predicted.case_no)
        and same_category(gold.situations, predicted.situations)
    )


def _event_tallies(
    gold: Annotation, predicted: Annotation, both: list[tuple[MarkedEvent, MarkedEvent]]
) -> dict[str, Tally]:
    wanted = sum(event.verdict_kind is VerdictKind.UNFILED for event in gold.events)
    claimed = sum(event.verdict_kind is VerdictKind.UNFILED for event in predicted.events)
    return {
        "record": tally(sum(is_record_hit(*pair) for pair in both), claimed, wanted),
        "unfiled_event": tally(sum(is_unfiled_hit(*pair) for pair in both), claimed, wanted),
        "flagged_documents": tally(gold.flagged and predicted.flagged, predicted.flagged, gold.flagged),
        "event": tally(len(both), len(predicted.events), len(gold.events)),
    }


def _verdicts(gold: Annotation, predicted: Annotation, pairs: Iterable[tuple[int, int]]) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    partner = dict(pairs)
    for g, event in enumerate(gold.events):
        answer = predicted.events[partner[g]].verdict_kind.value if g in partner else MISSING
        counts[event.verdict_kind.value, answer] += 1
    answered = set(partner.values())
    for p, event in enumerate(predicted.events):
        if p not in answered:
            counts[MISSING, event.verdict_kind.value] += 1
    return counts


def _sum(tallies: Iterable[Mapping[str, Tally]]) -> dict[str, Tally]:
    total: dict[str, Tally] = {}
    for document in tallies:
        for name, one in document.items():
            total[name] = total.get(name, Tally()) + one
    return total


def _check_same_documents(gold: Mapping[str, Annotation], predicted: Mapping[str, Annotation]) -> None:
    for doc_id, theirs in predicted.items():
        if doc_id not in gold:
            raise GoldError(f"prediction, document {doc_id}: not in gold; score the documents that gold has")
        if theirs.text != gold[doc_id].text:
            raise GoldError(f"prediction, document {doc_id}: its text differs from gold's; offsets would not compare")


def labels_with_marks(scores: Scores) -> tuple[Label, ...]:
    """The labels that occur in gold or prediction, in the order of the guidelines."""
    return tuple(label for label in Label if scores.f1(f"mention_strict.{label.value}") is not None)
