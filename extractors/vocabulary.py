"""What two versions of the registries tell an extractor otherwise, and in which papers that can make a difference.

An extractor knows the registries by `Names` and `People` alone. Nearly all of that are words looked for as they stand,
so a paper that holds none of the words that came or went is read as before. Read beside extractors.names, .people,
.dating and .cases, whose use of the registries this must cover.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta

from ahocorasick_rs import AhoCorasick

from data.casenumber import find_case_numbers, normalise
from data.lexicon import words
from data.normalize import fold
from data.registry import Registries
from data.types import Document
from extractors.dating import AFTERWARDS
from extractors.names import Names, names_of
from extractors.numerals import value_of
from extractors.people import people_of

LITERAL = ("people", "given", "parties", "organisations", "firms", "places", "causes")
"""Fields of `Names` that are words of a text."""
OTHER = ("serials", "cases_of_party", "pending", "newest", "surnames")
NUMERAL = "[〇零○一二三四五六七八九十廿元正]{1,3}"
DAY = re.compile(rf"(?=(?<!\d)(\d{{1,2}}|{NUMERAL})(?:月份?|[./-])[\s　]*(\d{{1,2}}|{NUMERAL})?)")
RUN = re.compile(r"(?<!\d)\d{1,5}(?!\d)")
ALL_DAYS = 366


@dataclass(frozen=True, slots=True)
class Told:
    """What of the difference a paper holds: `words` of it, `cases` by full number, `owner` when it is his."""

    words: frozenset[str] = frozenset()
    cases: frozenset[str] = frozenset()
    owner: str | None = None
    days: bool = False
    everything: bool = False

    def __bool__(self) -> bool:
        return bool(self.words or self.cases or self.owner or self.days or self.everything)


class VocabularyChange:
    """The difference between two versions of the registries as an extractor sees it."""

    def __init__(self, before: Registries, after: Registries) -> None:
        old, new = names_of(before), names_of(after)
        sorts, names = people_of(before), people_of(after)
        self.everything = old.any_known != new.any_known or _unknown_fields()
        self.serials = _differing(old.serials, new.serials)
        self.cases = _differing(old.pending, new.pending)
        self.owners = _differing(sorts.names, names.names)
        self.words = _words(old, new) | _differing(sorts.sorts, names.sorts)
        self.days = _days(old.newest, new.newest)
        self._in_order = sorted(word for word in self.words if word)
        self._search = AhoCorasick(self._in_order)

    def told_in(self, document: Document) -> Told:
        """What of it the paper holds; nothing when it is read as before."""
        text = document.text
        speakers = "\n".join(dict.fromkeys(turn.speaker for turn in document.turns if turn.speaker))
        said = f"{text}\n{speakers}"
        found = {self._in_order[hit[0]] for hit in self._search.find_matches_as_indexes(said, overlapping=True)}
        if self.serials:
            found |= self.serials.intersection(RUN.findall(fold(text)))
        return Told(
            frozenset(found),
            frozenset(self._cases_in(document)),
            document.owner if document.owner in self.owners else None,
            bool(self.days) and self._may_name_day(fold(text)),
            self.everything,
        )

    def _cases_in(self, document: Document) -> set[str]:
        if not self.cases:
            return set()
        spans = find_case_numbers(document.text)
        told = {document.folder_case, *(span.normal for span in spans), *(normalise(span.text) for span in spans)}
        return {case for case in self.cases if case in told or normalise(case) in told or case in document.text}

    def _may_name_day(self, text: str) -> bool:
        """Whether a day without a year may be one of those that lie before one newest day and after the other."""
        for month, day in DAY.findall(text):
            told = _month(month)
            if told and any((told, one) in self.days for one in (1, value_of(day) if day else 1)):
                return True
        return False


def _month(said: str) -> int | None:
    return 1 if said in ("元", "正") else value_of(said)


def _unknown_fields() -> bool:
    """Whether `Names` has come to know more than is compared here: then every paper is read again."""
    return {field.name for field in fields(Names)} != {*LITERAL, *OTHER}


def _differing(old: Mapping[str, Hashable], new: Mapping[str, Hashable]) -> frozenset[str]:
    """Keys whose values are not the same in both."""
    return frozenset(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))


def _words(old: Names, new: Names) -> frozenset[str]:
    """Words looked for as they stand that only one version has. A common family name is one with any registry."""
    found: set[str] = set()
    for name in LITERAL:
        found |= set(getattr(old, name)) ^ set(getattr(new, name))
    found |= _differing(old.cases_of_party, new.cases_of_party)
    found |= (set(old.surnames) ^ set(new.surnames)) - set(words("surnames", "surname", use="common"))
    return frozenset(found)


def _days(old: date | None, new: date | None) -> frozenset[tuple[int, int]]:
    """(month, day) of the days that a paper may mean by one of two newest days alone; a whole year if many."""
    if old == new:
        return frozenset()
    first, last = (min(old, new), max(old, new)) if old and new else (date(2000, 1, 1), date(2001, 1, 1))
    first, last = first + AFTERWARDS, last + AFTERWARDS
    count = min((last - first).days, ALL_DAYS)
    days = [first + timedelta(days=n) for n in range(count + 1)]
    if count == ALL_DAYS:
        days += [date(2000, 1, 1) + timedelta(days=n) for n in range(ALL_DAYS)]
    return frozenset((day.month, day.day) for day in days)
