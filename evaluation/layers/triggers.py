"""Triggers: the words that carry an act found (identification) and told to be the right act (classification).

Over the triggers of the events, each place once however many events it carries, as in the evaluation of event triggers
since ACE 2005 (Trig-I, Trig-C). The situation of a trigger is the first of its event, the weightiest. An event without
a trigger adds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from data.situations import CATEGORY_OF
from data.types import Situation
from evaluation.annotation import MarkedEvent, Span
from evaluation.layers.layer import Layer, Paired, total
from evaluation.measures import Tally, tally
from evaluation.mentions import best_pairs

Class = Callable[[Situation], str]
CLASSES: dict[str, Class] = {
    "trigger_situation": lambda code: code.value,
    "trigger_category": lambda code: CATEGORY_OF[code].value,
}


def _tallies(paired: Paired) -> dict[str, Tally]:
    gold, predicted = paired.gold.events, paired.predicted.events
    strict, overlap = _compared(_places(gold), _places(predicted))
    tallies = {"trigger_strict": strict, "trigger_overlap": overlap}
    for name, of in CLASSES.items():
        mine, theirs = _places_by(of, gold), _places_by(of, predicted)
        found = {code: _compared(mine.get(code, {}), theirs.get(code, {})) for code in sorted(mine | theirs)}
        for place, kind in enumerate(("strict", "overlap")):
            tallies[f"{name}_{kind}"] = total(one[place] for one in found.values())
            tallies |= {f"{name}_{kind}.{code}": one[place] for code, one in found.items()}
    return tallies


def _places(events: Iterable[MarkedEvent]) -> dict[tuple[int, int], Span]:
    return {(span.start, span.end): span for event in events for span in event.triggers}


def _places_by(of: Class, events: Iterable[MarkedEvent]) -> dict[str, dict[tuple[int, int], Span]]:
    found: dict[str, dict[tuple[int, int], Span]] = {}
    for event in events:
        for code in event.situations[:1]:
            found.setdefault(of(code), {}).update(_places([event]))
    return {code: places for code, places in found.items() if places}


def _compared(gold: dict[tuple[int, int], Span], predicted: dict[tuple[int, int], Span]) -> tuple[Tally, Tally]:
    """Strict (equal start and end) and overlap (a common character, one to one)."""
    common = best_pairs(gold.values(), predicted.values(), lambda a, b: (1,))
    return (
        tally(len(gold.keys() & predicted.keys()), len(predicted), len(gold)),
        tally(len(common), len(predicted), len(gold)),
    )


LAYER = Layer("triggers", _tallies)
