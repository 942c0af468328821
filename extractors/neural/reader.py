"""Reads a draft with the neural model: further mentions, and what every sentence tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.types import Label
from extractors.draft import Draft
from extractors.neural.inputs import head_inputs, known_spans, signs_along, spans_within
from extractors.neural.model import NeuralModel, States, sigmoid, softmax
from extractors.neural.outputs import TAGGED
from extractors.neural.told import Reading, Told, sorts_of
from extractors.neural.windows import Window, windows
from extractors.people import People
from extractors.spans import Span

ADDED = (Label.PER, Label.POS)
"""Labels of mentions that the reader adds; of the others rules know more (bench/setups.py)."""


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """`trust` scales the probability of a tagged mention to the score it competes with: rules come first.

    `least` is the probability it must reach.
    """

    trust: float = 0.5
    least: float = 0.8


class NeuralReader:
    """One instance a process; not for several threads."""

    def __init__(self, model: NeuralModel, people: People, settings: ReaderSettings | None = None) -> None:
        self._model, self._people = model, people
        self._settings = settings or ReaderSettings()
        self.version = f"neural-{model.digest}"

    def read(self, draft: Draft) -> Reading:
        """Adds mentions to `draft.spans`; returns what its sentences tell."""
        parts = windows(draft)
        known = known_spans(draft)
        states: list[States] = []
        for window in parts:
            said = window.lead + draft.text[window.start : window.end]
            signs = signs_along(draft, self._people, window, spans_within(window, known))
            state, tags = self._model.encode(said, signs)
            states.append(state)
            draft.spans.extend(self._mentions(window, tags))
        known = known_spans(draft)
        reading = Reading()
        for window, state in zip(parts, states, strict=True):
            reading.told += self._told(draft, window, state, spans_within(window, known))
        return reading

    def _mentions(self, window: Window, tags: NDArray[np.float32]) -> Iterator[Span]:
        """Mentions that begin in the sentences of the window, of the labels that are added."""
        first, last = window.sentences[0][0], window.sentences[-1][1]
        best = tags.argmax(axis=1)
        at, end = window.position(first) + 1, window.position(last) + 1
        while at < end:
            label = (int(best[at]) - 1) // 2
            if best[at] == 0 or best[at] % 2 == 0:
                at += 1
                continue
            stop = at + 1
            while stop < end and best[stop] == best[at] + 1:
                stop += 1
            chance = float(tags[np.arange(at, stop), best[at:stop]].mean())
            if TAGGED[label] in ADDED and chance >= self._settings.least:
                start = first + at - window.position(first) - 1
                yield Span(start, start + stop - at, TAGGED[label], round(self._settings.trust * chance, 4), "reader")
            at = stop

    def _told(self, draft: Draft, window: Window, state: States, spans: Sequence[Span]) -> Iterator[Told]:
        inputs = head_inputs(draft, self._people, window, spans)
        told = self._model.tell(state, inputs)
        roles = softmax(told["roles"])
        words = sigmoid(told["words"])
        acts, situations = sigmoid(told["act"]), sigmoid(told["situations"])
        sorts = {name: softmax(told[name]) for name in ("first", "status", "lawful", "channel")}
        for number, (start, end) in enumerate(window.sentences):
            at = window.position(start) + 1
            yield Told(
                start,
                end,
                float(acts[number]),
                sorts_of(
                    sorts["first"][number],
                    situations[number],
                    sorts["status"][number],
                    sorts["lawful"][number],
                    sorts["channel"][number],
                ),
                words[number, at : at + end - start],
                {(span.start, span.end): roles[number, :, place] for place, span in enumerate(spans, 2)},
                roles[number, :, 0],
                roles[number, :, 1],
            )
