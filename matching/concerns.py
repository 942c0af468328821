"""Which papers an entry of the registries can concern: told from the text alone, before anybody has read it.

What is told here errs on one side: a paper that an entry could have any part in concerns it; of one that does not, the
links, cases and verdicts are the same with the entry and without it. Read beside matching.people, matching.cases and
matching.filed, whose blocks these tests must cover.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from data.casenumber import find_case_numbers, normalise
from data.normalize import fold
from data.registry import Case, FiledRecord, LawyerRelative, Official, Registries
from data.types import Document
from matching import lexicon, orgs
from matching.areas import areas_of
from matching.called import Called, Seen, called_as
from matching.caseindex import company_core, sequence_of
from matching.changes import Change, Changes
from matching.index import offices_of

NUMBERS = re.compile(r"\d+")


class Concerns:
    """The changes that can touch how people, cases and filed records of a paper are made out.

    `parties` gives for a case number the names by which extraction finds the case.
    """

    def __init__(self, changes: Changes, parties: Mapping[str, Iterable[str]]) -> None:
        self._changes = changes
        self._sides = (changes.before, changes.after)
        self._parties = parties
        self._lawyers = _by_licence(self._sides)
        self._units = _few_cases(self._sides)
        self._ties = _ties_changed(changes)
        self._tests = [(change, tuple(self._test_of(change))) for change in changes.entries]

    def touching(self, document: Document) -> tuple[Change, ...]:
        """The changes that the paper may have to do with, in order."""
        seen = Seen(document)
        told = _Told(document, seen, self._sides, self._parties)
        return tuple(change for change, tests in self._tests if any(test.touches(told) for test in tests))

    def _test_of(self, change: Change) -> Iterator[_Person | _Office | _Case | _Anyone]:
        for entry in self._changes.versions_of(change):
            if self._ties and isinstance(entry, Official):
                yield _Anyone()
            match entry:
                case Official() | LawyerRelative():
                    yield _Person(called_as(entry), _id_of(entry))
                    if isinstance(entry, Official) and (office := _office_of(entry)):
                        yield office
                case FiledRecord():
                    yield _Person(Called((entry.intervener,)), entry.intervener_id)
                    for person in self._people((entry.intervener_id,)):
                        yield _Person(person, entry.intervener_id)
                    holders = (side.officials.get(entry.intervener_id or "") for side in self._sides)
                    yield from {office for holder in holders if holder and (office := _office_of(holder))}
                case Case():
                    lawyers = {p for agent in entry.agents for p in self._lawyers.get(agent.license_no, ())}
                    people = (*self._people(entry.handlers), *lawyers)
                    named = tuple(self._parties.get(entry.case_no, ()))
                    yield _Case(entry, people, named, entry.unit in self._units)

    def _people(self, ids: Iterable[str | None]) -> tuple[Called, ...]:
        found = (side.officials.get(key or "") or side.lawyers.get(key or "") for key in ids for side in self._sides)
        return tuple(dict.fromkeys(called_as(entry) for entry in found if entry))


class _Told:
    """A paper with what it may tell of cases. `units` are those the paper may be from, None when it may be any."""

    def __init__(
        self, document: Document, seen: Seen, sides: Sequence[Registries], parties: Mapping[str, Iterable[str]]
    ) -> None:
        self.document = document
        self.seen = seen
        self._sides = sides
        self._parties = parties

    @cached_property
    def folded(self) -> str:
        return fold(self.document.text)

    @cached_property
    def sequences(self) -> frozenset[str]:
        """Running numbers, leading zeros aside, that the paper may tell."""
        found = {number.lstrip("0") for number in NUMBERS.findall(self.folded)}
        spans = find_case_numbers(self.document.text)
        found |= {sequence_of(normalise(span.text) or span.text) for span in spans}
        return frozenset(found - {""})

    @cached_property
    def units(self) -> frozenset[str] | None:
        """Units of the owner and of the cases that may be meant; None when neither settles where the paper is from."""
        document = self.document
        owners = [side.officials.get(document.owner or "") for side in self._sides]
        folders = [side.cases.get(document.folder_case or "") for side in self._sides]
        home = {post.org for owner in owners if owner for post in owner.tenures}
        home |= {case.unit for case in folders if case}
        if not home or not all(map(orgs.area_of, home)):
            return None
        return frozenset(home | {case.unit for side in self._sides for case in side.cases.values() if self.names(case)})

    def names(self, case: Case) -> bool:
        """Whether the words may tell the case by its number or a party."""
        if self.document.folder_case in (case.case_no, normalise(case.case_no)):
            return True
        if sequence_of(case.case_no).lstrip("0") in self.sequences:
            return True
        return any(party in self.document.text for party in self._parties.get(case.case_no, ()))


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody who may be meant, or whose paper it may be."""

    called: Called
    person_id: str | None

    def touches(self, told: _Told) -> bool:
        return told.document.owner == (self.person_id or "-") or self.called.in_words(told.seen)


