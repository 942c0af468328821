"""Who never meets a proposal: those it names, their relatives, who handles the case, and who sits with them.

The law names the grounds on which whoever decides a case withdraws (回避, 刑事诉讼法 29 条以下, 民事诉讼法 47 条以下):
being a party, an agent, near to one, or tied to the case so that a fair decision may be in doubt. That reviewers of
these records withdraw on like grounds, and that sitting on one panel is such a tie, is this project's own application
of them. In doubt somebody is barred: an item that is passed on costs little.

Whoever stands in a registry is barred by id and by name, since an account may not be tied to its entry; a namesake is
passed over with him.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from data.casenumber import normalise
from data.normalize import key
from data.registry import Case, LawyerRelative, Registries

Period = tuple[date, date]
"""First and last day, both within."""


class Tie(StrEnum):
    """Why the machine bars somebody. The values are those of `store.viewer.BarKind` but for what people declare."""

    NAMED = "named"  # stands in the record or its words, may be meant by them, is a party or an agent
    RELATIVE = "relative"  # a relative of somebody named, by the lawyers' registry
    HANDLER = "handler"  # handles the case, or one that may be meant
    PANEL = "panel"  # handled another case pending that day with a handler of this one, or with somebody linked


@dataclass(frozen=True, slots=True, order=True)
class Bar:
    """One person kept from one proposal: `person` is a registry id or a `name_key`."""

    person: str
    kind: Tie


@lru_cache(maxsize=1 << 16)
def name_key(name: str) -> str:
    """What bars call a person by name."""
    return f"name:{key(name)}"


class Recusal:
    """The ties between the people of one set of registries, indexed once."""

    def __init__(self, registries: Registries) -> None:
        self._registries = registries
        self._licences: dict[str, list[LawyerRelative]] = defaultdict(list)
        self._kin: dict[str, list[LawyerRelative]] = defaultdict(list)
        self._handled: dict[str, list[Case]] = defaultdict(list)
        self._panels: dict[str, list[tuple[frozenset[str], list[Period]]]] = {}
        self._numbers: dict[str, str] = {}
        for entry in registries.lawyers.values():
            if entry.license_no:
                self._licences[entry.license_no].append(entry)
            for handle in (name_key(entry.lawyer_name), *_official_handles(entry)):
                self._kin[handle].append(entry)
        for case in registries.cases.values():
            for handler in case.handlers if len(case.handlers) > 1 else ():
                self._handled[handler].append(case)

    def bars_of(self, line: Mapping[str, Any], details: Mapping[str, Any]) -> tuple[Bar, ...]:
        """The bars of a proposal, sorted; `line` is its line of proposals.jsonl, `details` as in records.details.

        Where nobody is linked all candidates are barred, and where the case is not told all cases that may be meant
        count. A person may be barred on several grounds.
        """
        cases = self._cases(line, details)
        told = [*self._named(line, details), *(person for case in cases for person in _of_case(case))]
        named = {handle for person in told for handle in self._both(person)}
        handlers = {handler for case in cases for handler in case.handlers}
        linked = {link["id"] for link in line["links"].values() if link["id"]}
        linked |= {person["id"] for person in details.get("people", ()) if person["id"] and person["role"] != "named"}
        panel = {other for person in handlers | linked for other in self._panel(person, _day(line))} - handlers - linked
        found = {
            Tie.NAMED: named,
            Tie.RELATIVE: set(self._relatives(named, cases)),
            Tie.HANDLER: handlers,
            Tie.PANEL: panel,
        }
        bars = {Bar(handle, tie) for tie, people in found.items() for person in people for handle in self._both(person)}
        return tuple(sorted(bars))

    def _named(self, line: Mapping[str, Any], details: Mapping[str, Any]) -> Iterator[str]:
        """Keys of everybody whom the record, its links and the words that are quoted name."""
        record = line["record"]
        if record["name"]:
            yield name_key(record["name"])
        if record["case"]:
            yield from map(name_key, record["case"]["parties"] or ())
        for link in line["links"].values():
            yield from _linked(link)
        for person in details.get("people", ()):
            if person["words"]:
                yield name_key(person["words"])
            yield from _linked(person)

    def _cases(self, line: Mapping[str, Any], details: Mapping[str, Any]) -> list[Case]:
        case = line["record"]["case"]
        told = [case["case_no"]] if case and case["case_no"] else []
        numbers = told or [rival["case_no"] for rival in details.get("case", {}).get("candidates", ())]
        listed = self._registries.cases
        return [listed[number] for number in dict.fromkeys(map(self._listed, numbers)) if number in listed]

    def _listed(self, number: str) -> str:
        """The number as the case list has it."""
        if number in self._registries.cases:
            return number
        if not self._numbers:
            self._numbers = {normalise(listed) or key(listed): listed for listed in self._registries.cases}
        return self._numbers.get(normalise(number) or key(number), number)

    def _relatives(self, named: set[str], cases: Iterable[Case]) -> Iterator[str]:
        """Lawyers and officials whom a licence number ties to somebody named, or to an agent in one of the cases.

        A lawyer has an entry for each official he is a relative of: two officials with one such lawyer count as kin.
        """
        entries = [entry for person in named for entry in self._entries_of(person)]
        entries += [e for case in cases for agent in case.agents for e in self._licences.get(agent.license_no, ())]
        licences = {entry.license_no for entry in entries if entry.license_no}
        every = {e.entry_id: e for licence in licences for e in self._licences[licence]}
        every |= {entry.entry_id: entry for entry in entries}
        for entry in every.values():
            yield from (handle for handle in (entry.entry_id, *_official_handles(entry)) if handle not in named)

    def _entries_of(self, person: str) -> Iterator[LawyerRelative]:
        entry = self._registries.lawyers.get(person)
        if entry:
            yield entry
        yield from self._kin.get(person, ())

    def _panel(self, person: str, day: date | None) -> Iterator[str]:
        """Who handled a case together with `person` that was pending on the day, any case when the day is not told."""
        if person not in self._panels:
            self._panels[person] = list(_sittings(self._handled.get(person, ())))
        for handlers, periods in self._panels[person]:
            if day is None or any(first <= day <= last for first, last in periods):
                yield from handlers

    def _both(self, person: str) -> Iterator[str]:
        """The key itself and, for somebody in a registry, the name."""
        yield person
        if person in self._registries.officials:
            yield name_key(self._registries.officials[person].name)
        elif person in self._registries.lawyers:
            yield name_key(self._registries.lawyers[person].lawyer_name)


def _linked(link: Mapping[str, Any]) -> Iterator[str]:
    """The person linked, and every candidate: who was weighed may read of it no more than who was chosen."""
    if link["id"]:
        yield link["id"]
    yield from (candidate["id"] for candidate in link["candidates"])


def _of_case(case: Case) -> Iterator[str]:
    """Parties and agents, who stand in the case list by name."""
    yield from map(name_key, case.parties)
    yield from (name_key(agent.name) for agent in case.agents)


def _official_handles(entry: LawyerRelative) -> Iterator[str]:
    """The official a lawyer is tied to, by id and by name."""
    if entry.official_id:
        yield entry.official_id
    if entry.official_name:
        yield name_key(entry.official_name)


def _sittings(cases: Iterable[Case]) -> Iterator[tuple[frozenset[str], list[Period]]]:
    """Each panel that handled some of the cases, with the periods in which one of them was pending, in order.

    A judge has thousands of cases and sits on few panels, whose cases overlap: few periods are left to look through.
    """
    pending: dict[frozenset[str], list[Period]] = defaultdict(list)
    for case in cases:
        pending[frozenset(case.handlers)].append((case.filed_on or date.min, case.closed_on or date.max))
    for handlers, periods in pending.items():
        merged: list[Period] = []
        for first, last in sorted(periods):
            if merged and first <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
            else:
                merged.append((first, last))
        yield handlers, merged


def _day(line: Mapping[str, Any]) -> date | None:
    day = line["record"]["occurred_on"]
    return date.fromisoformat(day) if day else None
