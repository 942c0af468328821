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
from extractors.spans import DOUBTFUL, Span

ADDED = (Label.PER, Label.POS)
"""Labels of mentions that the reader adds; of the others rules know more (bench/setups.py)."""


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """`trust` scales the probability of a tagged mention to the score it competes with: rules come first.

    `least` is the probability it must reach; from `doubtful` on, the probability of being a mention of any label, words
    are kept aside for roles alone.
    """

    trust: float = 0.5
    least: float = 0.8
    doubtful: float = 0.1


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
            draft.doubtful.extend(self._doubtful(window, tags))
        known = known_spans(draft)
        reading = Reading()
        for window, state in zip(parts, states, strict=True):
            reading.told += self._told(draft, window, state, spans_within(window, known))
        return reading

    def _mentions(self, window: Window, tags: NDArray[np.float32]) -> Iterator[Span]:
        """Mentions that begin in the sentences of the window, of the labels that are added."""
        best = tags.argmax(axis=1)
        for at, stop, label in _runs(window, best):
            chance = float(tags[np.arange(at, stop), best[at:stop]].mean())
            if chance >= self._settings.least:
                yield Span(*_place(window, at, stop), label, self._score(chance), "reader")

    def _doubtful(self, window: Window, tags: NDArray[np.float32]) -> Iterator[Span]:
        """Words that may be mentions; those that are mentions are among them."""
        inside = 1.0 - tags[:, 0]
        best = np.where(inside >= self._settings.doubtful, tags[:, 1:].argmax(axis=1) + 1, 0)
        for at, stop, label in _runs(window, best, opened=False):
            yield Span(*_place(window, at, stop), label, self._score(float(inside[at:stop].mean())), DOUBTFUL)

    def _score(self, chance: float) -> float:
        return round(self._settings.trust * chance, 4)

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


def _runs(window: Window, best: NDArray[np.int64], opened: bool = True) -> Iterator[tuple[int, int, Label]]:
    """(start, stop, label) of the runs of one label in the sentences of the window, in positions of the window.

    A run begins where its label begins, with `opened` false also where it goes on and nothing began.
    """
    at, end = window.position(window.sentences[0][0]) + 1, window.position(window.sentences[-1][1]) + 1
    while at < end:
        tag = int(best[at])
        if tag == 0 or (opened and tag % 2 == 0):
            at += 1
            continue
        inner = tag + tag % 2
        stop = at + 1
        while stop < end and best[stop] == inner:
            stop += 1
        if TAGGED[(tag - 1) // 2] in ADDED:
            yield at, stop, TAGGED[(tag - 1) // 2]
        at = stop


def _place(window: Window, at: int, stop: int) -> tuple[int, int]:
    """Where positions `at:stop` of the window stand in the text."""
    first = window.sentences[0][0]
    start = first + at - window.position(first) - 1
    return start, start + stop - at
