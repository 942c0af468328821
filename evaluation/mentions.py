"""Scores of mentions and of their links to the registries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from data.types import Label
from evaluation.annotation import Span
from evaluation.measures import Tally, share, tally


def mention_tallies(gold: Collection[Span], predicted: Collection[Span]) -> dict[str, Tally]:
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


def paired_spans(gold: Iterable[Span], predicted: Iterable[Span]) -> Iterator[tuple[Span, Span]]:
    """Pairs of overlapping spans, one to one, as many as there can be when neither side nests.

    Goes through both in text order and lets the one that ends first go: the usual greedy matching of intervals.
    """
    mine, theirs = (sorted(side, key=lambda s: (s.end, s.start, s.id)) for side in (gold, predicted))
    g = p = 0
    while g < len(mine) and p < len(theirs):
        if mine[g].start < theirs[p].end and theirs[p].start < mine[g].end:
            yield mine[g], theirs[p]
            g, p = g + 1, p + 1
        elif mine[g].end <= theirs[p].end:
            g += 1
        else:
            p += 1


def link_tallies(gold: Iterable[Span], predicted: Iterable[Span]) -> dict[str, Tally]:
    """Shares of gold's linked mentions: in a registry and given that id; in none and given none.

    A gold mention in a registry that was not found counts as wrong; one in no registry counts only where it was found,
    since silence about it is no link.
    """
    gold, predicted = list(gold), list(predicted)
    partner = {}
    for label in Label:
        mine = [span for span in gold if span.label is label]
        partner.update({a.id: b for a, b in paired_spans(mine, [span for span in predicted if span.label is label])})
    registered = [span for span in gold if span.linked and span.registry_id is not None]
    nil = [span for span in gold if span.linked and span.registry_id is None and span.id in partner]
    return {
        "link_registered": share(
            sum(span.id in partner and partner[span.id].registry_id == span.registry_id for span in registered),
            len(registered),
        ),
        "link_nil": share(sum(partner[span.id].registry_id is None for span in nil), len(nil)),
    }
