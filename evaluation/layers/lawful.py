"""Lawful procedure: whether one covers the event found, and which."""

from __future__ import annotations

from evaluation.annotation import MarkedEvent
from evaluation.layers.fields import field_shares
from evaluation.layers.layer import Layer, Paired, class_tallies, total
from evaluation.measures import Tally, tally


def _tallies(paired: Paired) -> dict[str, Tally]:
    """The share in which the code agrees (null with null too); over the codes alone, all and each; covered or not."""
    pairs = paired.pairs
    by_code = class_tallies("lawful", pairs, _code)
    return {
        **field_shares(paired, "lawful"),
        "lawful_code": total(by_code.values()),
        "lawful_any": tally(
            sum(bool(gold.lawful and predicted.lawful) for gold, predicted in pairs),
            sum(predicted.lawful is not None for _, predicted in pairs),
            sum(gold.lawful is not None for gold, _ in pairs),
        ),
        **by_code,
    }


def _code(event: MarkedEvent) -> str | None:
    return event.lawful


LAYER = Layer("lawful", _tallies, shares=("lawful",), confusions={"lawful": _code})
