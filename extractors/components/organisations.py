"""Organisations: of the registries, by the lexicon of units after a place, companies and law firms by their ending."""

from __future__ import annotations

import re
from collections.abc import Iterable

from data.lexicon import alternatives, words
from data.types import Label
from extractors.component import Component, Resources
from extractors.draft import Draft
from extractors.spans import Span

LEVEL = "(?:中共)?(?:[省市县区镇乡州]|本市|本县|我市|我县)"
ENDING = re.compile(
    r"(?:(?![为是在由向被把将给到的])[一-鿿]){2,14}?(?:股份有限公司|有限责任公司|有限公司|律师事务所|会计师事务所|集团公司|人民法院|人民检察院|公安局|法律服务所)"
)
NO_START = re.compile(
    r"^(?:[和与由向被把将对给到在是为从跟及或]|关于|公诉机关|被告|原告|申请|经过|委托|上诉人|单位|以)"
)


class Organisations(Component):
    """Marks organisations as ORG."""

    name = "organisations"

    def __init__(self, resources: Resources) -> None:
        super().__init__(resources)
        names = resources.names
        known = tuple(names.organisations | names.firms)
        place = alternatives(names.places)
        apart = alternatives(words("units", "unit"))
        alone = alternatives(words("units", "unit", alone="1"))
        self._known = re.compile(alternatives(known))
        self._placed = re.compile(f"(?:{place}{LEVEL}?|{LEVEL}|某[省市县区]?|原){apart}")
        self._alone = re.compile(f"{alone}(?![长官员工律])")

    def find(self, draft: Draft) -> Iterable[Span]:
        """In all turns; a full name and the department after it are two."""
        for found in self._known.finditer(draft.text):
            yield Span(found.start(), found.end(), Label.ORG, 0.85, self.name)
        for found in self._placed.finditer(draft.text):
            if draft.text[found.end() : found.end() + 1] not in "长官":
                yield Span(found.start(), found.end(), Label.ORG, 0.82, self.name)
        for found in self._alone.finditer(draft.text):
            if draft.is_word_start(found.start()):
                yield Span(found.start(), found.end(), Label.ORG, 0.65, self.name)
        for found in ENDING.finditer(draft.text):
            cut = NO_START.match(found[0])
            start = found.start() + (cut.end() if cut else 0)
            yield Span(start, found.end(), Label.ORG, 0.8, self.name)
