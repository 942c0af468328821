"""The score in parts: by kind of paper, format, channel, situation, length, unit, city and source, the worst first.

A document's tallies go whole to its slice of kind, format, length, unit, city and source. Channel and situation are an
event's: a gold event, and the prediction it is paired with, count under gold's value, a prediction without a partner
under its own. In both ways the slices of one dimension add up to the corpus.

Order: slices with enough events first, by unfiled-event F1, then record F1, from the worst up, then the larger; after
them slices with few events in the same order; last those without an unfiled event on either side. A slice with few
events is never the worst for noise alone. Intervals draw the slice's documents anew (`evaluation.intervals`); among
many slices some lie below the corpus by chance alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from data.registry import Registries
from data.types import VerdictKind
from evaluation.annotation import Annotation, MarkedEvent
from evaluation.intervals import corpus_intervals
from evaluation.measures import Bootstrap, Interval, Tally
from evaluation.places import Places
from evaluation.scorer import HEADLINES, DocumentScore, is_record_hit, is_unfiled_hit

Tallies = Mapping[str, Tally]

EVENT_DIMENSIONS: Mapping[str, Callable[[MarkedEvent], str]] = {
    "channel": lambda event: event.channel,
    "situation": lambda event: event.situations[0].value if event.situations else "",
}
"""By the event: its channel, its first (weightiest) situation."""
DIMENSIONS = ("kind", "format", "channel", "situation", "length", "unit", "city", "source")


@dataclass(frozen=True, slots=True)
class Slice:
    """One part of the corpus. `by` is the dimension; `value` its value, empty where a document does not tell it.

    `documents` are those in it. `tallies` and `intervals` by headline measure; of channel and situation only the
    record and the unfiled event, for a mention has neither; a single document has no interval. `few`: too few events to
    rank it by. `below`: the measures whose interval lies wholly below the corpus's score, none for a slice with few.
    """

    by: str
    value: str
    documents: int
    tallies: Tallies
    intervals: Mapping[str, Interval]
    few: bool
    below: tuple[str, ...] = ()


def slices(
    documents: Sequence[DocumentScore], registries: Registries, settings: Bootstrap | None = None
) -> dict[str, tuple[Slice, ...]]:
    """The slices of every dimension, the worst first; no entry for a dimension without documents or events."""
    drawn = settings or Bootstrap()
    corpus = _total(map(_headlines, documents))
    value_of = _document_dimensions(Places(registries))
    found = {}
    for by in DIMENSIONS:
        parts: dict[str, list[Tallies]] = {}
        for value, tallies in _parted(documents, by, value_of):
            parts.setdefault(value, []).append(tallies)
        made = [_slice((by, value), several, corpus, drawn) for value, several in parts.items()]
        if made:
            found[by] = tuple(sorted(made, key=_worst_first))
    return found


def parts(documents: Sequence[DocumentScore], registries: Registries) -> dict[str, dict[str, dict[int, Tallies]]]:
    """By dimension and value the tallies of the documents in that slice, by their place in `documents`.

    What two runs over the same gold have in one slice can so be paired document by document; of channel and situation
    a document may be in the slice of one run alone, by a false claim.
    """
    value_of = _document_dimensions(Places(registries))
    found: dict[str, dict[str, dict[int, Tallies]]] = {by: {} for by in DIMENSIONS}
    for place, document in enumerate(documents):
        for by in DIMENSIONS:
            for value, tallies in _parted([document], by, value_of):
                found[by].setdefault(value, {})[place] = tallies
    return found


def length_of(text: str) -> str:
    """The slice of a text by its code points: `<200`, `200-499`, ..., `>=2000`."""
    bounds = _limits().lengths
    reached = sum(len(text) >= bound for bound in bounds)
    if reached == 0:
        return f"<{bounds[0]}"
    return f"{bounds[reached - 1]}-{bounds[reached] - 1}" if reached < len(bounds) else f">={bounds[-1]}"


def _parted(
    documents: Sequence[DocumentScore], by: str, value_of: Mapping[str, Callable[[Annotation], str]]
) -> Iterator[tuple[str, Tallies]]:
    """(value, tallies) of every document, or of every value that a document's events have."""
    for document in documents:
        if by in EVENT_DIMENSIONS:
            yield from _by_event(document, EVENT_DIMENSIONS[by]).items()
        else:
            yield value_of[by](document.gold), _headlines(document)


def _document_dimensions(places: Places) -> Mapping[str, Callable[[Annotation], str]]:
    return {
        "kind": lambda paper: paper.kind.value,
        "format": lambda paper: paper.format,
        "length": lambda paper: length_of(paper.text),
        "unit": places.unit_of,
        "city": lambda paper: places.city_of(places.unit_of(paper)) or paper.source,
        "source": lambda paper: paper.source,
    }


def _headlines(document: DocumentScore) -> Tallies:
    return {name: document.tallies[name] for name in HEADLINES if name in document.tallies}


def _by_event(document: DocumentScore, value_of: Callable[[MarkedEvent], str]) -> dict[str, Tallies]:
    """Record and unfiled event of one document, by the value of its events."""
    counts: dict[str, list[int]] = {}

    def add(value: str, place: int, number: bool) -> None:
        counts.setdefault(value, [0, 0, 0, 0])[place] += number

    gold, predicted = document.gold.events, document.predicted.events
    partner = {p: gold[g] for g, p in document.pairs}
    for event in gold:
        add(value_of(event), 3, event.verdict_kind is VerdictKind.UNFILED)
    for p, event in enumerate(predicted):
        mine = partner.get(p)
        value = value_of(mine or event)
        add(value, 2, event.verdict_kind is VerdictKind.UNFILED)
        if mine:
            add(value, 0, is_record_hit(mine, event))
            add(value, 1, is_unfiled_hit(mine, event))
    return {
        value: {"record": Tally(records, claimed, wanted), "unfiled_event": Tally(hits, claimed, wanted)}
        for value, (records, hits, claimed, wanted) in counts.items()
    }


def _slice(named: tuple[str, str], several: Sequence[Tallies], corpus: Tallies, settings: Bootstrap) -> Slice:
    tallies, bounds = _total(several), corpus_intervals(several, settings) if len(several) > 1 else {}
    unfiled = tallies.get("unfiled_event", Tally())
    few = unfiled.predicted + unfiled.gold - unfiled.hits < _limits().events
    lower = (name for name, interval in bounds.items() if interval.high < (corpus[name].f1 or 0.0))
    return Slice(*named, len(several), tallies, bounds, few, () if few else tuple(lower))


def _worst_first(one: Slice) -> tuple[int, float, float, int, str]:
    unfiled, record = (one.tallies.get(name, Tally()).f1 for name in ("unfiled_event", "record"))
    rank = 2 if unfiled is None else int(one.few)
    return rank, unfiled or 0.0, record or 0.0, -one.documents, one.value


def _total(several: Iterable[Tallies]) -> dict[str, Tally]:
    summed: dict[str, Tally] = {}
    for tallies in several:
        for name, one in tallies.items():
            summed[name] = summed.get(name, Tally()) + one
    return summed


@dataclass(frozen=True, slots=True)
class _Limits:
    """`lengths`: code points at which the next slice begins; `events`: fewer of them are few."""

    lengths: tuple[int, ...]
    events: int


@cache
def _limits() -> _Limits:
    told = tomllib.loads((files("evaluation") / "slices.toml").read_text("utf-8"))
    return _Limits(tuple(told["length"]["bounds"]), told["few"]["events"])
