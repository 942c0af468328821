"""Names that the sequence tagger finds in the turns that are read."""

from __future__ import annotations

import re
from collections.abc import Iterable

from data.lexicon import alternatives, words
from data.types import Label
from extractors.component import Component, Resources
from extractors.draft import Draft
from extractors.spans import Span

HAN_NAME = re.compile(r"[一-鿿]{2,4}")


class TaggedNames(Component):
    """Marks the tagger's people as PER when they begin with a family name, and its organisations as ORG."""

    name = "tagged_names"

    def __init__(self, resources: Resources) -> None:
        super().__init__(resources)
        self._surname = re.compile(alternatives((*words("surnames", "surname"), *resources.names.surnames)))
        self._word = re.compile(alternatives(words("not_names", "word", use="word")))
        self._ending = words("not_names", "word", use="ending")

    def find(self, draft: Draft) -> Iterable[Span]:
        """Nothing when the pipeline was built without a tagger."""
        tagger = self.resources.tagger
        if tagger is None:
            return
        pieces = [draft.text[stretch.start : stretch.end] for stretch in draft.reading]
        for stretch, spans in zip(draft.reading, tagger.tag(pieces), strict=True):
            for span in spans:
                start, end = stretch.start + span.start, stretch.start + span.end
                said = draft.text[start:end]
                if span.label is Label.PER and self._is_name(draft.text, start, end):
                    yield Span(start, end, Label.PER, 0.78 if len(said) == 3 else 0.6, self.name)
                elif span.label is Label.ORG and len(said) >= 3:
                    yield Span(start, end, Label.ORG, span.score, self.name)

    def _is_name(self, text: str, start: int, end: int) -> bool:
        """Whether the words begin with a family name and are no common word, family, place or paper."""
        said = text[start:end]
        if not HAN_NAME.fullmatch(said) or not self._surname.match(said) or said.endswith(self._ending):
            return False
        word = self._word.match(text, start)
        return word is None or word.end() < end
