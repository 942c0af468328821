"""Names that the sequence tagger finds in the turns that are read."""

from __future__ import annotations

import re
from collections.abc import Iterable

from data.lexicon import alternatives, words
from data.types import Label
from extractors.component import Component
from extractors.draft import Draft
from extractors.spans import Span

HAN_NAME = re.compile(r"[一-鿿]{2,4}")


class TaggedNames(Component):
    """Marks the tagger's people as PER when they begin with a family name, and its organisations as ORG."""

    name = "tagged_names"

    def find(self, draft: Draft) -> Iterable[Span]:
        """Nothing when the pipeline was built without a tagger."""
        tagger = self.resources.tagger
        if tagger is None:
            return
        surname = re.compile(alternatives(words("surnames", "surname")))
        pieces = [draft.text[stretch.start : stretch.end] for stretch in draft.reading]
        for stretch, spans in zip(draft.reading, tagger.tag(pieces), strict=True):
            for span in spans:
                start, end = stretch.start + span.start, stretch.start + span.end
                said = draft.text[start:end]
                if span.label is Label.PER and HAN_NAME.fullmatch(said) and surname.match(said):
                    yield Span(start, end, Label.PER, 0.78 if len(said) == 3 else 0.6, self.name)
                elif span.label is Label.ORG and len(said) >= 3:
                    yield Span(start, end, Label.ORG, span.score, self.name)
