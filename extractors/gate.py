"""Which stretches of a paper the costly steps read: one pass for the words of acts, people and cases."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from data.lexicon import rows
from data.types import Document
from extractors.clauses import sentences
from extractors.draft import Stretch
from extractors.forms import Form, is_insider
from extractors.names import Names


@dataclass(frozen=True, slots=True)
class GateSettings:
    """`threshold` is the sum of weights a stretch of an office paper needs, `strict` one of another paper.

    `context` are the stretches read on either side of one that has it. A turn longer than `piece` code points is
    weighed in pieces of whole sentences of about that length. An office paper of at most `whole` code points is read
    whole when one of its stretches passes.
    """

    threshold: float = 1.0
    strict: float = 2.5
    context: int = 2
    piece: int = 300
    whole: int = 6_000


class Gate:
    """Weighs every stretch by the stems it holds; deterministic, about the speed of the pass alone."""

    def __init__(self, names: Names, settings: GateSettings | None = None) -> None:
        self.settings = settings or GateSettings()
        weights = {row["stem"]: float(row["weight"]) for row in rows("gate")}
        for name in sorted(names.people | names.parties):
            weights.setdefault(name, 0.5)
        self._stems = AhoCorasick(list(weights))
        self._weights = list(weights.values())

    def stretches(self, document: Document) -> list[Stretch]:
        """The stretches of a document in text order; they cover all that its turns say."""
        return [stretch for index in range(len(document.turns)) for stretch in self._of_turn(document, index)]

    def scores(self, document: Document, stretches: list[Stretch]) -> list[float]:
        """The weight of every stretch, each stem counted once."""
        starts = [stretch.start for stretch in stretches]
        seen: list[set[int]] = [set() for _ in starts]
        for pattern, start, end in self._stems.find_matches_as_indexes(document.text, overlapping=True):
            index = bisect_right(starts, start) - 1
            if index >= 0 and end <= stretches[index].end:
                seen[index].add(pattern)
        return [sum(self._weights[pattern] for pattern in sorted(patterns)) for patterns in seen]

    def passing(self, document: Document, form: Form) -> tuple[Stretch, ...]:
        """What is to be read, context included, in text order.

        Of an instrument of the case only stretches that speak of its handling are read.
        """
        stretches = self.stretches(document)
        least = self.settings.threshold if form is Form.OFFICE else self.settings.strict
        passed = [i for i, score in enumerate(self.scores(document, stretches)) if score >= least]
        if form is Form.INSTRUMENT:
            passed = [i for i in passed if is_insider(document.text[stretches[i].start : stretches[i].end])]
        elif passed and form is Form.OFFICE and len(document.text) <= self.settings.whole:
            return tuple(stretches)
        near = self.settings.context
        wanted = {j for i in passed for j in range(max(0, i - near), min(len(stretches), i + near + 1))}
        return tuple(stretches[j] for j in sorted(wanted))

    def _of_turn(self, document: Document, index: int) -> Iterator[Stretch]:
        turn = document.turns[index]
        if turn.end - turn.body <= self.settings.piece:
            if turn.end > turn.body:
                yield Stretch(index, turn.body, turn.end)
            return
        start = turn.body
        for _, end in sentences(document.text, turn.body, turn.end):
            if end - start >= self.settings.piece:
                yield Stretch(index, start, end)
                start = end
        if start < turn.end:
            yield Stretch(index, start, turn.end)
