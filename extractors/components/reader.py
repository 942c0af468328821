"""What the neural reader sees: further mentions, and what it tells of every sentence, for those that decide."""

from __future__ import annotations

from extractors.component import Component
from extractors.draft import Draft


class ReadByModel(Component):
    """Runs after all rules that mark mentions, whose marks it reads; idle without a model."""

    name = "reader"

    def annotate(self, draft: Draft) -> None:
        """Adds mentions and the reading."""
        if self.resources.reader is not None:
            draft.told = self.resources.reader.read(draft)
