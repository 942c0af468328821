"""Verdicts: what is to become of an event, over the pairs and end to end."""

from __future__ import annotations

from collections import Counter

from data.types import VerdictKind
from evaluation.annotation import MarkedEvent
from evaluation.layers.fields import field_shares
from evaluation.layers.layer import Layer, Paired, class_tallies, total
from evaluation.measures import Tally, share

MISSING = "missing"
"""Stands for the verdict of the side that has no such event."""


def verdict_counts(paired: Paired) -> Counter[tuple[str, str]]:
    """How often (gold's verdict, the predicted one) occurs, MISSING where one side has no such event."""
    counts = Counter((_kind(gold), _kind(predicted)) for gold, predicted in paired.pairs)
    counts.update((_kind(event), MISSING) for event in paired.missed)
    counts.update((MISSING, _kind(event)) for event in paired.spurious)
    return counts


def _tallies(paired: Paired) -> dict[str, Tally]:
    """The share in which the verdict agrees, number of the record and all; the right record where both say filed and
    gold names one; each kind over the pairs (`verdict.KIND`) and with missed and spurious events
    (`verdict_end_to_end.KIND`)."""
    named = [
        (gold.verdict, predicted.verdict)
        for gold, predicted in paired.pairs
        if _names_record(gold) and predicted.verdict_kind is VerdictKind.FILED
    ]
    return {
        **field_shares(paired, "verdict"),
        "verdict_record": share(sum(mine == theirs for mine, theirs in named), len(named)),
        **class_tallies("verdict", paired.pairs, _kind),
        **_end_to_end(paired),
    }


def _names_record(event: MarkedEvent) -> bool:
    return event.verdict_kind is VerdictKind.FILED and ":" in event.verdict


def _end_to_end(paired: Paired) -> dict[str, Tally]:
    found: dict[str, Tally] = {}
    for (mine, theirs), count in verdict_counts(paired).items():
        if mine != MISSING:
            found[mine] = found.get(mine, Tally()) + Tally(count * (mine == theirs), 0, count)
        if theirs != MISSING:
            found[theirs] = found.get(theirs, Tally()) + Tally(0, count, 0)
    by_kind = {f"verdict_end_to_end.{kind}": one for kind, one in sorted(found.items())}
    return {"verdict_end_to_end": total(by_kind.values()), **by_kind}


def _kind(event: MarkedEvent) -> str:
    return event.verdict_kind.value


LAYER = Layer("verdicts", _tallies, shares=("verdict", "verdict_record"))
