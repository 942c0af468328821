"""The fields of a paired event and when each agrees: what was read right once the event was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from evaluation.annotation import MarkedEvent
from evaluation.layers.layer import Paired
from evaluation.measures import Tally, share, tally
from evaluation.pairing import same_case_number, same_category, same_person

FIELD_AGREES: Mapping[str, Callable[[MarkedEvent, MarkedEvent], bool]] = {
    "person": lambda gold, predicted: same_person(gold.intervener, predicted.intervener),
    "recipient": lambda gold, predicted: same_person(gold.recipient, predicted.recipient),
    "case_no": lambda gold, predicted: same_case_number(gold.case_no, predicted.case_no),
    "situation": lambda gold, predicted: gold.situations[:1] == predicted.situations[:1],
    "category": lambda gold, predicted: same_category(gold.situations, predicted.situations),
    "date": lambda gold, predicted: gold.day == predicted.day,
    "channel": lambda gold, predicted: gold.channel == predicted.channel,
    "status": lambda gold, predicted: gold.status == predicted.status,
    "lawful": lambda gold, predicted: gold.lawful == predicted.lawful,
    "verdict": lambda gold, predicted: gold.verdict == predicted.verdict,
}
"""Per pair, whatever its verdict; both null agrees."""


def field_shares(paired: Paired, *names: str) -> dict[str, Tally]:
    """The shares of the pairs in which each of these fields agrees."""
    pairs = paired.pairs
    return {name: share(sum(FIELD_AGREES[name](*pair) for pair in pairs), len(pairs)) for name in names}


def told_tallies(
    paired: Paired, name: str, value: Callable[[MarkedEvent], str | None], agrees: Callable[[str, str], bool]
) -> dict[str, Tally]:
    """What a field that may be null comes to over the pairs, silence apart from error.

    `name_told`: precision, recall and F of the values told. `name_both_told`: share of equal values where both sides
    tell one: what is left are wrong values. `name_null`: share of silent predictions where gold is silent: what is left
    are invented values.
    """
    sides = [(value(gold), value(predicted)) for gold, predicted in paired.pairs]
    both = [(mine, theirs) for mine, theirs in sides if mine is not None and theirs is not None]
    hits = sum(agrees(mine, theirs) for mine, theirs in both)
    silent = [theirs for mine, theirs in sides if mine is None]
    return {
        f"{name}_told": tally(
            hits, sum(theirs is not None for _, theirs in sides), sum(mine is not None for mine, _ in sides)
        ),
        f"{name}_both_told": share(hits, len(both)),
        f"{name}_null": share(sum(theirs is None for theirs in silent), len(silent)),
    }
