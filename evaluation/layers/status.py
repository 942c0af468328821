"""Status: whether what was found took place by the words of the document (asserted, negated, hypothetical)."""

from __future__ import annotations

from evaluation.annotation import MarkedEvent
from evaluation.layers.fields import field_shares
from evaluation.layers.layer import Layer, Paired, class_tallies
from evaluation.measures import Tally


def _tallies(paired: Paired) -> dict[str, Tally]:
    return {**field_shares(paired, "status"), **class_tallies("status", paired.pairs, _status)}


def _status(event: MarkedEvent) -> str | None:
    return event.status or None


LAYER = Layer("status", _tallies, shares=("status",), confusions={"status": _status})
