"""Who and what the registries hold under a name, a phone, a title, a case: lookups for matchers.

Each is made at its first use and in the order of the files, so equal registries give equal answers. A pickled index
leaves its lookups behind and makes them anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import TypeVar

from data.normalize import key
from data.registries.cells import plain_phone
from data.registry import Case, FiledRecord, LawyerRelative, Official, Registries

K = TypeVar("K")
V = TypeVar("V")
NAME_REACH = 2
"""Family names have one or two characters; people are found under both."""
TITLE_REACH = 2
"""Titles are found by their last two characters (院长, 检察长 under 察长) and then compared whole."""


class RegistryIndex:
    """Lookups over `registries`. Names are compared folded: width, script and blanks do not count."""

    def __init__(self, registries: Registries) -> None:
        self.registries = registries

    def __reduce__(self) -> tuple[type[RegistryIndex], tuple[Registries]]:
        return RegistryIndex, (self.registries,)

    def officials_named(self, name: str) -> tuple[Official, ...]:
        """The officials whose name or alias is `name`."""
        return self._officials(self._by_name.get(key(name), ()))

    def officials_with_phone(self, phone: str) -> tuple[Official, ...]:
        """The officials one of whose numbers is `phone`, however it is written; empty for words without a digit."""
        number = plain_phone(phone)
        return self._officials(self._by_phone.get(number, ())) if number else ()

    def officials_titled(self, surname: str, title: str, day: date | None = None) -> tuple[Official, ...]:
        """The officials of that family name with a post that ends in `title` on `day` (any day when it is None).

        王 + 院长 finds 院长 and 副院长, for 副 is often dropped in speech; 王 + 副院长 finds 副院长 only.
        """
        found = self._officials(self._by_title.get((key(surname), title[-TITLE_REACH:]), ()))
        return tuple(
            official for official in found if any(post.position.endswith(title) for post in official.posts_on(day))
        )

    def officials_of(self, org: str) -> tuple[Official, ...]:
        """The officials who hold or held a post of the organisation named `org` in the registry."""
        return self._officials(self._by_org.get(key(org), ()))

    def lawyers_named(self, name: str) -> tuple[LawyerRelative, ...]:
        """The entries of the lawyers' registry whose lawyer is `name`."""
        return tuple(self._lawyers_by_name.get(key(name), ()))

    def lawyers_with_phone(self, phone: str) -> tuple[LawyerRelative, ...]:
        """The entries of the lawyers' registry with that phone."""
        number = plain_phone(phone)
        return tuple(self._lawyers_by_phone.get(number, ())) if number else ()

    def lawyers_licensed(self, license_no: str) -> tuple[LawyerRelative, ...]:
        """The entries of the lawyers' registry with that licence number."""
        return tuple(self._lawyers_by_license.get(license_no, ())) if license_no else ()

    def lawyers_of(self, person_id: str) -> tuple[LawyerRelative, ...]:
        """The lawyers related to that official."""
        return tuple(self._lawyers_by_official.get(person_id, ()))

    def cases_handled_by(self, person_id: str) -> tuple[Case, ...]:
        """The cases that list that official among their handlers."""
        return tuple(self._cases_by_handler.get(person_id, ()))

    def cases_with_party(self, party: str) -> tuple[Case, ...]:
        """The cases one of whose parties is `party`."""
        return tuple(self._cases_by_party.get(key(party), ()))

    def cases_with_agent(self, name: str) -> tuple[Case, ...]:
        """The cases in which a lawyer of that name acts."""
        return tuple(self._cases_by_agent.get(key(name), ()))

    def filed_in(self, case_no: str) -> tuple[FiledRecord, ...]:
        """The records filed about that case; `case_no` as `normalise` writes it."""
        return tuple(self._filed_by_case.get(case_no, ()))

    def _officials(self, ids: Iterable[str]) -> tuple[Official, ...]:
        return tuple(self.registries.officials[id_] for id_ in ids)

    @cached_property
    def _by_name(self) -> Mapping[str, list[str]]:
        pairs = (
            (key(name), official.person_id)
            for official in self.registries.officials.values()
            for name in dict.fromkeys((official.name, *official.aliases))
        )
        return _grouped(pairs)

    @cached_property
    def _by_phone(self) -> Mapping[str, list[str]]:
        people = self.registries.officials.values()
        return _grouped((phone, official.person_id) for official in people for phone in official.phones)

    @cached_property
    def _by_title(self) -> Mapping[tuple[str, str], list[str]]:
        pairs = (
            ((name[:size], position[-TITLE_REACH:]), official.person_id)
            for official in self.registries.officials.values()
            for name in [key(official.name)]
            for size in range(1, min(NAME_REACH, len(name)) + 1)
            for position in dict.fromkeys(post.position for post in official.tenures)
        )
        return _grouped(pairs)

    @cached_property
    def _by_org(self) -> Mapping[str, list[str]]:
        pairs = (
            (key(org), official.person_id)
            for official in self.registries.officials.values()
            for org in dict.fromkeys(post.org for post in official.tenures)
        )
        return _grouped(pairs)

    @cached_property
    def _lawyers_by_name(self) -> Mapping[str, list[LawyerRelative]]:
        return _grouped((key(entry.lawyer_name), entry) for entry in self.registries.lawyers.values())

    @cached_property
    def _lawyers_by_phone(self) -> Mapping[str, list[LawyerRelative]]:
        return _grouped((entry.phone, entry) for entry in self.registries.lawyers.values() if entry.phone)

    @cached_property
    def _lawyers_by_license(self) -> Mapping[str, list[LawyerRelative]]:
        return _grouped((entry.license_no, entry) for entry in self.registries.lawyers.values() if entry.license_no)

    @cached_property
    def _lawyers_by_official(self) -> Mapping[str, list[LawyerRelative]]:
        entries = self.registries.lawyers.values()
        return _grouped((entry.official_id, entry) for entry in entries if entry.official_id)

    @cached_property
    def _cases_by_handler(self) -> Mapping[str, list[Case]]:
        return _grouped((handler, case) for case in self.registries.cases.values() for handler in case.handlers)

    @cached_property
    def _cases_by_party(self) -> Mapping[str, list[Case]]:
        return _grouped((key(party), case) for case in self.registries.cases.values() for party in case.parties)

    @cached_property
    def _cases_by_agent(self) -> Mapping[str, list[Case]]:
        return _grouped((key(agent.name), case) for case in self.registries.cases.values() for agent in case.agents)

    @cached_property
    def _filed_by_case(self) -> Mapping[str, list[FiledRecord]]:
        return _grouped((record.case_no, record) for record in self.registries.filed.values() if record.case_no)


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    """The second members by the first, in order; a member met twice in a row stands once."""
    groups: dict[K, list[V]] = {}
    for group, member in pairs:
        members = groups.setdefault(group, [])
        if not members or members[-1] is not member:
            members.append(member)
    return groups
