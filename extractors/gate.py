"""Which stretches of a paper the costly steps read: one pass for the words of acts, people and cases."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from data.lexicon import rows, words
from data.types import Document
from extractors.clauses import sentences
from extractors.draft import Stretch
from extractors.forms import Form, is_insider
from extractors.names import Names

BIAS, NAME, TITLE = "bias", "name", "title"
"""Rows of the table that are no stems: what every stretch starts from, any name of the registries, any title."""


@dataclass(frozen=True, slots=True)
class GateSettings:
    """Scores 0..1. A paper of at most `whole` code points is read whole when one of its stretches has `threshold`.

    Of a longer one the stretches are read that have `long`, with `context` stretches on either side. A turn longer
    than `piece` code points is weighed in pieces of whole sentences of about that length.
    """

    threshold: float = 0.14
    long: float = 0.086
    context: int = 2
    piece: int = 300
    whole: int = 6_000


class Gate:
    """A linear scorer of stretches by the stems they hold; deterministic, about the speed of the pass alone."""

    def __init__(
        self, names: Names, settings: GateSettings | None = None, weights: Mapping[str, float] | None = None
    ) -> None:
        """`weights` by stem, BIAS, NAME and TITLE; those of the lexicon when there are none."""
        self.settings = settings or GateSettings()
        self._weights = weights or {row["stem"]: float(row["weight"]) for row in rows("gate")}
        self._signs: dict[str, list[str]] = {stem: [stem] for stem in self._weights}
        for sign, said in ((NAME, names.people | names.parties), (TITLE, words("titles", "title"))):
            for word in sorted(said):
                self._signs.setdefault(word, []).append(sign)
        self._words = AhoCorasick(list(self._signs))
        self._by_number = list(self._signs.values())

    def stretches(self, document: Document) -> list[Stretch]:
        """The stretches of a document in text order; they cover all that its turns say."""
        return [stretch for index in range(len(document.turns)) for stretch in self._of_turn(document, index)]

    def signs(self, document: Document, stretches: list[Stretch]) -> list[set[str]]:
        """What each stretch holds of the table, each stem, NAME and TITLE once."""
        starts = [stretch.start for stretch in stretches]
        seen: list[set[str]] = [set() for _ in starts]
        for number, start, end in self._words.find_matches_as_indexes(document.text, overlapping=True):
            index = bisect_right(starts, start) - 1
            if index >= 0 and end <= stretches[index].end:
                seen[index].update(self._by_number[number])
        return seen

    def scores(self, document: Document, stretches: list[Stretch]) -> list[float]:
        """How likely each stretch tells of an act, 0..1."""
        bias, weights = self._weights.get(BIAS, 0.0), self._weights
        totals = (
            bias + sum(weights.get(sign, 0.0) for sign in sorted(signs)) for signs in self.signs(document, stretches)
        )
        return [1.0 / (1.0 + math.exp(-total)) for total in totals]

    def passing(self, document: Document, form: Form) -> tuple[Stretch, ...]:
        """What is to be read, context included, in text order.

        Of an instrument or a stranger's paper only stretches that speak of the handling of a case are read.
        """
        settings, stretches = self.settings, self.stretches(document)
        if form is not Form.OFFICE and not is_insider(document.text):
            return ()
        short = len(document.text) <= settings.whole
        least = settings.threshold if short else min(settings.threshold, settings.long)
        passed = [i for i, score in enumerate(self.scores(document, stretches)) if score >= least]
        if form is not Form.OFFICE:
            passed = [i for i in passed if is_insider(document.text[stretches[i].start : stretches[i].end])]
        elif passed and short:
            return tuple(stretches)
        near = settings.context
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
