"""One thing that annotators answer, alike or not, and how it is settled: by agreement, by majority, by a decision.

A decision is what a person wrote into a line of the worklist: the name of an annotator, a value, or `drop`. It belongs
to the answers it was made on: their digest is part of the question's id, so that a decision never moves to others.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from data.errors import GoldError

DROP, KEEP = "drop", "keep"
Value = Any
"""A JSON value."""


class QuestionLayer(StrEnum):
    """What is asked about."""

    DOCUMENT = "document"  # owner, folder
    MENTION = "mention"  # which spans stand in a run of text
    LINK = "link"  # who a mention is
    EVENT = "event"  # whether there is such an event
    FIELD = "field"  # one field of an event


@dataclass(frozen=True, slots=True)
class Answer:
    """What one annotator says. Answers with equal `key` say the same; of these the least `rank` is taken."""

    key: str
    value: Value
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """One question on `start`:`end` of a document; `field` is empty but for documents and fields.

    `number` parts questions of one place. `check` gives the value that a decision comes to, or raises ValueError;
    `dropped` is the value of `drop`. `forced` questions are not settled by agreement. `basis` is what the answers were
    made from where decisions on other questions move them, None where nothing does: the id rests on it.
    """

    doc_id: str
    layer: QuestionLayer
    start: int
    end: int
    field: str
    answers: Mapping[str, Answer]
    check: Callable[[Value], Value]
    dropped: Value = None
    number: int = 1
    forced: bool = False
    basis: Value = None

    @property
    def id(self) -> str:
        """Stable for the same answers, whatever the order of annotators and their ids of mentions and events."""
        field = f":{self.field}" if self.field else ""
        number = f":{self.number}" if self.number > 1 else ""
        told = {name: [answer.key, answer.value] for name, answer in self.answers.items()}
        digest = hashlib.sha256(written(told if self.basis is None else self.basis).encode()).hexdigest()[:8]
        return f"{self.doc_id}#{self.layer}:{self.start}-{self.end}{number}{field}:{digest}"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A question that agreement did not settle. `decided` tells whether a person has, `taken` to what (else None)."""

    question: Question
    decision: Value
    taken: Value
    decided: bool


@dataclass(frozen=True, slots=True)
class Settled:
    """What was taken. `open`: nothing yet."""

    value: Value
    open: bool = False


class Bench:
    """Settles questions and keeps the conflicts. `letters` are the annotators by the letters they are shown as."""

    def __init__(self, letters: Mapping[str, str], decisions: Mapping[str, Value], *, majority: bool) -> None:
        self._letters, self._decisions, self._majority = letters, decisions, majority
        self.conflicts: list[Conflict] = []
        self.agreed = 0
        self.voted = 0

    def settle(self, question: Question) -> Settled:
        """What all say, or most when asked for that, or what was decided. Raises GoldError for an unfit decision."""
        answers = list(question.answers.values())
        key, votes = min(Counter(answer.key for answer in answers).items(), key=lambda item: (-item[1], item[0]))
        if not question.forced and votes == len(answers):
            self.agreed += 1
            return Settled(_first(answers, key))
        if not question.forced and self._majority and len(answers) > 2 and 2 * votes > len(answers):
            self.voted += 1
            return Settled(_first(answers, key))
        decision = self._decisions.get(question.id)
        if is_blank(decision):
            self.conflicts.append(Conflict(question, "", None, decided=False))
            return Settled(None, open=True)
        taken = self._meant(question, decision)
        self.conflicts.append(Conflict(question, decision, taken, decided=True))
        return Settled(taken)

    def stale(self) -> dict[str, Value]:
        """The decisions that answer no conflict of these annotations, by id."""
        asked = {conflict.question.id for conflict in self.conflicts}
        return {key: one for key, one in sorted(self._decisions.items()) if key not in asked and not is_blank(one)}

    def _meant(self, question: Question, decision: Value) -> Value:
        """The value that a decision names: by annotator, by value, or `drop`."""
        names = {**{name: letter for letter, name in self._letters.items()}, **{one: one for one in self._letters}}
        by = decision["by"] if isinstance(decision, dict) and decision.keys() == {"by"} else decision
        if by is decision and isinstance(decision, dict) and decision.keys() == {"value"}:
            return _checked(question, decision["value"])
        if by == DROP:
            return _checked(question, question.dropped)
        if isinstance(by, str) and by in names:
            if names[by] not in question.answers:
                raise GoldError(f"decision on {question.id}: {by!r} has no answer there; name one of its candidates")
            return _checked(question, question.answers[names[by]].value)
        if by is not decision:
            raise GoldError(f"decision on {question.id}: {by!r} is no annotator; known: {', '.join(self._letters)}")
        if isinstance(decision, str) and decision not in _texts_of(question):
            raise GoldError(
                f"decision on {question.id}: the text is no annotator and no candidate; a value that nobody gave is "
                'written {"value": ...}'
            )
        return _checked(question, decision)


def is_blank(decision: Value) -> bool:
    """Whether nothing was decided: an empty text, or null (a value of null is `drop` or {"value": null})."""
    return decision is None or (isinstance(decision, str) and not decision.strip())


def written(value: Value) -> str:
    """One writing of a JSON value, whatever the order of its keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def read_decisions(lines: Iterable[tuple[int, Mapping[str, Any]]], place: str) -> dict[str, Value]:
    """The decisions by conflict of (line number, object) pairs.

    Raises GoldError for a line without id or decision, and for a conflict that two lines decide differently.
    """
    found: dict[str, Value] = {}
    for number, row in lines:
        key = row.get("id")
        if not isinstance(key, str) or "decision" not in row:
            raise GoldError(f"{place}:{number}: no decision; a line has the 'id' of a conflict and a 'decision'")
        value = row["decision"].strip() if isinstance(row["decision"], str) else row["decision"]
        if not is_blank(found.get(key)) and not is_blank(value) and found[key] != value:
            raise GoldError(f"{place}:{number}: {key} is decided twice, differently; leave one line")
        if is_blank(found.get(key)):
            found[key] = value
    return found


def _texts_of(question: Question) -> set[str]:
    """The texts that stand as candidates, or within them: what a bare text may repeat."""
    values = [answer.value for answer in question.answers.values()]
    inner = [part for value in values if isinstance(value, dict) for part in value.values()]
    keep = {KEEP} if question.layer is QuestionLayer.EVENT else set()
    return keep | {value for value in (*values, *inner) if isinstance(value, str)}


def _first(answers: Sequence[Answer], key: str) -> Value:
    alike = [answer for answer in answers if answer.key == key]
    return min(alike, key=lambda answer: (answer.rank, written(answer.value))).value


def _checked(question: Question, value: Value) -> Value:
    try:
        return question.check(value)
    except (ValueError, TypeError, KeyError) as error:
        raise GoldError(
            f"decision on {question.id}: {error}; expected an annotator, {DROP!r} or a value written as its candidates"
        ) from None
