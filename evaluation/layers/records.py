"""Whole records: an unfiled event found with all that a record of it must have right."""

from __future__ import annotations

from evaluation.annotation import MarkedEvent
from evaluation.layers.events import is_unfiled_hit, unfiled_tally
from evaluation.layers.fields import FIELD_AGREES
from evaluation.layers.layer import Layer, Paired
from evaluation.measures import Tally
from evaluation.pairing import same_case_number, same_category, same_person

STRICT_FIELDS = ("person", "case_no", "situation", "date", "channel")


def is_record_hit(gold: MarkedEvent, predicted: MarkedEvent) -> bool:
    """Whether a pair is an unfiled hit with the right person, the same case number and a right category."""
    return (
        is_unfiled_hit(gold, predicted)
        and same_person(gold.intervener, predicted.intervener)
        and same_case_number(gold.case_no, predicted.case_no)
        and same_category(gold.situations, predicted.situations)
    )


def is_strict_record_hit(gold: MarkedEvent, predicted: MarkedEvent) -> bool:
    """Whether a record hit also has the same first situation, day and channel: nothing for a reviewer to amend."""
    return is_record_hit(gold, predicted) and all(FIELD_AGREES[name](gold, predicted) for name in STRICT_FIELDS)


def _tallies(paired: Paired) -> dict[str, Tally]:
    pairs = paired.pairs
    return {
        "record": unfiled_tally(paired, sum(is_record_hit(*pair) for pair in pairs)),
        "record_strict": unfiled_tally(paired, sum(is_strict_record_hit(*pair) for pair in pairs)),
    }


LAYER = Layer("records", _tallies)
