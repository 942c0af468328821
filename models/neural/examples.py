"""Marked-up papers as examples for the reader: windows with what is true of their words, sentences and mentions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.goldfile import document_of, read_rows
from data.registry import Registries
from data.types import OWNER as OWNER_WORD
from data.types import Label, VerdictKind
from extractors.draft import Draft
from extractors.neural.inputs import head_inputs, known_spans, signs_along, spans_within
from extractors.neural.outputs import CHANNELS, LAWFULS, ROLES, SITUATIONS, STATUSES, TAGGED
from extractors.neural.windows import Window, windows
from extractors.people import People, people_of
from extractors.pipeline import draft_of
from extractors.spans import Span

UNTOLD = -100
"""A target that nothing is learnt from."""


@dataclass(frozen=True, slots=True)
class Act:
    """What is true of sentence number `sentence`; `roles` has, a role, the mentions that fill it, empty when untold.

    `words` are positions of the window that carry it.
    """

    sentence: int
    first: int
    situations: tuple[int, ...]
    status: int
    lawful: int
    channel: int
    roles: tuple[tuple[int, ...], ...]
    words: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One window. `said` are its characters; positions count the sign of begin as 0.

    `signs` and `tags` have a number a position; `sentences` and `mentions` (nobody and owner first) are half-open
    positions, `mention_signs` a number a mention, `relations` (S, M).
    """

    doc_id: str
    said: str
    start: int
    lead: int
    signs: NDArray[np.int64]
    tags: NDArray[np.int64]
    sentences: NDArray[np.int64]
    mentions: NDArray[np.int64]
    mention_signs: NDArray[np.int64]
    relations: NDArray[np.int64]
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """The examples of one paper, its text, and where people are named: what swaps need."""

    doc_id: str
    text: str
    names: tuple[tuple[int, int], ...]
    examples: tuple[Example, ...]


def papers_of(gold: Path, registries: Registries) -> Iterator[Paper]:
    """The papers of one gold file, names found as the extractor finds them."""
    people, read = people_of(registries), draft_of(registries)
    for _, row in read_rows(gold):
        draft = read(document_of(row, str(gold)))
        made = tuple(_example(row, draft, people, window) for window in windows(draft))
        names = tuple((m["start"], m["end"]) for m in row["mentions"] if m["type"] == Label.PER.value)
        yield Paper(row["doc_id"], draft.text, names, made)


def _example(row: dict[str, Any], draft: Draft, people: People, window: Window) -> Example:
    inside = [m for m in row["mentions"] if window.start <= m["start"] and m["end"] <= window.end]
    marked = [m for m in inside if m["type"] != Label.TRIGGER.value]
    known = spans_within(window, known_spans(draft))
    taken = {offset for m in marked for offset in range(m["start"], m["end"])}
    gold = [Span(m["start"], m["end"], Label(m["type"]), 1.0, m["id"]) for m in marked]
    spans = sorted([*gold, *(s for s in known if taken.isdisjoint(range(s.start, s.end)))], key=lambda s: s.start)
    signs = signs_along(draft, people, window, known)
    tags = np.zeros(len(signs), np.int64)
    for span in gold:
        at = window.position(span.start) + 1
        tag = 1 + 2 * TAGGED.index(span.label)
        tags[at] = tag
        tags[at + 1 : at + span.end - span.start] = tag + 1
    return Example(
        doc_id=row["doc_id"],
        said=window.lead + draft.text[window.start : window.end],
        start=window.start,
        lead=len(window.lead),
        signs=signs,
        tags=tags,
        acts=tuple(_acts(row, window, spans)),
        **head_inputs(draft, people, window, spans),
    )


def _acts(row: dict[str, Any], window: Window, spans: Sequence[Span]) -> Iterator[Act]:
    marks = {mention["id"]: mention for mention in row["mentions"]}
    for number, (start, end) in enumerate(window.sentences):
        for event in row["events"]:
            hits = [marks[t] for t in event["triggers"] if marks[t]["start"] < end and start < marks[t]["end"]]
            if not hits:
                continue
            told = event["lawful"] or event["verdict"] != VerdictKind.LAWFUL.value
            yield Act(
                sentence=number,
                first=_index(SITUATIONS, event["situations"][0]),
                situations=tuple(_index(SITUATIONS, code) for code in event["situations"]),
                status=_index(STATUSES, event["status"]),
                lawful=LAWFULS.index(event["lawful"]) if told else UNTOLD,
                channel=_index(CHANNELS, event["channel"]),
                roles=tuple(tuple(_filling(row, marks, event[role], spans)) for role in ROLES),
                words=tuple(
                    window.position(offset) + 1
                    for mark in hits
                    for offset in range(max(start, mark["start"]), min(end, mark["end"]))
                ),
            )


def _filling(row: dict[str, Any], marks: dict[str, Any], ident: str | None, spans: Sequence[Span]) -> Iterator[int]:
    """The numbers of the mentions that fill a role: nobody, the owner, or all that name the same person or case."""
    if ident is None:
        yield 0
    elif ident == OWNER_WORD:
        yield 1
    else:
        mark = marks[ident]
        person = mark.get("registry_id")
        same = {
            (m["start"], m["end"])
            for m in row["mentions"]
            if m["id"] == ident
            or (m["type"] == mark["type"] and m["text"] == mark["text"])
            or (person is not None and m.get("registry_id") == person)
        }
        overlapping = (mark["start"], mark["end"])
        for number, span in enumerate(spans, 2):
            if (span.start, span.end) in same or span.touches(*overlapping):
                yield number


def _index(codes: Sequence[Any], value: str) -> int:
    return [code.value for code in codes].index(value)
