"""Which events stand in a document and what they say, out of what several annotators marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from evaluation.annotation import Annotation, MarkedEvent
from evaluation.gold.alignment import aligned_events
from evaluation.gold.event_fields import FIELDS, PENDING, TRIGGERS, VALUES, answer, basis, check
from evaluation.gold.questions import Answer, Bench, Question, QuestionLayer, Settled, Value
from evaluation.gold.settled_mentions import SettledMentions

Held = Mapping[str, MarkedEvent]
"""One event as those who have it marked it, by letter."""


@dataclass(frozen=True, slots=True)
class SettledEvent:
    """An event by field, words as spans. `open`: not all of it is settled."""

    values: Mapping[str, Value]
    open: bool


def settled_events(marked: Mapping[str, Annotation], mentions: SettledMentions, bench: Bench) -> list[SettledEvent]:
    """The events that stand, in text order; one whose existence is open is not among them."""
    letters = list(marked)
    seen: Counter[tuple[int, int]] = Counter()
    found = []
    for row in aligned_events([marked[letter] for letter in letters]):
        held = {letter: event for letter, event in zip(letters, row, strict=True) if event}
        extent = _extent(held)
        seen[extent] += 1
        asked = _EventQuestions(mentions, held, (*extent, seen[extent]))
        if bench.settle(asked.existence(letters)).value:
            settled = {name: bench.settle(asked.field(name)) for name in FIELDS}
            found.append(SettledEvent({name: one.value for name, one in settled.items()}, _open(settled.values())))
    return found


class _EventQuestions:
    """The questions about one event that some annotators have."""

    def __init__(self, mentions: SettledMentions, held: Held, place: tuple[int, int, int]) -> None:
        self._mentions, self._held = mentions, held
        self._start, self._end, self._number = place

    def existence(self, letters: Sequence[str]) -> Question:
        """Whether there is such an event. Asked anew, of all, when decisions left none of its acts marked."""
        wordless = not any(self._answer(letter, TRIGGERS).value for letter in self._held) and any(
            event.triggers for event in self._held.values()
        )

        def standing(value: Value) -> Value:
            if not value:
                return None
            if wordless:
                raise ValueError("no act of it is left marked; drop it, or decide the mentions otherwise")
            return True

        answers = {letter: self._presence(letter) for letter in letters}
        marked = {letter: [basis(name, event) for name in FIELDS] for letter, event in self._held.items()}
        return replace(self._question(QuestionLayer.EVENT, "", answers, standing), basis=marked, forced=wordless)

    def field(self, name: str) -> Question:
        """What the event says in one field, of those who have it."""
        answers = {letter: self._answer(letter, name) for letter in self._held}
        marked = {letter: basis(name, event) for letter, event in self._held.items()}
        return replace(self._question(QuestionLayer.FIELD, name, answers, check(name, self._mentions)), basis=marked)

    def _question(
        self, layer: QuestionLayer, field: str, answers: Mapping[str, Answer], allowed: Callable[[Value], Value]
    ) -> Question:
        place = self._start, self._end
        doc_id = self._mentions.doc_id
        return Question(doc_id, layer, *place, field, answers, allowed, None, number=self._number)

    def _presence(self, letter: str) -> Answer:
        event = self._held.get(letter)
        if event is None:
            return Answer("no", None)
        shown = {name: self._answer(letter, name).value for name in FIELDS}
        return Answer("yes", shown | {name: value(event) for name, value in VALUES.items()})

    def _answer(self, letter: str, name: str) -> Answer:
        return answer(name, self._held[letter], self._mentions, self._start)


def _extent(held: Held) -> tuple[int, int]:
    """From the first to the last character of its acts by anyone's marks; 0, 0 for an event without acts."""
    spans = [span for event in held.values() for span in event.triggers]
    return min((s.start for s in spans), default=0), max((s.end for s in spans), default=0)


def _open(settled: Iterable[Settled]) -> bool:
    return any(one.open or one.value == PENDING or _pending(one) for one in settled)


def _pending(one: Settled) -> bool:
    return isinstance(one.value, list) and PENDING in one.value
