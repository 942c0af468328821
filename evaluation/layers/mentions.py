"""Mentions: strict and overlap as the guidelines publish them, and the schemes of SemEval-2013 task 9.1.

Source of exact, partial and type: Segura-Bedmar, Martinez and Herrero-Zazo (2013), SemEval-2013 Task 9, and its page of
evaluation metrics. Ends are half-open: touching spans, which are the rule in Chinese, share nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from data.types import Label
from evaluation.annotation import Span
from evaluation.layers.layer import Layer, Paired
from evaluation.measures import Tally, tally
from evaluation.mentions import best_pairs, paired_spans, same_place


def _tallies(paired: Paired) -> dict[str, Tally]:
    gold, predicted = list(paired.gold.spans.values()), list(paired.predicted.spans.values())
    return {**published_tallies(gold, predicted), **semeval_tallies(gold, predicted)}


def published_tallies(gold: Collection[Span], predicted: Collection[Span]) -> dict[str, Tally]:
    """Strict (equal type, start and end) and overlap (same type, a common character) tallies: all, and by type.

    One gold mention answers at most one predicted one, so a mention told twice or in two halves counts against
    precision.
    """
    tallies = {"mention_strict": Tally(), "mention_overlap": Tally()}
    for label in Label:
        mine = [span for span in gold if span.label is label]
        theirs = [span for span in predicted if span.label is label]
        if not mine and not theirs:
            continue
        exact = Counter((s.start, s.end) for s in mine) & Counter((s.start, s.end) for s in theirs)
        common = sum(1 for _ in paired_spans(mine, theirs))
        for name, hits in (("mention_strict", exact.total()), ("mention_overlap", common)):
            one = tally(hits, len(theirs), len(mine))
            tallies[f"{name}.{label.value}"] = one
            tallies[name] = tallies[name] + one
    return tallies


def semeval_tallies(gold: Collection[Span], predicted: Collection[Span]) -> dict[str, Tally]:
    """Exact (equal start and end), partial (the same, half a hit for an overlap; both whatever the types) and type
    (same type, a common character), one to one and as much as can be: all, and by type.

    Exact and partial ask for no type, so a predicted mention counts under the type of the gold mention it answers, and
    under its own when it answers none: the types add up to the whole. Type is overlap but for spans that nest, where
    overlap's published way from left to right may leave pairs out.
    """
    pairs = best_pairs(gold, predicted, _partial_worth)
    of_place, of_credit = Counter[Label](), Counter[Label]()
    for mine, theirs in pairs:
        of_place[mine.label] += same_place(mine, theirs)
        of_credit[mine.label] += 2 if same_place(mine, theirs) else 1
    answers = {theirs.id: mine.label for mine, theirs in pairs}
    claimed = Counter(answers.get(span.id, span.label) for span in predicted)
    wanted = Counter(span.label for span in gold)
    by_type: dict[str, dict[Label, Tally]] = {
        "mention_exact": {label: tally(of_place[label], claimed[label], wanted[label]) for label in Label},
        "mention_partial": {label: tally(of_credit[label] / 2, claimed[label], wanted[label]) for label in Label},
        "mention_type": {label: _of_type(label, gold, predicted) for label in Label},
    }
    tallies = {name: sum(found.values(), Tally()) for name, found in by_type.items()}
    for name, found in by_type.items():
        tallies |= {f"{name}.{label.value}": one for label, one in found.items() if one != Tally()}
    return tallies


def _of_type(label: Label, gold: Collection[Span], predicted: Collection[Span]) -> Tally:
    mine = [span for span in gold if span.label is label]
    theirs = [span for span in predicted if span.label is label]
    return tally(len(best_pairs(mine, theirs, lambda a, b: (1,))), len(theirs), len(mine))


def _partial_worth(gold: Span, predicted: Span) -> tuple[int, ...]:
    """Halves of a hit; then equal places, then equal types, so that ties fall the same way for everybody."""
    place = same_place(gold, predicted)
    return (2 if place else 1, int(place), int(gold.label is predicted.label))


LAYER = Layer("mentions", _tallies)
