"""Mentions: strict and overlap as the guidelines publish them, and the schemes of SemEval-2013 task 9.1.

Source of exact, partial and type: Segura-Bedmar, Martinez and Herrero-Zazo (2013), SemEval-2013 Task 9, and its page of
evaluation metrics. Ends are half-open: touching spans, which are the rule in Chinese, share nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from data.types import Label
from evaluation.annotation import Span
from evaluation.layers.layer import Layer, Paired
from evaluation.measures import Tally, tally
from evaluation.mentions import best_pairs, paired_spans, same_place

ByLabel = Mapping[Label, Sequence[Span]]
SEMEVAL = ("mention_exact", "mention_partial", "mention_type")


def _tallies(paired: Paired) -> dict[str, Tally]:
    gold, predicted = _by_label(paired.gold.spans.values()), _by_label(paired.predicted.spans.values())
    return {**published_tallies(gold, predicted), **semeval_tallies(gold, predicted)}


def published_tallies(gold: ByLabel, predicted: ByLabel) -> dict[str, Tally]:
    """Strict (equal type, start and end) and overlap (same type, a common character) tallies: all, and by type.

    One gold mention answers at most one predicted one, so a mention told twice or in two halves counts against
    precision.
    """
    tallies = {"mention_strict": Tally(), "mention_overlap": Tally()}
    for label in Label:
        mine, theirs = gold.get(label, ()), predicted.get(label, ())
        if not mine and not theirs:
            continue
        exact = Counter((s.start, s.end) for s in mine) & Counter((s.start, s.end) for s in theirs)
        common = sum(1 for _ in paired_spans(mine, theirs))
        for name, hits in (("mention_strict", exact.total()), ("mention_overlap", common)):
            one = tally(hits, len(theirs), len(mine))
            tallies[f"{name}.{label.value}"] = one
            tallies[name] = tallies[name] + one
    return tallies


def semeval_tallies(gold: ByLabel, predicted: ByLabel) -> dict[str, Tally]:
    """Exact (equal start and end), partial (the same, half a hit for an overlap; both whatever the types) and type
    (same type, a common character), one to one and as much as can be: all, and by type.

    Exact and partial ask for no type, so a predicted mention counts under the type of the gold mention it answers, and
    under its own when it answers none: the types add up to the whole. Type is overlap but for spans that nest, where
    overlap's published way from left to right may leave pairs out.
    """
    pairs = best_pairs(chain(*gold.values()), chain(*predicted.values()), _partial_worth)
    place, half = Counter[Label](), Counter[Label]()
    claimed = Counter({label: len(spans) for label, spans in predicted.items()})
    for mine, theirs in pairs:
        place[mine.label] += same_place(mine, theirs)
        half[mine.label] += 2 if same_place(mine, theirs) else 1
        claimed[theirs.label] -= 1
        claimed[mine.label] += 1
    tallies = {name: Tally() for name in SEMEVAL}
    for label in Label:
        wanted, answers = gold.get(label, ()), predicted.get(label, ())
        common = len(best_pairs(wanted, answers, lambda a, b: (1,))) if wanted and answers else 0
        found = (
            tally(place[label], claimed[label], len(wanted)),
            tally(half[label] / 2, claimed[label], len(wanted)),
            tally(common, len(answers), len(wanted)),
        )
        for name, one in zip(SEMEVAL, found, strict=True):
            if one.predicted or one.gold:
                tallies[name] = tallies[name] + one
                tallies[f"{name}.{label.value}"] = one
    return tallies


def _by_label(spans: Iterable[Span]) -> ByLabel:
    found: dict[Label, list[Span]] = {}
    for span in spans:
        found.setdefault(span.label, []).append(span)
    return found


def _partial_worth(gold: Span, predicted: Span) -> tuple[int, ...]:
    """Halves of a hit; then equal places, then equal types, so that ties fall the same way for everybody."""
    place = same_place(gold, predicted)
    return (2 if place else 1, int(place), int(gold.label is predicted.label))


LAYER = Layer("mentions", _tallies)
