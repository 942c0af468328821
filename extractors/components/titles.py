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
        """Titles stand in all turns; a title that continues into another word (主任务) is left out."""
        pattern = re.compile(alternatives(words("titles", "title", alone="1")) + r"(?![们务制员])")
        for found in pattern.finditer(draft.text):
            if draft.is_word_start(found.start()):
                yield Span(found.start(), found.end(), Label.POS, 0.7, self.name)
