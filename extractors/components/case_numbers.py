"""Case numbers as courts and procuratorates print them."""

from __future__ import annotations

from collections.abc import Iterable

from data.casenumber import find_case_numbers
from data.types import Label
from extractors.component import Component
from extractors.draft import Draft
from extractors.spans import Span


class CaseNumbers(Component):
    """Marks every full case number as CASE, in all turns: the search is cheap."""

    name = "case_numbers"

    def find(self, draft: Draft) -> Iterable[Span]:
        """The printed form is marked as it stands, brackets and year included."""
        for found in find_case_numbers(draft.text):
            yield Span(found.start, found.end, Label.CASE, 1.0, self.name)
