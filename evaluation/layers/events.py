"""Events: found at all, rightly claimed as unfiled, in documents rightly flagged; and what kind of act they are."""

from __future__ import annotations

from data.situations import CATEGORY_OF
from data.types import VerdictKind
from evaluation.annotation import MarkedEvent
from evaluation.layers.fields import field_shares
from evaluation.layers.layer import Layer, Paired, class_tallies
from evaluation.measures import Tally, tally


def is_unfiled_hit(gold: MarkedEvent, predicted: MarkedEvent) -> bool:
    """Whether both events of a pair are unfiled."""
    return gold.verdict_kind is VerdictKind.UNFILED and predicted.verdict_kind is VerdictKind.UNFILED


def unfiled_tally(paired: Paired, hits: int) -> Tally:
    """A tally of `hits` over the events that either side calls unfiled."""
    claimed = sum(event.verdict_kind is VerdictKind.UNFILED for event in paired.predicted.events)
    wanted = sum(event.verdict_kind is VerdictKind.UNFILED for event in paired.gold.events)
    return tally(hits, claimed, wanted)


def _tallies(paired: Paired) -> dict[str, Tally]:
    gold, predicted, pairs = paired.gold, paired.predicted, paired.pairs
    return {
        "unfiled_event": unfiled_tally(paired, sum(is_unfiled_hit(*pair) for pair in pairs)),
        "flagged_documents": tally(int(gold.flagged and predicted.flagged), int(predicted.flagged), int(gold.flagged)),
        "event": tally(len(pairs), len(predicted.events), len(gold.events)),
        **field_shares(paired, "situation", "category", "channel"),
        "situations": tally(
            sum(len(set(a.situations) & set(b.situations)) for a, b in pairs),
            sum(len(set(b.situations)) for _, b in pairs),
            sum(len(set(a.situations)) for a, _ in pairs),
        ),
        **class_tallies("situation", pairs, _situation),
        **class_tallies("category", pairs, _category),
        **class_tallies("channel", pairs, _channel),
    }


def _situation(event: MarkedEvent) -> str | None:
    return event.situations[0].value if event.situations else None


def _category(event: MarkedEvent) -> str | None:
    return CATEGORY_OF[event.situations[0]].value if event.situations else None


def _channel(event: MarkedEvent) -> str | None:
    return event.channel or None


LAYER = Layer(
    "events",
    _tallies,
    shares=("situation", "category", "channel"),
    confusions={"situation": _situation, "channel": _channel},
)
