"""What annotators judged in documents that several of them marked: one tuple of values a thing judged.

A value is a nominal code, None where an annotator has not judged: he has not marked the document, or has no such event.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from data.layout import parse_turns
from data.normalize import key
from data.situations import CATEGORY_OF
from data.types import Label
from evaluation.annotation import Annotation, MarkedEvent, Person, Span
from evaluation.gold.alignment import Slots, aligned_events
from evaluation.measures import Tally, tally
from evaluation.mentions import paired_spans
from evaluation.pairing import BRACKETS_AND_SPACES, mentions_agree

Judged = tuple[str | None, ...]
Counts = Counter[Judged]
Pair = tuple[int, int]
NONE = "none"
CHARACTERS, TURNS, FLAGGED, PERSON, RECIPIENT = "characters", "event_in_turn", "flagged", "person", "recipient"

FIELDS: Mapping[str, Callable[[MarkedEvent], str]] = {
    "situation": lambda event: event.situations[0].value if event.situations else NONE,
    "category": lambda event: CATEGORY_OF[event.situations[0]].value if event.situations else NONE,
    "status": lambda event: event.status,
    "lawful": lambda event: event.lawful or NONE,
    "channel": lambda event: event.channel,
    "verdict": lambda event: event.verdict_kind.value,
    "case_no": lambda event: BRACKETS_AND_SPACES.sub("", key(event.case_no or "")) or NONE,
    "date": lambda event: event.day or NONE,
}
"""The fields of paired events whose value is its own code; people are coded row by row."""

ROLES: Mapping[str, Callable[[MarkedEvent], Person | None]] = {
    PERSON: lambda event: event.intervener,
    RECIPIENT: lambda event: event.recipient,
}

NAMES = (TURNS, FLAGGED, *FIELDS, *ROLES)
"""What is judged by nominal values, characters aside."""


@dataclass(frozen=True, slots=True)
class DocumentJudgements:
    """One document: how often each tuple of values was given, by field; spans and events by pair of annotators."""

    counts: Mapping[str, Counts]
    tallies: Mapping[Pair, Mapping[str, Tally]]


def judgements(slots: Sequence[Annotation | None]) -> DocumentJudgements:
    """The judgements on one document; `slots` has a place for every annotator, the texts are equal."""
    present = [place for place, one in enumerate(slots) if one]
    marked = [one for one in slots if one]

    def spread(values: Sequence[str | None]) -> Judged:
        told = dict(zip(present, values, strict=True))
        return tuple(told.get(place) for place in range(len(slots)))

    rows = aligned_events(marked)
    counts: dict[str, Counts] = {name: Counter() for name in (CHARACTERS, *NAMES)}
    counts[CHARACTERS].update(map(spread, _characters(marked)))
    counts[TURNS].update(map(spread, _turns(marked)))
    counts[FLAGGED][spread([str(one.flagged) for one in marked])] += 1
    for row in rows:
        for name, code in FIELDS.items():
            counts[name][spread([code(event) if event else None for event in row])] += 1
        for name, role in ROLES.items():
            counts[name][spread(_people(row, role))] += 1
    pairs = combinations(range(len(marked)), 2)
    tallies = {(present[a], present[b]): _tallies(marked[a], marked[b], rows, (a, b)) for a, b in pairs}
    return DocumentJudgements(counts, tallies)


def _characters(marked: Sequence[Annotation]) -> list[Judged]:
    """The label of every code point by annotator; where his spans nest, the one that begins later."""
    columns = []
    for one in marked:
        labels = [NONE] * len(one.text)
        for span in sorted(one.spans.values(), key=lambda s: (s.start, -s.end)):
            labels[span.start : span.end] = [span.label.value] * (span.end - span.start)
        columns.append(labels)
    return list(zip(*columns, strict=True))


def _turns(marked: Sequence[Annotation]) -> list[Judged]:
    """Whether an event's trigger begins in it, for every message, row or paragraph, by annotator."""
    begun = [{span.start for event in one.events for span in event.triggers} for one in marked]
    turns = parse_turns(marked[0].text, marked[0].kind)
    return [tuple(str(any(turn.start <= start < turn.end for start in starts)) for starts in begun) for turn in turns]


def _people(row: Slots, role: Callable[[MarkedEvent], Person | None]) -> list[str | None]:
    """The registry id of whoever fills a role, else the words, agreeing words (within one another) being one code."""
    longest = sorted(
        (person.span for event in row if event and (person := role(event)) and person.span),
        key=lambda span: (-len(span.text), span.text, span.start),
    )
    return [_person(role(event), longest) if event else None for event in row]


def _person(person: Person | None, longest: Sequence[Span]) -> str:
    if person is None:
        return NONE
    if person.span is None:
        return "owner"
    if person.registry_id:
        return f"id {person.registry_id}"
    agreeing = (span for span in longest if mentions_agree(person, Person(span, None)))
    return f"words {key(next(agreeing).text)}"


def _tallies(first: Annotation, second: Annotation, rows: Sequence[Slots], pair: Pair) -> dict[str, Tally]:
    found = {"event": _events(rows, pair)}
    for label in Label:
        mine, theirs = ([s for s in one.spans.values() if s.label is label] for one in (first, second))
        strict = Counter((s.start, s.end) for s in mine) & Counter((s.start, s.end) for s in theirs)
        overlap = sum(1 for _ in paired_spans(mine, theirs))
        found[f"mention_strict.{label}"] = tally(strict.total(), len(theirs), len(mine))
        found[f"mention_overlap.{label}"] = tally(overlap, len(theirs), len(mine))
    for name in ("mention_strict", "mention_overlap"):
        found[name] = sum((found[f"{name}.{label}"] for label in Label), Tally())
    return found


def _events(rows: Sequence[Slots], pair: Pair) -> Tally:
    mine, theirs = ([row[place] is not None for row in rows] for place in pair)
    return tally(sum(a and b for a, b in zip(mine, theirs, strict=True)), sum(theirs), sum(mine))
