"""What was taken for what: counts of (gold's code, the prediction's code) for every closed list of codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from data.types import Channel as ChannelCode
from data.types import Label, Lawful, Situation, VerdictKind
from data.types import Status as StatusCode
from evaluation.annotation import MarkedEvent
from evaluation.mistakes import Fault, mistakes
from evaluation.scorer import MISSING, DocumentScore

NONE = "none"
"""Where a field holds nothing on purpose: no lawful procedure, no situation."""

Codes = tuple[str, str]
Confusion = Mapping[Codes, int]

FIELDS: Mapping[str, Callable[[MarkedEvent], str]] = {
    "verdict": lambda event: event.verdict_kind.value,
    "situation": lambda event: event.situations[0].value if event.situations else NONE,
    "status": lambda event: event.status,
    "lawful": lambda event: event.lawful or NONE,
    "channel": lambda event: event.channel,
}
ORDER: Mapping[str, tuple[str, ...]] = {
    "verdict": tuple(VerdictKind),
    "situation": (*Situation, NONE),
    "status": tuple(StatusCode),
    "lawful": (*Lawful, NONE),
    "channel": tuple(ChannelCode),
    "mention": tuple(Label),
}
"""The codes of each confusion, as the guidelines list them."""


def confusions(documents: Iterable[DocumentScore]) -> dict[str, Confusion]:
    """Counts by name, in the order of ORDER. `missing` stands where the other side has no such event or mention.

    Events as paired by the protocol; mentions as aligned by `evaluation.mistakes`, a wrong boundary counting as the
    right type. Every gold event and mention stands in one cell, and every predicted one.
    """
    found: dict[str, Counter[Codes]] = {name: Counter() for name in ORDER}
    for document in documents:
        for gold, predicted in _sides(document):
            for name, code in FIELDS.items():
                found[name][code(gold) if gold else MISSING, code(predicted) if predicted else MISSING] += 1
        found["mention"].update(_mention_codes(document))
    return {name: dict(sorted(counts.items())) for name, counts in found.items()}


def codes_of(name: str, confusion: Confusion) -> list[str]:
    """The codes that occur in one confusion, in the order of the guidelines, strangers next, `missing` last."""
    seen = {code for pair in confusion for code in pair}
    known = [str(code) for code in ORDER[name] if code in seen]
    return known + sorted(seen - {*known, MISSING}) + [MISSING] * (MISSING in seen)


def _sides(document: DocumentScore) -> Iterator[tuple[MarkedEvent | None, MarkedEvent | None]]:
    gold, predicted = document.gold.events, document.predicted.events
    partner = dict(document.pairs)
    for g, event in enumerate(gold):
        yield event, predicted[partner[g]] if g in partner else None
    answered = set(partner.values())
    yield from ((None, event) for p, event in enumerate(predicted) if p not in answered)


def _mention_codes(document: DocumentScore) -> Counter[Codes]:
    counts = Counter((span.label.value, span.label.value) for span in document.gold.spans.values())
    for one in mistakes(document):
        if one.layer not in ("mentions", "triggers") or one.fault is Fault.BOUNDARY:
            continue
        gold, predicted = (side.value if side and side.value else MISSING for side in (one.gold, one.predicted))
        if gold != MISSING:
            counts[gold, gold] -= 1
        counts[gold, predicted] += 1
    return +counts
