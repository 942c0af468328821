"""Scores of predicted rows against gold rows, as section 6 of the annotation guidelines defines them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from data.errors import GoldError
from data.types import Kind, Label
from evaluation.annotation import Annotation, read_annotations
from evaluation.layers import LAYERS, Paired
from evaluation.layers.events import is_unfiled_hit
from evaluation.layers.fields import FIELD_AGREES
from evaluation.layers.layer import confusion
from evaluation.layers.records import is_record_hit
from evaluation.layers.verdicts import MISSING, verdict_counts
from evaluation.measures import Bootstrap, Interval, Tally, intervals
from evaluation.pairing import pair_events

__all__ = [
    "FIELD_AGREES",
    "HEADLINES",
    "HEADLINE_KEYS",
    "MISSING",
    "DocumentScore",
    "Scores",
    "is_record_hit",
    "is_unfiled_hit",
    "labels_with_marks",
    "score",
    "score_document",
    "share_names",
]

HEADLINES = ("record", "unfiled_event", "mention_strict", "mention_overlap", "flagged_documents")
HEADLINE_KEYS = (
    "record_f1",
    "unfiled_event_f1",
    "mention_f1_strict",
    "mention_f1_overlap",
    "flagged_documents_f1",
)
FIRST = ("record", "unfiled_event", "flagged_documents", "event", *FIELD_AGREES, "mention_strict", "mention_overlap")
"""The measures that stand first wherever all are listed; the others follow layer by layer."""

Confusion = Mapping[tuple[str, str], int]
"""How often (gold's value, the predicted one) occurs."""


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """What one document contributes. `pairs` are (index in gold, index in predicted); `tallies` by measure.

    `confusions` (status, lawful, situation, channel) are counted over the pairs; `verdicts` has events that one side
    lacks as well.
    """

    gold: Annotation
    predicted: Annotation
    pairs: tuple[tuple[int, int], ...]
    tallies: Mapping[str, Tally]
    verdicts: Confusion
    confusions: Mapping[str, Confusion] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    """What was derived from the document and is asked for again, by the name of what derives it."""


@dataclass(frozen=True, slots=True)
class Scores:
    """All scores of one comparison. `tallies` and `intervals` by measure; `verdicts` and `confusions` count (gold,
    predicted)."""

    documents: tuple[DocumentScore, ...]
    tallies: Mapping[str, Tally]
    intervals: Mapping[str, Interval]
    by_kind: Mapping[Kind, Mapping[str, Tally]]
    verdicts: Confusion
    confusions: Mapping[str, Confusion] = field(default_factory=dict)

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
    return score_annotations(
        read_annotations(gold_rows, "gold"), read_annotations(predicted_rows, "prediction"), bootstrap
    )


def score_annotations(
    gold: Mapping[str, Annotation], predicted: Mapping[str, Annotation], bootstrap: Bootstrap | None = None
) -> Scores:
    """`score` of rows that are read already, by doc_id. Raises GoldError when the documents are not gold's."""
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
    return Scores(
        documents=documents,
        tallies=_sum(by_kind.values()),
        intervals=intervals([document.tallies for document in documents], bootstrap or Bootstrap()),
        by_kind=by_kind,
        verdicts=_counted(document.verdicts for document in documents),
        confusions={
            name: _counted(document.confusions[name] for document in documents)
            for layer in LAYERS
            for name in layer.confusions
        },
    )


def score_document(gold: Annotation, predicted: Annotation) -> DocumentScore:
    """Every tally of one document, its pairs, confusions and verdicts, `missing` where one side has no such event."""
    paired = Paired(gold, predicted, tuple(pair_events(gold.events, predicted.events)))
    found = {name: one for layer in LAYERS for name, one in layer.tallies(paired).items()}
    tallies = {name: found[name] for name in FIRST} | found
    confusions = {name: confusion(paired.pairs, value) for layer in LAYERS for name, value in layer.confusions.items()}
    return DocumentScore(gold, predicted, paired.places, tallies, verdict_counts(paired), confusions)


def share_names() -> tuple[str, ...]:
    """The measures that are shares (right of so many), those of the fields first; the others have precision, recall
    and F."""
    named = {name for layer in LAYERS for name in layer.shares}
    rest = (name for layer in LAYERS for name in layer.shares)
    return tuple(dict.fromkeys((*(name for name in FIELD_AGREES if name in named), *rest)))


def labels_with_marks(scores: Scores) -> tuple[Label, ...]:
    """The labels that occur in gold or prediction, in the order of the guidelines."""
    return tuple(label for label in Label if scores.f1(f"mention_strict.{label.value}") is not None)


def _counted(confusions: Iterable[Confusion]) -> Confusion:
    counts: Counter[tuple[str, str]] = Counter()
    for one in confusions:
        counts.update(one)
    return dict(sorted(counts.items()))


def _sum(tallies: Iterable[Mapping[str, Tally]]) -> dict[str, Tally]:
    """The sums by measure in one order whatever that of the documents: measures of the whole, then narrowed ones."""
    counts: dict[str, list[float]] = {}
    for document in tallies:
        for name, one in document.items():
            entry = counts.setdefault(name, [0, 0, 0])
            entry[0] += one.hits
            entry[1] += one.predicted
            entry[2] += one.gold
    place = {name: number for number, name in enumerate(counts) if "." not in name}
    names = sorted(counts, key=lambda name: ("." in name, place.get(name.partition(".")[0], 0), name))
    return {name: Tally(counts[name][0], int(counts[name][1]), int(counts[name][2])) for name in names}


def _check_same_documents(gold: Mapping[str, Annotation], predicted: Mapping[str, Annotation]) -> None:
    for doc_id, theirs in predicted.items():
        if doc_id not in gold:
            raise GoldError(f"prediction, document {doc_id}: not in gold; score the documents that gold has")
        if theirs.text != gold[doc_id].text:
            raise GoldError(f"prediction, document {doc_id}: its text differs from gold's; offsets would not compare")
