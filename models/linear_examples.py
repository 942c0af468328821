"""Marked-up papers as examples for the linear models of the extractors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.goldfile import document_of, read_rows
from data.registry import Registries
from data.types import Channel, Label, Lawful, Situation, Status, VerdictKind
from extractors.draft import Draft
from extractors.features import Sentence, SentenceReader
from extractors.people import people_of
from extractors.pipeline import draft_of
from extractors.role_features import PERSONS, Act, RoleReader
from extractors.spans import Span

ROLE_LABELS: dict[str, tuple[Label, ...]] = {
    "intervener": PERSONS,
    "recipient": PERSONS,
    "via": PERSONS,
    "on_behalf_of": PERSONS,
    "case": (Label.CASE,),
    "time": (Label.TIME,),
}


@dataclass(frozen=True, slots=True)
class Example:
    """Features of one thing to judge and the outputs that are true of it."""

    features: tuple[str, ...]
    true: frozenset[str]


@dataclass(frozen=True, slots=True)
class Choice:
    """The features of all candidates for a role of one act, and the places of those that fill it, none for nobody."""

    candidates: tuple[tuple[str, ...], ...]
    right: frozenset[int]


@dataclass(slots=True)
class Examples:
    """Examples of the four models, in the order of the papers. `roles` are keyed by role."""

    acts: list[Example] = field(default_factory=list)
    clauses: list[Example] = field(default_factory=list)
    sorts: list[Example] = field(default_factory=list)
    roles: dict[str, list[Choice]] = field(default_factory=lambda: {role: [] for role in ROLE_LABELS})

    def add(self, other: Examples) -> None:
        """Appends the examples of `other`."""
        self.acts += other.acts
        self.clauses += other.clauses
        self.sorts += other.sorts
        for role, choices in other.roles.items():
            self.roles[role] += choices


def sort_outputs() -> tuple[str, ...]:
    """The outputs of the model that sorts acts."""
    return (
        *(f"situation {code.value}" for code in Situation),
        *(f"first {code.value}" for code in Situation),
        *(f"status {code.value}" for code in Status),
        *(f"lawful {code.value}" for code in Lawful),
        "lawful none",
        *(f"channel {code.value}" for code in Channel),
    )


def examples_of(gold: Path, registries: Registries) -> Examples:
    """The examples of one gold file, names found as the extractor finds them."""
    found = Examples()
    people = people_of(registries)
    read = draft_of(registries)
    for _, row in read_rows(gold):
        draft = read(document_of(row, str(gold)))
        spans = draft.settled(*Label)
        _acts(found, row, SentenceReader(draft, people, spans))
        _roles(found, row, draft, RoleReader(draft, people, draft.with_doubtful(spans)))
    return found


def _acts(found: Examples, row: dict[str, Any], reader: SentenceReader) -> None:
    marks = {mention["id"]: mention for mention in row["mentions"]}
    acts = [(marks[t], event) for event in row["events"] for t in event["triggers"]]
    for sentence in reader.read():
        inside = [(mark, event) for mark, event in acts if _overlap(mark, sentence.start, sentence.end)]
        found.acts.append(Example(sentence.features, frozenset({"act"} if inside else ())))
        if inside:
            found.clauses += _clause_examples(reader, sentence, [mark for mark, _ in inside])
            found.sorts += [_sorted(reader, sentence, mark, event) for mark, event in inside]


def _clause_examples(reader: SentenceReader, sentence: Sentence, marks: list[dict[str, Any]]) -> Iterator[Example]:
    for number, (start, end) in enumerate(sentence.clauses):
        hit = any(_overlap(mark, start, end) for mark in marks)
        yield Example(reader.clause_features(sentence, number), frozenset({"clause"} if hit else ()))


def _sorted(reader: SentenceReader, sentence: Sentence, mark: dict[str, Any], event: dict[str, Any]) -> Example:
    features = list(sentence.features)
    for number, (start, end) in enumerate(sentence.clauses):
        if _overlap(mark, start, end):
            features += reader.clause_features(sentence, number)
    true = {f"situation {code}" for code in event["situations"]}
    true |= {f"first {event['situations'][0]}"}
    true |= {f"status {event['status']}", f"channel {event['channel']}"}
    if event["lawful"] or event["verdict"] != VerdictKind.LAWFUL.value:
        true |= {f"lawful {event['lawful'] or 'none'}"}  # a person may have said that it is lawful, and not by what
    return Example(tuple(dict.fromkeys(features)), frozenset(true))


def _roles(found: Examples, row: dict[str, Any], draft: Draft, reader: RoleReader) -> None:
    marks = {mention["id"]: mention for mention in row["mentions"]}
    for event in row["events"]:
        for trigger in event["triggers"]:
            act = Act(marks[trigger]["start"], marks[trigger]["end"], event["situations"][0])
            for role, labels in ROLE_LABELS.items():
                candidates = reader.candidates(act, labels)
                mark = marks.get(event[role] or "")
                right = frozenset(
                    place for place, span in enumerate(candidates) if mark is not None and _same(row, draft, mark, span)
                )
                if candidates and (right or mark is None):
                    features = tuple(reader.features(act, span, candidates) for span in candidates)
                    found.roles[role].append(Choice(features, right))


def _same(row: dict[str, Any], draft: Draft, mark: dict[str, Any], span: Span) -> bool:
    """Whether `span` is the marked mention, or another of the same words or the same registered person."""
    if _overlap(mark, span.start, span.end) or draft.words_of(span) == mark["text"]:
        return True
    person = mark.get("registry_id")
    return person is not None and any(
        other.get("registry_id") == person and _overlap(other, span.start, span.end) for other in row["mentions"]
    )


def _overlap(mark: dict[str, Any], start: int, end: int) -> bool:
    return bool(mark["start"] < end and start < mark["end"])
