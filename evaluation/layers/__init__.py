"""The layers of a score, from spans to whole records: each a function from one document to tallies by measure.

A tally is a count and adds up, so every measure can be summed over any set of documents: a slice, a resample, the
documents two runs differ in. A measure's name is the layer's word, a dot and what it is narrowed to:
`mention_strict.PER`, `role_default.via`, `lawful.litigant`. A narrowed measure is there only where there is something
to count.

Adding a layer is three edits: its file, its row in LAYERS, its table of cases.
"""

from __future__ import annotations

from evaluation.layers import (
    cases,
    dates,
    events,
    lawful,
    links,
    mentions,
    records,
    roles,
    status,
    triggers,
    verdicts,
)
from evaluation.layers.layer import NULL, Layer, Pair, Paired

LAYERS: tuple[Layer, ...] = (
    mentions.LAYER,
    triggers.LAYER,
    events.LAYER,
    roles.LAYER,
    links.LAYER,
    cases.LAYER,
    dates.LAYER,
    status.LAYER,
    lawful.LAYER,
    verdicts.LAYER,
    records.LAYER,
)

__all__ = ["LAYERS", "NULL", "Layer", "Pair", "Paired"]
