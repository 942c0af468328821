"""People told of without a name: 嫂子, 老板娘, 一个男的. They are mentions only where they fill a role."""

from __future__ import annotations

import re
from collections.abc import Iterable

from data.lexicon import alternatives, words
from data.types import Label
from extractors.component import Component, Resources
from extractors.draft import Draft
from extractors.spans import DOUBTFUL, Span

SCORE = 0.1


class Unnamed(Component):
    """Puts words for people without a name aside, for the roles of events. Runs after all that mark names."""

    name = "unnamed"

    def __init__(self, resources: Resources) -> None:
        super().__init__(resources)
        self._words = re.compile(alternatives(words("unnamed", "word")))

    def annotate(self, draft: Draft) -> None:
        """Adds to the draft's doubtful spans."""
        draft.doubtful.extend(self.find(draft))

    def find(self, draft: Draft) -> Iterable[Span]:
        """Words of the lexicon in the sentences that are read, where no name stands beside them."""
        edges = {edge for span in draft.settled(Label.PER) for edge in (span.start, span.end)}
        for _, (start, end) in draft.sentences_read():
            for found in self._words.finditer(draft.text, start, end):
                if all(map(draft.is_word_start, found.span())) and edges.isdisjoint(found.span()):
                    yield Span(found.start(), found.end(), Label.POS, SCORE, DOUBTFUL)
