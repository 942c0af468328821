"""People: names of the registries, surname + title, nicknames, anonymised names, and what the tagger finds."""

from __future__ import annotations

import re
from collections.abc import Iterable

from data.lexicon import alternatives, words
from data.types import Label
from extractors.component import Component, Resources
from extractors.draft import Draft
from extractors.spans import Span

HAN = "一-鿿"


class Persons(Component):
    """Marks words that refer to one person by a name or a part of one as PER."""

    name = "persons"

    def __init__(self, resources: Resources) -> None:
        super().__init__(resources)
        names = resources.names
        surname = alternatives((*words("surnames", "surname", use="common"), *names.surnames))
        # A title makes a rare family name sure enough.
        rare = words("surnames", "surname", use="rare")
        any_surname = alternatives((*words("surnames", "surname", use="common"), *rare, *names.surnames))
        self._no_name = re.compile(alternatives(words("not_names", "word", use="word")))
        title = alternatives(words("titles", "title", after_surname="1"))
        called = alternatives(words("kin", "word", place="after"))
        self._known = re.compile(alternatives(tuple(names.people | names.parties)))
        self._given = re.compile(f"{alternatives(tuple(names.given))}(?:{called})?")
        self._titled = re.compile(f"{any_surname}{title}(?![{HAN}]?(?:室|部|处|团|局|法))")
        self._by_age = re.compile(f"(?:老|小|阿){surname}(?![{HAN}]*?(?:区|镇|村))")
        self._kin = re.compile(f"{surname}(?:{called}|某某|某[甲乙丙丁]?|[一二三四五六七八九]?某)")

    def find(self, draft: Draft) -> Iterable[Span]:
        """Names of the registries, titles and nicknames in all turns, tagged names in the turns that are read."""
        text = draft.text
        for pattern, score, aligned in (
            (self._known, 0.93, False),
            (self._titled, 0.88, True),
            (self._kin, 0.8, True),
            (self._given, 0.72, True),
            (self._by_age, 0.75, True),
        ):
            for found in pattern.finditer(text):
                if not aligned or (draft.is_word_start(found.start()) and not self._is_word(text, found)):
                    yield Span(found.start(), found.end(), Label.PER, score, self.name)

    def _is_word(self, text: str, found: re.Match[str]) -> bool:
        """Whether a common word begins where the supposed name does and covers it: 全局, 施工, 小程序."""
        word = self._no_name.match(text, found.start())
        return word is not None and word.end() >= found.end()
