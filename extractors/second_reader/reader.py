"""One document read by the service: what of its answers holds, and what was lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from data.registry import Registries
from data.types import Document
from extractors.forms import form_of
from extractors.gate import Gate
from extractors.names import names_of
from extractors.second_reader.answers import events_in
from extractors.second_reader.checking import REFUSED, Seen, check
from extractors.second_reader.chunks import Chunk, chunks_of
from extractors.second_reader.client import Client, Clock
from extractors.second_reader.losses import PASSING, Cause, Lost
from extractors.second_reader.places import Words
from extractors.second_reader.prompt import messages, told
from extractors.second_reader.settings import SecondReaderSettings

REQUESTS, ANSWERS = "requests", "answers"
UNREAD = "unread_"
"""Begins the name of a count of losses; a `Cause` follows."""


@dataclass(slots=True)
class Second:
    """What the second reader made of a document. `heard` are the chunks whose answer holds whole: only of what stands
    there can it be said that it was not seen. `counts` by name: requests, answers, faults of answers, losses."""

    events: list[Seen] = field(default_factory=list)
    heard: list[Chunk] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


class SecondReader:
    """Reads documents by one service. One instance a process; not for several threads."""

    def __init__(self, settings: SecondReaderSettings, registries: Registries, clock: Clock | None = None) -> None:
        self._settings = settings
        self._clock = clock or Clock()
        self._client = Client(settings, self._clock)
        self._names = names_of(registries)
        self._gate = Gate(self._names)
        self._lost_in_a_row = 0
        self._rests_until = float("-inf")

    def until(self) -> float:
        """The moment by the clock at which a file that is begun now has had its seconds."""
        return self._clock.now() + self._settings.file_seconds

    def read(self, document: Document, until: float) -> Second:
        """What the service sees in what the gate lets through. Never raises for what it answers, or that it does not.

        A chunk that is longer than the model can read is asked for again in halves.
        """
        second = Second()
        stretches = self._gate.passing(document, form_of(document, self._names))
        waiting = list(chunks_of(document, stretches, self._settings.most_characters))
        while waiting:
            chunk = waiting.pop(0)
            try:
                self._ask(document, chunk, until, second)
            except Lost as lost:
                halves = chunk.halves() if lost.cause in (Cause.TOO_LONG, Cause.CUT_SHORT) else ()
                waiting[:0] = halves
                if not halves:
                    second.counts[UNREAD + lost.cause.value] += 1
        second.events.sort(key=lambda seen: seen.triggers)
        return second

    def _ask(self, document: Document, chunk: Chunk, until: float, second: Second) -> None:
        if self._clock.now() >= until or self._clock.now() < self._rests_until:
            raise Lost(Cause.NOT_ASKED)
        second.counts[REQUESTS] += 1
        try:
            said = self._client.ask(messages(chunk.text_of(document), document.kind), until)
        except Lost as lost:
            self._note(lost.cause)
            raise
        self._lost_in_a_row = 0
        checked = check(events_in(said), Words(document.text, chunk.joined()))
        second.counts[ANSWERS] += 1
        second.counts += checked.faults
        second.events += checked.events
        if not checked.faults[REFUSED]:
            second.heard.append(chunk)

    def _note(self, cause: Cause) -> None:
        """After several losses that may pass, the service is left alone for a while."""
        limits = told()["limits"]
        self._lost_in_a_row = self._lost_in_a_row + 1 if cause in PASSING else 0
        if self._lost_in_a_row >= limits["losses_in_a_row"]:
            self._lost_in_a_row = 0
            self._rests_until = self._clock.now() + limits["rest_seconds"]


def was_heard(triggers: Iterable[tuple[int, int]], chunks: Sequence[Chunk]) -> bool:
    """Whether all triggers stand in chunks whose answer holds whole."""
    return all(any(chunk.covers(*span) for chunk in chunks) for span in triggers)
