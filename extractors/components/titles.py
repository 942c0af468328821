"""Posts and titles that stand apart from a name (POS)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from data.lexicon import alternatives, words
from data.types import Label
from extractors.component import Component
from extractors.draft import Draft
from extractors.spans import Span


class Titles(Component):
    """Marks titles of the lexicon; 王院长 is a person, whose longer span wins over the title within."""

    name = "titles"

    def find(self, draft: Draft) -> Iterable[Span]:
        """Titles stand in all turns; some count only beside a name. A title that goes on (主任务) is left out."""
        alone = words("titles", "title", alone="1")
        beside = words("titles", "title", alone="2")
        pattern = re.compile(alternatives(alone + beside) + r"(?![们务制员])")
        people = draft.settled(Label.PER)
        edges = {span.start for span in people} | {span.end for span in people}
        for found in pattern.finditer(draft.text):
            near = found.start() in edges or found.end() in edges
            if draft.is_word_start(found.start()) and (near or found[0] in alone):
                yield Span(found.start(), found.end(), Label.POS, 0.7, self.name)
