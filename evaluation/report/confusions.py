"""What was taken for what: counts of (gold's code, the prediction's code) for every closed list of codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from data.types import Channel, Label, Lawful, Situation, Status, VerdictKind
from evaluation.layers import NULL
from evaluation.report.mistakes import Fault, mistakes
from evaluation.scorer import MISSING, Confusion, DocumentScore, Scores

ORDER: Mapping[str, tuple[str, ...]] = {
    "verdict": tuple(VerdictKind),
    "situation": (*Situation, NULL),
    "status": tuple(Status),
    "lawful": (*Lawful, NULL),
    "channel": tuple(Channel),
    "mention": tuple(Label),
}
"""The codes of each confusion, as the guidelines list them."""


def confusions(scores: Scores) -> dict[str, Confusion]:
    """All confusions by name, in the order of ORDER.

    `verdict` and `mention` have `missing` where the other side has no such event or mention: every one of gold's and
    every predicted one stands in one cell. The others are counted over the paired events.
    """
    found = {"verdict": scores.verdicts, **scores.confusions, "mention": mention_confusion(scores.documents)}
    return {name: found[name] for name in ORDER if name in found}


def mention_confusion(documents: Iterable[DocumentScore]) -> Confusion:
    """Types of mentions as aligned by `evaluation.report.mistakes`; a wrong boundary counts as the right type."""
    counts: Counter[tuple[str, str]] = Counter()
    for document in documents:
        counts.update((span.label.value, span.label.value) for span in document.gold.spans.values())
        for one in mistakes(document):
            if one.layer not in ("mentions", "triggers") or one.fault is Fault.BOUNDARY:
                continue
            gold, predicted = (side.value if side and side.value else MISSING for side in (one.gold, one.predicted))
            if gold != MISSING:
                counts[gold, gold] -= 1
            counts[gold, predicted] += 1
    return dict(sorted((+counts).items()))


def codes_of(name: str, confusion: Confusion) -> list[str]:
    """The codes that occur in one confusion, in the order of the guidelines, strangers next, `missing` last."""
    seen = {code for pair in confusion for code in pair}
    known = [str(code) for code in ORDER[name] if code in seen]
    return known + sorted(seen - {*known, MISSING}) + [MISSING] * (MISSING in seen)