@dataclass(frozen=True, slots=True)
class _Office:
    """Somebody whom a post said alone may mean; see `matching.holders`, whose reach this must cover."""

    titles: frozenset[str]
    areas: frozenset[str]

    def touches(self, told: _Told) -> bool:
        said = {title for title in self.titles if title in told.seen.plain}
        if not said:
            return False
        if told.units is None or said & set(lexicon.title_words("area_offices")):
            return True
        if any(turn.speaker for turn in told.document.turns):
            return True  # the unit of whoever speaks counts
        return bool(self.areas & set(map(orgs.area_of, told.units))) or any(a in told.seen.text for a in self.areas)


@dataclass(frozen=True, slots=True)
class _Anyone:
    """An official with whom the registry shows other areas to be of one city: whoever is meant may then be another."""

    def touches(self, told: _Told) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class _Case:
    """A case; `people` handle it or act in it, `named` are names it is found by; `few`: its unit has few cases."""

    case: Case
    people: tuple[Called, ...]
    named: tuple[str, ...]
    few: bool

    def touches(self, told: _Told) -> bool:
        case = self.case
        if told.names(case) or told.document.owner in case.handlers:
            return True
        if any(party in told.document.text for party in self.named):
            return True
        if any(name in told.folded for name in self._parties()):
            return True
        if self.few and (told.units is None or case.unit in told.units):
            return True
        return any(person.in_words(told.seen) for person in self.people)

    def _parties(self) -> Iterator[str]:
        for party in self.case.parties:
            core = company_core(party)
            yield from (name for name in (fold(party), core, core[:2]) if name)


def _id_of(entry: Official | LawyerRelative) -> str:
    return entry.person_id if isinstance(entry, Official) else entry.entry_id


def _office_of(entry: Official) -> _Office | None:
    titles = frozenset(title for post in entry.tenures for title in offices_of(post.position))
    return _Office(titles, frozenset(orgs.area_of(post.org) for post in entry.tenures)) if titles else None


def _ties_changed(changes: Changes) -> bool:
    """Whether the changes show other areas to be of one city than before; see `matching.areas`."""
    if not any(change.kind == "officials" for change in changes.entries):
        return False
    return areas_of(changes.before).by_area != areas_of(changes.after).by_area


def _by_licence(sides: Sequence[Registries]) -> Mapping[str, tuple[Called, ...]]:
    found: dict[str, tuple[Called, ...]] = {}
    for side in sides:
        for entry in side.lawyers.values():
            found[entry.license_no] = (*found.get(entry.license_no, ()), called_as(entry))
    return found


def _few_cases(sides: Sequence[Registries]) -> frozenset[str]:
    """Units with so few cases, in either version, that all are weighed; see `CaseResolver`."""
    few: set[str] = set()
    for side in sides:
        counts: dict[str, int] = {}
        for case in side.cases.values():
            counts[case.unit] = counts.get(case.unit, 0) + 1
        few |= {unit for unit, count in counts.items() if count <= lexicon.people_settings().block}
    return frozenset(few)
